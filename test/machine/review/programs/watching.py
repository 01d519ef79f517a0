"""Says what inotify tells of some directories, a line an event: python3 watching.py DIRECTORY... until its input ends."""

import ctypes
import os
import select
import struct
import sys

NAMES = {0x2: "modify", 0x4: "attrib", 0x80: "movedTo", 0x100: "create", 0x200: "delete"}

libc = ctypes.CDLL(None, use_errno=True)
queue = libc.inotify_init()
places = {}
for place in sys.argv[1:]:
    number = libc.inotify_add_watch(queue, os.fsencode(place), sum(NAMES))
    if number < 0:
        raise OSError(ctypes.get_errno(), place)
    places[number] = place
print("ready", flush=True)
while True:
    ready, _, _ = select.select([queue, sys.stdin], [], [])
    if sys.stdin in ready:
        line = sys.stdin.readline()
        if not line:
            break
        # A path is read as it is then.
        try:
            with open(line.strip("\n"), encoding="utf-8") as file:
                print("read", repr(file.read()), flush=True)
        except OSError as error:
            print("read", os.strerror(error.errno), flush=True)
    if queue in ready:
        events = os.read(queue, 65536)
        while events:
            number, mask, _, length = struct.unpack_from("iIII", events)
            name = events[16 : 16 + length].rstrip(b"\0").decode()
            events = events[16 + length :]
            for bit, what in NAMES.items():
                if mask & bit:
                    print(what, os.path.normpath(os.path.join(places.get(number, "?"), name)), flush=True)
