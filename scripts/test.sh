#!/usr/bin/env bash
# Sets everything up and passes every test. usage: test.sh [--full]    --full adds fuzzers and long matrices
set -euo pipefail
. "$(dirname "$0")/project.sh"
bash scripts/setup.sh --tests
bash scripts/build.sh
exec node scripts/test.mjs "$@"
