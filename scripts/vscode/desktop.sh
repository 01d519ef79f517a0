#!/usr/bin/env bash
# Runs the tests of the extension host (test/vscode/host) in a desktop VS Code, which is downloaded unless BELLGLASS_TEST_CODE is the path of one.
set -euo pipefail
. "$(dirname "$0")/../project.sh"
bash scripts/setup.sh --tests
bash scripts/package.sh out/vsix
esbuild test/vscode/desktop.ts --bundle --platform=node --format=esm --packages=external --log-level=warning --outfile=out/desktop.mjs
display=()
if [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] && command -v xvfb-run >/dev/null; then display=(xvfb-run --auto-servernum); fi
exec "${display[@]}" node out/desktop.mjs
