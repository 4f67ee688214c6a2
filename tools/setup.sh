#!/usr/bin/env bash
# setup.sh installs what a bare Debian machine lacks: Debian packages, npm packages.
# It does nothing, quickly, when everything is there.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '\033[1m==>\033[0m %s\n' "$*" >&2; }
fail() { printf 'error: %s\n' "$*" >&2; exit 78; }

for tool in node npm go python3 git; do
  command -v "$tool" >/dev/null || fail "$tool is not on the PATH; install it first (Node.js 20 or newer, npm, Go 1.24 or newer, Python 3.11, git)"
done
node_major=$(node -p 'process.versions.node.split(".")[0]')
[ "$node_major" -ge 20 ] || fail "node is version $(node --version); 20 or newer is needed"

# The node of the local cluster, image building, and PostgreSQL for the integration tests.
packages=(
  buildah conntrack containerd containernetworking-plugins debootstrap ebtables ethtool
  iproute2 iptables openssl postgresql-15 procps python3-venv runc socat util-linux
)
if command -v dpkg-query >/dev/null; then
  missing=()
  for package in "${packages[@]}"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q '^install ok installed$' || missing+=("$package")
  done
  if [ "${#missing[@]}" -gt 0 ]; then
    [ "$(id -u)" = 0 ] || fail "Debian packages are missing and only root can install them: ${missing[*]}"
    log=$(mktemp)
    say "Installing Debian packages: ${missing[*]}"
    # Services that a package would start are not wanted: the platform starts its own.
    export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1
    if ! { apt-get update && apt-get install -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
      tail -n 20 "$log" >&2
      fail "apt-get could not install the packages; its log is $log"
    fi
    rm -f "$log"
  fi
fi

# Not npm ci: it refuses a lock file that lacks the optional packages of other platforms, which a
# registry mirror need not carry. With --no-save, npm install keeps to the lock file and leaves it alone.
# Repeated only when the lock file changed since the last time.
stamp=node_modules/.setup-stamp
sum=$(sha256sum package-lock.json package.json | sha256sum | cut -d' ' -f1)
if [ "$(cat "$stamp" 2>/dev/null)" != "$sum" ]; then
  say 'Installing npm packages'
  npm install --no-save --no-audit --no-fund --loglevel=error >&2
  printf '%s' "$sum" >"$stamp"
fi
