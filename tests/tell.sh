# shellcheck shell=sh
# What runs of tests share: one line for each test, a count at the end. Sourced; `output` names
# the file for what a test prints.
passed=0
failed=0
skipped=0

has() { command -v "$1" >/dev/null 2>&1; }

# skip NAME WHY
skip() {
    skipped=$((skipped + 1))
    printf 'skip %s: %s\n' "$1" "$2"
}

# run NAME COMMAND...: the command's last line stands beside its name, all of it when it fails.
run() {
    name=$1
    shift
    # shellcheck disable=SC2154 # from who sources this
    if "$@" >"$output" 2>&1; then
        passed=$((passed + 1))
        printf 'ok   %s: %s\n' "$name" "$(grep -v '^[[:space:]]*$' "$output" | tail -n 1)"
    else
        failed=$((failed + 1))
        printf 'FAIL %s\n' "$name"
        sed 's/^/     /' "$output"
    fi
}

# total WHAT: the closing line. Status 1 when one failed.
total() {
    rm -f "$output"
    echo "$((passed + failed)) $1: $passed passed, $failed failed, $skipped skipped"
    [ "$failed" = 0 ]
}
