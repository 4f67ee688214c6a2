#!/bin/sh
# Builds the gateway and its image: build-image.sh [ARCHIVE]
set -eu

if [ $# -gt 0 ]; then set -- --output "$(realpath -m "$1")"; fi
cd "$(dirname "$0")"
program=$(../../../tools/local-cluster/go-build.sh . github.com/versity/versitygw/cmd/versitygw)
mkdir -p dist
cp "$program/versitygw" dist/
exec ../../../tools/images/images.sh build s3-gateway --context . --dockerfile Dockerfile \
  --path dist/versitygw --path entrypoint.sh "$@"
