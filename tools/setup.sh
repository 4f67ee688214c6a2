#!/usr/bin/env bash
# setup.sh installs what a bare Debian machine lacks: Debian packages, npm packages.
# It does nothing, quickly, when everything is there.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '\033[1m==>\033[0m %s\n' "$*" >&2; }
fail() { printf 'error: %s\n' "$*" >&2; exit 78; }

for tool in node npm go python3 git; do
  command -v "$tool" >/dev/null || fail "$tool is not on the PATH; install it first (Node.js 20 or newer, npm, Go 1.21 or newer, Python 3.11, git)"
done
node_major=$(node -p 'process.versions.node.split(".")[0]')
[ "$node_major" -ge 20 ] || fail "node is version $(node --version); 20 or newer is needed"
# From 1.21 on Go fetches the version that a go.mod asks for. What this one is itself, not what it would fetch:
go_version=$(GOTOOLCHAIN=local go env GOVERSION)
[[ $go_version =~ go1\.([0-9]+) && ${BASH_REMATCH[1]} -ge 21 ]] || fail "Go is version $go_version; 1.21 or newer is needed"

# The node of the local cluster, image building, and PostgreSQL for the integration tests.
packages=(
  buildah conntrack containerd containernetworking-plugins debootstrap ebtables ethtool
  iproute2 iptables openssl postgresql-15 procps python3-venv runc socat util-linux
)

# Services that a package would start are not wanted, neither now nor at the next boot: the platform starts
# its own. What says so to the packages is there only while they are installed.
policy=/usr/sbin/policy-rc.d
postgres_conf=/etc/postgresql-common/createcluster.d/gho-platform.conf
forbid_services() {
  local mark='# Made by setup.sh of gho-platform for the time of an installation.'
  # One that was killed may have left its own.
  if [ ! -e "$policy" ] || grep -qxF "$mark" "$policy"; then
    trap 'rm -f "$policy" "$postgres_conf"' EXIT
    printf '#!/bin/sh\n%s\nexit 101\n' "$mark" >"$policy"
    chmod 755 "$policy"
  else
    trap 'rm -f "$postgres_conf"' EXIT
  fi
  mkdir -p "$(dirname "$postgres_conf")"
  echo 'create_main_cluster = false' >"$postgres_conf"
}

# Installing enables units; only those of packages that are new are ours to disable.
disable_services() {
  command -v systemctl >/dev/null || return 0
  local package
  for package; do
    case $package in
      containerd) systemctl disable containerd.service ;;
      postgresql-15) systemctl disable postgresql.service ;;
    esac
  done
}

if command -v dpkg-query >/dev/null; then
  missing=()
  for package in "${packages[@]}"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q '^install ok installed$' || missing+=("$package")
  done
  if [ "${#missing[@]}" -gt 0 ]; then
    [ "$(id -u)" = 0 ] || fail "Debian packages are missing and only root can install them: ${missing[*]}"
    log=$(mktemp)
    say "Installing Debian packages: ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    forbid_services
    if ! { apt-get update && apt-get install -y --no-install-recommends "${missing[@]}" &&
      disable_services "${missing[@]}"; } >"$log" 2>&1; then
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
