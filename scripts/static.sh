#!/bin/sh
# Is the program linked statically, and does it run? Says how large it is.
#
#   static.sh PROGRAM
set -eu
export LC_ALL=C
if readelf -l "$1" | grep -q INTERP; then
    echo "cupel: $1 still needs libraries: a static libgit2, PCRE2, Jansson or inih is missing here" >&2
    exit 1
fi
# In an environment of nothing, and where there is no repository: no file of the system is needed.
version=$(env -i "$1" --version)
echo "$1: $version, $(uname -m), $(wc -c <"$1") bytes, no shared libraries"
