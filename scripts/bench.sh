#!/usr/bin/env bash
# Ratios measured in one interleaved run; figures are of this machine only.
set -euo pipefail
. "$(dirname "$0")/project.sh"
bash scripts/setup.sh --tests
bash scripts/build.sh
mkdir -p out/bench
esbuild test/bench/main.ts --bundle --platform=node --format=esm --packages=external --log-level=warning --outfile=out/bench/main.mjs
exec node out/bench/main.mjs "$@"
