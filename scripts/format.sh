#!/usr/bin/env bash
# Formats everything, and writes what is made from the code: the notices and the table of errors.
set -euo pipefail
. "$(dirname "$0")/project.sh"
prettier --write --log-level warn .
bash scripts/build/patched-crate.sh
(cd native && cargo fmt)
node scripts/lint/notices.mjs
BELLGLASS_UPDATE_DOCS=1 vitest run --project tidy --reporter=dot test/tidy/errors.test.ts
