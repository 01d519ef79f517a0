#!/usr/bin/env bash
# The guest's kernel as a plain file, taken out of libkrunfw. Both are pinned: two releases have carried different files under one name.
set -euo pipefail
. "$(dirname "$0")/../project.sh"
firmware=node_modules/@superradcompany/microsandbox-linux-x64-gnu/lib/libkrunfw.so.5.6.1
firmware_sha256=ce9a749e8471e89aa5e2ad88de0c1581c3384c100bcb107a75bb12739a12d590
kernel=dist/native/linux-x64/vmlinux
kernel_sha256=6759f4278d2916a8555974a34d362f4716b1cc532bd78e26af620d2b38331794

is() { echo "$2  $1" | sha256sum --check --status 2>/dev/null; }
is "$kernel" "$kernel_sha256" && exit 0
if ! is "$firmware" "$firmware_sha256"; then
  echo "bellglass: $firmware is not the file that was reviewed (SHA-256 $firmware_sha256); remove node_modules and run npm ci." >&2
  exit 1
fi
mkdir -p "$(dirname "$kernel")"
python3 scripts/kernel_to_elf.py "$firmware" "$kernel.new"
if ! is "$kernel.new" "$kernel_sha256"; then
  echo "bellglass: the kernel taken out of $firmware is not the one that was reviewed (SHA-256 $kernel_sha256)." >&2
  exit 1
fi
mv "$kernel.new" "$kernel"
