#!/bin/sh
# The program is hardened: position independent, relocations read-only and bound at start, no
# executable stack, stacks guarded, calls of the C library checked.
#
#   tests/hardening.sh CUPEL
set -u
export LC_ALL=C
cupel=$1
failed=0

# has WHAT PATTERN TEXT
has() {
    echo "$3" | grep -q -- "$2" || {
        echo "$1 is missing"
        failed=1
    }
}

has 'position independence' 'DYN' "$(readelf -hW "$cupel")"
segments=$(readelf -lW "$cupel")
has 'read-only relocation' 'GNU_RELRO' "$segments"
has 'binding at start' 'NOW' "$(readelf -dW "$cupel")"
stack=$(echo "$segments" | grep GNU_STACK)
has 'a stack segment' 'RW ' "$stack"
names=$(readelf -sW "$cupel")
has 'a guard on stacks' '__stack_chk_fail' "$names"
has 'checked calls' '_chk@\|_chk$\|_chk ' "$(echo "$names" | grep -v stack_chk)"
[ $failed = 0 ] && echo "as hardened as the compiler makes it"
exit $failed
