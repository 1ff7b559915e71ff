"""Partitions that prove their bounds, and those that do not

Revision ID: 0001
Revises: 
"""

from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.execute("CREATE TABLE ev (id bigint NOT NULL, at date, kind text) PARTITION BY RANGE (at)")
    op.execute("CREATE TABLE ev_1 (LIKE ev INCLUDING ALL)")
    op.execute("ALTER TABLE ev_1 ADD CONSTRAINT b1 CHECK (at >= '2024-01-01' AND at < '2025-01-01'), ALTER at SET NOT NULL")
    op.execute("CREATE TABLE ev_2 (id bigint NOT NULL, at date NOT NULL, kind text)")
    op.execute("ALTER TABLE ev_2 ADD CONSTRAINT b2 CHECK (at >= '2025-01-01'::date AND at < '2026-01-01'::date)")
    op.execute("CREATE TABLE ev_3 (id bigint NOT NULL, at date, kind text)")
    op.execute("CREATE TABLE ev_4 (id bigint NOT NULL, at date NOT NULL, kind text, CHECK (at >= '2027-01-01' OR at < '2028-01-01'))")
    op.execute("CREATE TABLE ev_5 (id bigint NOT NULL, at date NOT NULL, kind text, CHECK (NOT at < '2028-01-01'))")
    op.execute("CREATE TABLE ev_6 (id bigint NOT NULL, at date NOT NULL, kind text, CHECK (at IS NOT NULL AND at >= '2030-01-01'))")
    op.execute("ALTER TABLE ev ATTACH PARTITION ev_1 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')")
    op.execute("ALTER TABLE ev ATTACH PARTITION ev_2 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')")
    op.execute("ALTER TABLE ev ATTACH PARTITION ev_3 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')")
    op.execute("ALTER TABLE ev ATTACH PARTITION ev_4 FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')")
    op.execute("ALTER TABLE ev ATTACH PARTITION ev_5 FOR VALUES FROM ('2028-01-01') TO ('2029-01-01')")
    op.execute("ALTER TABLE ev ATTACH PARTITION ev_6 FOR VALUES FROM ('2030-01-01') TO (MAXVALUE)")
    op.execute("CREATE TABLE ev_old PARTITION OF ev FOR VALUES FROM (MINVALUE) TO ('2000-01-01')")
    op.execute("CREATE TABLE ev_d PARTITION OF ev DEFAULT")
    op.execute("CREATE TABLE ev_7 (LIKE ev INCLUDING DEFAULTS)")
    op.execute("ALTER TABLE ev ATTACH PARTITION ev_7 FOR VALUES FROM ('2029-01-01') TO ('2030-01-01')")
    op.execute("CREATE INDEX ev_kind ON ev (kind)")
    op.execute("CREATE INDEX ev_only ON ONLY ev (at)")
    op.execute("CREATE UNIQUE INDEX ev_u ON ev (id, at)")
    op.execute("ALTER TABLE ev ADD CONSTRAINT ev_kind_check CHECK (kind <> '')")
    op.execute("ALTER TABLE ev DETACH PARTITION ev_7")
    op.execute("ALTER TABLE ev_7 RENAME TO ev_gone")
    op.execute("DROP INDEX ev_kind")
    op.execute("ALTER TABLE ev ADD PRIMARY KEY (id, at)")


def downgrade():
    pass
