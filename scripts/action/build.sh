#!/bin/sh
# Builds cupel, unless the cache had a program that runs here.
#
# in: CUPEL_SOURCE, CUPEL_PROGRAM
set -eu
# shellcheck disable=SC1091
. "$GITHUB_ACTION_PATH/scripts/action/common.sh"

if version=$("$CUPEL_PROGRAM" --version 2>/dev/null); then
    echo "$version, from the cache"
    exit 0
fi
log=$RUNNER_TEMP/cupel-build.log
if ! { make -C "$CUPEL_SOURCE" deps && make -C "$CUPEL_SOURCE" -j2; } >"$log" 2>&1; then
    end=$(word)
    printf '::stop-commands::%s\n' "$end"
    tail -n 50 "$log"
    printf '::%s::\n' "$end"
    fail 'cupel cannot be built here; the log says why'
fi
mkdir -p "$(dirname "$CUPEL_PROGRAM")"
cp "$CUPEL_SOURCE/build/cupel" "$CUPEL_PROGRAM"
echo "$("$CUPEL_PROGRAM" --version), built from source"
