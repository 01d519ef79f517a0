"""Does to real folders, through real overlays above their snapshots, what it is told, and says what came of it.

Usage: overlay.py BELLGLASS_FS DIRECTORY, as root, in a mount namespace of its own. A line of JSON in, a line of JSON out.
"""

import base64
import ctypes
import json
import os
import shutil
import stat
import subprocess
import sys

LIBC = ctypes.CDLL(None, use_errno=True)
WORD = "trusted.overlay."


def name(path):
    """A path as the wire has it."""
    try:
        return path.decode()
    except UnicodeDecodeError:
        return {"bytes": base64.b64encode(path).decode()}


def make(folder, op, *words):
    """One deed below a folder. What the system refuses is not done."""
    paths = 2 if op in ("rename", "exchange", "link") else 1
    at = [os.path.join(folder, word.encode()) for word in words[:paths]]
    # Both what a link on the way leads to, and what one at the end does: this is root, on a real host.
    real = os.path.realpath(folder) + b"/"
    if not all((os.path.realpath(path) + b"/").startswith(real) or os.path.islink(path) for path in at):
        return
    if op in ("write", "append", "replace", "chmod") and any(os.path.islink(path) for path in at):
        return
    if not all((os.path.realpath(os.path.dirname(path)) + b"/").startswith(real) for path in at):
        return
    try:
        DEEDS[op](*at, *words[paths:])
    except (OSError, shutil.Error):
        pass


def put(path, text, how):
    """Whoever opens a named pipe to write waits for somebody who reads."""
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_NONBLOCK | how, 0o644)
    try:
        os.write(file, text.encode())
    finally:
        os.close(file)


def write(path, text):
    """In place, if it is there."""
    put(path, text, os.O_TRUNC)


def append(path, text):
    put(path, text, os.O_APPEND)


def replace(path, text):
    """As editors do: written beside, and renamed over it."""
    write(path + b"~", text)
    os.rename(path + b"~", path)


def chmod(path, mode):
    if not os.path.islink(path):
        os.chmod(path, mode)


def remove(path):
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path)
    else:
        os.unlink(path)


def exchange(one, other):
    """renameat2 with RENAME_EXCHANGE."""
    if LIBC.renameat2(-100, one, -100, other, 2) != 0:
        raise OSError(ctypes.get_errno(), "renameat2")


DEEDS = {
    "write": write,
    "append": append,
    "replace": replace,
    "chmod": chmod,
    "mkdir": os.mkdir,
    "remove": remove,
    "rename": os.rename,
    "exchange": exchange,
    "link": lambda one, other: os.link(one, other, follow_symlinks=False),
    "symlink": lambda path, target: os.symlink(target, path),
    "fifo": os.mkfifo,
}


def walk(root, above=b""):
    """Every entry below a directory with its status, those above before those below."""
    for entry in sorted(os.scandir(os.path.join(root, above)), key=lambda entry: entry.name):
        path = os.path.join(above, entry.name)
        status = entry.stat(follow_symlinks=False)
        yield path, os.path.join(root, path), status
        if stat.S_ISDIR(status.st_mode):
            yield from walk(root, path)


def kind_of(mode):
    for of, kind in ((stat.S_ISREG, "file"), (stat.S_ISDIR, "directory"), (stat.S_ISLNK, "symlink")):
        if of(mode):
            return kind
    return "other"


def tree(root):
    """What is in a directory, with contents."""
    entries = []
    for path, full, status in walk(root):
        kind = kind_of(status.st_mode)
        entry = {"path": name(path), "kind": kind, "mode": status.st_mode & 0o7777}
        if kind == "symlink":
            entry["target"] = name(os.readlink(full))
        if kind == "file":
            with open(full, "rb") as file:
                entry["content"] = file.read().decode("latin1")
            entry["mtime"] = str(status.st_mtime_ns)
            entry["inode"] = f"{status.st_dev}:{status.st_ino}"
        entries.append(entry)
    return entries


def attribute(full, which):
    try:
        return os.getxattr(full, WORD + which, follow_symlinks=False)
    except OSError:
        return None


