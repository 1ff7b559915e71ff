#!/bin/sh
# The program in real repositories that real git makes. The checks are in checks/, by subject.
#
#   tests/git/run.sh CUPEL [NAME...]     with NAMEs only these checks
#
# Each check is a function named by a sentence and runs in a folder of its own. Prints a line for
# each, and for one that failed what the program said.
set -u

if [ $# -lt 1 ]; then
    echo 'usage: tests/git/run.sh CUPEL [NAME...]' >&2
    exit 2
fi
here=$(cd "$(dirname "$0")/../.." && pwd) || exit 2
cupel=$(cd "$(dirname "$1")" && pwd)/$(basename "$1") || exit 2
shift
if [ ! -x "$cupel" ]; then
    echo "$cupel: no such program" >&2
    exit 2
fi
# shellcheck disable=SC2034 # checks/hooks.sh
hook=$here/hooks/pre-commit
top=$(mktemp -d) || exit 2
trap 'rm -rf "$top"' EXIT

# git and cupel read nothing of whoever runs this.
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_OBJECT_DIRECTORY GIT_PREFIX \
    GIT_ALTERNATE_OBJECT_DIRECTORIES NO_COLOR CLICOLOR_FORCE
# No git tidies up in the background while a check takes its repository away.
export GIT_CONFIG_COUNT=2 GIT_CONFIG_KEY_0=gc.auto GIT_CONFIG_VALUE_0=0 \
    GIT_CONFIG_KEY_1=maintenance.auto GIT_CONFIG_VALUE_1=false
export HOME="$top/home" XDG_CONFIG_HOME="$top/home" GIT_CONFIG_NOSYSTEM=1 \
    GIT_CONFIG_GLOBAL=/dev/null GIT_CEILING_DIRECTORIES="$top" LC_ALL=C TZ=UTC \
    GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@example.org GIT_AUTHOR_DATE=2024-01-01T00:00:00Z \
    GIT_COMMITTER_NAME=A GIT_COMMITTER_EMAIL=a@example.org \
    GIT_COMMITTER_DATE=2024-01-01T00:00:00Z
mkdir "$HOME"
PATH=$(dirname "$cupel"):$PATH

# ---- making repositories -----------------------------------------------------------------

# migration FILE REVISION DOWN_REVISION STATEMENT...
migration() {
    file=$1 revision=$2 down=$3
    shift 3
    [ "$down" = None ] || down="\"$down\""
    mkdir -p "$(dirname "$file")"
    {
        printf '"""step %s\n\nRevision ID: %s\n"""\n' "$revision" "$revision"
        printf 'import sqlalchemy as sa\nfrom alembic import op\n\n'
        printf 'revision = "%s"\ndown_revision = %s\nbranch_labels = None\n' "$revision" "$down"
        printf 'depends_on = None\n\n\ndef upgrade():\n'
        for statement in "$@"; do
            printf '    %s\n' "$statement"
        done
        printf '\n\ndef downgrade():\n    pass\n'
    } >"$file"
}

# safe FILE REVISION DOWN_REVISION, dangerous FILE REVISION DOWN_REVISION
safe() {
    migration "$@" "op.add_column(\"orders\", sa.Column(\"note_$2\", sa.Text(), nullable=True))"
}
dangerous() {
    migration "$@" 'op.drop_table("badges")'
}

# project FOLDER: an Alembic project whose first revision, a1, makes the tables orders and badges.
project() {
    mkdir -p "$1/alembic/versions"
    printf '[alembic]\nscript_location = alembic\n' >"$1/alembic.ini"
    printf 'from alembic import context\n' >"$1/alembic/env.py"
    migration "$1/alembic/versions/a1_first.py" a1 None \
        'for name in ("orders", "badges"): op.create_table(name, sa.Column("id", sa.BigInteger(), primary_key=True))'
}

commit() {
    git add -A && git commit -q -m "$1"
}

# repository FOLDER: a repository with a project in it, committed on main; goes there.
repository() {
    git init -q -b main "$1" && cd "$1" && project . && commit first
}

# ---- asking ------------------------------------------------------------------------------

# judge STATUS ARGUMENTS...: runs cupel check, which must end with this status.
judge() {
    wanted=$1
    shift
    said=$top/said
    "$cupel" check "$@" >"$said.out" 2>"$said.err"
    status=$?
    if [ "$status" != "$wanted" ]; then
        echo "cupel check $*: status $status, not $wanted"
        sed 's/^/    /' "$said.out" "$said.err"
        return 1
    fi
}

# finds RULE FILE: the last judge reported that rule in that file.
finds() {
    grep -E "^$2:[0-9]+:[0-9]+: [a-z]+\[$1\]" "$said.out" >/dev/null && return
    echo "no $1 in $2:"
    sed 's/^/    /' "$said.out" "$said.err"
    return 1
}

# finds_gone RULE FILE: likewise of a file that is not there, and so has no lines.
finds_gone() {
    grep -E "^$2: [a-z]+\\[$1\\]" "$said.out" >/dev/null && return
    echo "no $1 in $2:"
    sed 's/^/    /' "$said.out" "$said.err"
    return 1
}

# mentions TEXT: the last judge wrote this to standard output.
mentions() {
    grep -F -- "$1" "$said.out" >/dev/null && return
    echo "no '$1' in:"
    sed 's/^/    /' "$said.out"
    return 1
}

# finds_nothing_in FILE
finds_nothing_in() {
    grep -E "^$1:" "$said.out" >/dev/null || return 0
    echo "findings in $1:"
    sed 's/^/    /' "$said.out"
    return 1
}

# says_nothing: the last judge wrote nothing to standard output.
says_nothing() {
    [ ! -s "$said.out" ] && return
    echo 'standard output is not empty:'
    sed 's/^/    /' "$said.out"
    return 1
}

# complains TEXT: the last judge wrote one line to standard error, with this text.
complains() {
    if [ "$(wc -l <"$said.err")" -ne 1 ] || ! grep -F -- "$1" "$said.err" >/dev/null; then
        echo "not one line with '$1' on standard error:"
        sed 's/^/    /' "$said.err"
        return 1
    fi
}

# ---- the checks --------------------------------------------------------------------------

for file in "$here"/tests/git/checks/*.sh; do
    # shellcheck source=/dev/null
    . "$file"
done

# ---- running them ------------------------------------------------------------------------

if [ $# = 0 ]; then
    # Checks are the functions with long names.
    names=$(sed -n 's/^\([a-z]*_[a-z0-9]*_[a-z0-9_]*\)() {$/\1/p' "$here"/tests/git/checks/*.sh)
else
    names=$*
fi
count=0
failed=0
for name in $names; do
    count=$((count + 1))
    mkdir "$top/$name"
    if output=$(cd "$top/$name" && "$name" 2>&1); then
        echo "ok $count - $name"
    else
        failed=$((failed + 1))
        echo "FAIL $count - $name"
        printf '%s\n' "$output" | sed 's/^/# /'
    fi
    rm -rf "${top:?}/$name"
done
echo "$count checks, $failed failed"
[ "$failed" = 0 ]
