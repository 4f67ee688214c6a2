#!/bin/sh
# Prints the path of uv, which makes all other environments, in a sixth of pip's time. It comes from the
# package index like them, by the pip that Python brings.
set -eu
. "$(dirname "$0")/environment.sh"

install() {
  "$python" -m venv "$1"
  "$1/bin/python" -m pip install --quiet --disable-pip-version-check --no-compile \
    --no-deps --require-hashes --requirement "$2"
}

folder=$(environment install "$root/tools/python/uv/requirements.lock")
echo "$folder/bin/uv"
