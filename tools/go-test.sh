#!/bin/sh
# Vets and tests Go packages and leaves the report where the test run counts:
# go-test.sh DIRECTORY [PACKAGE...]
set -eu

. "$(dirname "$0")/go-flags.sh"
cd "$1"
shift
[ $# -gt 0 ] || set -- ./...
unformatted=$(gofmt -l .)
if [ -n "$unformatted" ]; then
  echo "not formatted, run gofmt -w: $unformatted" >&2
  exit 1
fi
go vet "$@"
mkdir -p test-results
if ! go test -json "$@" >test-results/unit.go.json; then
  # The report is for counting; people get the plain text. What passed is cached.
  go test "$@" >&2 || true
  exit 1
fi
