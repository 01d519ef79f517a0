#!/usr/bin/env bash
# Builds, and packs the extension for linux-x64 and for everywhere else (without native programs). Asks no registry.
# usage: package.sh [DIRECTORY]    where the two VSIX files go; the top of the project without one
set -euo pipefail
. "$(dirname "$0")/project.sh"
bash scripts/build.sh
node scripts/lint/notices.mjs --check
node scripts/build/vsix.mjs "$@"
