'''tabs, CRLF, single quotes'''
from alembic import op
import sqlalchemy

revision = '0003'
down_revision = '0002'


def upgrade():
	op.create_foreign_key('fk', 'orders', 'users', ['user_id'], ['id'])
	op.create_check_constraint('ck', 'orders',
		'a > 0',
	)
	# cupel: ignore[drop-index-without-concurrently, drop-table] small
	op.drop_index('ix', 'orders')
	op.create_index('ix2', 'orders', ['z'])
	op.add_column('orders', sqlalchemy.Column('seen', sqlalchemy.DateTime(timezone=True), server_default='now'))
	with op.get_context().autocommit_block():
		op.execute("SET LOCAL lock_timeout = '5s'")
		op.execute('SELECT 1')
