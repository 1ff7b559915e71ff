#!/bin/sh
# Writes the rule files named as arguments as a C table, struct embedded_file embedded_rules[].
set -eu
export LC_ALL=C
printf '#include "lint/embedded.h"\n'
n=0
for file in "$@"; do
    printf 'static const unsigned char rule_%d[] = {' "$n"
    od -An -v -tx1 "$file" | sed 's/ \([0-9a-f][0-9a-f]\)/0x\1,/g'
    printf '0};\n'
    n=$((n + 1))
done
printf 'const struct embedded_file embedded_rules[] = {\n'
n=0
for file in "$@"; do
    printf '    {"%s", (const char *)rule_%d, sizeof rule_%d - 1},\n' "$file" "$n" "$n"
    n=$((n + 1))
done
printf '    {0, 0, 0},\n};\n'
