# Column types, as PostgreSQL names them.

### numbers
op.create_table("t", sa.Column("a", sa.SmallInteger()), sa.Column("b", sa.BigInteger()), sa.Column("c", sa.Numeric(12, 4)), sa.Column("d", sa.Float()), sa.Column("e", sa.REAL()), sa.Column("f", sa.DECIMAL(10)), sa.Column("g", sa.Float(53)))

### texts
op.create_table("t", sa.Column("a", sa.String()), sa.Column("b", sa.String(50)), sa.Column("c", sa.Unicode(10)), sa.Column("d", sa.UnicodeText()), sa.Column("e", sa.CHAR(2)), sa.Column("f", sa.VARCHAR(length=4)), sa.Column("g", sa.TEXT()))

### dates
op.create_table("t", sa.Column("a", sa.Date()), sa.Column("b", sa.Time()), sa.Column("c", sa.DateTime(timezone=True)), sa.Column("d", sa.TIMESTAMP()), sa.Column("e", sa.Interval()), sa.Column("f", postgresql.TIMESTAMP(timezone=True, precision=3)))

### binary and boolean
op.create_table("t", sa.Column("a", sa.LargeBinary()), sa.Column("b", sa.Boolean()), sa.Column("c", postgresql.BYTEA()), sa.Column("d", postgresql.BIT(8)), sa.Column("e", sa.PickleType()))

### of PostgreSQL
op.create_table("t", sa.Column("a", postgresql.UUID()), sa.Column("b", postgresql.UUID(as_uuid=True)), sa.Column("c", postgresql.INET()), sa.Column("d", postgresql.CIDR()), sa.Column("e", postgresql.MACADDR()), sa.Column("f", postgresql.TSVECTOR()), sa.Column("g", postgresql.HSTORE()), sa.Column("h", postgresql.MONEY()), sa.Column("i", postgresql.OID()), sa.Column("j", postgresql.INTERVAL()))

### ranges
op.create_table("t", sa.Column("a", postgresql.INT4RANGE()), sa.Column("b", postgresql.TSTZRANGE()), sa.Column("c", postgresql.DATERANGE()), sa.Column("d", postgresql.NUMRANGE()))

### json
op.create_table("t", sa.Column("a", sa.JSON()), sa.Column("b", postgresql.JSON(astext_type=sa.Text())), sa.Column("c", postgresql.JSONB()))

### arrays
op.create_table("t", sa.Column("a", sa.ARRAY(sa.Integer())), sa.Column("b", postgresql.ARRAY(sa.String(10), dimensions=2)), sa.Column("c", postgresql.ARRAY(postgresql.UUID())))

### a variant
op.create_table("t", sa.Column("a", sa.JSON().with_variant(postgresql.JSONB(), "postgresql")), sa.Column("b", sa.String(5).with_variant(sa.String(9), "sqlite")))

### an enum
op.create_table("t", sa.Column("a", sa.Enum("x", "y", name="letters")))

### an enum in an array
op.create_table("t", sa.Column("a", postgresql.ARRAY(sa.Enum("x", "y", name="letters"))))

### an enum used twice
letters = sa.Enum("x", "y", name="letters")
op.create_table("t", sa.Column("a", letters), sa.Column("b", letters))

### an enum that is not native
op.create_table("t", sa.Column("a", sa.Enum("x", "yy", name="letters", native_enum=False)))

### an enum with a check
op.create_table("t", sa.Column("a", sa.Enum("x", "yy", name="letters", native_enum=False, create_constraint=True)))

### an enum that is there
op.create_table("t", sa.Column("a", postgresql.ENUM("x", "y", name="letters", create_type=False)))

### an enum made on its own
letters = postgresql.ENUM("x", "y", name="letters")
letters.create(op.get_bind(), checkfirst=False)
op.add_column("t", sa.Column("a", letters))

### an enum that is dropped
sa.Enum(name="letters").drop(op.get_bind(), checkfirst=False)

