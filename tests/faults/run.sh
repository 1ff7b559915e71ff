#!/bin/sh
# What goes wrong around the program: full disks, closed pipes, signals, broken repositories,
# files that come and go, no descriptors, no home. It says so and ends with a status it promises;
# no file is left half written.
#
#   tests/faults/run.sh CUPEL [NAME...]     with NAMEs only these checks
#
# Each check is a function named by a sentence and runs in a folder of its own.
# shellcheck disable=SC2015 # what stands behind || speaks and fails
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 2
cupel=$(cd "$(dirname "$1")" && pwd)/$(basename "$1") || exit 2
shift
top=$(mktemp -d) || exit 2
trap 'chmod -R u+w "$top" 2>/dev/null; rm -rf "$top"' EXIT
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE NO_COLOR CLICOLOR_FORCE
export HOME="$top/home" XDG_CONFIG_HOME="$top/home" GIT_CONFIG_NOSYSTEM=1 \
    GIT_CONFIG_GLOBAL=/dev/null GIT_CEILING_DIRECTORIES="$top" LC_ALL=C TZ=UTC \
    GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@example.org GIT_AUTHOR_DATE=2024-01-01T00:00:00Z \
    GIT_COMMITTER_NAME=A GIT_COMMITTER_EMAIL=a@example.org \
    GIT_COMMITTER_DATE=2024-01-01T00:00:00Z
mkdir "$HOME"

# ---- what the checks are made of ---------------------------------------------------------

# migrations COUNT: a chain of revisions, each with an index that blocks writes.
migrations() {
    printf '[alembic]\nscript_location = migrations\n' >alembic.ini
    mkdir -p migrations/versions
    down=None
    i=1
    while [ "$i" -le "$1" ]; do
        {
            printf 'from alembic import op\n\nrevision = "r%s"\ndown_revision = %s\n\n\n' "$i" "$down"
            printf 'def upgrade():\n    op.create_index("ix_%s", "orders", ["a"])\n' "$i"
            printf '    op.drop_table("t_%s")\n\n\ndef downgrade():\n    pass\n' "$i"
        } >"migrations/versions/r$i.py"
        down="\"r$i\""
        i=$((i + 1))
    done
}

repository() {
    git init -q -b main . && migrations 3 && git add . && git commit -q -m base &&
        git checkout -q -b work && migrations 6 && git add .
}

# ends STATUSES COMMAND...: with one of these statuses; its error output is in $top/said.
ends() {
    wanted=$1
    shift
    "$@" >"$top/out" 2>"$top/said"
    got=$?
    case " $wanted " in
    *" $got "*) ;;
    *)
        echo "status $got, not $wanted: $*"
        tail -n 5 "$top/said"
        return 1
        ;;
    esac
    ! grep -q 'Sanitizer\|runtime error' "$top/said" || {
        cat "$top/said"
        return 1
    }
}

says() {
    grep -q -- "$1" "$top/said" || {
        echo "it does not say $1:"
        cat "$top/said"
        return 1
    }
}

# ---- writing -----------------------------------------------------------------------------

a_full_disk_is_told() {
    migrations 2
    [ -c /dev/full ] || return 0
    for format in text json sarif github gitlab junit markdown; do
        "$cupel" check --all --format $format >/dev/full 2>"$top/said"
        [ $? = 2 ] || { echo "$format: status is not 2" && return 1; }
        says 'No space left' || return 1
        ends 2 "$cupel" check --all --output $format=/dev/full && says 'No space left' || return 1
    done
}

a_pipe_that_closes_ends_it() {
    migrations 300
    for format in text json; do
        { "$cupel" check --all --format $format 2>"$top/said"; echo $? >"$top/status"; } | head -c 10 >/dev/null
        case $(cat "$top/status") in
        0 | 1 | 141) ;;
        *) echo "status $(cat "$top/status")" && return 1 ;;
        esac
        [ ! -s "$top/said" ] || { cat "$top/said" && return 1; }
    done
}

closed_descriptors_do_no_harm() {
    migrations 2
    # shellcheck disable=SC2016 # $0 is the inner shell's
    ends '0 1 2' sh -c '"$0" check --all >&- 2>&-; "$0" check --all <&- 2>&-' "$cupel"
}

an_output_that_cannot_be_written_leaves_nothing() {
    migrations 2
    ends 2 "$cupel" check --all --output json=none/report.json && says 'No such file' || return 1
    mkdir folder
    ends 2 "$cupel" check --all --output json=folder && says 'Is a directory' || return 1
    ends 2 "$cupel" check --all --output json=good.json --output sarif=none/x && [ ! -e good.json ] ||
        { echo 'one report was written though the other could not be' && return 1; }
    [ -z "$(find . -name '*.[A-Za-z0-9]??????')" ] || { find . && return 1; }
}

# A run is stopped at any moment: each file is as it was or as it should be, and may do what it did.
a_signal_leaves_no_file_half_fixed() {
    migrations 40
    chmod 640 migrations/versions/r1.py
    cp -Rp migrations before
    "$cupel" check --all --fix --unsafe-fixes >/dev/null 2>&1
    cp -Rp migrations after
    ! cmp -s before/versions/r1.py after/versions/r1.py || { echo 'nothing was fixed' && return 1; }
    [ "$(stat -c %a migrations/versions/r1.py)" = 640 ] || { echo 'rights are lost' && return 1; }
    for signal in INT TERM INT TERM HUP KILL; do
        for wait in 0 0.01 0.02 0.03 0.05; do
            rm -rf migrations && cp -Rp before migrations
            "$cupel" check --all --fix --unsafe-fixes >/dev/null 2>&1 &
            id=$!
            sleep $wait
            kill -s $signal $id 2>/dev/null
            wait $id
            for file in before/versions/*.py; do
                name=versions/${file##*/}
                cmp -s migrations/"$name" before/"$name" || cmp -s migrations/"$name" after/"$name" ||
                    { echo "$signal after $wait: $name is neither" && return 1; }
            done
        done
    done
}

