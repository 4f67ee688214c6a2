#!/bin/sh
# Prints the virtual environment of a Python project, creating it when it is missing.
#
#   tools/python/venv.sh <project folder>            e.g.  $(tools/python/venv.sh apps/jobs/dbt)/bin/pytest
set -eu
. "$(dirname "$0")/environment.sh"

project=${1:?usage: tools/python/venv.sh <project folder>}
set --
for lock in requirements.lock requirements-dev.lock; do
  if [ -f "$root/$project/$lock" ]; then set -- "$@" "$root/$project/$lock"; fi
done
[ $# -gt 0 ] || { echo "venv.sh: no lock file in $project" >&2; exit 1; }

# Modules are compiled when first imported: most modules of most packages never are.
install() {
  folder=$1
  shift
  "$python" -m venv --without-pip "$folder"
  uv=$("$root/tools/python/uv.sh")
  for lock in "$@"; do
    "$uv" pip install --quiet --system-certs --cache-dir "$cache/uv" --python "$folder/bin/python" \
      --no-deps --require-hashes --requirement "$lock"
  done
}

environment install "$@"
