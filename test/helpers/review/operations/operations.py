# Random operations on the tree in the current directory, the same for the same seed and tree; then a line for each entry of it.
# usage: operations.py make|change|together|digest [SEED [COUNT]]; together says nothing, and somebody else may change the tree too
import errno, hashlib, os, random, shutil, stat, sys

what = sys.argv[1]
chance = random.Random(f"{what} {sys.argv[2] if len(sys.argv) > 2 else ''}")
count = int(sys.argv[3]) if len(sys.argv) > 3 else 40
NAMES = ["a", "b", "c", "d e", "ä", "new\nline", "-n", "A", "x.txt", "y"]


def entries(kind=lambda path: True):
    found = []
    for top, directories, files in os.walk("."):
        directories.sort()
        found += [os.path.join(top, name) for name in sorted(directories + files)]
    return [path for path in found if kind(path)]


def is_file(path):
    return stat.S_ISREG(os.lstat(path).st_mode)


def is_directory(path):
    return stat.S_ISDIR(os.lstat(path).st_mode)


def pick(kind):
    found = entries(kind)
    return chance.choice(found) if found else None


def place():
    top = chance.choice(["."] + entries(is_directory))
    name = chance.choice(NAMES)
    if chance.random() < 0.05:
        name = os.fsdecode(b"\xff\xfe" + name.encode())
    return os.path.join(top, name)


def content():
    size = chance.choice([0, 1, 30, 4000, 4096, 5000, 70_000, 1_500_000 if what == "make" else 9000])
    return chance.randbytes(size) if chance.random() < 0.5 else (b"line\n" * (size // 5 + 1))[:size]


def clear(path):
    if os.path.lexists(path):
        shutil.rmtree(path) if is_directory(path) else os.unlink(path)


def write(path):
    if not os.path.lexists(path) or is_file(path):
        os.path.lexists(path) and os.chmod(path, 0o644)
        with open(path, "wb") as file:
            file.write(content())


def edit(path):
    with open(path, "r+b") as file:
        size = os.fstat(file.fileno()).st_size
        how = chance.choice(["append", "inside", "cut", "hole"])
        file.seek({"append": size, "inside": size // 2, "cut": 0, "hole": size + 100_000}[how])
        file.truncate(size // 3) if how == "cut" else file.write(b"edited")


def move(path):
    to = place()
    if to.startswith(path + "/") or path.startswith(to + "/"):
        return
    if os.path.lexists(to):
        if is_directory(to) != is_directory(path):
            clear(to)
        elif is_directory(to) and os.listdir(to):
            shutil.rmtree(to)
    os.rename(path, to)


def swap(path):
    other = pick(is_file)
    os.rename(path, "swapped")
    if other == path:
        os.rename("swapped", path)
        return
    os.rename(other, path)
    os.rename("swapped", other)


def link(path):
    to = place()
    if not os.path.lexists(to):
        os.link(path, to)


def symlink():
    to = place()
    if not os.path.lexists(to):
        os.symlink(chance.choice(["a", "nowhere", "./b", "b"]), to)


def become(path):
    clear(path)
    if chance.random() < 0.5:
        os.mkdir(path)
        write(os.path.join(path, "inner"))
    else:
        write(path)


def step():
    building = ["write"] * 6 + ["mkdir"] * 3 + ["symlink", "link", "mode"]
    changing = ["edit"] * 4 + ["move"] * 4 + ["moveTree"] * 2 + ["rewrite", "replace", "unlink", "swap", "become", "remove"]
    kind = chance.choice(building if what == "make" else building + changing)
    file, directory = pick(is_file), pick(is_directory)
    if kind == "write":
        write(place())
    elif kind == "mkdir":
        path = place()
        os.path.lexists(path) or os.mkdir(path, chance.choice([0o755, 0o700, 0o775]))
    elif kind == "symlink":
        symlink()
    elif kind in ("moveTree", "remove") and directory:
        move(directory) if kind == "moveTree" else shutil.rmtree(directory)
    elif kind == "become" and (file or directory):
        become(chance.choice([path for path in (file, directory) if path]))
    elif kind == "mode" and (file or directory):
        path = chance.choice([path for path in (file, directory) if path])
        os.chmod(path, chance.choice([0o755, 0o700] if is_directory(path) else [0o644, 0o600, 0o755, 0o444]))
    elif file and kind == "replace":
        with open("beside", "wb") as new:
            new.write(content())
        os.rename("beside", file)
    elif file and kind == "rewrite":
        os.chmod(file, 0o644)
        with open(file, "rb") as old:
            kept = old.read()
        with open(file, "wb") as same:
            same.write(kept)
    elif file and kind in ("edit", "move", "unlink", "swap", "link"):
        if kind == "edit":
            os.chmod(file, 0o644)
        {"edit": edit, "move": move, "unlink": os.unlink, "swap": swap, "link": link}[kind](file)


def describe(path, links):
    found = os.lstat(path)
    name = os.fsencode(path).hex()
    if stat.S_ISLNK(found.st_mode):
        return f"{name} link {os.readlink(path)}"
    if stat.S_ISDIR(found.st_mode):
        return f"{name} directory {found.st_mode & 0o7777:o}"
    try:
        with open(path, "rb") as file:
            digest = hashlib.sha256(file.read()).hexdigest()
    except OSError as error:
        # What is large is read from the host's folder, where it may be gone.
        digest = errno.errorcode[error.errno]
    first = links.setdefault(found.st_ino, name)
    return f"{name} file {found.st_mode & 0o7777:o} {digest} {'' if first == name else first}"


if what in ("make", "change"):
    for _ in range(count):
        step()
if what == "together":
    for _ in range(count):
        try:
            step()
        except OSError:
            pass
    sys.exit()
links = {}
for path in sorted(entries(), key=os.fsencode):
    print(describe(path, links))
