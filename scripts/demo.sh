#!/usr/bin/env bash
# Sets everything up, boots a microVM and runs examples/hello.py in it.
set -euo pipefail
. "$(dirname "$0")/project.sh"
bash scripts/build.sh
node scripts/demo.mjs
