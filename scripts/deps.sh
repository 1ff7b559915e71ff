#!/bin/sh
# Installs what is missing to build and test cupel, with apt (Debian, Ubuntu). Quiet when
# nothing is missing.
#
#   scripts/deps.sh [postgresql]     also a PostgreSQL server and Python's client for it
#   scripts/deps.sh [dpkg-dev]       also what makes a Debian package
#   scripts/deps.sh [analysers]      also what looks for faults in the sources and in runs
#   scripts/deps.sh [coverage]       also what counts branches
#   scripts/deps.sh [bench]          also what measures, and Alembic to measure against
set -eu
export LC_ALL=C

with=${1:-}
libraries='libgit2-dev libpcre2-dev libjansson-dev libpg-query-dev libinih-dev libcmocka-dev'

has() { command -v "$1" >/dev/null 2>&1; }

# The packages of what the machine lacks. Programs are looked for by name, as they may come
# from elsewhere (a compiler or an npm of one's own).
missing_programs() {
    has cc || has gcc || has clang || echo gcc
    has pkg-config || echo pkg-config
    has nm || echo binutils
    has git || echo git
    has npm || [ -d grammars/sources ] || echo npm
    # What real Alembic makes of migrations is part of the tests.
    /usr/bin/python3 -c 'import alembic' 2>/dev/null || echo python3-alembic
    # A compiler without the C library's headers compiles nothing.
    [ -e /usr/include/stdio.h ] || echo libc6-dev
}

missing_libraries() {
    for package in $libraries; do
        case $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true) in
        installed) ;;
        *) echo "$package" ;;
        esac
    done
}

# Any version of the server does: the newest one is taken.
missing_server() {
    [ "$with" = postgresql ] || return 0
    ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || echo postgresql
    /usr/bin/python3 -c 'import psycopg2' 2>/dev/null || echo python3-psycopg2
}

missing_packaging() {
    [ "$with" != dpkg-dev ] || has dpkg-shlibdeps || echo dpkg-dev
}

missing_analysers() {
    [ "$with" = analysers ] || return 0
    has cppcheck || echo cppcheck
    has clang || echo clang
    has clang-tidy || echo clang-tidy
    has valgrind || echo valgrind
}

missing_coverage() {
    [ "$with" != coverage ] || has gcovr || echo gcovr
}

missing_bench() {
    [ "$with" = bench ] || return 0
    has hyperfine || echo hyperfine
    has valgrind || echo valgrind
    has alembic || echo alembic
    [ -x /usr/bin/time ] || echo time
}

if ! has dpkg-query || ! has apt-get; then
    missing=$(missing_programs; missing_server)
    if [ -z "$missing" ] && pkg-config --exists libgit2 libpcre2-8 jansson inih cmocka; then
        exit 0
    fi
    cat >&2 <<EOF
cupel: this system has no apt; please install what is named here by its Debian name:
  a C compiler (gcc or clang), pkg-config, binutils, git, npm,
  $libraries
(npm only fetches the sources of the grammars; a release archive of cupel brings them along)
EOF
    exit 1
fi

missing=$(missing_programs; missing_libraries; missing_server; missing_packaging; missing_bench; missing_analysers; missing_coverage)
[ -n "$missing" ] || exit 0
# Words that came from the lists above: splitting is meant.
# shellcheck disable=SC2086
set -- $missing

if [ "$(id -u)" = 0 ]; then
    root=
elif has sudo; then
    root=sudo
else
    echo "cupel: these packages are missing, and there is no sudo to install them: $*" >&2
    exit 1
fi

echo "cupel: installing with ${root:+sudo }apt-get: $*"
known() { apt-cache show --no-all-versions "$@" >/dev/null 2>&1; }
# The package lists of a fresh system are empty, those of an old one may name files that are
# gone: so they are fetched when a package is not known, and once more when installing fails.
install() {
    $root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}
known "$@" || $root apt-get update -qq
if ! known "$@"; then
    echo "cupel: apt does not know all of these packages: $*" >&2
    echo "cupel: on Ubuntu libpg-query-dev is in universe: sudo add-apt-repository universe" >&2
    exit 1
fi
install "$@" || { $root apt-get update -qq && install "$@"; }
