# Functions, classes, decorators, patterns, handlers, and how a block goes on.

### parameters of every kind
from alembic import op


def drop(a, b="b", /, c="c", *rest, d, e="e", **more):
    op.drop_table("_".join([a, b, c, *rest, d, e, *more, *more.values()]))


def typed(a: str, *args: str, b: str = "y", **kw: str) -> None:
    op.drop_table(a + b + "_".join(args) + "_".join(kw))


def only(*, name, schema=None):
    op.drop_table(name, schema=schema)


def upgrade():
    drop("1", d="2")
    drop("1", "2", "3", "4", "5", d="6", e="7", f="8")
    typed("x", "z", b="q", w="v")
    typed("x")
    only(name="n")
    only(**{"name": "m", "schema": "s"})
    drop(*["1", "2"], **{"d": "9"})

### defaults are made once
from alembic import op


def next_name(seen=[]):
    seen.append("t")
    return "_".join(seen)


def upgrade():
    op.drop_table(next_name())
    op.drop_table(next_name())
    op.drop_table(next_name(["x"]))

### nonlocal and closures
from alembic import op


def counter():
    count = 0

    def next_name():
        nonlocal count
        count += 1
        return f"t{count}"
    return next_name


def upgrade():
    one = counter()
    op.drop_table(one())
    op.drop_table(one())
    op.drop_table(counter()())

### generators
from alembic import op


def names(n):
    yield "a"
    for i in range(n):
        yield f"t{i}"
    yield from ["x", "y"]
    if n:
        return
    yield "never"


def upgrade():
    for name in names(2):
        op.drop_table(name)
    op.drop_table("_".join(names(1)))
    first, *_ = names(1)
    op.drop_table(first)

### a context manager of one's own ?
import contextlib
from alembic import op


@contextlib.contextmanager
def around(name):
    op.execute(f"CREATE TABLE {name} (id int)")
    try:
        yield name + "_x"
    finally:
        op.execute(f"DROP TABLE {name}")


class Timeouts:
    def __init__(self, ms):
        self.ms = ms

    def __enter__(self):
        op.execute(f"SET lock_timeout = {self.ms}")
        return self

    def __exit__(self, *args):
        op.execute("RESET lock_timeout")


def upgrade():
    with around("a") as name:
        op.drop_table(name)
    with Timeouts(5) as t, around("b"):
        op.drop_table(f"t{t.ms}")
    with contextlib.suppress(KeyError):
        op.drop_table("c")
    with contextlib.nullcontext("n") as n:
        op.drop_table(n)
    with contextlib.ExitStack() as stack:
        op.drop_table(f"t{stack.enter_context(Timeouts(6)).ms}")
        stack.callback(op.drop_table, "last", schema="s")
    with Timeouts(1):
        for n in "xy":
            if n == "y":
                break
            op.drop_table(n)

### a closure of a stack ?
import contextlib
from alembic import op


@contextlib.contextmanager
def around(name):
    yield name


def upgrade():
    stack = contextlib.ExitStack()
    op.drop_table(stack.enter_context(around("d")))
    stack.close()
    op.drop_table("e")

### decorators of classes and methods ?
import functools
from alembic import op


def named(cls):
    cls.label = "l_" + cls.__name__.lower()
    return cls


@named
class A:
    kinds = {"x": 1}

    @classmethod
    def of(cls, name):
        return cls()

    @staticmethod
    def plain(name):
        return name + "_p"

    @functools.cached_property
    def cached(self):
        return "c"

    @property
    def prop(self):
        return self._prop if hasattr(self, "_prop") else "none"

    @prop.setter
    def prop(self, value):
        self._prop = value


@functools.lru_cache(maxsize=None)
def cached(n):
    return f"n{n}"


def upgrade():
    op.drop_table(A.plain("a"))
    op.drop_table(A.of("x").cached)
    a = A()
    op.drop_table(a.prop)
    a.prop = "set"
    op.drop_table(a.prop)
    op.drop_table(cached(1))

### what a decorator of a class adds ?
from alembic import op


def named(cls):
    cls.label = "l_" + cls.__name__.lower()
    return cls


@named
class A:
    pass


def upgrade():
    op.drop_table(A.label)
    op.drop_table(A().label)
    op.drop_table(A.__name__)

