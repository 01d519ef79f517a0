# Holds files of the workspace open, says what it sees in them and writes to them, as it is told.
import os, sys, time

held = os.open("held", os.O_RDWR | os.O_APPEND)
same = os.open("same-size", os.O_RDWR)
os.stat("doomed")
print("held", os.pread(held, 4096, 0).decode(), end="", flush=True)
os.pread(same, 4, 0)
for line in sys.stdin:
    if line == "look\n":
        time.sleep(1)
        text = os.pread(held, 4096, 0).decode().replace("\n", "|")
        print("seen", text, os.pread(same, 4, 0).decode(), os.path.exists("doomed"), open("renamed").read(), flush=True)
    if line == "append\n":
        os.write(held, b"guest append\n")
        os.pwrite(same, b"cc", 1)
        open("of-the-guest", "w").write("new")
        print("appended", flush=True)