a_fix_without_room_changes_nothing() {
    migrations 3
    cp -Rp migrations before
    # a limit on the size of files is what a full disk is to a test
    (ulimit -f 0 && trap '' XFSZ && exec "$cupel" check --all --fix --unsafe-fixes) >/dev/null 2>"$top/said"
    status=$?
    [ $status -le 2 ] && diff -r before migrations || { echo "status $status" && return 1; }
}

# ---- reading -----------------------------------------------------------------------------

a_broken_index_is_no_crash() {
    repository
    python3 "$here/break.py" .git/index 60 "$cupel" check --staged
}

broken_objects_are_no_crash() {
    repository && git commit -q -m work
    for object in $(find .git/objects -type f | sort | head -n 8); do
        chmod u+w "$object"
        python3 "$here/break.py" "$object" 6 "$cupel" check --base main --head work || return 1
    done
    git gc -q && pack=$(find .git -name '*.pack') && chmod u+w "$pack"
    python3 "$here/break.py" "$pack" 40 "$cupel" check --base main --head work
}

a_broken_baseline_is_no_crash() {
    migrations 2
    "$cupel" check --all --write-baseline known.json >/dev/null 2>&1
    python3 "$here/break.py" known.json 40 "$cupel" check --all --baseline known.json
}

files_may_come_and_go() {
    migrations 60
    (
        while [ ! -e stop ]; do
            for i in 5 15 25 35 45; do
                rm -f "migrations/versions/r$i.py"
                printf 'from alembic import op\nrevision = "r%s"\n' $i >"migrations/versions/r$i.py"
                mv "migrations/versions/r$i.py" moved && mkdir "migrations/versions/r$i.py" &&
                    rmdir "migrations/versions/r$i.py" && mv moved "migrations/versions/r$i.py"
            done
        done
    ) 2>/dev/null &
    status=0
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        ends '0 1 2' "$cupel" check --all || status=1
    done
    touch stop && wait
    return $status
}

too_few_descriptors_are_told() {
    repository
    for count in 4 5 6 8 10 12; do
        ends '0 1 2 127' sh -c "ulimit -n $count; exec \"\$0\" check --staged" "$cupel" || return 1
    done
}

too_little_memory_is_told() {
    if nm "$cupel" 2>/dev/null | grep -q __asan_init; then
        return 0 # its shadow memory alone is more
    fi
    repository
    for kilobytes in 12000 16000 24000; do
        # the loader itself may fail: 127
        ends '0 1 2 127' sh -c "ulimit -v $kilobytes; exec \"\$0\" check --staged" "$cupel" || return 1
    done
}

# ---- around it ---------------------------------------------------------------------------

# The same bytes whatever the locale, the home, the folder for temporary files.
nothing_around_it_changes_the_report() {
    repository
    "$cupel" check --staged --format json >"$top/wanted" 2>/dev/null
    for around in LC_ALL=C LC_ALL=tr_TR.UTF-8 LC_ALL=none LANG=de_DE@euro TMPDIR=/nonexistent \
        HOME=/nonexistent HOME= XDG_CONFIG_HOME=/nonexistent TERM=none COLUMNS=-1 TZ=none; do
        ends 1 env "$around" "$cupel" check --staged --format json &&
            cmp "$top/out" "$top/wanted" || { echo "$around" && return 1; }
    done
    ends 1 env -u HOME -u PATH "$cupel" check --staged --format json && cmp "$top/out" "$top/wanted"
}

a_repository_that_nobody_may_write_is_read() {
    repository
    "$cupel" check --staged --format json >"$top/wanted" 2>/dev/null
    chmod -R a-w . && find . -type f -newer alembic.ini | sort >"$top/newer"
    if [ "$(id -u)" = 0 ]; then # who may write everywhere shows nothing
        command -v setpriv >/dev/null || return 0
        chmod 755 "$top" && chown -R 65534:65534 . || return 0
        ends 1 setpriv --reuid=65534 --regid=65534 --clear-groups env HOME=/nonexistent \
            "$cupel" check --staged --format json || return 1
    else
        ends 1 "$cupel" check --staged --format json || return 1
    fi
    cmp "$top/out" "$top/wanted"
}

# ------------------------------------------------------------------------------------------

checks=$(sed -n 's/^\([a-z_]*\)() {$/\1/p' "$0" | grep -v '^migrations$\|^repository$\|^ends$\|^says$')
[ $# = 0 ] || checks=$*
count=0
failed=0
for check in $checks; do
    mkdir "$top/$check" || exit 2
    count=$((count + 1))
    if ! (cd "$top/$check" && $check) >"$top/$check.log" 2>&1; then
        failed=$((failed + 1))
        echo "FAIL $check"
        sed 's/^/     /' "$top/$check.log"
    fi
done
echo "$count faults, $failed not borne"
[ $failed = 0 ]
