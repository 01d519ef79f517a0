#!/usr/bin/env bash
# Lays the one crate that we change, krun-devices, into native/patched: the published one, with native/patches/krun-devices.patch
# and the files of native/patches/krun-devices.
set -euo pipefail
. "$(dirname "$0")/../project.sh"
version=0.1.0-1.19.7
sha256=d0d32b958d40bd6175faaef5911f471ddb317602e3236ce04da7a67f72c589f1
patch=native/patches/krun-devices.patch
added=native/patches/krun-devices
target=native/patched/krun-devices
state="$sha256 $(find "$patch" "$added" -type f -exec sha256sum {} + | sort)"
[ "$(cat "$target/.made-of" 2>/dev/null)" = "$state" ] && exit 0

# native/ cannot be asked for it, since cargo reads no workspace whose patched crate is not there yet.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/src"
touch "$work/src/lib.rs"
printf '[package]\nname = "fetch"\nversion = "0.0.0"\nedition = "2024"\n[dependencies]\nkrun-devices = "=%s"\n' "$version" >"$work/Cargo.toml"
cp native/Cargo.lock "$work/Cargo.lock"
manifest=$(cargo metadata --quiet --format-version 1 --manifest-path "$work/Cargo.toml" |
  python3 -c 'import json, sys; print(next(p["manifest_path"] for p in json.load(sys.stdin)["packages"] if p["name"] == "krun-devices"))')
source=$(dirname "$manifest")
crate=${source/registry\/src/registry\/cache}.crate
if ! echo "$sha256  $crate" | sha256sum --check --status; then
  echo "bellglass: $crate is not the file that was reviewed (SHA-256 $sha256)." >&2
  exit 1
fi
rm -rf "$target"
mkdir -p "$(dirname "$target")"
cp -r "$source" "$target"
patch --quiet --directory "$target" --strip 1 <"$patch"
cp -r "$added/." "$target"
echo "$state" >"$target/.made-of"