### classes of several bases
from alembic import op


class Base:
    prefix = "b_"

    def __init__(self, name="base"):
        self.name = name

    def full(self):
        return self.prefix + self.name


class Mixin:
    suffix = "_m"

    def full(self):
        return super().full() + self.suffix


class Both(Mixin, Base):
    prefix = "both_"

    def __init__(self):
        super().__init__("own")


class Empty(Base):
    """Nothing of its own."""


def upgrade():
    op.drop_table(Base().full())
    op.drop_table(Empty("e").full())
    op.drop_table(Empty().full())

### the next class in line ?
from alembic import op


class Base:
    def full(self):
        return "b"


class Mixin:
    def full(self):
        return super().full() + "_m"


class Both(Mixin, Base):
    pass


def upgrade():
    op.drop_table(Both().full())

### enums in every shape
import enum
from alembic import op


class Color(enum.Enum):
    RED = "r"
    GREEN = "g"

    @classmethod
    def all(cls):
        return [c.value for c in cls]

    @property
    def table(self):
        return "t_" + self.value


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2


def upgrade():
    op.drop_table(Color.RED.value)
    op.drop_table(Color.GREEN.name)
    op.drop_table(Color["RED"].value)
    op.drop_table("_".join(Color.all()))
    op.drop_table(f"t{Level.HIGH.value}{len(Color)}")
    for name in sorted(c.name for c in Color):
        op.drop_table(name)
    if Color.RED == Color.RED and Color.RED != Color.GREEN and Color.RED is Color.RED:
        op.drop_table("same")

### enums, further ?
import enum
from alembic import op


class Color(enum.Enum):
    RED = "r"
    GREEN = enum.auto()

    @property
    def table(self):
        return "t_" + self.name


class Word(str, enum.Enum):
    A = "a"


def upgrade():
    op.drop_table("_".join(Color.__members__))
    op.drop_table(Color("r").name)
    op.drop_table(Color.GREEN.table)
    op.drop_table(f"t{Color.GREEN.value}")
    op.drop_table(f"{Word.A.value}{Word.A}")
    op.drop_table("x" + Word.A)
    op.drop_table(list(Color)[0].name)

### records ?
import dataclasses
import typing
from collections import namedtuple
from dataclasses import dataclass, field
from alembic import op

Pair = namedtuple("Pair", "table column")
Three = namedtuple("Three", "a, b c", defaults=["z"])


@dataclass
class Column:
    table: str
    name: str = "id"
    tags: list = field(default_factory=list)
    kind: str = field(default="k")

    def full(self):
        return f"{self.table}_{self.name}"


@dataclass
class Wide(Column):
    width: int = 5


class Typed(typing.NamedTuple):
    a: str
    b: str = "bb"


def upgrade():
    p = Pair("t", column="c")
    op.drop_column(p.table, p.column)
    op.drop_column(p[0], p[-1])
    table, column = p
    op.drop_column(table, column)
    c = Column("t")
    c.tags.append("x")
    op.drop_table(c.full() + c.tags[0] + c.kind)
    op.drop_table(Wide("w", width=7).full() + str(Wide("w").width))
    op.drop_table(Typed("x").b + Typed(a="y", b="z").a)
    op.drop_table(f"t{len(p)}")
    for part in p:
        op.drop_table(part)
    if Pair("a", "b") == Pair("a", "b"):
        op.drop_table("equal")

### records, further ?
import dataclasses
from collections import namedtuple
from alembic import op

Pair = namedtuple("Pair", ["table", "column"])
Three = namedtuple("Three", "a b c", defaults=["z"])


@dataclasses.dataclass
class Column:
    table: str
    name: str = "id"


def upgrade():
    op.drop_table(Pair("a", "b")._replace(table="c").table)
    op.drop_table(Pair("a", "b")._asdict()["column"])
    op.drop_table(Three("a", "b").c)
    op.drop_table(dataclasses.replace(Column("t"), name="n").name)
    op.drop_table(dataclasses.asdict(Column("t"))["name"])
    op.drop_table("_".join(Pair._fields))

### objects with methods that Python calls
from alembic import op


class Names:
    def __init__(self, *names):
        self.names = list(names)

    def __iter__(self):
        return iter(self.names)

    def __len__(self):
        return len(self.names)

    def __getitem__(self, i):
        return self.names[i]

    def __contains__(self, name):
        return name in self.names

    def __call__(self, n):
        op.drop_table(self.names[n])


