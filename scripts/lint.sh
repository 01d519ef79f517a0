#!/usr/bin/env bash
# Every check that needs no machine; all of them run, and the first that failed decides the exit status.
set -uo pipefail
. "$(dirname "$0")/project.sh"
bash scripts/lint/cargo-deny.sh && bash scripts/build/patched-crate.sh || exit 1
status=0 passed=0 failed=0
check() { # check NAME COMMAND...
  local name=$1
  shift
  if "$@"; then passed=$((passed + 1)); else
    failed=$((failed + 1)) status=1
    echo "lint: $name failed" >&2
  fi
}
in_native() { (cd native && "$@"); }
check tsc tsc -b
check eslint eslint --max-warnings 0 .
check prettier prettier --check --log-level warn .
check rustfmt in_native cargo fmt --check
check clippy in_native cargo clippy --locked --quiet --all-targets -- -D warnings
check cargo-deny in_native cargo-deny --log-level error check bans licenses sources
check notices node scripts/lint/notices.mjs --check
echo "lint: $passed passed, $failed failed"
exit $status
