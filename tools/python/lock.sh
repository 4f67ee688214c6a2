#!/bin/sh
# Resolves a Python project's requirements again and rewrites its lock files.
#
#   tools/python/lock.sh <project folder>
#
# requirements.in      -> requirements.lock      what the image installs
# requirements-dev.in  -> requirements-dev.lock  what lint and tests need on top of it
#
# Locks carry hashes, so that an install cannot differ from what was resolved here, and no index
# addresses, so that they say nothing about where a machine gets its packages from.
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
project=${1:?usage: tools/python/lock.sh <project folder>}
tools=$("$root/tools/python/venv.sh" tools/python)

# Packages in requirements-left-out.txt are dependencies that the project never imports: they are
# resolved like the others but not locked, so not installed.
set -- --allow-unsafe
left_out="$root/$project/requirements-left-out.txt"
if [ -f "$left_out" ]; then
  set -- --no-allow-unsafe
  for package in $(sed 's/#.*//' "$left_out"); do set -- "$@" --unsafe-package "$package"; done
fi
arguments=$*

resolve() {
  # shellcheck disable=SC2086 # package names without spaces
  (cd "$root/$project" && PIP_FIND_LINKS='' "$tools/bin/pip-compile" --quiet --no-config \
    --generate-hashes --strip-extras $arguments --no-header \
    --no-emit-index-url --no-emit-trusted-host --no-emit-find-links \
    --output-file "$1.lock" "$1.in")
}

if [ -f "$root/$project/requirements.in" ]; then resolve requirements; fi
if [ -f "$root/$project/requirements-dev.in" ]; then resolve requirements-dev; fi
