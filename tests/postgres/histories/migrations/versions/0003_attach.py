"""Indexes and keys of a partition that is attached

Revision ID: 0003
Revises: 0002
"""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade():
    op.execute("CREATE TABLE pa (id bigint NOT NULL, at date NOT NULL, r bigint) PARTITION BY RANGE (at)")
    op.execute("CREATE TABLE re (id bigint PRIMARY KEY)")
    op.execute("ALTER TABLE pa ADD CONSTRAINT pa_pk PRIMARY KEY (id, at)")
    op.execute("CREATE INDEX pa_r ON pa (r)")
    op.execute("ALTER TABLE pa ADD CONSTRAINT pa_u UNIQUE (r, at)")
    op.execute("CREATE TABLE pa_1 (id bigint NOT NULL, at date NOT NULL, r bigint)")
    op.execute("CREATE INDEX pa_1_r ON pa_1 (r)")
    op.execute("CREATE UNIQUE INDEX pa_1_u ON pa_1 (r, at)")
    op.execute("CREATE TABLE pa_2 (id bigint NOT NULL, at date NOT NULL, r bigint, PRIMARY KEY (id, at), UNIQUE (r, at))")
    op.execute("ALTER TABLE pa ATTACH PARTITION pa_1 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')")
    op.execute("ALTER TABLE pa ATTACH PARTITION pa_2 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')")
    op.execute("ALTER TABLE pa ADD CONSTRAINT pa_fk FOREIGN KEY (r) REFERENCES re (id)")
    op.execute("CREATE INDEX pa_o ON ONLY pa (id)")
    op.execute("CREATE INDEX pa_1_o ON pa_1 (id)")
    op.execute("CREATE INDEX pa_2_o ON pa_2 (id)")
    op.execute("ALTER INDEX pa_o ATTACH PARTITION pa_1_o")
    op.execute("ALTER INDEX pa_o ATTACH PARTITION pa_2_o")
    op.execute("ALTER INDEX pa_1_o RENAME TO pa_1_oo")
    op.execute("ALTER TABLE pa DROP CONSTRAINT pa_u")
    op.execute("ALTER TABLE pa DROP CONSTRAINT pa_fk")
    with op.get_context().autocommit_block():
        op.execute("REINDEX TABLE pa")
    op.execute("DROP TABLE pa_2")


def downgrade():
    pass
