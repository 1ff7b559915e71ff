"""Names below a search path, schemas moved and renamed

Revision ID: 0005
Revises: 0004
"""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade():
    op.execute("CREATE SCHEMA app")
    op.execute("CREATE TABLE app.a (id int PRIMARY KEY, n int)")
    op.execute("CREATE TABLE b (id int PRIMARY KEY, a_id int REFERENCES app.a (id))")
    op.execute("SET LOCAL search_path TO app, public")
    op.execute("CREATE TABLE c (id int PRIMARY KEY, n int)")
    op.execute("CREATE TYPE kind AS ENUM ('x')")
    op.execute("CREATE SEQUENCE s")
    op.execute("ALTER TABLE c ADD COLUMN k kind")
    op.execute("ALTER TABLE a ADD COLUMN m int")
    op.execute("ALTER TABLE b ADD COLUMN m int")
    op.execute("CREATE INDEX a_m ON a (m)")
    op.execute("CREATE VIEW v AS SELECT id FROM a")
    op.execute("TRUNCATE c")
    op.execute("ALTER TABLE c ADD FOREIGN KEY (n) REFERENCES a (id)")
    op.execute("LOCK TABLE a, b IN SHARE MODE")
    op.execute("ALTER SEQUENCE s RESTART")
    op.execute("DROP INDEX a_m")
    op.execute("DROP VIEW v")
    op.execute("SET LOCAL search_path TO \"$user\", 'public'")
    op.execute("ALTER TABLE app.c SET SCHEMA public")
    op.execute("ALTER TABLE app.a RENAME TO aa")
    op.execute("ALTER TYPE app.kind SET SCHEMA public")
    op.execute("ALTER SCHEMA app RENAME TO app2")
    op.execute("CREATE TABLE app2.d AS SELECT id FROM b")
    op.execute("SELECT id INTO app2.e FROM b")
    with op.get_context().autocommit_block():
        op.execute("REINDEX SCHEMA app2")
    op.execute("DROP SCHEMA app2 CASCADE")
    op.execute("DROP TABLE c, b")


def downgrade():
    pass
