#!/bin/sh
# What evaluating migrations costs beside parsing them.
#
#   evaluation.sh BUILD PROJECT <LIST     paths of migrations below PROJECT, one a line
set -eu
build=$1
project=$2
here=$(dirname "$0")
grammars=${TSDIR:-$here/../grammars/node_modules}
# The list of libraries is words on lines: splitting is meant.
# shellcheck disable=SC2046
${CC:-cc} -std=c17 -D_POSIX_C_SOURCE=200809L -O2 -pthread -I"$here/../src" -I"$here/../include" \
    -I"$grammars/tree-sitter/vendor/tree-sitter/lib/include" -o "$build/evaluation" \
    "$here/evaluation.c" "$build/libcupel.a" "$build"/vendor/*.o $(cat "$build/libraries")
"$build/evaluation" "$project"
