#!/bin/sh
# Prints a digest of what tests take from this machine instead of from the repository: programs, variables
# that change what is run, and recordings that are kept elsewhere. Nx compares it before it takes the result
# of an earlier test run for that of this one.
set -u

python=${PYTHON:-$(command -v python3.11 || command -v python3)}
{
  uname -srm
  "$python" --version
  "${POSTGRES_BINARIES:-/usr/lib/postgresql/15/bin}/postgres" --version
  go env GOVERSION GOOS GOARCH
  openssl version
  env | grep -E '^(AWS|DBT|GHO_DATA|GIT_PYTHON|LANG|LC_|MLFLOW|MPL|PG|POSTGRES|PYTEST|PYTHON|SSL|TZ)' |
    LC_ALL=C sort
  env | grep -Ei '^[a-z]+_proxy=' | LC_ALL=C sort
  if [ -n "${GHO_DATA_DIR:-}" ]; then
    find "$GHO_DATA_DIR" -type f -exec sha256sum {} + | LC_ALL=C sort
  fi
} 2>&1 | sha256sum