def upgrade():
    n = Names("a", "b")
    n(0)
    n(1)
    op.drop_table(n[1])

### objects that stand for texts and lists ?
from alembic import op


class Names:
    def __init__(self, *names):
        self.names = list(names)

    def __iter__(self):
        return iter(self.names)

    def __len__(self):
        return len(self.names)

    def __contains__(self, name):
        return name in self.names

    def __str__(self):
        return "_".join(self.names)

    def __add__(self, other):
        return Names(*self.names, *other.names)

    def __eq__(self, other):
        return self.names == other.names

    def __getattr__(self, name):
        return "got_" + name


def upgrade():
    n = Names("a", "b")
    op.drop_table(str(n))
    op.drop_table(f"{n}")
    op.drop_table(f"t{len(n)}")
    op.drop_table("_".join(n))
    op.drop_table(str(n + Names("c")))
    op.drop_table(n.missing)

### partial functions and methods
import functools
from alembic import op


class T:
    def __init__(self, name):
        self.name = name

    def drop(self, suffix="", schema=None):
        op.drop_table(self.name + suffix, schema=schema)


def add(a, b, c="c"):
    op.drop_table(a + b + c)


def upgrade():
    functools.partial(add, "a")("b")
    functools.partial(functools.partial(add, "a", c="z"), "b")()
    functools.partial(add, "a", c="z")("b", c="y")
    functools.partial(T("t").drop, schema="s")("_x")
    drop = T("u").drop
    drop()
    for f in (T("v").drop, T("w").drop):
        f("_y")
    (lambda *names, **kw: [op.drop_table(n, **kw) for n in names])("p", "q", schema="r")
    {"x": op.drop_table}["x"]("m")

### functions in a table
from alembic import op


def one():
    op.drop_table("one")


def two(n="2"):
    op.drop_table("two" + n)


STEPS = [one, two, lambda: op.drop_table("three")]
NAMED = {"a": one, "b": two}


def upgrade():
    for step in STEPS:
        step()
    for name, step in NAMED.items():
        op.execute(f"SELECT '{name}'")
        step()
    globals()["one"]() if False else NAMED["b"]("x")

### loops that end early
for a in range(3):
    for b in range(3):
        if b == 1:
            continue
        if b == 2:
            break
        op.drop_table(f"t{a}{b}")
    else:
        op.drop_table("never")
    if a == 1:
        break
else:
    op.drop_table("never")
n = 0
while n < 6:
    n += 1
    if n == 2:
        continue
    if n == 4:
        break
    op.drop_table(f"w{n}")
else:
    op.drop_table("never")
while n < 6:
    n += 1
else:
    op.drop_table(f"e{n}")
while 1:
    break

### returns out of loops ?
from alembic import op


def find(names, wanted):
    for name in names:
        if name == wanted:
            return name + "_found"
    else:
        return "none"


def count():
    n = 0
    while True:
        n += 1
        if n == 4:
            return n


def nothing():
    for n in range(3):
        if n:
            return
        op.drop_table(f"n{n}")


def upgrade():
    op.drop_table(find(["a", "b"], "b"))
    op.drop_table(find(["a"], "z"))
    op.drop_table(f"t{count()}")
    nothing()

### try with else and finally ?
from alembic import op


def drop(n):
    try:
        op.drop_table(f"a{n}")
        if n:
            return
    finally:
        op.drop_table(f"b{n}")
    op.drop_table(f"c{n}")


def upgrade():
    drop(0)
    drop(1)
    try:
        import json
    except ImportError:
        json = None
    op.drop_table("j" if json else "none")
    for n in range(2):
        try:
            if n:
                break
            op.drop_table(f"l{n}")
        finally:
            op.drop_table(f"f{n}")

### matches of every kind ?
from alembic import op


class Point:
    __match_args__ = ("x", "y")

    def __init__(self, x, y):
        self.x, self.y = x, y


class K:
    A = "a"


