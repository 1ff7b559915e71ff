#!/bin/sh
# Builds the tree-sitter core and the grammars as $BUILD/vendor.a.
#
#   vendor.sh BUILD TSDIR       CC, CFLAGS and AR in the environment
set -eu
folder=$1/vendor
core=$2/tree-sitter/vendor/tree-sitter/lib
python=$2/tree-sitter-python/src
toml=$2/@tree-sitter-grammars/tree-sitter-toml/src
mkdir -p "$folder"

# compile NAME SOURCE INCLUDE...: in the background; CC and CFLAGS may be several words
compile() {
    name=$1
    source=$2
    shift 2
    # shellcheck disable=SC2086
    ${CC:-cc} ${CFLAGS:-} -std=gnu11 -DNDEBUG -w "$@" -c "$source" -o "$folder/$name.o" &
    jobs="$jobs $!"
}

jobs=
compile core "$core/src/lib.c" -I"$core/include" -I"$core/src"
compile python "$python/parser.c" -I"$python"
compile python_scanner "$python/scanner.c" -I"$python"
compile toml "$toml/parser.c" -I"$toml"
compile toml_scanner "$toml/scanner.c" -I"$toml"
for job in $jobs; do
    wait "$job"
done
rm -f "$1/vendor.a"
"${AR:-ar}" rcs "$1/vendor.a" "$folder"/*.o
