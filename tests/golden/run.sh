#!/bin/sh
# Golden tests: what cupel prints in small Alembic projects.
#
#   tests/golden/run.sh CUPEL [CASE...]     UPDATE=1 writes what comes out as what is expected
#
# A case is a folder. It holds the files of a project, and
#   args       arguments of cupel, one run a line; what the shell makes of the line
#   expected   standard output, standard error and exit status of each run
#   uses       the name of a case whose project is taken as well (optional)
#   setup      a shell script that finishes the project: git commits, odd files (optional)
# Each case runs in a copy, outside of every repository.
set -u
cupel=$(cd "$(dirname "$1")" && pwd)/$(basename "$1") || exit 2
shift
cd "$(dirname "$0")" || exit 2
cases=$(pwd)
repository=$(cd ../.. && pwd) # for setups that take files of it
export repository
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT

export LC_ALL=C TZ=UTC HOME="$scratch" GIT_CEILING_DIRECTORIES="$scratch"
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
export GIT_AUTHOR_NAME=Ann GIT_AUTHOR_EMAIL=ann@example.org
export GIT_COMMITTER_NAME=Ann GIT_COMMITTER_EMAIL=ann@example.org
export GIT_AUTHOR_DATE='2026-01-05T10:00:00Z' GIT_COMMITTER_DATE='2026-01-05T10:00:00Z'
export SOURCE_DATE_EPOCH=1767607200 # the date of revisions that are made
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE NO_COLOR CLICOLOR_FORCE

# copy CASE FOLDER: the project's files, those of the case it uses first.
copy() {
    if [ -e "$cases/$1/uses" ]; then
        copy "$(cat "$cases/$1/uses")" "$2"
    fi
    cp -R "$cases/$1/." "$2"
    rm -f "$2/args" "$2/expected" "$2/uses"
}

# What the runs of the case in the current folder print.
play() {
    while IFS= read -r line; do
        echo "\$ cupel $line"
        # The line is shell text on purpose: quotes, pipes and redirections are part of a case.
        (eval "\"$cupel\" $line") </dev/null >"$scratch/out" 2>"$scratch/err"
        status=$?
        cat "$scratch/out"
        sed 's/^/stderr: /' "$scratch/err"
        echo "status: $status"
    done <"$1"
}

failed=0
count=0
[ $# -gt 0 ] || set -- */
for case in "$@"; do
    case=${case%/}
    count=$((count + 1))
    project=$scratch/project
    rm -rf "$project"
    mkdir "$project"
    copy "$case" "$project"
    cd "$project" || exit 2
    if [ -e setup ]; then
        mv setup "$scratch/setup"
        sh -eu "$scratch/setup" >"$scratch/out" 2>&1 || {
            echo "$case: setup failed"
            cat "$scratch/out"
            failed=$((failed + 1))
            continue
        }
    fi
    play "$cases/$case/args" >"$scratch/result"
    cd "$cases" || exit 2
    if [ -n "${UPDATE:-}" ]; then
        cp "$scratch/result" "$case/expected"
    elif ! diff -u "$case/expected" "$scratch/result"; then
        echo "$case: not what is expected"
        failed=$((failed + 1))
    fi
done
echo "$count cases, $failed failed"
[ "$failed" = 0 ]
