#!/usr/bin/env python3
"""Writes the guest's kernel, which libkrunfw holds as a raw image, as one ELF file that libkrun and QEMU both boot.

usage: kernel_to_elf.py LIBKRUNFW OUT

libkrun enters an ELF at e_entry, the 64-bit entry. QEMU (PVH) enters at the 32-bit entry that a Xen note names. So the file has one loaded
segment, the image, and one note segment that points into it. The caller checks the library's hash first: it is loaded to be asked.
"""

import ctypes
import struct
import sys

PAGE = 0x1000
KERNEL_BASE = 0xFFFFFFFF80000000
# Sizes of an ELF64 header and of one program header (elf.h).
ELF_HEADER, PROGRAM_HEADER = 64, 56
PT_LOAD, PT_NOTE = 1, 4
# An ELF note: length of the name, length of the value, type XEN_ELFNOTE_PHYS32_ENTRY, name.
PVH_NOTE = struct.pack("<III4s", 4, 8, 18, b"Xen\0")


def read_kernel(library):
    """The image, its load address and its 64-bit entry."""
    firmware = ctypes.CDLL(library)
    load, entry, size = ctypes.c_uint64(), ctypes.c_uint64(), ctypes.c_size_t()
    firmware.krunfw_get_kernel.restype = ctypes.c_void_p
    address = firmware.krunfw_get_kernel(ctypes.byref(load), ctypes.byref(entry), ctypes.byref(size))
    return ctypes.string_at(address, size.value), load.value, entry.value


def program_header(kind, flags, offset, virtual, physical, size, align):
    return struct.pack("<IIQQQQQQ", kind, flags, offset, virtual, physical, size, size, align)


def to_elf(image, load, entry):
    """The ELF file's bytes."""
    note = image.find(PVH_NOTE)
    if note < 0:
        sys.exit("kernel_to_elf.py: this kernel has no PVH note, so QEMU cannot boot it")
    identity = b"\x7fELF" + bytes([2, 1, 1, 0]) + bytes(8)
    # ET_EXEC, EM_X86_64, version 1; program headers follow at once, there are no sections.
    fields = (2, 62, 1, entry, ELF_HEADER, 0, 0, ELF_HEADER, PROGRAM_HEADER, 2, 0, 0, 0)
    header = identity + struct.pack("<HHIQQQIHHHHHH", *fields)
    header += program_header(PT_LOAD, 7, PAGE, KERNEL_BASE + load, load, len(image), PAGE)
    header += program_header(PT_NOTE, 4, PAGE + note, 0, 0, len(PVH_NOTE) + 8, 4)
    return header.ljust(PAGE, b"\0") + image


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    with open(sys.argv[2], "wb") as out:
        out.write(to_elf(*read_kernel(sys.argv[1])))
