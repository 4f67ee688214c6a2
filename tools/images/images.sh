#!/bin/sh
# Builds container images: images.sh build NAME ...; without arguments it explains itself.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
programs=$("$here/../local-cluster/go-build.sh" "$here" .)
exec "$programs/images" "$@"
