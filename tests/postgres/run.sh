#!/bin/sh
# Holds cupel against a real PostgreSQL: a private server that is stopped at the end.
#
#   tests/postgres/run.sh BUILD
set -u
cd "$(dirname "$0")/../.." || exit 2
build=${1:-build}
python=${PYTHON:-/usr/bin/python3} # the system's: it has Debian's psycopg2
export LC_ALL=C PYTHONDONTWRITEBYTECODE=1
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
failed=0
"$python" tests/postgres/live.py "$build/cupel" || failed=1
"$python" tests/postgres/casts.py "$build/cupel" || failed=1
"$python" tests/postgres/fixes.py "$build/cupel" || failed=1
"$python" tests/postgres/split.py "$build/cupel" || failed=1
for ini in examples/*/alembic.ini; do
    "$python" tests/postgres/catalog.py "$build/cupel" "$build/catalog" "$(dirname "$ini")" ||
        failed=1
done
exit $failed
