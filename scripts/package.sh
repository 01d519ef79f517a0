#!/usr/bin/env bash
# Makes bellglass-VERSION-linux-x64.vsix of what .vscodeignore lets in. Asks no registry.
set -euo pipefail
. "$(dirname "$0")/project.sh"
bash scripts/build.sh
node scripts/lint/notices.mjs --check
vsce package --no-dependencies --skip-license --allow-missing-repository --no-rewrite-relative-links --target linux-x64 "$@"
