#!/usr/bin/env python3
"""Tries what unvetted code might try, and says what came of it. Run it with: npx bellglass run examples/hello.py"""

import os
import socket
import sys


def attempt(what, action):
    """Prints what was tried and how it ended."""
    try:
        print(f"  {what:<44} {action() or 'done'}")
    except OSError as error:
        print(f"  {what:<44} refused: {error.strerror or error}")


def write(path):
    with open(path, "w", encoding="utf-8") as file:
        file.write("written by hello.py\n")


def first_line(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        return repr(file.readline().strip())


def connect(host, port):
    socket.create_connection((host, port), timeout=3).close()


kernel = os.uname()
print("Hello from inside a Bellglass sandbox.")
print(f"uname -r  {kernel.release}")
print(f"python    {sys.version.split()[0]}, process {os.getpid()}, user {os.getuid()}, host name {kernel.nodename}")
print()

here = os.path.dirname(os.path.abspath(__file__))
home = os.path.expanduser("~")
print("What it could do:")
attempt("read a file of the workspace", lambda: first_line(os.path.join(here, "hello.py")))
attempt("write into the workspace, as it sees it", lambda: write(os.path.join(here, "note")))
attempt("write into its own /tmp", lambda: write("/tmp/note"))
attempt("write into its own home directory", lambda: write(os.path.join(home, "note")))
print()
print("What it could not do:")
attempt("write into /usr", lambda: write("/usr/note"))
attempt("read your SSH key", lambda: first_line(os.path.join(home, ".ssh", "id_ed25519")))
attempt("list other users' files", lambda: f"{len(os.listdir('/home'))} directories under /home, with none of their files")
attempt("reach the internet", lambda: connect("1.1.1.1", 443))
attempt("reach a service of this machine", lambda: connect("127.0.0.1", 22))
