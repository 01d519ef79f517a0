#!/usr/bin/env bash
# Brings what a fresh Debian or Ubuntu machine lacks, where it may; otherwise says in one line what to install.
# usage: setup.sh [--tests]    with --tests also what only the tests need (the rig's kernel, cargo-deny, VS Code, the ordinary user)
set -euo pipefail
. "$(dirname "$0")/project.sh"
tests=${1:-}

as_root=
if [ "$(id -u)" != 0 ]; then as_root=none; if sudo -n true 2>/dev/null; then as_root='sudo -n'; fi; fi

missing=()
need() { # need PACKAGE TEST...: the package when the test fails
  local package=$1
  shift
  "$@" >/dev/null 2>&1 || missing+=("$package")
}
need build-essential command -v gcc
need pkg-config command -v pkg-config
need python3 command -v python3
need libcap-ng-dev test -e /usr/include/cap-ng.h
need qemu-system-x86 command -v qemu-system-x86_64
need curl command -v curl
need git command -v git
need e2fsprogs test -x /sbin/mke2fs
if [ "$tests" = --tests ]; then
  need cpio command -v cpio
  need kmod command -v modprobe
  need busybox-static test -x /bin/busybox
  # Programs whose screens are restored.
  need vim command -v vim
  need less command -v less
  need htop command -v htop
  # What kept sandboxes are measured against.
  need tmux command -v tmux
  need openssh-client command -v ssh
  # The VS Code of the tests is shown in a browser, and parts of it are built.
  need chromium sh -c 'command -v chromium || command -v chromium-browser || command -v google-chrome'
  need fonts-dejavu-core test -e /usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf
  need libkrb5-dev test -e /usr/include/krb5.h
  # The nested KVM rig boots the distribution's own kernel.
  case "$(. /etc/os-release && echo "${ID:-}")" in
    debian) need linux-image-cloud-amd64 compgen -G '/boot/vmlinuz-*' ;;
    ubuntu) need linux-image-virtual compgen -G '/boot/vmlinuz-*' ;;
  esac
fi

if [ ${#missing[@]} -gt 0 ]; then
  if [ "$as_root" = none ] || ! command -v apt-get >/dev/null; then
    echo "bellglass: these packages are missing and need root; install them first: sudo apt-get install ${missing[*]}" >&2
    exit 1
  fi
  echo "Installing ${missing[*]}." >&2
  $as_root apt-get -qq update
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "${missing[@]}" >/dev/null
fi

rust=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' native/Cargo.toml)
recent_cargo() {
  local have
  have=$(cargo --version 2>/dev/null | cut -d' ' -f2) || return 1
  [ "$(printf '%s\n' "$rust" "$have" | sort -V | head -1)" = "$rust" ]
}
install_rust() {
  if command -v rustup >/dev/null; then
    rustup -q toolchain install "$rust" --profile minimal --component rustfmt,clippy && rustup -q default "$rust"
  else
    curl -fsS --proto '=https' https://sh.rustup.rs |
      sh -s -- -q -y --no-modify-path --profile minimal --component rustfmt,clippy --default-toolchain "$rust" >/dev/null
  fi
}
if ! recent_cargo; then
  echo "Installing Rust $rust with rustup." >&2
  if ! install_rust || ! recent_cargo; then
    echo "bellglass: Rust $rust or later could not be installed; install it from https://rustup.rs first." >&2
    exit 1
  fi
fi

if [ "$tests" = --tests ]; then
  bash scripts/lint/cargo-deny.sh
  bash scripts/vscode/install.sh
  # Root hides faults of permission: what starts machines in the tests does it as this user.
  if [ "$(id -u)" = 0 ] && ! id bellglass-test >/dev/null 2>&1; then useradd --create-home --shell /bin/bash bellglass-test; fi
fi
