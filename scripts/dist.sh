#!/bin/sh
# Makes the release archive of HEAD: the tree, and the grammars' sources, so that it builds
# without npm and without a network.
#
#   dist.sh TSDIR BUILD
set -eu
export LC_ALL=C
tsdir=$1
build=$2
version=$(sed -n 's/^#define CUPEL_VERSION "\(.*\)"$/\1/p' include/cupel/cupel.h)
name=cupel-$version
tree=$build/dist/$name
sources=$tree/grammars/sources

rm -rf "$build/dist"
mkdir -p "$build/dist"
git archive --prefix="$name/" HEAD | tar -xf - -C "$build/dist"

# All of a package but its JSON and the parts that are not C.
take() {
    mkdir -p "$sources/$1/$2"
    cp -R "$tsdir/$1/$2/." "$sources/$1/$2"
    find "$tsdir/$1" -maxdepth 1 -name 'LICENSE*' -exec cp {} "$sources/$1/" \;
    find "$sources/$1" -name '*.json' -exec rm {} +
}
take tree-sitter vendor/tree-sitter/lib
rm -rf "$sources/tree-sitter/vendor/tree-sitter/lib/src/wasm"
take tree-sitter-python src
take @tree-sitter-grammars/tree-sitter-toml src

# The same archive for the same commit, whoever makes it: names in order, no owner, no umask, the
# commit's time.
time=$(git log -1 --format=%ct)
tar -cf - -C "$build/dist" --format=gnu --sort=name --owner=0 --group=0 --numeric-owner \
    --mode=u+rwX,go+rX,go-w --mtime="@$time" "$name" | gzip -9n >"$build/$name.tar.gz"
rm -rf "$build/dist"
echo "$build/$name.tar.gz"
