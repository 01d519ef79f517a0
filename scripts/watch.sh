#!/usr/bin/env bash
# Rebuilds the bundles as their sources change, and reports type errors. Native programs: npm run build.
set -euo pipefail
. "$(dirname "$0")/project.sh"
node scripts/build/bundle.mjs --watch &
trap 'kill $!' EXIT
tsc -b --watch --preserveWatchOutput
