#!/bin/sh
# Builds the program and its image: build-image.sh ARCHIVE
set -eu

archive=$(realpath -m "$1")
cd "$(dirname "$0")"
program=$(../../../tools/local-cluster/go-build.sh . .)
mkdir -p dist
cp "$program/noop" dist/
exec ../../../tools/images/images.sh build noop --context . --dockerfile Dockerfile \
  --path dist/noop --output "$archive"
