#!/usr/bin/env bash
# Sets everything up and passes every test. usage: test.sh [--full]    --full tries more, as README.md says
set -euo pipefail
. "$(dirname "$0")/project.sh"
bash scripts/setup.sh --tests
bash scripts/build.sh
exec node scripts/test.mjs "$@"
