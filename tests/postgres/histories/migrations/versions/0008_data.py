"""Statements about rows

Revision ID: 0008
Revises: 0007
"""

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade():
    op.execute("CREATE TABLE da (id int PRIMARY KEY, n int, t text)")
    op.execute("CREATE TABLE db (id int PRIMARY KEY, da_id int REFERENCES da (id) ON DELETE CASCADE)")
    op.execute("INSERT INTO da SELECT g, g, 'x' FROM generate_series(1, 50) g")
    op.execute("INSERT INTO da (id, n) VALUES (100, 1) ON CONFLICT (id) DO NOTHING")
    op.execute("UPDATE da SET n = 2")
    op.execute("UPDATE da SET n = 2 WHERE id = 5")
    op.execute("UPDATE da SET n = db.id FROM db WHERE db.da_id = da.id")
    op.execute("DELETE FROM da WHERE n > 5")
    op.execute("DELETE FROM da USING db WHERE db.da_id = da.id AND db.id = 3")
    op.execute("WITH x AS (DELETE FROM db RETURNING da_id) UPDATE da SET n = 0 WHERE id IN (SELECT da_id FROM x)")
    op.execute("SELECT count(*) FROM da")
    op.execute("SELECT id FROM da WHERE id = 1 FOR UPDATE")
    op.execute("SELECT id FROM da FOR SHARE")
    op.execute("LOCK TABLE da IN ACCESS EXCLUSIVE MODE")
    op.execute("LOCK TABLE ONLY db IN ROW SHARE MODE NOWAIT")
    op.execute("COPY da TO '/dev/null'")
    op.execute("TRUNCATE da CASCADE")
    op.execute("TRUNCATE ONLY db RESTART IDENTITY")
    op.execute("DO $$ BEGIN ALTER TABLE da ADD COLUMN z int; END $$")
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("DROP TABLE db")


def downgrade():
    pass
