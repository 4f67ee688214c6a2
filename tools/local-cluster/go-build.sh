#!/bin/sh
# Builds Go programs once per state of their source: go-build.sh MODULE_DIR PACKAGE...
# prints the directory that holds the binaries. GO_LDFLAGS is passed to the linker.
set -eu

tools=$(cd "$(dirname "$0")/.." && pwd)
. "$tools/go-flags.sh"
cache=$("$tools/cache-dir.sh")/bin
module=$(cd "$1" && pwd)
shift

command -v go >/dev/null || {
  echo "go-build.sh: Go is missing; any version from 1.21 on fetches the one that go.mod names (https://go.dev/dl)" >&2
  exit 1
}

cd "$module"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# Everything that ends up in a binary: Go files and the directories that are embedded. A directory
# with a go.mod of its own is another module.
sources() {
  find . -mindepth 2 -name go.mod -printf '%h\n' > "$scratch/nested"
  find . -type f ! -name '*_test.go' \
    \( -name '*.go' -o -name go.mod -o -name go.sum \
    -o -path '*/templates/*' -o -path '*/manifests/*' -o -path '*/bases/*' \) > "$scratch/files"
  LC_ALL=C sort "$scratch/files" |
    while read -r file; do
      while read -r nested; do
        case $file in "$nested"/*) continue 2 ;; esac
      done < "$scratch/nested"
      echo "$file"
    done
}

# Step by step and not in one pipeline, which would go on after an error, with another hash.
sources > "$scratch/sources"
{
  go env GOVERSION GOOS GOARCH GOFLAGS CGO_ENABLED
  echo "$@" "${GO_LDFLAGS:-}"
  xargs -d '\n' sha256sum < "$scratch/sources"
} > "$scratch/inputs"
hash=$(sha256sum "$scratch/inputs" | cut -c1-16)
output=$cache/$(basename "$module")-$hash

if [ ! -d "$output" ]; then
  mkdir -p "$cache"
  # Two clones may build at once: the second waits and finds the result.
  exec 9> "$cache/$(basename "$module").lock"
  flock 9
fi
if [ ! -d "$output" ]; then
  echo "Building $* (once for this source)" >&2
  began=$(date +%s)
  rm -rf "$output.part"
  mkdir -p "$output.part"
  go build -ldflags "-s -w ${GO_LDFLAGS:-}" -o "$output.part/" "$@" >&2
  mv "$output.part" "$output"
  echo "Built $* in $(($(date +%s) - began)) s" >&2
fi
echo "$output"
