"""merge

Revises: orders, side
"""
revision = "merge"
down_revision = ("orders", "side")


def upgrade():
    pass
