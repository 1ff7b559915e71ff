#!/bin/sh
# How long a commit waits for the hook: one staged migration in a repository of many, against
# git itself asking what is staged. Needs hyperfine and jq. As root with COLD=1, also with nothing in
# the system's caches, as after a start of the machine; that slows down everything else there.
#
#   hook.sh CUPEL [COUNT...]
set -eu
cupel=$(realpath "$1")
shift
[ $# -gt 0 ] || set -- 1000
here=$(realpath "$(dirname "$0")")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
drop='sync; echo 3 >/proc/sys/vm/drop_caches'

# measure NAME OPTION...: in the working directory, with these options of hyperfine.
measure() {
    name=$1
    shift
    hyperfine "$@" --export-json "$work/result.json" --style none -i \
        'git diff --cached --name-only' "$cupel check --staged --format json" >/dev/null 2>&1
    jq -r --arg name "$name" '.results | "\($name): git \(.[0].min * 1000 | . * 100 | round / 100) ms, cupel \(.[1].min * 1000 | . * 100 | round / 100) ms (minima), ratio \(.[1].min / .[0].min * 100 | round / 100)"' "$work/result.json"
}

for count in "$@"; do
    sh "$here/repository.sh" "$count" "$work/$count"
    cd "$work/$count"
    measure "$count migrations" -N -w 5
    [ -z "${COLD:-}" ] || measure "$count migrations, cold" -r 5 --prepare "$drop"
    "$cupel" check --staged --verbose 2>&1 >/dev/null | grep ' other revisions ' || true
done
