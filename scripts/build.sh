#!/usr/bin/env bash
# Builds dist/: the bundles, the native programs, the guest's kernel and its initramfs. Quick when nothing changed; one build at a time.
set -euo pipefail
. "$(dirname "$0")/project.sh"
bash scripts/setup.sh
mkdir -p dist/native/linux-x64 out
exec 9>out/build.lock
flock 9

node scripts/build/bundle.mjs
bash scripts/build/kernel.sh
bash scripts/build/patched-crate.sh
(cd native && cargo build --release --locked --quiet)

# A program that runs cannot be written over, but another file can take its name.
place() {
  cmp -s "$1" "$2" && return
  cp "$1" "$2.new"
  mv "$2.new" "$2"
}
for program in bellglass-vmm bellglass-virtiofsd bellglass-fs bellglass-agent; do
  place "native/target/x86_64-unknown-linux-gnu/release/$program" "dist/native/linux-x64/$program"
done
node scripts/build/initramfs.mjs dist/native/linux-x64/bellglass-agent dist/native/linux-x64/initramfs.cpio
