#!/bin/sh
# Builds the gateway and its image: build-image.sh ARCHIVE
set -eu

archive=$(realpath -m "$1")
cd "$(dirname "$0")"
program=$(../../../tools/local-cluster/go-build.sh . github.com/versity/versitygw/cmd/versitygw)
mkdir -p dist
cp "$program/versitygw" dist/
exec ../../../tools/images/images.sh build s3-gateway --context . --dockerfile Dockerfile \
  --path dist/versitygw --path entrypoint.sh --output "$archive"
