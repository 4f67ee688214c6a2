#!/bin/sh
# Builds Go programs once per state of their source: go-build.sh MODULE_DIR PACKAGE...
# prints the directory that holds the binaries. GO_LDFLAGS is passed to the linker.
set -eu

module=$(cd "$1" && pwd)
shift
cache=${GHO_CACHE_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/gho-platform}/bin

command -v go >/dev/null || {
  echo "go-build.sh: Go is missing; any version from 1.21 on fetches the one that go.mod names (https://go.dev/dl)" >&2
  exit 1
}

cd "$module"

# Everything that ends up in a binary: Go files and the directories that are embedded. A directory
# with a go.mod of its own is another module.
sources() {
  find . -mindepth 2 -name go.mod -printf '%h\n' | sort > "$1"
  find . -type f ! -name '*_test.go' \
    \( -name '*.go' -o -name go.mod -o -name go.sum \
    -o -path '*/templates/*' -o -path '*/manifests/*' -o -path '*/bases/*' \) | LC_ALL=C sort |
    while read -r file; do
      while read -r nested; do
        case $file in "$nested"/*) continue 2 ;; esac
      done < "$1"
      echo "$file"
    done
}

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
hash=$({
  go env GOVERSION GOOS GOARCH
  echo "$@" "${GO_LDFLAGS:-}"
  sources "$scratch/nested" | xargs sha256sum
} | sha256sum | cut -c1-16)
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
  CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags "-s -w ${GO_LDFLAGS:-}" -o "$output.part/" "$@" >&2
  mv "$output.part" "$output"
  echo "Built $* in $(($(date +%s) - began)) s" >&2
fi
echo "$output"
