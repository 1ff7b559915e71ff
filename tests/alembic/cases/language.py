# Python.

### an alias of op
from alembic import op as o


def upgrade():
    o.drop_table("a")

### functions of op
from alembic.op import drop_table, add_column as add
import sqlalchemy


def upgrade():
    add("t", sqlalchemy.Column("a", sqlalchemy.types.Integer()))
    drop_table("a")

### the module
import alembic.op


def upgrade():
    alembic.op.drop_table("a")

### types by name
from sqlalchemy import Column, Integer, String
from sqlalchemy.dialects.postgresql import JSONB as J
from alembic import op


def upgrade():
    op.create_table("t", Column("a", Integer), Column("b", String(5)), Column("c", J))

### a function with defaults and keywords
from alembic import op


def drop(*names, suffix="", **kw):
    for name in names:
        op.drop_table(name + suffix, **kw)


def upgrade():
    drop("a", "b", suffix="_old")
    drop("c", schema="s")

### a lambda
drop = lambda name: op.drop_table(name)
drop("a")

### a closure
def dropper(prefix):
    def drop(name):
        op.drop_table(prefix + name)
    return drop
dropper("old_")("a")

### early return
from alembic import op


def drop(name):
    if not name:
        return
    op.drop_table(name)


def upgrade():
    drop("")
    drop("a")

### recursion
from alembic import op


def drop(n):
    if n == 0:
        return
    op.drop_table(f"t{n}")
    drop(n - 1)


def upgrade():
    drop(3)

### while
n = 0
while n < 3:
    op.drop_table("t%d" % n)
    n += 1

### break and continue
for n in range(10):
    if n == 1:
        continue
    if n == 3:
        break
    op.drop_table(f"t{n}")

### for with else
for n in range(2):
    op.drop_table(f"t{n}")
else:
    op.drop_table("last")

### unpacking
first, *rest, last = ["a", "b", "c", "d"]
op.drop_table(first)
for name in rest:
    op.drop_table(name)
op.drop_table(last)

### comprehensions
[op.drop_table(t) for t in ("a", "b")]
for name in sorted({t.lower() for t in ["B", "A"]}):
    op.drop_table(name)

### a dictionary comprehension
tables = {k: v for k, v in [("a", "x"), ("b", "y")] if k != "a"}
for table, column in tables.items():
    op.drop_column(table, column)

### zip and enumerate
for i, (a, b) in enumerate(zip(["a", "b"], ["x", "y"]), start=1):
    op.execute(f"ALTER TABLE {a} RENAME TO {b}{i}")

### walrus
if (name := "a") == "a":
    op.drop_table(name)

### conditional expression
op.drop_table("a" if 1 < 2 else "b")

### boolean logic
name = None or "a"
op.drop_table(name and name + "x")

### match
kind = "table"
match kind:
    case "view":
        op.execute("DROP VIEW v")
    case "table":
        op.drop_table("t")
    case _:
        op.drop_table("other")

### match with alternatives
match ("b", 2):
    case ("a", _):
        op.drop_table("a")
    case ("b" | "c", n):
        op.drop_table(f"b{n}")

### try and finally
try:
    op.drop_table("a")
finally:
    op.drop_table("b")

### a class as a namespace
from alembic import op


class Names:
    TABLE = "orders"
    COLUMNS = ("a", "b")


def upgrade():
    for column in Names.COLUMNS:
        op.drop_column(Names.TABLE, column)

### an instance
from alembic import op


class Table:
    def __init__(self, name):
        self.name = name
        self.count = 0

    def drop(self):
        op.drop_table(f"{self.name}{self.count}")
        self.count += 1
        return self


def upgrade():
    Table("t").drop().drop()

### a dataclass
from dataclasses import dataclass, field
from alembic import op


@dataclass(frozen=True)
class Column:
    table: str
    name: str = "id"
    extra: list = field(default_factory=list)


def upgrade():
    for column in [Column("a"), Column("b", name="x")]:
        op.drop_column(column.table, column.name)

### a named tuple
from collections import namedtuple
from alembic import op

Pair = namedtuple("Pair", ["table", "column"])


def upgrade():
    for pair in (Pair("a", "x"), Pair(table="b", column="y")):
        op.drop_column(pair.table, pair.column)

### a typed named tuple
from typing import NamedTuple
from alembic import op


class Pair(NamedTuple):
    table: str
    column: str = "id"


def upgrade():
    for table, column in [Pair("a", "x"), Pair("b")]:
        op.drop_column(table, column)

