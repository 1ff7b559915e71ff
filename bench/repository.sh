#!/bin/sh
# Makes a git repository with a history of migrations, and one more that is staged.
#
#   repository.sh COUNT FOLDER
#
# The migrations are in one line of revisions; they create tables, add columns, indexes and
# foreign keys, and run SQL, as real ones do, in about the size of real ones (1.5 kB).
set -eu
count=$1
folder=$2
mkdir -p "$folder/db/versions"
cd "$folder"
git init -q -b main .
git config user.name Bench
git config user.email bench@example.org
printf '[alembic]\nscript_location = %%(here)s/db\n' >alembic.ini
cat >db/env.py <<EOF
from alembic import context

# For --sql alone, which needs no server.
context.configure(dialect_name="postgresql", literal_binds=True)
with context.begin_transaction():
    context.run_migrations()
EOF
awk -v count="$count" '
function id(n) { return sprintf("%012d", n) }
function head(n, file) {
    printf "\"\"\"change number %d\n\nRevision ID: %s\nRevises: %s\nCreate Date: 2026-01-01 00:00:00\n\n\"\"\"\n", n, id(n), (n > 1 ? id(n - 1) : "") >file
    print "import sqlalchemy as sa\nfrom alembic import op\nfrom sqlalchemy.dialects import postgresql\n\n# revision identifiers, used by Alembic." >file
    printf "revision = \"%s\"\ndown_revision = %s\nbranch_labels = None\ndepends_on = None\n\n\ndef upgrade():\n", id(n), (n > 1 ? "\"" id(n - 1) "\"" : "None") >file
}
BEGIN {
    for (n = 1; n <= count; n++) {
        file = sprintf("db/versions/%05d_%s_change.py", n, id(n))
        table = "table_" int((n - 1) / 8)
        head(n, file)
        kind = (n - 1) % 8
        if (kind == 0) {
            printf "    op.create_table(\n        \"%s\",\n        sa.Column(\"id\", sa.BigInteger(), sa.Identity(), nullable=False),\n", table >file
            for (c = 1; c <= 10; c++)
                printf "        sa.Column(\"column_%d\", sa.String(length=%d), nullable=True),\n", c, 10 * c >file
            printf "        sa.PrimaryKeyConstraint(\"id\"),\n    )\n" >file
        } else if (kind < 4) {
            printf "    op.add_column(\"%s\", sa.Column(\"added_%d\", sa.Integer(), server_default=sa.text(\"0\"), nullable=False))\n", table, kind >file
            printf "    op.execute(\"UPDATE %s SET added_%d = 1 WHERE id < 100\")\n", table, kind >file
        } else if (kind == 4) {
            printf "    with op.get_context().autocommit_block():\n        op.create_index(\"ix_%s_added_1\", \"%s\", [\"added_1\"], postgresql_concurrently=True)\n", table, table >file
        } else if (kind == 5) {
            printf "    op.alter_column(\"%s\", \"column_3\", existing_type=sa.String(30), type_=sa.String(60))\n", table >file
        } else if (kind == 6) {
            printf "    with op.batch_alter_table(\"%s\") as batch_op:\n        batch_op.add_column(sa.Column(\"data\", postgresql.JSONB(), nullable=True))\n        batch_op.drop_column(\"column_9\")\n", table >file
        } else {
            printf "    for name in (\"column_1\", \"column_2\"):\n        op.alter_column(\"%s\", name, nullable=True)\n", table >file
        }
        printf "\n\ndef downgrade():\n    op.execute(\"SELECT 1\")\n" >file
        close(file)
    }
    # the one under judgement
    n = count + 1
    file = sprintf("db/versions/%05d_%s_staged.py", n, id(n))
    head(n, file)
    printf "    op.add_column(\"table_0\", sa.Column(\"note\", sa.Text(), nullable=True))\n    op.create_index(\"ix_table_0_note\", \"table_0\", [\"note\"])\n\n\ndef downgrade():\n    op.drop_column(\"table_0\", \"note\")\n" >file
    print file
}' >.git/staged
git add alembic.ini db
git reset -q -- "$(cat .git/staged)"
git commit -q -m 'the history'
git add -- "$(cat .git/staged)"
