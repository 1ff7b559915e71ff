#!/bin/sh
# Shows what cupel says about the bundled example. Usage: demo.sh CUPEL
set -eu
cupel=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
cd "$(dirname "$0")/../examples/shop"

status=0
"$cupel" check --all || status=$?
if [ "$status" -gt 1 ]; then
    exit "$status"
fi
echo
echo "That was: cd examples/shop && cupel check --all (exit status $status: it finds something)"
echo 'What PostgreSQL will do, statement by statement: cupel plan --all'
