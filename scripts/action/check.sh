#!/bin/sh
# Judges what the event brings; annotates, writes the summary and the SARIF file.
#
# in:  CUPEL_PROGRAM, the inputs as CUPEL_…, and what a runner sets: GITHUB_EVENT_NAME,
#      GITHUB_EVENT_PATH, GITHUB_OUTPUT, GITHUB_SHA, GITHUB_STEP_SUMMARY, RUNNER_TEMP
# out: findings, errors, warnings, sarif-file; cupel's exit status
set -eu
export LC_ALL=C
# shellcheck disable=SC1091
. "$GITHUB_ACTION_PATH/scripts/action/common.sh"

command -v jq >/dev/null || fail 'this runner has no jq'
line_end='
'
case ${CUPEL_SARIF_FILE:-} in
*"$line_end"*) fail 'sarif-file: a path has one line' ;;
esac
folder=$RUNNER_TEMP/cupel-reports
rm -rf "$folder"
mkdir -p "$folder"

# ---- what the event is about

event() {
    jq -r "$1 // empty" "$GITHUB_EVENT_PATH"
}

has_commit() {
    git rev-parse --quiet --verify --end-of-options "$1^{commit}" >/dev/null 2>&1
}

base='' head=''
case $GITHUB_EVENT_NAME in
pull_request | pull_request_target)
    base=$(event .pull_request.base.sha)
    head=$(event .pull_request.head.sha)
    ;;
push)
    base=$(event .before)
    head=$(event .after)
    ;;
merge_group)
    base=$(event .merge_group.base_sha)
    head=$(event .merge_group.head_sha)
    ;;
*)
    head=$GITHUB_SHA
    ;;
esac
# A new branch comes from nowhere (zeros), a forced push from a commit that may be gone: then
# all counts that the default branch does not have.
if [ "$GITHUB_EVENT_NAME" = push ] && [ -z "${CUPEL_BASE:-}" ]; then
    case $base in
    *[!0]*) has_commit "$base" || base= ;;
    *) base= ;;
    esac
    [ -n "$base" ] || echo '::notice title=cupel::what was there before this push is not known: compared with the default branch'
fi
if [ -z "$base" ]; then
    default=$(event .repository.default_branch)
    if [ -n "$default" ] && has_commit "origin/$default"; then
        base=origin/$default
    fi
fi
base=${CUPEL_BASE:-$base}
head=${CUPEL_HEAD:-$head}

# ---- the words of the command line

set -f # what the inputs hold are words, no patterns
# Split at blanks on purpose; that is all the shell does to them.
# shellcheck disable=SC2086
set -- ${CUPEL_ARGS:-}
for word in "$@"; do
    [ "$word" != -- ] || fail 'args: paths have an input of their own'
done
set -- check "$@" --format=github \
    "--output=json=$folder/report.json" "--output=sarif=$folder/report.sarif" \
    "--output=markdown=$folder/summary.md" "--output=text=$folder/report.txt"
[ -z "$base" ] || set -- "$@" "--base=$base"
[ -z "$head" ] || set -- "$@" "--head=$head"
[ -z "${CUPEL_FAIL_ON:-}" ] || set -- "$@" "--fail-on=$CUPEL_FAIL_ON"
[ -z "${CUPEL_POSTGRES_VERSION:-}" ] ||
    set -- "$@" "--postgres-version=$CUPEL_POSTGRES_VERSION"
set -- "$@" --
IFS=$line_end
for path in ${CUPEL_PATHS:-}; do
    set -- "$@" "$path"
done
unset IFS
set +f

# ---- the run

status=0
"$CUPEL_PROGRAM" "$@" 2>"$folder/notes.txt" || status=$?
cat "$folder/notes.txt"
if [ "$status" -gt 1 ]; then
    fail "$(tail -n 1 "$folder/notes.txt")"
fi

# What a migration holds must not be taken for commands.
end=$(word)
printf '::group::cupel\n::stop-commands::%s\n' "$end"
cat "$folder/report.txt"
printf '::%s::\n::endgroup::\n' "$end"
cat "$folder/summary.md" >>"$GITHUB_STEP_SUMMARY"

# Code scanning does not read SARIF's suppressions: it would open an alert for each.
sarif=${CUPEL_SARIF_FILE:-$RUNNER_TEMP/cupel.sarif}
case $sarif in
/*) ;;
*) sarif=./$sarif ;;
esac
mkdir -p "$(dirname "$sarif")"
jq 'del(.runs[].results[] | select(.suppressions))' "$folder/report.sarif" >"$folder/upload.sarif"
cp "$folder/upload.sarif" "$sarif"

count() {
    jq ".summary.$1" "$folder/report.json"
}
errors=$(count errors)
warnings=$(count warnings)
put findings "$((errors + warnings + $(count infos)))"
put errors "$errors"
put warnings "$warnings"
put sarif-file "${CUPEL_SARIF_FILE:-$sarif}"
exit "$status"
