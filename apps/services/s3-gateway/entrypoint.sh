#!/bin/sh
# Serves S3 from the directory DATA_DIRECTORY. S3_BUCKETS, separated by spaces, are made at the
# start: to this gateway a bucket is a directory. The credentials of its one user are
# ROOT_ACCESS_KEY_ID and ROOT_SECRET_ACCESS_KEY, which the gateway reads itself.
set -eu

data=${DATA_DIRECTORY:-/data}
for bucket in ${S3_BUCKETS:-}; do
  mkdir -p "$data/buckets/$bucket"
done
mkdir -p "$data/buckets" "$data/metadata"

# Metadata beside the objects, not in extended attributes, which not every file system has.
# (No variable S3_PORT: Kubernetes sets one in every pod beside a Service called s3.)
exec versitygw --port "${LISTEN_ADDRESS:-:7070}" --health /health --quiet \
  posix --sidecar "$data/metadata" "$data/buckets"
