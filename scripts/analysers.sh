#!/bin/sh
# Runs the analysers that are too slow for `make check`, one after another. Status 1 when one
# finds something. One that is not installed is said to be skipped.
#
#   analysers.sh BUILD [thread] [valgrind]      both by default
#
# In the environment: REPOSITORY=FOLDER, a repository of migrations for the threads to check as
# well; CASES='NAME...', the golden cases for valgrind.
set -u
export LC_ALL=C GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
cd "$(dirname "$0")/.." || exit 2
root=$(pwd)
case $1 in
/*) build=$1 ;;
*) build=$root/$1 ;;
esac
shift
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
failed=0

# say NAME STATUS FILE: what came out, and all of it when it is bad.
say() {
    if [ "$2" = 0 ]; then
        echo "ok   $1"
    else
        echo "FAIL $1"
        sed 's/^/     /' "$3"
        failed=1
    fi
}

# threads NAME FOLDER: a check by four workers says what one says, and no two of them meet.
threads() {
    for verb in check plan; do
        for jobs in 1 4; do
            (cd "$2" && TSAN_OPTIONS="exitcode=66 log_path=$scratch/race" \
                "$build/thread/cupel" "$verb" --all --jobs "$jobs") >"$scratch/jobs$jobs" 2>&1
            echo "status: $?" >>"$scratch/jobs$jobs"
        done
        diff "$scratch/jobs1" "$scratch/jobs4" >"$scratch/out" && ! cat "$scratch"/race.* >>"$scratch/out" 2>/dev/null
        say "thread, $1, $verb" $? "$scratch/out"
        rm -f "$scratch"/race.*
    done
}

run_thread() {
    ${MAKE:-make} -s BUILD="$build/thread" SANITIZE= HARDEN_CFLAGS= HARDEN_LDFLAGS= \
        CFLAGS='-O1 -g -fsanitize=thread' all || exit 2
    sh bench/repository.sh 1000 "$scratch/repository"
    threads 'a line of 1,000' "$scratch/repository"
    [ -z "${REPOSITORY:-}" ] || threads "$REPOSITORY" "$REPOSITORY"
}

# The golden cases must come out as they do without valgrind; what it finds changes the status.
run_valgrind() {
    command -v valgrind >/dev/null || { echo 'skip valgrind: it is not installed' && return; }
    cat >"$scratch/cupel" <<END
#!/bin/sh
exec valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite \\
    --main-stacksize=8388608 --log-file='$scratch/memory.%p' '$build/cupel' "\$@"
END
    chmod +x "$scratch/cupel"
    # Its words are the names of cases.
    # shellcheck disable=SC2086
    sh tests/golden/run.sh "$scratch/cupel" ${CASES:-} >"$scratch/out" 2>&1
    status=$?
    find "$scratch" -name 'memory.*' -size +0 -exec cat {} + >>"$scratch/out"
    grep -q '^==' "$scratch/out" && status=1
    say "valgrind, $(grep ' cases, ' "$scratch/out")" "$status" "$scratch/out"
}

[ $# -gt 0 ] || set -- thread valgrind
for name; do
    case $name in
    thread) run_thread ;;
    valgrind) run_valgrind ;;
    *) echo "cupel: no analyser $name" >&2 && exit 2 ;;
    esac
done
exit $failed
