#!/usr/bin/env bash
set -euo pipefail
. "$(dirname "$0")/project.sh"
prettier --write --log-level warn .
(cd native && cargo fmt --all)
