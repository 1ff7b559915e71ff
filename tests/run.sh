#!/bin/sh
# Runs every test and says in one line each what came out. Status 1 when one failed.
#
#   tests/run.sh BUILD
set -u
cd "$(dirname "$0")/.." || exit 2
export LC_ALL=C
build=${1:-build}
case $build in
/*) ;;
*) build=$(pwd)/$build ;;
esac
cupel=$build/cupel
output=$build/test-output
export UBSAN_OPTIONS="${UBSAN_OPTIONS:-print_stacktrace=1}"
# libpg_query leaves one byte behind for each text with a syntax error.
export LSAN_OPTIONS="${LSAN_OPTIONS:-suppressions=$PWD/tests/leaks.txt:print_suppressions=0}"
# Tests read no settings of who runs them.
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
# A file that is written anew within a second, in the same size, is another one to Python as well.
export PYTHONDONTWRITEBYTECODE=1
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE NO_COLOR CLICOLOR_FORCE

. tests/tell.sh

# Is the program as it is released? A sanitizer and counted branches take time, memory, files.
is_plain() { ! nm "$cupel" 2>/dev/null | grep -qE '__asan_init|__gcov_init'; }

# A unit test's last line, as the others have it.
unit() {
    "$1" >"$output.unit" 2>&1
    status=$?
    [ $status = 0 ] || grep -v '^\[ RUN \|^\[       OK \]' "$output.unit"
    sed -n 's/^\[  PASSED  \] \([0-9]*\) test(s)\.$/\1 passed/p' "$output.unit" | tail -n 1
    return $status
}

check_format() {
    find src include tests -name '*.[ch]' -exec clang-format --dry-run {} + 2>&1 |
        sed -n 's/^\([^:]*\):[0-9]*:[0-9]*: warning.*/\1/p' | sort -u >"$output.format"
    if [ -s "$output.format" ]; then
        cat "$output.format"
        echo "these are laid out otherwise than clang-format does it: make format"
        return 1
    fi
    echo "as clang-format lays it out"
}

check_shell() {
    find .ci hooks scripts tests -type f | while read -r file; do
        case $(head -n 1 "$file" 2>/dev/null | tr -d '\0') in
        '#!/bin/sh'*) echo "$file" ;;
        esac
    done >"$output.shell"
    xargs shellcheck -x <"$output.shell" && echo "$(wc -l <"$output.shell") scripts"
}

# rules/README.md is what the program says of the rules; UPDATE=1 writes it.
check_rules_page() {
    mkdir -p "$build/empty"
    (cd "$build/empty" && GIT_CEILING_DIRECTORIES=$build "$cupel" rules --format markdown) >"$output.page" ||
        return
    [ -z "${UPDATE:-}" ] || cp "$output.page" rules/README.md
    diff -u rules/README.md "$output.page" || {
        echo "rules/README.md is not what cupel rules says: UPDATE=1 sh tests/run.sh $build"
        return 1
    }
    echo "$(grep -c '^| `' rules/README.md) rules"
}

for source in tests/unit/test_*.c; do
    name=$(basename "$source" .c)
    run "unit/$name" unit "$build/tests/$name"
done
run "rules' examples" "$cupel" rules --test
run "rules" sh tests/rules/run.sh "$cupel"
run "rules' page" check_rules_page
run golden sh tests/golden/run.sh "$cupel"
run git sh tests/git/run.sh "$cupel"
if has python3; then
    run recall python3 tests/git/recall.py "$cupel" 5
else
    skip recall 'there is no python3'
fi
# The python3 that has Alembic need not be the first one.
for python in python3 /usr/bin/python3 ''; do
    "$python" -c 'import alembic' 2>/dev/null && break
done
if [ -n "$python" ]; then
    run team "$python" tests/git/team.py "$cupel" 12
    run advice "$python" tests/git/advice.py "$cupel"
else
    skip team 'there is no Alembic (python3-alembic)'
fi
# The system's own Python has the system's Alembic.
python=/usr/bin/python3
[ -x "$python" ] || python=python3
if "$python" -c 'import alembic' 2>/dev/null; then
    run alembic "$python" tests/alembic/compare.py "$cupel"
    run 'alembic, fixes' "$python" tests/alembic/fixes.py "$cupel"
    run 'alembic, splits' "$python" tests/alembic/splits.py "$cupel"
    run scripts "$python" tests/alembic/scripts.py "$cupel"
else
    skip alembic 'there is no Alembic for Python (Debian: python3-alembic)'
fi
if ! is_plain; then
    skip hostile 'its bounds are those of a plain build'
elif has python3; then
    run hostile python3 tests/alembic/hostile.py "$cupel"
else
    skip hostile 'there is no Python'
fi
if has python3; then
    run 'hostile bytes' python3 tests/integrations/hostile.py "$cupel"
else
    skip 'hostile bytes' 'there is no python3'
fi
if has python3; then
    run 'random programs' python3 tests/fuzz/programs.py "$cupel" --count 800
    run 'broken files' python3 tests/fuzz/mutate.py "$cupel" --count 1280 --keep "$build/fuzz-found"
else
    skip 'random programs, broken files' 'there is no Python'
fi
run fingerprints sh tests/integrations/fingerprints.sh "$cupel"
if has python3; then
    run faults sh tests/faults/run.sh "$cupel"
else
    skip faults 'there is no Python'
fi
if nm "$cupel" 2>/dev/null | grep -q __gcov_init; then
    skip security 'the program counts its branches in files'
else
    run security sh tests/faults/security.sh "$cupel"
fi
if has readelf && is_plain; then
    run hardening sh tests/hardening.sh "$cupel"
else
    skip hardening 'there is no readelf, or it is no plain build'
fi
run structure sh tests/structure.sh "$build"

# Other versions of clang-format lay the same style out differently.
case $(clang-format --version 2>/dev/null) in
*'version 14.'*) run format check_format ;;
'') skip format 'there is no clang-format' ;;
*) skip format 'it takes clang-format 14' ;;
esac
if has cppcheck; then
    run cppcheck sh scripts/analysers.sh "$build" cppcheck
else
    skip cppcheck 'it is not installed'
fi
if has shellcheck; then
    run shell check_shell
else
    skip shell 'there is no shellcheck'
fi

rm -f "$output.unit" "$output.format" "$output.shell" "$output.page"
total tests
