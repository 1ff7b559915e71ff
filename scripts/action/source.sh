#!/bin/sh
# Finds the sources that cupel is built from, and names the build in the cache.
#
# in:  CUPEL_VERSION, CUPEL_REPOSITORY, and GITHUB_ACTION_PATH, GITHUB_SERVER_URL, RUNNER_TEMP
# out: source (folder), program (where it will be), key (of the cache)
set -eu
export LC_ALL=C
# shellcheck disable=SC1091
. "$GITHUB_ACTION_PATH/scripts/action/common.sh"

source=$GITHUB_ACTION_PATH
version=${CUPEL_VERSION:-}
if [ -n "$version" ]; then
    case $version in
    -* | *..* | *[!A-Za-z0-9._/-]*) fail "version: no tag or branch has the name $version" ;;
    esac
    case ${CUPEL_REPOSITORY:-} in
    '' | -* | *[!A-Za-z0-9._/-]*) fail "version: which repository the action comes from is not known" ;;
    esac
    source=$RUNNER_TEMP/cupel-source
    rm -rf "$source"
    git clone --quiet --depth 1 --branch "$version" -- \
        "$GITHUB_SERVER_URL/$CUPEL_REPOSITORY" "$source" ||
        fail "version: there is no $version in $CUPEL_REPOSITORY"
fi

# The program is made of the sources and of the system's libraries.
sum=$(cd "$source" && find Makefile grammars/package-lock.json include rules scripts src -type f |
    sort | xargs sha256sum | sha256sum | cut -d ' ' -f 1)
system=$(sed -n 's/^\(ID\|VERSION_ID\)=//p' /etc/os-release 2>/dev/null | tr -cd 'A-Za-z0-9.\n' | tr '\n' '-')
put source "$source"
put program "$RUNNER_TEMP/cupel/cupel"
put key "cupel-$system$(uname -m)-$sum"
