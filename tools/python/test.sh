#!/bin/sh
# Runs the tests of one Python project; further arguments go to pytest.
#
#   tools/python/test.sh <project folder> [pytest arguments]
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
project=${1:?usage: tools/python/test.sh <project folder> [pytest arguments]}
shift
environment=$("$root/tools/python/venv.sh" "$project")

cd "$root/$project"
exec "$environment/bin/python" -m pytest "$@"
