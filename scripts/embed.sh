#!/bin/sh
# Writes the files named as arguments as a C table: struct embedded_file NAME[].
#
#   scripts/embed.sh NAME FILE...
set -eu
export LC_ALL=C
name=$1
shift
printf '#include "base/embedded.h"\n'
n=0
for file in "$@"; do
    printf 'static const unsigned char %s_%d[] = {' "$name" "$n"
    od -An -v -tx1 "$file" | sed 's/ \([0-9a-f][0-9a-f]\)/0x\1,/g'
    printf '0};\n'
    n=$((n + 1))
done
printf 'const struct embedded_file %s[] = {\n' "$name"
n=0
for file in "$@"; do
    printf '    {"%s", (const char *)%s_%d, sizeof %s_%d - 1},\n' "$file" "$name" "$n" "$name" "$n"
    n=$((n + 1))
done
printf '    {0, 0, 0},\n};\n'