### an enum's values
import enum
from alembic import op


class Kind(str, enum.Enum):
    A = "a"
    B = "b"


def upgrade():
    for kind in Kind:
        op.drop_table(kind.value)

### numbers in other bases
for n in (0x10, 0o17, 0b11, 1_000):
    op.drop_table(f"t{n}")

### arithmetic
op.drop_table(f"t{2 ** 5 - 7 // 2 + 7 % 4}")

### a decorator that passes through
import functools
from alembic import op


def logged(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        op.execute("SELECT 1")
        return function(*args, **kwargs)
    return wrapper


@logged
def drop(name):
    op.drop_table(name)


def upgrade():
    drop("a")

### a decorator with an argument
import functools
from alembic import op


def repeated(times):
    def decorate(function):
        def wrapper(*args):
            for n in range(times):
                function(*args, n)
        return wrapper
    return decorate


@repeated(2)
def drop(name, n):
    op.drop_table(f"{name}{n}")


def upgrade():
    drop("a")

### a nested function
def drop(name):
    op.drop_table(name)
for t in "ab":
    drop(t)

### a global
from alembic import op

count = 0


def next_name():
    global count
    count += 1
    return f"t{count}"


def upgrade():
    op.drop_table(next_name())
    op.drop_table(next_name())

### a partial function
import functools
from alembic import op


def upgrade():
    drop = functools.partial(op.drop_table, schema="s")
    drop("a")

### getattr
getattr(op, "drop_table")("a")

### map and filter
for name in filter(None, map(str.strip, [" a ", "", "b"])):
    op.drop_table(name)

### chained methods
op.drop_table("A-B".lower().replace("-", "_").removeprefix("a_"))

### slices
names = ["a", "b", "c"]
for name in names[1:]:
    op.drop_table(name)
for name in names[::-1][:1]:
    op.drop_table(name)

### a set of names in order
names = ["b", "a"]
names.append("c")
names.extend(["d"])
for name in reversed(names):
    op.drop_table(name)

### changing a list
names = ["a", "b", "c"]
names.remove("b")
names.insert(0, "z")
for name in names:
    op.drop_table(name)

### taking from a list
names = ["a", "b"]
while names:
    op.drop_table(names.pop())

### a dictionary's defaults
names = {"a": 1}
names.setdefault("b", 2)
for name in names:
    op.drop_table(name)

### itertools
import itertools
for a, b in itertools.product("ab", (1, 2)):
    op.drop_table(f"{a}{b}")

### chain
import itertools
for name in itertools.chain(["a"], ("b",)):
    op.drop_table(name)

### ordered
from collections import OrderedDict
for name in OrderedDict([("a", 1), ("b", 2)]):
    op.drop_table(name)

### a default dictionary
from collections import defaultdict
names = defaultdict(list)
names["t"].append("x")
names["t"].append("y")
for table, columns in names.items():
    for column in columns:
        op.drop_column(table, column)

### a regular expression
import re
op.drop_table(re.sub(r"[^a-z]+", "_", "a b c"))

### min, max, sum
op.drop_table(f"t{max(1, 3)}{min([4, 2])}{sum([1, 2])}{abs(-3)}")

### a docstring that lies
from alembic import op


def upgrade():
    """op.drop_table("never")"""
    # op.drop_table("nor")
    op.drop_table("a")

### type hints
from __future__ import annotations
from typing import Sequence, Union
from alembic import op

names: Union[str, Sequence[str], None] = ["a"]


def upgrade() -> None:
    for name in names or []:
        op.drop_table(name)

### an async helper is not run
from alembic import op


async def helper():
    op.drop_table("never")


def upgrade():
    op.drop_table("a")

### a helper of the repository
from alembic import op
from helpers.tables import NAMES, drop_all


def upgrade():
    drop_all(NAMES)
#### helpers/__init__.py
#### helpers/tables.py
from alembic import op

NAMES = ("a", "b")


def drop_all(names):
    for name in names:
        op.drop_table(name)

### star imports
from alembic.op import *


def upgrade():
    drop_table("a")

### semicolons
op.drop_table("a"); op.drop_table("b")

### line continuations
op.drop_table(
    "a"
    # the old one
    , schema \
    = "s"
)

### del
x = "a"
op.drop_table(x)
del x

### assert
assert 1 == 1, "never"
op.drop_table("a")

### an inherited constant
from alembic import op


class Base:
    prefix = "old_"

    @classmethod
    def drop(cls, name):
        op.drop_table(cls.prefix + name)


class New(Base):
    prefix = "new_"


def upgrade():
    Base.drop("a")
    New.drop("b")

### a property and a static method
from alembic import op


class T:
    def __init__(self, name):
        self._name = name

    @property
    def name(self):
        return self._name + "_t"

    @staticmethod
    def drop(name):
        op.drop_table(name)


def upgrade():
    t = T("a")
    T.drop(t.name)

### super
from alembic import op


class A:
    def run(self):
        op.drop_table("a")


class B(A):
    def run(self):
        super().run()
        op.drop_table("b")


def upgrade():
    B().run()

### a schema by default of the environment
import os

import sqlalchemy as sa
from alembic import op

SCHEMA = os.getenv("SCHEMA_OF_NO_ENVIRONMENT", "app")
OTHER = os.environ.get("OTHER_OF_NO_ENVIRONMENT", "old") if SCHEMA else "none"


def upgrade():
    op.create_table("t", sa.Column("id", sa.Integer(), sa.ForeignKey(f"{SCHEMA}.u.id")), schema=SCHEMA)
    op.create_index("i", "t", ["id"], schema=SCHEMA)
    op.execute(f"DROP TABLE {SCHEMA}.v")
    op.execute("DROP TABLE " + OTHER.upper() + ".w")

### the schema of the version table
from alembic import context, op


def upgrade():
    schema = context.get_context().version_table_schema + "." if context.get_context().version_table_schema else ""
    op.execute("UPDATE " + schema + "t SET a = 1")
    op.drop_table("u", schema=schema[:-1])

### a module by its name
import importlib
importlib.import_module("alembic.op").drop_table("a")

### reduce and a queue
import collections, functools
op.drop_table(functools.reduce(lambda a, b: a + b, ["a", "b"]))
queue = collections.deque(["a", "b"])
while queue:
    op.drop_table(queue.popleft())

### methods that Python calls
from dataclasses import dataclass
@dataclass
class Table:
    name: str
    def __post_init__(self):
        self.full = "old_" + self.name
        op.drop_table(self.full)
    def __getitem__(self, column):
        op.drop_column(self.full, column)
    def __setitem__(self, column, name):
        op.alter_column(self.full, column, new_column_name=name)
    @property
    def comment(self):
        return "c"
    @comment.setter
    def comment(self, text):
        op.create_table_comment(self.full, text + self.comment)
t = Table("a")
t["b"]
t["c"] = "d"
t.comment = "x"

### assert
assert op.drop_table("a") is None, "never"

### floats in a text
for number in [1.0, 0.1, 100000.0, 1e16, 1e-5, 0.0001, 1234567.875, -2.5, 1e22, 3.14159265358979]:
    op.execute(f"UPDATE t SET a = {number}, b = " + str(number))
t = sa.table("t", sa.column("a", sa.Float()))
op.execute(t.update().values(a=1.0))
op.execute(t.update().values(a=0.25))

### numbers and texts are sorted, with a key or in reverse
for n in sorted([3, 1, 2]):
    op.drop_table(f"t{n}")
for n in sorted(["bb", "a", "ccc"], key=len, reverse=True):
    op.drop_table(n)

### two names of one list
a = ["t1"]
b = a
b += ["t2"]
b[-1] = "t3"
for name in a:
    op.drop_table(name)

### a copy of a dictionary is its own
a = {"x": "t1"}
b = dict(a)
b["x"] = "t2"
op.drop_table(a["x"])
op.drop_table((a | b)["x"])

### a generator that is asked ~
op.drop_table("t3") if not list(op.drop_table(n) for n in ["t4"]) else op.drop_table("t5")

### characters, not bytes
name = "täble"
op.drop_table(name[1:3] + str(len(name)))
op.drop_table("".join(reversed(name)))

### conversions of numbers
op.drop_table("t%x" % 1) if False else op.drop_table("t%02d" % 7)
op.drop_table("{!r}".format("a"))
op.drop_table(f"{1.0}{0.1}{-7 // 2}{-7 % 3}")

### a member of an enum with two names
from enum import Enum

class Size(Enum):
    ONE = "one"
    UNO = "one"

for size in Size:
    op.drop_table(size.name)

### a pattern with a minus and one with a guard
match 1:
    case -1:
        op.drop_table("t1")
    case n if n > 3:
        op.drop_table("t2")
    case n if n:
        op.drop_table(f"t{n + 2}")
