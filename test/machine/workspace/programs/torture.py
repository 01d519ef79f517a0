# What is hard for file systems, in the directory given; then one line of every file's bytes and metadata.
# "run" does and prints, "digest" only prints: the two sides must say the same.
import concurrent.futures, errno, fcntl, hashlib, mmap, os, random, subprocess, sys

what, top = sys.argv[1:]
os.chdir(top)
chance = random.Random(7)


def sync(path):
    fd = os.open(path, os.O_RDONLY)
    os.fsync(fd)
    os.close(fd)


def appends():
    fd = os.open("appended", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    reader = os.open("appended", os.O_RDONLY)
    size = 0
    for n in range(500):
        line = f"{n} {'x' * chance.randrange(3000)}\n".encode()
        size += os.write(fd, line)
        assert os.fstat(reader).st_size == size
    assert os.pread(reader, len(line), size - len(line)) == line
    os.fsync(fd)


def rewrites():
    content = bytearray(chance.randbytes(1 << 20))
    fd = os.open("rewritten", os.O_RDWR | os.O_CREAT, 0o644)
    os.write(fd, content)
    for _ in range(300):
        at, piece = chance.randrange(1 << 20), chance.randbytes(chance.randrange(1, 9000))
        piece = piece[: (1 << 20) - at]
        os.pwrite(fd, piece, at)
        content[at : at + len(piece)] = piece
    assert os.pread(fd, 1 << 20, 0) == content
    os.ftruncate(fd, 777_777)
    os.ftruncate(fd, 800_000)
    assert os.pread(fd, 1 << 20, 0) == content[:777_777] + bytes(800_000 - 777_777)


def shared_mapping():
    with open("mapped", "w+b") as file:
        file.truncate(1 << 18)
        with mmap.mmap(file.fileno(), 1 << 18) as view:
            view[100_000:100_005] = b"hello"
            view.flush()
        assert os.pread(file.fileno(), 5, 100_000) == b"hello"


def create(n):
    fd = os.open(f"many/{n:04}", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    os.write(fd, f"file {n}".encode() * (n % 50))
    os.close(fd)
    try:
        os.open(f"many/{n:04}", os.O_WRONLY | os.O_CREAT | os.O_EXCL)
        raise AssertionError("made twice")
    except FileExistsError:
        pass


def many():
    os.mkdir("many")
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        list(pool.map(create, range(2000)))
    assert sorted(os.listdir("many")) == [f"{n:04}" for n in range(2000)]
    sync("many")


def renames():
    for n in range(200):
        with open("draft", "w") as file:
            file.write(f"version {n}\n" * n)
            file.flush()
            os.fsync(file.fileno())
        held = os.open("published", os.O_RDONLY) if n else None
        os.rename("draft", "published")
        sync(".")
        assert open("published").read() == f"version {n}\n" * n
        if held is not None:
            # The file that was replaced lives on for who has it open.
            assert os.read(held, 1 << 16) == (f"version {n - 1}\n" * (n - 1)).encode()[: 1 << 16]
            os.close(held)


def sparse():
    fd = os.open("sparse", os.O_RDWR | os.O_CREAT, 0o644)
    os.ftruncate(fd, 1 << 26)
    os.pwrite(fd, b"data", 1 << 24)
    assert os.lseek(fd, 0, os.SEEK_DATA) == 1 << 24
    assert 1 << 24 < os.lseek(fd, 1 << 24, os.SEEK_HOLE) < 1 << 26
    try:
        os.lseek(fd, 1 << 25, os.SEEK_DATA)
        raise AssertionError("data in a hole")
    except OSError as error:
        assert error.errno == errno.ENXIO


def locks():
    open("lock", "w").close()
    open("counter", "w").write("0")
    script = """
import fcntl
for _ in range(50):
    with open("lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        n = int(open("counter").read())
        open("counter", "w").write(str(n + 1))
"""
    children = [subprocess.Popen([sys.executable, "-c", script]) for _ in range(4)]
    assert [child.wait() for child in children] == [0] * 4
    assert open("counter").read() == "200"
    with open("lock", "w") as one, open("lock", "w") as other:
        fcntl.flock(one, fcntl.LOCK_EX)
        try:
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
            raise AssertionError("locked twice")
        except BlockingIOError:
            pass


def odds():
    os.symlink("rewritten", "link")
    os.link("rewritten", "other-name")
    os.chmod("other-name", 0o600)
    os.utime("other-name", ns=(1, 1_234_567_890_123_456_789))
    os.setxattr("other-name", "user.bellglass", b"value")
    os.makedirs("a/b/c")
    sync("a/b")
    os.rename("a/b", "a/d")
    os.rmdir("a/d/c")
    gone = os.open("gone", os.O_RDWR | os.O_CREAT)
    os.unlink("gone")
    os.write(gone, b"still")
    assert os.pread(gone, 9, 0) == b"still"
    open("größe 日本 \n'\"", "w").write("odd")


def digest():
    for path, directories, files in sorted(os.walk(".")):
        for name in sorted(files + directories):
            full = os.path.join(path, name)
            stat = os.lstat(full)
            if os.path.islink(full):
                content = os.readlink(full)
            else:
                content = "" if os.path.isdir(full) else hashlib.sha256(open(full, "rb").read()).hexdigest()
            attributes = {n: os.getxattr(full, n, follow_symlinks=False) for n in os.listxattr(full, follow_symlinks=False)}
            links = 0 if os.path.isdir(full) else stat.st_nlink
            size = 0 if os.path.isdir(full) else stat.st_size
            print(ascii(full), oct(stat.st_mode), stat.st_uid, stat.st_gid, links, size, stat.st_ino, stat.st_mtime_ns, content, attributes)


if what == "run":
    for work in (appends, rewrites, shared_mapping, many, renames, sparse, locks, odds):
        work()
digest()
