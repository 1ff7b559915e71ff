# The column that a foreign key refers to; no names for indexes.
import sqlalchemy as sa

target_metadata = sa.MetaData(naming_convention={"fk": "fk_%(referred_column_0_name)s_%(referred_column_0_N_name)s"})

### foreign keys
op.create_foreign_key(None, "users", "groups", ["g", "h"], ["id", "j"])
op.create_foreign_key(None, "users", "users", ["g"], ["id"])

### of a table to itself
op.create_table("users", sa.Column("id", sa.Integer()), sa.Column("g", sa.Integer(), sa.ForeignKey("users.id")))

### what has no template
op.create_table("users", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("g", sa.Integer(), unique=True), sa.CheckConstraint("g > 0"), sa.Index("i", "g"))
op.create_unique_constraint(None, "users", ["a"])
op.drop_constraint("c", "users", type_="check")
