"""Types, domains, sequences, functions, triggers, rules, policies

Revision ID: 0004
Revises: 0003
"""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade():
    op.execute("CREATE TYPE mood AS ENUM ('sad', 'ok')")
    with op.get_context().autocommit_block():
        op.execute("ALTER TYPE mood ADD VALUE IF NOT EXISTS 'happy' AFTER 'ok'")
    op.execute("ALTER TYPE mood RENAME VALUE 'ok' TO 'fine'")
    op.execute("CREATE TYPE pair AS (a int, b text)")
    op.execute("ALTER TYPE pair ADD ATTRIBUTE c int")
    op.execute("ALTER TYPE pair RENAME ATTRIBUTE a TO aa")
    op.execute("CREATE DOMAIN pos AS int CHECK (VALUE > 0)")
    op.execute("CREATE DOMAIN free AS int")
    op.execute("CREATE DOMAIN sub AS pos")
    op.execute("CREATE TABLE ob (id int PRIMARY KEY, m mood, p pos, f free, s sub, q pair)")
    op.execute("ALTER DOMAIN free ADD CONSTRAINT free_ck CHECK (VALUE < 9)")
    op.execute("ALTER DOMAIN free ADD CONSTRAINT free_nv CHECK (VALUE < 99) NOT VALID")
    op.execute("ALTER DOMAIN free VALIDATE CONSTRAINT free_nv")
    op.execute("ALTER DOMAIN free DROP CONSTRAINT free_ck")
    op.execute("ALTER DOMAIN pos SET NOT NULL")
    op.execute("ALTER DOMAIN pos DROP NOT NULL")
    op.execute("ALTER DOMAIN pos SET DEFAULT 5")
    op.execute("ALTER TABLE ob ADD COLUMN p2 pos DEFAULT 7")
    op.execute("ALTER TABLE ob ADD COLUMN f2 free")
    op.execute("ALTER TABLE ob ADD COLUMN m2 mood DEFAULT 'sad'")
    op.execute("ALTER TYPE mood RENAME TO feeling")
    op.execute("ALTER TABLE ob ALTER m TYPE text USING m::text")
    op.execute("CREATE SEQUENCE sq START 5")
    op.execute("ALTER SEQUENCE sq OWNED BY ob.id")
    op.execute("ALTER SEQUENCE sq OWNED BY NONE")
    op.execute("ALTER SEQUENCE sq RENAME TO sq2")
    op.execute("ALTER TABLE ob ALTER id SET DEFAULT nextval('sq2')")
    op.execute("ALTER SEQUENCE sq2 RESTART WITH 10")
    op.execute("CREATE FUNCTION im(int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT $1'")
    op.execute("CREATE FUNCTION vo() RETURNS int VOLATILE LANGUAGE sql AS 'SELECT 1'")
    op.execute("CREATE OR REPLACE FUNCTION vo() RETURNS int STABLE LANGUAGE sql AS 'SELECT 1'")
    op.execute("ALTER TABLE ob ADD COLUMN i1 int DEFAULT im(1)")
    op.execute("ALTER TABLE ob ADD COLUMN v1 int DEFAULT vo()")
    op.execute("CREATE FUNCTION tr() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'")
    op.execute("CREATE TRIGGER t1 BEFORE UPDATE ON ob FOR EACH ROW EXECUTE FUNCTION tr()")
    op.execute("ALTER TRIGGER t1 ON ob RENAME TO t2")
    op.execute("ALTER TABLE ob DISABLE TRIGGER t2")
    op.execute("DROP TRIGGER t2 ON ob")
    op.execute("CREATE RULE r1 AS ON DELETE TO ob DO INSTEAD NOTHING")
    op.execute("ALTER RULE r1 ON ob RENAME TO r2")
    op.execute("DROP RULE r2 ON ob")
    op.execute("CREATE POLICY po ON ob USING (id > 0)")
    op.execute("ALTER TABLE ob ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER POLICY po ON ob RENAME TO po2")
    op.execute("DROP POLICY po2 ON ob")
    op.execute("CREATE VIEW vi AS SELECT id FROM ob")
    op.execute("CREATE OR REPLACE VIEW vi AS SELECT id, p FROM ob")
    op.execute("ALTER VIEW vi RENAME TO vj")
    op.execute("CREATE MATERIALIZED VIEW mv AS SELECT id FROM ob")
    op.execute("CREATE UNIQUE INDEX mv_id ON mv (id)")
    op.execute("REFRESH MATERIALIZED VIEW mv")
    op.execute("REFRESH MATERIALIZED VIEW CONCURRENTLY mv")
    op.execute("ALTER MATERIALIZED VIEW mv RENAME TO mw")
    op.execute("DROP MATERIALIZED VIEW mw")
    op.execute("DROP FUNCTION im(int) CASCADE")
    op.execute("DROP VIEW vj")
    op.execute("DROP DOMAIN sub CASCADE")
    op.execute("DROP TABLE ob")
    op.execute("DROP SEQUENCE sq2")
    op.execute("DROP TYPE pair")


def downgrade():
    pass
