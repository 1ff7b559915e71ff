"""Constraints of every kind, and what they go with

Revision ID: 0007
Revises: 0006
"""

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade():
    op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    op.execute("CREATE TABLE co (id int, a int NOT NULL, b int, c text, d int4range, UNIQUE (a))")
    op.execute("CREATE TABLE rf (id int PRIMARY KEY, x int, y int, UNIQUE (x, y))")
    op.execute("ALTER TABLE co ADD PRIMARY KEY (id)")
    op.execute("ALTER TABLE co DROP CONSTRAINT co_pkey")
    op.execute("CREATE UNIQUE INDEX co_id ON co (id)")
    op.execute("ALTER TABLE co ADD CONSTRAINT co_pk PRIMARY KEY USING INDEX co_id")
    op.execute("CREATE UNIQUE INDEX co_b ON co (b)")
    op.execute("ALTER TABLE co ADD UNIQUE USING INDEX co_b")
    op.execute("ALTER TABLE co ADD EXCLUDE USING gist (a WITH =, d WITH &&)")
    op.execute("ALTER TABLE co ADD EXCLUDE USING gist (d WITH &&) WHERE (a > 5)")
    op.execute("ALTER TABLE co ADD FOREIGN KEY (a, b) REFERENCES rf (x, y)")
    op.execute("ALTER TABLE co ADD CONSTRAINT fk2 FOREIGN KEY (a) REFERENCES rf ON DELETE CASCADE NOT VALID")
    op.execute("ALTER TABLE co VALIDATE CONSTRAINT fk2")
    op.execute("ALTER TABLE co ALTER CONSTRAINT fk2 DEFERRABLE INITIALLY DEFERRED")
    op.execute("ALTER TABLE co RENAME CONSTRAINT fk2 TO fk3")
    op.execute("ALTER TABLE co RENAME CONSTRAINT co_pk TO co_pp")
    op.execute("ALTER TABLE co ADD CHECK (a > 0), ADD CHECK (a < 10), ADD CONSTRAINT nn CHECK (b IS NOT NULL) NOT VALID")
    op.execute("ALTER TABLE co VALIDATE CONSTRAINT nn")
    op.execute("ALTER TABLE co ALTER b SET NOT NULL")
    op.execute("ALTER TABLE co ADD COLUMN e int UNIQUE")
    op.execute("ALTER TABLE co ADD COLUMN f int PRIMARY KEY GENERATED ALWAYS AS IDENTITY, DROP CONSTRAINT co_pp")
    op.execute("ALTER TABLE co ADD COLUMN g int REFERENCES rf (id)")
    op.execute("ALTER TABLE co ADD COLUMN h int DEFAULT 5 CHECK (h > 1)")
    op.execute("ALTER TABLE co ADD COLUMN i int NOT NULL DEFAULT 5")
    op.execute("ALTER TABLE co ALTER a DROP NOT NULL")
    op.execute("CREATE INDEX co_e1 ON co (lower(c), (a + b))")
    op.execute("CREATE INDEX co_e2 ON co ((a || 'x')) WHERE b > 0")
    op.execute("CREATE INDEX co_ab ON co USING btree (a DESC, b) INCLUDE (c)")
    op.execute("ALTER INDEX co_ab RENAME TO co_ba")
    op.execute("ALTER INDEX co_ba SET (fillfactor = 80)")
    op.execute("ALTER TABLE co ALTER c TYPE varchar(20)")
    op.execute("ALTER TABLE co ALTER c TYPE varchar(40)")
    op.execute("ALTER TABLE co ALTER a TYPE bigint")
    op.execute("ALTER TABLE co RENAME COLUMN b TO bb")
    op.execute("REINDEX INDEX co_ba")
    op.execute("REINDEX TABLE co")
    with op.get_context().autocommit_block():
        op.execute("CREATE INDEX CONCURRENTLY co_con ON co (a)")
    with op.get_context().autocommit_block():
        op.execute("REINDEX INDEX CONCURRENTLY co_con")
    with op.get_context().autocommit_block():
        op.execute("DROP INDEX CONCURRENTLY co_con")
    op.execute("ALTER TABLE co DROP COLUMN bb")
    op.execute("ALTER TABLE rf DROP CONSTRAINT rf_pkey CASCADE")
    op.execute("DROP TABLE rf CASCADE")
    op.execute("CREATE TABLE a_rather_long_name_of_a_table_that_goes_on_and_on (and_a_column_that_is_quite_long_as_well int, other int)")
    op.execute("ALTER TABLE a_rather_long_name_of_a_table_that_goes_on_and_on ADD UNIQUE (and_a_column_that_is_quite_long_as_well)")
    op.execute("CREATE INDEX ON a_rather_long_name_of_a_table_that_goes_on_and_on (and_a_column_that_is_quite_long_as_well, other)")
    op.execute("ALTER TABLE a_rather_long_name_of_a_table_that_goes_on_and_on ADD CHECK (and_a_column_that_is_quite_long_as_well > 0)")


def downgrade():
    pass
