#!/bin/sh
# Resolves a Python project's requirements again and rewrites its lock files.
#
#   tools/python/lock.sh <project folder> [argument of uv pip compile]...     e.g. --upgrade-package numpy
#
# requirements.in      -> requirements.lock      what the image installs
# requirements-dev.in  -> requirements-dev.lock  what lint and tests need on top of it
#
# Locks carry hashes, so that an install cannot differ from what was resolved here, and no index
# addresses, so that they say nothing about where a machine gets its packages from.
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
project=${1:?usage: tools/python/lock.sh <project folder> [argument of uv pip compile]...}
shift
uv=$("$root/tools/python/uv.sh")

# Packages in requirements-left-out.txt are dependencies that the project never imports: they are
# resolved like the others but not locked, so not installed.
left_out="$root/$project/requirements-left-out.txt"
if [ -f "$left_out" ]; then
  for package in $(sed 's/#.*//' "$left_out"); do set -- "$@" --no-emit-package "$package"; done
fi

cd "$root/$project"
for name in requirements requirements-dev; do
  if [ -f "$name.in" ]; then
    "$uv" pip compile --quiet --system-certs --python-version 3.11 --generate-hashes --no-header "$@" \
      --output-file "$name.lock" "$name.in" > /dev/null
  fi
done
