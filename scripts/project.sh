# Sourced by every script: works from the project's top, with its own packages and its own Node first on PATH.
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export PATH="$PWD/node_modules/.bin:$PWD/out/tools:$HOME/.cargo/bin:$PATH"

# npm ci is complete when its own list says what the lock file says; it is slow, so it runs only then.
if ! cmp -s package-lock.json node_modules/.bellglass-lock; then
  if ! command -v npm >/dev/null; then
    echo 'bellglass: npm is missing; install Node.js 20 or later with npm (Debian and Ubuntu: apt install npm).' >&2
    exit 1
  fi
  mkdir -p out
  (
    # Of two scripts that start at once one installs, and the other waits.
    flock 8
    cmp -s package-lock.json node_modules/.bellglass-lock && exit
    echo 'Installing npm packages.' >&2
    npm ci --no-audit --no-fund --loglevel=error >&2
    cp package-lock.json node_modules/.bellglass-lock
  ) 8>out/npm.lock
fi
# A colleague of npm's own: npx finds the command of this very checkout, built or not.
ln -sfn ../../scripts/build/bellglass.mjs node_modules/.bin/bellglass
