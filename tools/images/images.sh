#!/bin/sh
# Builds container images: images.sh build NAME ...; without arguments it explains itself.
# IMAGE_TAG is their tag, the version of the chart unless set.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
chart=$here/../../helm/gho-platform/Chart.yaml
IMAGE_TAG=${IMAGE_TAG:-$(sed -n "s/^appVersion: *//p" "$chart" | tr -d "\"'")}
export IMAGE_TAG
programs=$("$here/../local-cluster/go-build.sh" "$here" .)
exec "$programs/images" "$@"
