#!/bin/sh
# Builds what is missing and runs `local-cluster` with the given arguments, or
# with --tool NAME another of the programs: local-cluster.sh --tool helm list
set -eu

programs=$("$(dirname "$0")/build.sh")
if [ "${1:-}" = --tool ]; then
  tool=$2
  shift 2
  exec "$programs/$tool" "$@"
fi
exec "$programs/local-cluster" "$@"
