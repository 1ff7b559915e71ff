#!/bin/sh
# What the compiler does not check of the structure: which folder includes which, one module
# for each foreign library, calls that are not used, and names. Silent but for faults and a
# closing line.
#
#   tests/structure.sh [BUILD]     with BUILD the names in its library are checked as well
set -u
cd "$(dirname "$0")/.." || exit 2
export LC_ALL=C
build=${1:-}
faults=0

fault() {
    faults=$((faults + 1))
    printf '%s\n' "$*"
}

list=$(mktemp) || exit 2
trap 'rm -f "$list" "$list.ours" "$list.theirs"' EXIT

# ---- 1. Layers ---------------------------------------------------------------------------
# A folder, and what it may include beside itself and include/cupel. src/cupel*.[ch] is the
# pipeline, which sees all.
allowed='
base
model     base
project   model base
python    sql model base
sql       model base
postgres  model base
lint      model base python/syntax.h
report    lint model base
cli
'
grep -n '^ *# *include "' src/*/*.c src/*/*.h | awk -v allowed="$allowed" '
    BEGIN {
        count = split(allowed, rows, "\n")
        for (i = 1; i <= count; i++) {
            words = split(rows[i], word, " ")
            known[word[1]] = words > 0
            for (k = 1; k <= words; k++) may[word[1], word[k]] = 1
        }
    }
    {
        split($0, quoted, "\"")
        split($0, where, ":")
        split(where[1], path, "/")
        split(quoted[2], target, "/")
        folder = path[2]
        if (!known[folder]) {
            print where[1] ": the folder src/" folder " has no row in tests/structure.sh"
        } else if (target[1] != "cupel" && !may[folder, target[1]] && !may[folder, quoted[2]]) {
            print where[1] ":" where[2] ": src/" folder " may not include " quoted[2]
        }
    }' >"$list"
while read -r line; do fault "$line"; done <"$list"

# ---- 2. Own header first -----------------------------------------------------------------
for file in src/*/*.c; do
    header=${file%.c}.h
    [ -e "$header" ] || continue
    first=$(grep -m 1 '^ *# *include' "$file")
    [ "$first" = "#include \"${header#src/}\"" ] || fault "$file: includes its own header not first"
done

# ---- 3. Foreign libraries, calls that are not used ---------------------------------------
# only PATTERN FILES...: no other file of ours has a line with the pattern.
only() {
    pattern=$1
    shift
    grep -nE "$pattern" src/*.[ch] src/*/*.[ch] include/*/*.h 2>/dev/null >"$list"
    while IFS=: read -r file number text; do
        for glob in "$@"; do
            # The patterns are globs on purpose.
            # shellcheck disable=SC2254
            case $file in
            $glob) continue 2 ;;
            esac
        done
        fault "$file:$number: $text: not in this module"
    done <"$list"
}
include='^ *# *include <'
only "${include}git2" 'src/project/git*'
only "${include}tree_sitter/" 'src/python/syntax*' src/base/toml.c
only "${include}src/" src/python/syntax_copy.c # tree-sitter's own headers
only "${include}pg_query" 'src/sql/parse*'
only "${include}pcre2" src/base/regex.c
only "${include}ini\.h" src/base/ini.c
only "${include}jansson" 'src/report/*' 'src/project/settings*'
only "${include}cmocka"
only "${include}zlib\.h" src/project/git_loose.c
only "${include}(pthread|threads|stdatomic)\.h" src/base/parallel.c

call='(^|[^A-Za-z0-9_.>])('
only "${call}strcpy|strcat|sprintf|vsprintf|strtok|strtok_r|atoi|atol|atof|gets|alloca|setlocale) *\("
only "${call}pthread_[a-z_]*|thrd_[a-z]*) *\(" src/base/parallel.c
only "${call}setjmp|longjmp|sigsetjmp|siglongjmp) *\("
only "${call}exit|_exit|_Exit|quick_exit) *\(" src/cli/main.c
only "${call}abort) *\(" src/base/arena.c
only "${call}system|popen|fork|execv[pe]*|execl[pe]*|posix_spawn[p]*) *\("

# Only project/ reads the world, only report/ and cli/ write (the pipeline: what the rules' own
# examples came to; the arena: that there is no memory).
only "${call}fopen|freopen|open|openat|opendir|readdir|l?stat|access|realpath|getcwd|getenv) *\(" \
    'src/project/*' 'src/cli/*'
only "${call}v?f?printf|f?puts|f?putc|putchar|fwrite) *\(" \
    'src/report/*' 'src/cli/*' 'src/cupel*.c' src/base/arena.c

# ---- 4. Headers compile on their own -----------------------------------------------------
# shellcheck disable=SC2046
${CC:-cc} -std=c17 -D_POSIX_C_SOURCE=200809L -Wall -Wextra -Werror -fsyntax-only -Iinclude -Isrc \
    $(pkg-config --cflags jansson 2>/dev/null) -x c \
    $(find src include -name '*.h' | sort) >"$list" 2>&1 ||
    fault "$(cat "$list")"

# ---- 5. No paths of somebody's machine ---------------------------------------------------
find . -type d \( -name .git -o -name node_modules -o -path ./build -o -path ./grammars/sources \) \
    -prune -o -type f ! -path ./tests/structure.sh ! -path ./.git -print >"$list.ours"
tr '\n' '\0' <"$list.ours" |
    xargs -0 grep -nIE '(^|[^A-Za-z0-9_.})*-])/(home|work|root|Users)/[A-Za-z0-9]' >"$list"
while read -r line; do fault "$line: a path of one machine"; done <"$list"

# ---- 6. Names in the library -------------------------------------------------------------
# pg_query exports 2,000 names without a prefix, and the library is linked statically: a name
# of ours that is one of them is a fault at best.
names() {
    nm -g --defined-only "$1" 2>/dev/null | awk 'NF == 3 { print $3 }' | sort -u
}
checked_names=0
if [ -n "$build" ]; then
    pg_query=$(${CC:-cc} -print-file-name=libpg_query.a)
    names "$build/libcupel.a" >"$list.ours"
    names "$pg_query" >"$list.theirs"
    checked_names=$(wc -l <"$list.ours")
    [ "$checked_names" -gt 0 ] || fault "$build/libcupel.a: no names to check"
    [ -s "$list.theirs" ] || fault "$pg_query: no names to check against"
    comm -12 "$list.ours" "$list.theirs" >"$list"
    while read -r name; do fault "$name: is a name of libpg_query as well"; done <"$list"

    # No mutable globals, no mutable statics: nothing of ours lies in .data or .bss (sanitizers
    # and counted branches put things of their own there).
    if ! nm "$build/libcupel.a" 2>/dev/null | grep -qE ' U __(asan|gcov)_'; then
        objdump -t "$build/libcupel.a" 2>/dev/null |
            awk '/[[:space:]]\.(data|bss)[[:space:]]/ && / O / { print $NF }' >"$list"
        while read -r name; do fault "$name: a variable that is global or static"; done <"$list"
    fi
fi

if [ "$faults" -gt 0 ]; then
    echo "$faults faults"
    exit 1
fi
echo "$(find src include -name '*.[ch]' | wc -l) files, $checked_names names"
