#!/bin/sh
# Builds the image of PostgreSQL: build-image.sh [ARCHIVE]
set -eu

if [ $# -gt 0 ]; then set -- --output "$(realpath -m "$1")"; fi
cd "$(dirname "$0")"
exec ../../../tools/images/images.sh build postgres --context . --dockerfile Dockerfile \
  --path entrypoint.sh --path initialize.sql --path postgresql.conf --path pg_hba.conf "$@"
