"""Lists, hashes, partitions of partitions

Revision ID: 0002
Revises: 0001
"""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade():
    op.execute("CREATE TABLE li (id bigint NOT NULL, kind text NOT NULL, n int NOT NULL) PARTITION BY LIST (kind)")
    op.execute("CREATE TABLE li_a (id bigint NOT NULL, kind text NOT NULL CHECK (kind = 'a'), n int NOT NULL)")
    op.execute("CREATE TABLE li_b (id bigint NOT NULL, kind text NOT NULL CHECK (kind IN ('b', 'c')), n int NOT NULL)")
    op.execute("CREATE TABLE li_d (id bigint NOT NULL, kind text NOT NULL CHECK (kind IN ('d', 'z')), n int NOT NULL)")
    op.execute("CREATE TABLE li_e (id bigint NOT NULL, kind text NOT NULL, n int NOT NULL)")
    op.execute("ALTER TABLE li ATTACH PARTITION li_a FOR VALUES IN ('a')")
    op.execute("ALTER TABLE li ATTACH PARTITION li_b FOR VALUES IN ('b', 'c')")
    op.execute("ALTER TABLE li ATTACH PARTITION li_d FOR VALUES IN ('d')")
    op.execute("ALTER TABLE li ATTACH PARTITION li_e FOR VALUES IN ('e')")
    op.execute("CREATE TABLE li_sub PARTITION OF li FOR VALUES IN ('s') PARTITION BY HASH (id)")
    op.execute("CREATE TABLE li_sub_0 PARTITION OF li_sub FOR VALUES WITH (MODULUS 2, REMAINDER 0)")
    op.execute("CREATE TABLE li_sub_1 (id bigint NOT NULL, kind text NOT NULL, n int NOT NULL)")
    op.execute("ALTER TABLE li_sub ATTACH PARTITION li_sub_1 FOR VALUES WITH (MODULUS 2, REMAINDER 1)")
    op.execute("ALTER TABLE li ADD COLUMN note text")
    op.execute("ALTER TABLE li ADD COLUMN made timestamptz DEFAULT clock_timestamp()")
    op.execute("ALTER TABLE li ALTER n TYPE bigint")
    op.execute("ALTER TABLE li ALTER note SET NOT NULL")
    op.execute("ALTER TABLE li DROP COLUMN note")
    op.execute("CREATE TABLE two (a int NOT NULL, b int NOT NULL) PARTITION BY RANGE (a, b)")
    op.execute("CREATE TABLE two_1 (a int NOT NULL, b int NOT NULL, CHECK (a >= 1 AND a < 2))")
    op.execute("ALTER TABLE two ATTACH PARTITION two_1 FOR VALUES FROM (1, 1) TO (2, 1)")
    op.execute("TRUNCATE li")
    op.execute("LOCK TABLE two IN SHARE MODE")
    op.execute("DROP TABLE li_a")
    op.execute("DROP TABLE li CASCADE")


def downgrade():
    pass
