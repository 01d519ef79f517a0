#!/usr/bin/env bash
# Ratios measured in one interleaved run; figures are of this machine only.
# usage: bench.sh [PART...]    of qemu, stages, channel, kept, review, editor and rig; all of them without one
set -euo pipefail
. "$(dirname "$0")/project.sh"
bash scripts/setup.sh --tests
bash scripts/build.sh
mkdir -p out/bench
bash scripts/bench/sshd.sh
# The whole workspace's features, so that nothing of it is built a second time.
(cd native && cargo build --release --locked --quiet --workspace --example bare)
cp native/target/x86_64-unknown-linux-gnu/release/examples/bare out/bench/bare
esbuild test/bench/main.ts --bundle --platform=node --format=esm --packages=external --log-level=warning --outfile=out/bench/main.mjs
exec node out/bench/main.mjs "$@"
