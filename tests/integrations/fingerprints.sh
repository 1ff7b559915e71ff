#!/bin/sh
# Fingerprints say which finding is which, whatever happens around it: lines move, the file is
# renamed, statements change places, other findings come and go, another machine, another format.
#
#   tests/integrations/fingerprints.sh CUPEL
set -u
program=$(cd "$(dirname "$1")" && pwd)/$(basename "$1") || exit 2
top=$(mktemp -d) || exit 2
trap 'rm -rf "$top"' EXIT
export LC_ALL=C GIT_CEILING_DIRECTORIES="$top"
cd "$top" || exit 2
failed=0
count=0

# project FOLDER FILE: a project with two revisions; the second one's upgrade is standard input.
project() {
    mkdir -p "$1/db/versions"
    printf '[alembic]\nscript_location = db\n' >"$1/alembic.ini"
    cat >"$1/db/versions/a1.py" <<'FIRST'
from alembic import op

revision = "a1"
down_revision = None


def upgrade():
    op.execute("CREATE TABLE orders (id bigint PRIMARY KEY, note text, total int)")
    op.execute("CREATE TABLE badges (id bigint PRIMARY KEY)")
FIRST
    {
        printf '%s' "${3:-}"
        printf 'from alembic import op\n\nrevision = "a2"\ndown_revision = "a1"\n\n\ndef upgrade():\n'
        cat
    } >"$1/db/versions/$2"
}

# prints FOLDER FORMAT: the fingerprints of the rules looked at, sorted.
prints() {
    (cd "$1" && "$program" check --all --select drop-table,drop-column,delete-without-where \
        --format "$2") | sed -n 's/.*"\(fingerprint\|cupel\/v1\)": "\([0-9a-f]*\)".*/\2/p' | sort
}

# same NAME ONE OTHER
same() {
    count=$((count + 1))
    if [ "$2" != "$3" ]; then
        failed=$((failed + 1))
        printf 'FAIL %s\n%s\n--\n%s\n' "$1" "$2" "$3"
    fi
}

project plain a2.py <<'BODY'
    op.drop_column("orders", "note")
    op.drop_table("badges")
    op.execute("DELETE FROM orders")
    op.execute("DELETE FROM orders")
BODY
plain=$(prints plain json)
same 'there are four, all different' 4 "$(echo "$plain" | sort -u | wc -l | tr -d ' ')"
same 'SARIF has the same' "$plain" "$(prints plain sarif)"
same 'GitLab has the same' "$plain" "$(prints plain gitlab)"

project moved a2.py '"""A docstring."""

# and a comment

' <<'BODY'
    # moved
    op.drop_column(
        "orders",

        "note",
    )


    op.drop_table("badges")
    op.execute("DELETE FROM orders")  # again
    op.execute("DELETE FROM orders")
BODY
same 'lines move' "$plain" "$(prints moved json)"

project renamed 2026_01_05_a_long_name.py <<'BODY'
    op.drop_column("orders", "note")
    op.drop_table("badges")
    op.execute("DELETE FROM orders")
    op.execute("DELETE FROM orders")
BODY
same 'the file is renamed' "$plain" "$(prints renamed json)"

project reordered a2.py <<'BODY'
    op.execute("DELETE FROM orders")
    op.drop_table("badges")
    op.execute("DELETE FROM orders")
    op.drop_column("orders", "note")
BODY
same 'statements change places' "$plain" "$(prints reordered json)"

project written a2.py <<'BODY'
    with op.batch_alter_table("orders") as batch:
        batch.drop_column("note")
    for name in ["badges"]:
        op.drop_table(name)
    op.execute("DELETE FROM orders")
    op.execute("DELETE FROM orders")
BODY
same 'they are written otherwise' "$plain" "$(prints written json)"

project more a2.py <<'BODY'
    op.drop_column("orders", "total")
    op.drop_column("orders", "note")
    op.drop_table("badges")
    op.execute("DELETE FROM orders")
    op.execute("DELETE FROM orders")
BODY
prints more json >more.prints
same 'another finding joins them' "$plain" "$(echo "$plain" | comm -12 - more.prints)"
same 'and has one of its own' 5 "$(sort -u more.prints | wc -l | tr -d ' ')"

mkdir -p deeper/down
cp -R plain deeper/down/shop
same 'the project lies elsewhere' "$plain" "$(prints deeper/down/shop json)"

echo "$count checks of fingerprints, $failed failed"
[ "$failed" = 0 ]
