# Templates that are made of the name that is given.
import sqlalchemy as sa

target_metadata = sa.MetaData(naming_convention={
    "ix": "ix_%(table_name)s_%(constraint_name)s",
    "uq": "uq_%(table_name)s_%(constraint_name)s",
    "ck": "%(constraint_name)s_check",
    "fk": "fk_%(constraint_name)s_%(referred_table_name)s",
})

### a table
op.create_table("users", sa.Column("a", sa.Integer(), primary_key=True), sa.UniqueConstraint("a", name="named"), sa.UniqueConstraint("a", name=op.f("final")), sa.ForeignKeyConstraint(["a"], ["z.b"], name="n"), sa.Index("i", "a"), sa.Index(op.f("j"), "a"))

### single constraints
op.create_unique_constraint("named", "users", ["b"])
op.create_unique_constraint(op.f("named"), "users", ["b"])
op.create_foreign_key("n", "users", "o", ["a"], ["b"])
op.create_check_constraint("positive", "users", "a > 0")
op.add_column("users", sa.Column("a", sa.Integer(), sa.ForeignKey("o.id", name="n")))
op.drop_constraint("named", "users", type_="unique")
op.drop_constraint("n", "users", type_="check")
op.drop_constraint("named", "users")

### indexes
op.create_index("named", "users", ["b"])
op.create_index(op.f("named"), "users", ["b"])
op.drop_index("named", "users")
op.drop_index(op.f("named"), "users")
