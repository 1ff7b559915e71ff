#!/bin/sh
# Fuzzes each reader of outside text with libFuzzer (clang), then the evaluator with random
# programs and the whole program with broken files, TIME seconds each.
#
#   fuzz.sh BUILD TIME [READER...]      TSDIR and the rest of make's variables in the environment
#
# Corpora grow in BUILD/fuzz/<reader>/; what is found is kept in BUILD/fuzz/found/ and belongs into
# a test. Status 1 when something was found.
set -u
export LC_ALL=C
cd "$(dirname "$0")/.." || exit 2
build=$1/fuzz
time=$2
shift 2
readers=${*:-python environment sql toml ini settings rule suppressions baseline revision}
command -v clang >/dev/null || { echo 'cupel: fuzzing takes clang' >&2 && exit 2; }
mkdir -p "$build/found"
export LSAN_OPTIONS="suppressions=$PWD/tests/leaks.txt:print_suppressions=0"

# The library with coverage and sanitizers; the targets are linked with it. (For clang alone,
# -Wconversion is of signs as well.)
${MAKE:-make} -s CC=clang BUILD="$build" SANITIZE= \
    CFLAGS='-O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined -Wno-sign-conversion' lib "$build/vendor.a" "$build/libraries" ||
    exit 2
flags=$(cat "$build/flags")
flags=${flags%% static*}
seeds() {
    case $1 in
    python | environment | suppressions | revision) find examples tests/golden -name '*.py' ;;
    sql) find tests/golden examples -name '*.sql' ;;
    toml | settings) find examples tests/golden rules -name '*.toml' ;;
    ini) find examples tests/golden -name '*.ini' ;;
    rule) find rules -name '*.toml' ;;
    baseline) find tests/golden -name '*baseline*' -type f ;;
    esac
}
failed=0
for reader in $readers; do
    mkdir -p "$build/$reader"
    seeds "$reader" | while read -r file; do
        cp "$file" "$build/$reader/$(echo "$file" | tr / _)"
    done
    dictionary=tests/fuzz/words/$reader
    [ -e "$dictionary" ] || dictionary=
    # The flags are words.
    # shellcheck disable=SC2086
    $flags -fsanitize=fuzzer -DREADER="$reader" -o "$build/fuzz_$reader" tests/fuzz/readers.c \
        "$build/libcupel.a" "$build/vendor.a" @"$build/libraries" || exit 2
    "$build/fuzz_$reader" ${dictionary:+-dict="$dictionary"} -max_total_time="$time" -timeout=10 \
        -rss_limit_mb=1024 -max_len=8192 -artifact_prefix="$build/found/$reader-" -print_final_stats=1 \
        "$build/$reader" >"$build/$reader.log" 2>&1 || {
        failed=1
        tail -n 30 "$build/$reader.log"
    }
    sed -n "s/^stat::number_of_executed_units: */$reader: executions /p
        s/^#\([0-9]*\).*DONE *cov: \([0-9]*\).*corp: \([0-9]*\).*/$reader: edges \2, corpus \3/p" "$build/$reader.log"
done
if [ "$#" = 0 ]; then
    python3 tests/fuzz/programs.py build/cupel --seed "$(date +%s)" --count 0 --seconds "$time" || failed=1
    python3 tests/fuzz/mutate.py build/cupel --seed "$(date +%s)" --count $((time * 100)) || failed=1
fi
exit $failed