def changes(upper):
    """The lines of GET /v1/changes, as native/agent/src/http/review/changes.rs makes them."""
    lines = []
    for path, full, status in walk(upper):
        kind = kind_of(status.st_mode)
        if stat.S_ISCHR(status.st_mode) and status.st_rdev == 0:
            kind = "removed"
        seconds, nanoseconds = divmod(status.st_mtime_ns, 10**9)
        line = {
            "path": name(path),
            "kind": kind,
            "mode": status.st_mode & 0o7777,
            "size": status.st_size,
            "modified": {"seconds": seconds, "nanoseconds": nanoseconds},
            "inode": str(status.st_ino),
            "links": status.st_nlink,
        }
        if kind == "symlink":
            line["target"] = name(os.readlink(full))
        if kind in ("file", "directory"):
            if attribute(full, "opaque") == b"y":
                line["opaque"] = True
            if attribute(full, "metacopy") is not None:
                line["keptContent"] = True
            moved = attribute(full, "redirect")
            if moved is not None:
                line["movedFrom"] = name(moved)
        lines.append(line)
    return lines


def snapshot(program, folder, output, limit):
    spec = {
        "version": 1,
        "workspace": folder.decode(),
        "output": output.decode(),
        "hidden": [],
        "embedFileLimit": limit,
        "embedBudget": 1 << 20,
        "entryLimit": 10000,
        "seccomp": "enforce",
    }
    done = subprocess.run([program, "snapshot"], input=json.dumps(spec).encode(), capture_output=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"no snapshot: {done.stdout.decode()} {done.stderr.decode()}")


def mount(*words):
    done = subprocess.run(["mount", *words], capture_output=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"mount {words}: {done.stderr.decode().strip()}")


class Case:
    """A folder, its snapshot, and an overlay above both. @param limit larger files are not in the snapshot, but read from the folder"""

    def __init__(self, program, directory, above, before, limit):
        self.places = [directory, above]
        self.mounted = []
        self.folder, self.output = os.path.join(directory, b"folder"), os.path.join(directory, b"output")
        self.merged, self.upper = os.path.join(directory, b"merged"), os.path.join(above, b"upper")
        lower, work = os.path.join(directory, b"snapshot"), os.path.join(above, b"work")
        for place in (self.folder, self.output, self.merged, self.upper, lower, work):
            os.makedirs(place)
        for deed in before:
            make(self.folder, *deed)
        snapshot(program, self.folder, self.output, limit)
        self.mount(lower, "-t", "erofs", "-o", "loop,ro", self.output + b"/snapshot.erofs")
        layers = b"lowerdir=%s::%s,upperdir=%s,workdir=%s," % (lower, self.folder, self.upper, work)
        options = layers + b"index=on,metacopy=on,redirect_dir=on,xino=auto"
        self.mount(self.merged, "-t", "overlay", "-o", options, "overlay")

    def mount(self, place, *words):
        mount(*words, place)
        self.mounted.append(place)

    def surface(self, paths):
        """As native/agent/src/http/review/surface.rs does it."""
        for path in paths:
            full = os.path.join(self.merged, base64.b64decode(path))
            if os.path.isfile(full) and not os.path.islink(full):
                os.chmod(full, stat.S_IMODE(os.stat(full).st_mode))

    def unmount(self):
        while self.mounted:
            subprocess.run(["umount", self.mounted.pop()], check=True)

    def end(self):
        self.unmount()
        for place in self.places:
            shutil.rmtree(place)


class Server:
    """One case at a time."""

    def __init__(self, program, directory):
        self.program, self.directory = program, directory
        # Not every file system can be an upper layer.
        self.above = os.path.join(directory, b"changes")
        os.mkdir(self.above)
        mount("-t", "tmpfs", "-o", "mode=700", "tmpfs", self.above)
        self.number = 0
        self.case = None

    def begin(self, before, deeds, limit):
        self.number += 1
        place, above = (os.path.join(at, b"%d" % self.number) for at in (self.directory, self.above))
        self.case = Case(self.program, place, above, before, limit)
        for deed in deeds:
            make(self.case.merged, *deed)
        return {"directory": place.decode(), "lower": tree(self.case.folder), "merged": tree(self.case.merged)}

    def lines(self):
        return changes(self.case.upper)

    def surface(self, paths):
        self.case.surface(paths)

    def folder(self, deeds):
        """What is in the folder after those deeds; nothing is mounted above it any more."""
        self.case.unmount()
        for deed in deeds:
            make(self.case.folder, *deed)
        return tree(self.case.folder)

    def end(self):
        self.case.end()


def main():
    program, directory = sys.argv[1], sys.argv[2].encode()
    os.umask(0o022)
    server = Server(program, directory)
    for line in sys.stdin:
        call, *words = json.loads(line)
        try:
            answer = {"result": getattr(server, call)(*words)}
        except RuntimeError as problem:
            answer = {"problem": str(problem)}
        print(json.dumps(answer), flush=True)


main()