def kind(value):
    match value:
        case "a" | "b":
            return "letter"
        case 1 | 2.5:
            return "number"
        case None:
            return "none"
        case True:
            return "yes"
        case []:
            return "empty"
        case [x]:
            return f"one_{x}"
        case [x, "y"]:
            return f"two_{x}"
        case ("p", (q, r)):
            return f"{q}{r}"
        case (1, *rest):
            return f"rest{len(rest)}"
        case "c" "d":
            return "joined"
        case str() as s:
            return s
        case _:
            return "other"


def upgrade():
    for value in ("a", "b", 1, None, [], ["z"], ["z", "y"], ("p", ("q", "r")), "cd"):
        op.drop_table(kind(value))
    match 5:
        case n:
            op.drop_table(f"n{n}")
    match "x":
        case ("y"):
            op.drop_table("never")
        case ("x"):
            op.drop_table("group")
    match 1, 2:
        case 1, b:
            op.drop_table(f"b{b}")

### matches, further ?
class K:
    A = "a"
match {"k": "v", "z": 1}:
    case {"k": v}:
        op.drop_table(v)
match "a":
    case K.A:
        op.drop_table("dotted")

### names of every scope
from alembic import op

a = "module"


class C:
    a = "class"
    b = a + "_b"

    def get(self):
        return a


def f():
    a = "local"
    g = [a for a in ["inner"]]
    return a + g[0]


def upgrade():
    op.drop_table(C.b)
    op.drop_table(C().get())
    op.drop_table(f())
    del_me = "x"
    del del_me
    for n in "z":
        pass
    op.drop_table(n)
    if True:
        late = "late"
    op.drop_table(late)
    global made
    made = "made"
    op.drop_table(made)
    op.drop_table(globals_of())


def globals_of():
    return made + "2"

### modules of the repository in every way
import importlib
from alembic import op
import tools
import tools.names as names
from tools import names as again, more
from tools.more import *
from tools.names import FIRST as first, second
from tools.deep.er import value
import tools.deep.er


def upgrade():
    op.drop_table(tools.TOP)
    op.drop_table(names.FIRST)
    op.drop_table(again.second("x"))
    op.drop_table(first + second())
    op.drop_table(STAR)
    op.drop_table(value)
    op.drop_table(tools.deep.er.value)
    op.drop_table(importlib.import_module("tools.names").FIRST)
    op.drop_table(more.relative)
    op.drop_table(getattr(names, "FIRST"))
#### tools/__init__.py
TOP = "top"
#### tools/names.py
FIRST = "first"
_hidden = "h"


def second(suffix="_s"):
    return FIRST + suffix
#### tools/more.py
from . import names
from .names import FIRST as F
from .deep.er import value as v
from .deep import er

STAR = "star"
relative = names.FIRST + F + v + er.value
__all__ = ["STAR"]
#### tools/deep/__init__.py
#### tools/deep/er.py
from .. import TOP
from ..names import second
value = TOP + second("_d")

### modules that need each other
from alembic import op
import circle.a


def upgrade():
    op.drop_table(circle.a.name())
#### circle/__init__.py
#### circle/a.py
import circle.b


def name():
    return circle.b.PREFIX + "x"
#### circle/b.py
import circle.a

PREFIX = "b_"

### a module that changes another
from alembic import op
import state.change
from state import names


def upgrade():
    op.drop_table(state.change.LAST)
    for name in names.NAMES:
        op.drop_table(name)
#### state/__init__.py
#### state/names.py
NAMES = ["a"]
#### state/change.py
from state import names

names.NAMES.append("b")
LAST = "last"

### annotations and types ?
from __future__ import annotations
import typing as t
from typing import TYPE_CHECKING, Optional, cast
from alembic import op

if TYPE_CHECKING:
    from nowhere import Thing

name: str = "a"
other: "Thing"
T = t.TypeVar("T")
Names = t.List[str]


def f(x: T) -> T:
    y: int
    return x


def upgrade() -> None:
    z: Optional[str] = None
    op.drop_table(f(name))
    op.drop_table(cast(str, "b"))
    op.drop_table(z or "c")

### logging, printing and other calls without effect
import logging, sys, os, time, warnings
from alembic import op

log = logging.getLogger("alembic.runtime.migration")


def upgrade():
    print("dropping")
    log.info("dropping %s", "a")
    sys.stdout.write("")
    warnings.warn("x") if False else None
    op.drop_table("a")
    os.path.exists("nowhere")
    op.drop_table("b")
