#!/bin/sh
# Lints, checks the format of and type-checks one Python project.
#
#   tools/python/lint.sh <project folder> [<another whose packages to check against>]
#
# The tools live in an environment of their own: their dependencies must not meet a project's.
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
project=${1:?usage: tools/python/lint.sh <project folder> [<another>]}
tools=$("$root/tools/python/venv.sh" tools/python)
interpreter=$("$root/tools/python/venv.sh" "${2:-$project}")/bin/python

cd "$root/$project"
"$tools/bin/ruff" check .
"$tools/bin/ruff" format --check .
"$tools/bin/mypy" --python-executable "$interpreter" .
