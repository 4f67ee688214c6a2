#!/bin/sh
# Prints the virtual environment of a Python project, creating it when it is missing.
#
#   tools/python/venv.sh <project folder>            e.g.  $(tools/python/venv.sh apps/jobs/dbt)/bin/pytest
#
# The folder's name is a hash of the interpreter and the lock files, so a changed lock gets a fresh
# environment and an unchanged one is found again from any checkout. A lock and a mark of completion
# keep two processes, or one that was killed, from using half an environment.
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
project=${1:?usage: tools/python/venv.sh <project folder>}
cache=$("$root/tools/cache-dir.sh")
python=${PYTHON:-$(command -v python3.11 || command -v python3)}

"$python" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || {
  echo "venv.sh: $python is not Python 3.11, for which the lock files were resolved" >&2
  exit 1
}

set --
for lock in requirements.lock requirements-dev.lock; do
  if [ -f "$root/$project/$lock" ]; then set -- "$@" "$root/$project/$lock"; fi
done
[ $# -gt 0 ] || { echo "venv.sh: no lock file in $project" >&2; exit 1; }

hash=$({ "$python" --version; cat "$@"; } | sha256sum | cut -c1-16)
target="$cache/venv/$hash"
complete="$target/.complete"
if [ -e "$complete" ]; then echo "$target"; exit 0; fi

mkdir -p "$cache/venv"
exec 9>"$cache/venv/$hash.lock"
flock 9
if [ ! -e "$complete" ]; then
  rm -rf "$target"
  "$python" -m venv "$target"
  # Compiled when first imported: most modules of most packages never are.
  for lock in "$@"; do
    "$target/bin/python" -m pip install --quiet --disable-pip-version-check --no-compile \
      --no-deps --require-hashes --requirement "$lock" >&2
  done
  touch "$complete"
fi
echo "$target"
