#!/bin/sh
# SARIF files of several kinds, judged by the schema, by Microsoft's Multitool with the rules of
# GitHub's ingestion, and by GitHub's limits.
#
#   tests/integrations/sarif.sh CUPEL MODULES     MODULES: where the npm packages are
set -u
here=$(cd "$(dirname "$0")/../.." && pwd) || exit 2
program=$(cd "$(dirname "$1")" && pwd)/$(basename "$1") || exit 2
modules=$(cd "$2" && pwd) || exit 2
multitool=$modules/@microsoft/sarif-multitool-linux/Sarif.Multitool
top=$(mktemp -d) || exit 2
trap 'rm -rf "$top"' EXIT
# Without libicu the Multitool aborts unless it is told that it need not speak languages.
export LC_ALL=C DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 GIT_CEILING_DIRECTORIES="$top" \
    GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE
[ -x "$multitool" ] || chmod +x "$multitool" # npm ran no script that would have done so
cd "$top" || exit 2
failed=0

fail() {
    failed=$((failed + 1))
    echo "FAIL $*"
}

# make_sarif NAME ARGUMENTS...: in the folder NAME; the file is NAME.sarif.
make_sarif() {
    name=$1
    shift
    (cd "$top/$name" && "$program" check "$@" --format sarif >"$top/$name.sarif" 2>"$top/$name.notes")
    status=$?
    [ "$status" -lt 2 ] || fail "$name: status $status: $(cat "$top/$name.notes")"
}

# The example, in a repository with a remote.
cp -R "$here/examples/shop" shop
git init -q -b main shop
git -C shop remote add origin git@example.org:ann/shop.git
git -C shop -c user.name=A -c user.email=a@example.org commit -q --allow-empty -m first
make_sarif shop --all

# Nothing found; a file that cannot be read; suppressed; a baseline; hostile names.
mkdir -p clean/db/versions
printf '[alembic]\nscript_location = db\n' >clean/alembic.ini
printf 'from alembic import op\n\nrevision = "a1"\ndown_revision = None\n\n\ndef upgrade():\n    op.execute("CREATE TABLE t (id bigint PRIMARY KEY)")\n' >clean/db/versions/a1.py
make_sarif clean --all
cp -R clean broken
printf 'revision = "a2"\ndown_revision = "a1"\n(((\n\000\377' >broken/db/versions/a2.py
: >broken/db/versions/a3.py
make_sarif broken --all
cp -R "$here/tests/golden/suppressions" suppressed
make_sarif suppressed --all
cp -R shop known
(cd known && "$program" check --all --write-baseline known.json >/dev/null 2>&1)
make_sarif known --all --baseline known.json
mkdir hostile
cp "$here/tests/golden/formats-hostile/alembic.ini" hostile
(cd hostile && sh -eu "$here/tests/golden/formats-hostile/setup") || fail 'hostile: setup'
make_sarif hostile --all

# Code that still names what goes.
cp -R clean named
printf 'from alembic import op\n\nrevision = "a2"\ndown_revision = "a1"\n\n\ndef upgrade():\n    op.drop_table("t")\n' >named/db/versions/a2.py
mkdir named/app
printf 'SQL = "SELECT id FROM t"\n' >named/app/my%models.py
make_sarif named --all

# More than GitHub takes: the errors stay. And very long texts.
mkdir many
awk 'BEGIN {
    for (i = 0; i < 6000; i++) print "DROP TABLE t" i ";"
    for (i = 0; i < 500; i++) print "CREATE INDEX ix" i " ON t (a" i ");"
}' >many/many.sql
make_sarif many many.sql
mkdir long
awk 'BEGIN {
    for (k = 0; k < 30; k++) {
        printf "DELETE FROM t WHERE a IN ("
        for (i = 0; i < 6000; i++) printf "%d%d, ", k, i
        print "0) OR true;"
    }
    printf "DROP TABLE "
    for (i = 0; i < 9000; i++) printf "t%d, ", i
    print "u;"
}' >long/long.sql
make_sarif long long.sql

count=0
for file in *.sarif; do
    count=$((count + 1))
    node "$here/tests/integrations/validate.mjs" "$modules" "$file" || fail "$file: validate.mjs"
    # Its exit status is 0 whatever it finds.
    "$multitool" validate "$file" --rule-kind 'Sarif;Gh;Ghas' --level 'Error;Warning;Note' \
        -o "$file.judged" --log ForceOverwrite >"$file.log" 2>&1 || fail "$file: $(cat "$file.log")"
    jq -e '[.runs[].results[] | select((.level // "warning") != "note")] | length == 0' \
        "$file.judged" >/dev/null ||
        fail "$file: $(jq -c '[.runs[].results[] | select((.level // "warning") != "note")
            | [.ruleId, .message.arguments]] | .[:5]' "$file.judged")"
    size=$(gzip -c "$file" | wc -c)
    [ "$size" -lt 10485760 ] || fail "$file: $size bytes packed"
done

# is FILE JQ-EXPRESSION: it is true.
is() {
    jq -e "$2" "$1" >/dev/null || fail "$1: not so: $2"
}
is shop.sarif '.runs[0].versionControlProvenance[0].repositoryUri == "ssh://git@example.org/ann/shop.git"'
is shop.sarif '[.runs[0].results[].suppressions // [] | .[].justification] | any'
is clean.sarif '.runs[0].results == []'
is broken.sarif '[.runs[0].results[].ruleId] | index("unreadable-migration") != null'
is named.sarif '[.runs[0].results[] | select(.ruleId == "dropped-name-still-used").relatedLocations[0].physicalLocation
    | .artifactLocation.uri, .region.startLine] == ["app/my%25models.py", 1]'
is known.sarif '[.runs[0].results[].suppressions[0].kind] | unique == ["external", "inSource"]'
is known.sarif '[.runs[0].results[].baselineState] | unique == ["new", "unchanged"]'
is known.sarif '[.runs[0].results[] | select(.baselineState == "unchanged") | .suppressions[0].kind] | unique == ["external"]'
is shop.sarif '[.runs[0].results[].baselineState] | unique == [null]'
is shop.sarif '[.runs[0].tool.driver.rules[] | select(.id == "set-not-null-scan").helpUri] == ["https://www.postgresql.org/docs/current/sql-altertable.html"]'
is many.sarif '.runs[0].results | length == 5000'
is many.sarif '[.runs[0].results[] | select(.level == "error")] | length >= 500'
is many.sarif '[.runs[0].invocations[0].toolExecutionNotifications[].descriptor.id] | index("results-left-out") != null'
is long.sarif '[.runs[0].invocations[0].toolExecutionNotifications[].descriptor.id] | index("texts-cut") != null'

echo "$count SARIF files, $failed failed"
[ "$failed" = 0 ]