### an enum of a Python enum
import enum
import sqlalchemy as sa
from alembic import op


class Color(enum.Enum):
    RED = "red"
    BLUE = "blue"


def upgrade():
    op.create_table("t", sa.Column("a", sa.Enum(Color)))

### an enum of a Python enum's values
import enum
import sqlalchemy as sa
from alembic import op


class Color(str, enum.Enum):
    RED = "red"
    BLUE = "blue"


def upgrade():
    op.create_table("t", sa.Column("a", sa.Enum(Color, name="color", values_callable=lambda e: [m.value for m in e])))

### an enum of names taken from a Python enum
import enum
import sqlalchemy as sa
from alembic import op


class Color(enum.Enum):
    RED = 1
    BLUE = 2


def upgrade():
    op.create_table("t", sa.Column("a", sa.Enum(*[c.name for c in Color], name="color")))

### an enum with a schema
op.create_table("t", sa.Column("a", sa.Enum("x", name="letters", schema="shop")), schema="shop")

### a type of one's own
import sqlalchemy as sa
from alembic import op


class Upper(sa.types.TypeDecorator):
    impl = sa.String(30)


def upgrade():
    op.add_column("t", sa.Column("a", Upper()))

### a type of one's own with arguments
import sqlalchemy as sa
from alembic import op


class Upper(sa.types.TypeDecorator):
    impl = sa.String


def upgrade():
    op.add_column("t", sa.Column("a", Upper(12)))

### a user defined type
import sqlalchemy as sa
from alembic import op


class Point(sa.types.UserDefinedType):
    def get_col_spec(self, **kw):
        return "POINT"


def upgrade():
    op.add_column("t", sa.Column("a", Point()))

### a collation
op.add_column("t", sa.Column("a", sa.String(10, collation="C")))

### an enum's labels with quotes
op.create_table("t", sa.Column("a", sa.Enum("it's", "x", name="letters")))

### a serial primary key
op.create_table("t", sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False), sa.PrimaryKeyConstraint("id"))

### a key that counts not
op.create_table("t", sa.Column("id", sa.Integer(), autoincrement=False, nullable=False), sa.PrimaryKeyConstraint("id"))

### a sequence as default
op.create_table("t", sa.Column("id", sa.Integer(), sa.Sequence("t_id_seq"), primary_key=True))

### a type of a package in src, named and not called
import sqlalchemy as sa
from alembic import op
from things.types import Tag


def upgrade():
    op.add_column("t", sa.Column("a", Tag))
    op.create_table("u", sa.Column("a", Tag, nullable=False))

#### src/things/__init__.py
#### src/things/types.py
import sqlalchemy as sa


class Tag(sa.types.TypeDecorator):
    impl = sa.Text

### types of another dialect
from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import mysql, sqlite


def upgrade():
    op.create_table(
        "t",
        sa.Column("a", mysql.VARCHAR(64), nullable=False),
        sa.Column("b", mysql.TIMESTAMP(fsp=3)),
        sa.Column("c", mysql.INTEGER(display_width=11)),
        sa.Column("d", mysql.BOOLEAN()),
        sa.Column("e", mysql.TEXT(100)),
        sa.Column("f", mysql.BIGINT(20)),
        sa.Column("g", sqlite.JSON()),
        sa.Column("h", mysql.DECIMAL(10, 2)),
        sa.Column("i", mysql.CHAR(3)),
        sa.Column("j", sqlite.DATE()),
        sa.Column("k", mysql.NUMERIC(5)),
        sa.Column("l", mysql.TIME(fsp=6)),
        sa.Column("m", mysql.SMALLINT(5)),
        sa.Column("n", mysql.FLOAT()),
    )

### a length of nought
op.add_column("t", sa.Column("a", sa.String(0)))
op.create_table("t", sa.Column("a", sa.Enum(name="e", native_enum=False), nullable=False))
