#!/bin/sh
# Runs the analysers, one after another. Status 1 when one finds something. One that is not
# installed is said to be skipped.
#
#   analysers.sh BUILD [NAME...]      all by default:
#
#   cppcheck    the sources, but for what scripts/cppcheck.txt says
#   tidy        clang-tidy, as .clang-tidy says, without the analyser of its compiler
#   clang       every warning of ours, by the other compiler
#   analyzer    gcc -fanalyzer
#   scan        the analyser of clang, which takes a second or more for each file
#   thread      thread sanitizer: four workers say what one says, and no two of them meet
#   valgrind    the golden cases below memcheck
#
# In the environment: FILES='FILE...', the sources for cppcheck, tidy and scan; REPOSITORY=FOLDER,
# a repository of migrations for the threads to check as well; CASES='NAME...', the golden cases
# for valgrind; JOBS, how many sources at a time.
set -u
export LC_ALL=C GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
cd "$(dirname "$0")/.." || exit 2
root=$(pwd)
case $1 in
/*) build=$1 ;;
*) build=$root/$1 ;;
esac
shift
jobs=${JOBS:-2}
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

has() { command -v "$1" >/dev/null || { echo "skip $2: it is not installed" && return 1; }; }

sources() {
    # Its words are files.
    # shellcheck disable=SC2086
    if [ -n "${FILES:-}" ]; then printf '%s\n' $FILES; else ls src/*.c src/*/*.c; fi
}

# How the sources are compiled, as one word a line.
flags() {
    pkg-config --cflags libgit2 libpcre2-8 jansson inih 2>/dev/null | tr -s ' ' '\n'
    printf '%s\n' -std=c17 -D_POSIX_C_SOURCE=200809L -Iinclude -Isrc \
        -Igrammars/node_modules/tree-sitter/vendor/tree-sitter/lib/include \
        -isystemgrammars/node_modules/tree-sitter/vendor/tree-sitter/lib
}

run_cppcheck() {
    has cppcheck cppcheck || return 0
    # It knows no standard after C11.
    # shellcheck disable=SC2046
    cppcheck --quiet -j "$jobs" --std=c11 --error-exitcode=1 --inline-suppr \
        --enable=warning,performance,portability,style --suppressions-list=scripts/cppcheck.txt \
        -D_POSIX_C_SOURCE=200809L -Iinclude -Isrc $(sources) >"$scratch/out" 2>&1
    say "cppcheck, $(sources | wc -l) files" $? "$scratch/out"
}

# tidy NAME ARGUMENTS...
tidy() {
    name=$1
    shift
    has clang-tidy "$name" || return 0
    # shellcheck disable=SC2046
    sources | xargs -P "$jobs" -I{} clang-tidy --quiet "$@" {} -- $(flags) >"$scratch/out" 2>"$scratch/told"
    say "$name, $(sources | wc -l) files" $? "$scratch/out"
}

# build NAME FOLDER VARIABLE...: the library and the program built so, its warnings as errors.
build() {
    name=$1 folder=$2
    shift 2
    ${MAKE:-make} -s -k -j"$jobs" BUILD="$build/$folder" SANITIZE= HARDEN_CFLAGS= HARDEN_LDFLAGS= \
        WERROR=1 "$@" all >"$scratch/out" 2>&1
    say "$name" $? "$scratch/out"
}

run_clang() {
    has clang clang || return 0
    build 'warnings of clang' clang CC=clang
}

# Off is what gcc 12 takes wrongly all over: a text of some size whose data is NULL, which no view
# is, a loop that does not run where it must, what a function sets through a pointer, and memory of
# an arena as lost. Sanitizers and valgrind see these where they happen.
run_analyzer() {
    has gcc analyzer || return 0
    off='-Wno-analyzer-null-argument -Wno-analyzer-null-dereference -Wno-analyzer-malloc-leak'
    off="$off -Wno-analyzer-use-of-uninitialized-value"
    build 'gcc -fanalyzer' analyzer CC=gcc CFLAGS="-O1 -g -fanalyzer $off"
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
    has valgrind valgrind || return 0
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

[ $# -gt 0 ] || set -- cppcheck tidy clang analyzer scan thread valgrind
for name; do
    case $name in
    cppcheck) run_cppcheck ;;
    tidy) tidy tidy '--checks=-clang-analyzer-*' ;;
    scan) tidy scan ;;
    clang) run_clang ;;
    analyzer) run_analyzer ;;
    thread) run_thread ;;
    valgrind) run_valgrind ;;
    *) echo "cupel: no analyser $name" >&2 && exit 2 ;;
    esac
done
exit $failed
