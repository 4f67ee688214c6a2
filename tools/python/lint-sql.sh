#!/bin/sh
# Lints the SQL of one dbt project: layout, ambiguities, and dbt's own style, as its .sqlfluff says.
#
#   tools/python/lint-sql.sh <project folder>
#
# Templates are rendered by Jinja with the project's macros and variables, so that no database is needed.
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
project=${1:?usage: tools/python/lint-sql.sh <project folder>}
tools=$("$root/tools/python/venv.sh" tools/python)

cd "$root/$project"
exec "$tools/bin/sqlfluff" lint --disable-progress-bar models data-tests
