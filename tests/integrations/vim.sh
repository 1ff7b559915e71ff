#!/bin/sh
# The README's recipe for Vim, in the real one: :make fills the quickfix list. And its problem matcher
# for VS Code and GitHub, by its pattern. And its command for a buffer.
#
#   tests/integrations/vim.sh CUPEL
set -u
here=$(cd "$(dirname "$0")/../.." && pwd) || exit 2
program=$(cd "$(dirname "$1")" && pwd)/$(basename "$1") || exit 2
top=$(mktemp -d) || exit 2
trap 'rm -rf "$top"' EXIT
export LC_ALL=C.UTF-8 GIT_CEILING_DIRECTORIES="$top" HOME="$top"
mkdir "$top/bin" && ln -s "$program" "$top/bin/cupel"
PATH=$top/bin:$PATH
cp -R "$here/examples/shop" "$top/shop"
cd "$top/shop" || exit 2
failed=0

# is NAME WANTED FOUND
is() {
    [ "$2" = "$3" ] && return
    failed=$((failed + 1))
    printf 'FAIL %s: wanted\n%s\nfound\n%s\n' "$1" "$2" "$3"
}

migration=migrations/versions/0011_order_placed_at_required.py
wanted="$migration 16:5 w unbatched-backfill
$migration 17:5 e set-not-null-scan"

# shellcheck disable=SC2016
set_options=$(sed -n 's/^Vim: `:\(set .*\)`, then `:make`\.$/\1/p' "$here/README.md")
cat >"$top/make.vim" <<VIM
$set_options
edit $migration
silent make
let lines = map(getqflist(), {_, q -> bufname(q.bufnr) . ' ' . q.lnum . ':' . q.col . ' ' . q.type . ' ' . q.module})
call writefile(lines, '$top/quickfix')
qa!
VIM
timeout 60 vim -Nu NONE -es -S "$top/make.vim" >/dev/null 2>&1
is 'the quickfix list' "$wanted" "$(cat "$top/quickfix")"

# The pattern as the README's JSON has it, over what cupel prints.
# shellcheck disable=SC2016
found=$(cupel check "$migration" | python3 -c '
import json, re, sys
text = open(sys.argv[1]).read()
task = json.loads(re.search(r"```json\n(\{\"label\".*?)\n```", text, re.S).group(1))
pattern = task["problemMatcher"]["pattern"]
for line in sys.stdin:
    match = re.match(pattern["regexp"], line)
    if match:
        file, number, column, severity, code = (match.group(pattern[key])
            for key in ("file", "line", "column", "severity", "code"))
        print(f"{file} {number}:{column} {severity[0]} {code}")
' "$here/README.md")
is 'the problem matcher' "$wanted" "$found"

cp "$migration" "$top/buffer"
found=$(cupel check --format json --stdin-name "$migration" - <"$top/buffer" |
    jq -r '.findings[] | "\(.file) \(.line):\(.column) \(.severity[:1]) \(.rule)"')
is 'a buffer on standard input' "$wanted" "$found"

echo "$(vim --version | sed -n '1s/ (.*//p'), problem matcher, standard input: 3 checks, $failed failed"
[ "$failed" = 0 ]
