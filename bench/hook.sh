#!/bin/sh
# How long a commit waits for the hook: one staged migration in a repository of many, against
# git itself asking what is staged. Needs hyperfine and jq.
#
#   hook.sh CUPEL [COUNT...]
set -eu
cupel=$(realpath "$1")
shift
[ $# -gt 0 ] || set -- 1000
here=$(realpath "$(dirname "$0")")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for count in "$@"; do
    sh "$here/repository.sh" "$count" "$work/$count"
    (
        cd "$work/$count"
        hyperfine -N -w 5 --export-json "$work/result.json" --style none -i \
            'git diff --cached --name-only' "$cupel check --staged --format json" >/dev/null 2>&1
    )
    jq -r --arg count "$count" '.results | "\($count) migrations: git \(.[0].min * 1000 | . * 100 | round / 100) ms, cupel \(.[1].min * 1000 | . * 100 | round / 100) ms (minima), ratio \(.[1].min / .[0].min * 100 | round / 100)"' "$work/result.json"
done
