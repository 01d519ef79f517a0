#!/usr/bin/env bash
# Brings OpenSSH's server into out/bench/ssh. It is not installed: on a developer's machine that would open a port for everybody.
set -euo pipefail
. "$(dirname "$0")/../project.sh"
[ -x out/bench/ssh/usr/sbin/sshd ] && exit
mkdir -p out/bench/ssh
packages=$(mktemp -d)
trap 'rm -rf "$packages"' EXIT
(cd "$packages" && apt-get -qq download openssh-server libwrap0 2>/dev/null)
for package in "$packages"/*.deb; do dpkg -x "$package" out/bench/ssh; done
