"""side

Revises: base
"""
revision = "side"
down_revision = "base"
depends_on = ("orders",)


def upgrade():
    pass
