#!/bin/sh
# Prints the flags that harden the program, those of them that the compiler takes.
#
#   hardening.sh compile|link        CC and CFLAGS in the environment
# shellcheck disable=SC2015 # a flag that is not taken is passed by
set -eu
export LC_ALL=C
file=$(mktemp -d)
trap 'rm -rf "$file"' EXIT
echo 'int main(void) { return 0; }' >"$file/probe.c"

# takes FLAG...: quietly, with what is asked for already and no more than it knows
takes() {
    # $CC and $CFLAGS are commands and options in words.
    # shellcheck disable=SC2086
    ${CC:-cc} -Werror ${CFLAGS:-} "$@" -o "$file/probe" "$file/probe.c" >/dev/null 2>&1
}

case $1 in
compile) set -- -fstack-protector-strong -fstack-clash-protection -D_FORTIFY_SOURCE=2 -fPIE ;;
*) set -- -pie -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack ;;
esac
# All of them at once, which is the usual case and one run of the compiler.
if [ "$1" = -pie ]; then
    takes -fPIE "$@" && echo "$*" && exit
elif takes -U_FORTIFY_SOURCE "$@"; then
    echo "-U_FORTIFY_SOURCE $*" && exit
fi
for flag; do
    case $flag in
    # Only an optimising compiler has it, and Ubuntu's sets it by itself.
    -D_FORTIFY_SOURCE=2) takes -U_FORTIFY_SOURCE "$flag" && flag="-U_FORTIFY_SOURCE $flag" || continue ;;
    # Code must be relocatable for it.
    -pie) takes -fPIE -pie || continue ;;
    *) takes "$flag" || continue ;;
    esac
    printf '%s ' "$flag"
done
echo
