#!/bin/sh
# Builds what is missing and runs `local-cluster` with the given arguments, or
# with --tool NAME another of the programs: local-cluster.sh --tool helm list
set -eu

here=$(cd "$(dirname "$0")" && pwd)
case ${1:-} in
  --tool)
    tool=$2
    shift 2
    programs=$("$here/build.sh")
    exec "$programs/$tool" "$@" ;;
  # A cluster runs the programs that are beside the one that starts it.
  start) programs=$("$here/build.sh") ;;
  # Whatever concerns a cluster that was started must not wait for a Kubernetes to be built.
  *) programs=$("$here/go-build.sh" "$here" . ./pause) ;;
esac
exec "$programs/local-cluster" "$@"
