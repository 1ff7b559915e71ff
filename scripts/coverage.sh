#!/bin/sh
# Runs every test on a build that counts, and writes which lines and branches they took to
# BUILD/coverage/: html/index.html, and summary.txt. Status 1 when a folder has fewer of its
# branches taken than it must.
#
#   coverage.sh BUILD
#
# Left out are branches that only the compiler makes (gcovr's word for them: unreachable), none
# of ours: tests/COVERAGE.md says why which are not taken.
set -u
export LC_ALL=C
cd "$(dirname "$0")/.." || exit 2
build=$1/coverage
mkdir -p "$build"

# Without optimising a branch of the program is one of the source.
counting() {
    ${MAKE:-make} -s BUILD="$build" SANITIZE= HARDEN_CFLAGS= HARDEN_LDFLAGS= \
        CFLAGS='-O0 -g --coverage -fprofile-update=prefer-atomic' "$@"
}
counting all units || exit 2
[ -n "${MORE:-}" ] || find "$build" -name '*.gcda' -delete # MORE=1: on top of the last run
sh tests/run.sh "$build"
counting check-postgres

report() { gcovr --root . --exclude-unreachable-branches --add-tracefile "$build/counts.json" "$@"; }
gcovr --root . --object-directory "$build" --filter src/ --exclude-unreachable-branches \
    --json "$build/counts.json" "$build/src" || exit 2
mkdir -p "$build/html"
report --html-details "$build/html/index.html" --html-title cupel
report --branches --txt "$build/summary.txt"

failed=0
for row in base:0 cli:0 lint:90 model:0 postgres:90 project:0 python:90 report:0 sql:90; do
    folder=${row%:*} least=${row#*:}
    report --filter "src/$folder/" --print-summary --fail-under-branch "$least" \
        --txt "$build/folder.txt" >"$build/folder" 2>&1 || failed=1
    printf 'src/%-9s %s\n' "$folder" "$(sed -n 's/^branches: //p' "$build/folder")"
done
rm -f "$build/folder" "$build/folder.txt"
exit $failed
