#!/bin/sh
# The rule set as a whole: every id of the catalogue has a rule, and every rule two bad examples
# and two good ones.
#
#   tests/rules/run.sh CUPEL
set -u
cupel=$(cd "$(dirname "$1")" && pwd)/$(basename "$1") || exit 2
cd "$(dirname "$0")" || exit 2
status=0

found=$("$cupel" rules --format json | tr '{,' '\n' | sed -n 's/^ *"id": *"\([a-z0-9-]*\)".*/\1/p')
while read -r id; do
    echo "$found" | grep -qx -e "$id" || {
        echo "$id: there is no such rule"
        status=1
    }
done <catalogue

for file in ../../rules/*/*.toml; do
    for kind in bad good; do
        if [ "$(grep -c "^$kind *=" "$file")" -lt 2 ]; then
            echo "${file#../../}: fewer than two $kind examples"
            status=1
        fi
    done
done

[ $status = 0 ] && echo "$(wc -l <catalogue) ids of the catalogue have their rules"
exit $status
