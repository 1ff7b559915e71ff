"""Random programs of the language that migrations are written in: generate(seed) -> text.

Every value has a type, every loop ends, most programs end without an exception. About a third
ask the environment, which cupel cannot know.
"""

import random

STRINGS = ["a", "b", "ab", "a_b", "", " x ", "A", "b,a", "aa", "é", "x-1", "{}", "%s", "a\\nb", "it's"]
METHODS = [".upper()", ".lower()", ".strip()", ".title()", ".capitalize()", ".swapcase()",
           ".replace('a', 'bb')", ".replace('', '.')", ".replace('a', 'c', 1)", ".strip('ab')", ".lstrip()",
           ".rstrip('b')", ".removeprefix('a')", ".removesuffix('b')", ".zfill(4)", ".ljust(4, '_')",
           ".rjust(5)", ".center(5, '*')", "[0:1]", "[-2:]", "[:-1]", "[::-1]", "[1:3]", "[3:1]", "[::2]",
           ".format(1)", ".partition('_')[0]", ".rpartition('_')[2]", ".expandtabs()"]
PRELUDE = """import os
import re
import itertools
import functools
from collections import OrderedDict, defaultdict, namedtuple
from dataclasses import dataclass, field
from enum import Enum
from contextlib import contextmanager
from alembic import op

revision = "a"
down_revision = None
PREFIX = "p_"
NAMES = ["n1", "n2", "n3"]
SIZES = {"small": 1, "big": 9}
COUNT = 3
"""


class Generator:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.lines, self.indent, self.serial = [], 0, 0
        self.scopes = [{"str": ["PREFIX"], "int": ["COUNT"], "strs": ["NAMES"], "dict": ["SIZES"],
                        "bool": [], "ints": [], "set": []}]
        self.functions = []  # (name, parameter types, result type)
        self.loops, self.depth = 0, 0
        self.asks = self.random.random() < 0.3

    # ---- help

    def pick(self, *of):
        return self.random.choice(of)

    def chance(self, share):
        return self.random.random() < share

    def name(self, kind="v"):
        self.serial += 1
        return f"{kind}{self.serial}"

    def line(self, text):
        self.lines.append("    " * self.indent + text)

    def variables(self, kind):
        return [name for scope in self.scopes for name in scope[kind]]

    def bind(self, kind, name):
        if name not in self.variables(kind):
            self.scopes[-1][kind].append(name)

    def scope(self):
        self.scopes.append({kind: [] for kind in self.scopes[0]})

    # ---- expressions

    def expression(self, kind, depth=3):
        known = self.variables(kind)
        if known and self.chance(0.35):
            return self.random.choice(known)
        calls = [f for f in self.functions if f[2] == kind]
        if calls and depth > 1 and self.chance(0.2):
            return self.call(self.random.choice(calls), depth - 1)
        if depth <= 0:
            return self.literal(kind)
        if self.chance(0.06):
            return (f"({self.expression(kind, depth - 1)} if {self.expression('bool', depth - 1)} "
                    f"else {self.expression(kind, depth - 1)})")
        return getattr(self, f"make_{kind}")(depth - 1)

    def literal(self, kind):
        return {
            "str": lambda: self.quoted(self.random.choice(STRINGS)),
            "int": lambda: str(self.pick(0, 1, 2, 3, -1, 7, 10, 255)),
            "bool": lambda: self.pick("True", "False"),
            "strs": lambda: self.pick("['a', 'b']", "['x', 'y', 'x']", "[]", "('p', 'q')", "['']"),
            "ints": lambda: self.pick("[1, 2, 3]", "[3, 1, 2]", "[]", "(5, -5)", "[0]"),
            "dict": lambda: self.pick("{'a': 1, 'b': 2}", "{}", "{'x': 0}", "dict(c=3, d=4)"),
            "set": lambda: self.pick("{'a', 'b'}", "set()", "{'x'}", "frozenset(['a', 'c'])"),
        }[kind]()

    def quoted(self, text):
        if "'" in text or self.chance(0.3):
            return '"' + text + '"'
        return "'" + text + "'"

    def call(self, function, depth):
        name, kinds, _ = function
        arguments = [self.expression(kind, depth) for kind, _ in kinds]
        while kinds and arguments and kinds[len(arguments) - 1][1] and self.chance(0.5):
            arguments.pop()  # it has a default
        return f"{name}({', '.join(arguments)})"

    def any(self, depth):
        return self.expression(self.pick("str", "str", "int", "int", "bool", "strs", "ints", "dict"), depth)

    def make_str(self, depth):
        s = lambda: self.expression("str", depth)
        i = lambda: self.expression("int", depth)
        return self.pick(
            lambda: f"{s()} + {s()}",
            lambda: f"({s()} + {s()}){self.random.choice(METHODS)}",
            lambda: f"str({self.any(depth)})",
            lambda: f"repr({self.any(depth)})",
            lambda: f"{s()} * {self.pick(0, 2, -1)}",
            lambda: f"'%s_%s' % ({s()}, {i()})",
            lambda: f"'%d|%03d|%-4s|%x' % ({i()}, {i()}, {s()}, abs({i()}))",
            lambda: f"'%(k)s-%(n)d' % {{'k': {s()}, 'n': {i()}}}",
            lambda: f"'{{}}:{{}}'.format({self.any(depth)}, {s()})",
            lambda: f"'{{0}}{{1}}{{0}}'.format({s()}, {i()})",
            lambda: f"'{{x:>4}}{{y!r}}'.format(x={s()}, y={s()})",
            lambda: f"'{{0[0]}}'.format({self.literal('ints')} or [1])",
            lambda: self.fstring(depth),
            lambda: f"{self.pick(repr('_'), repr(', '), repr(''))}.join({self.expression('strs', depth)})",
            lambda: f"','.join(str(q) for q in {self.expression('ints', depth)})",
            lambda: f"({self.expression('strs', depth)} or ['z'])[{self.pick(0, -1)}]",
            lambda: f"{s()}{self.random.choice(METHODS)}",
            lambda: f"max({self.expression('strs', depth)}, default='m')",
            lambda: f"next(iter({self.expression('strs', depth)}), 'none')",
            lambda: f"next((q for q in {self.expression('strs', depth)} if q > {s()}), {s()})",
            lambda: f"re.sub({self.pick(repr('a+'), repr('[ab]'), repr('^'), repr('$'))}, 'r', {s()})",
            lambda: f"{s()} or {s()}",
            lambda: f"{s()} and {s()}",
            lambda: f"dict(zip({self.expression('strs', depth)}, 'xyz')).get({s()}, 'dd')",
            lambda: f"(lambda q, r={s()}: q + r)({s()})",
            lambda: f"''.join(reversed({s()}))",
            lambda: f"functools.reduce(lambda q, r: q + r, {self.expression('strs', depth)}, '')",
            lambda: f"chr({self.pick(97, 233, 0x20ac)})",
        )()

    def fstring(self, depth):
        parts = []
        for _ in range(self.random.randint(1, 3)):
            value = self.any(min(depth, 1)).replace("\\n", "n").replace('"', "'")
            if "it's" in value or "\\" in value or "\"\"" in value or "''" in value:
                value = "1"
            spec = self.pick("", "", "", "!r", "!s", ":>5", ":<4", ":^7")
            if spec.startswith(":"):
                value = f"str({value})"
            parts.append(self.pick("", "_", "{{", "x", "}}") + "{" + " " * value.startswith("{") + value + spec + "}")
        if self.chance(0.2):
            parts.append("{" + self.pick("COUNT", "7") + self.pick(":03d", ":3", ":x", ":,", ":+d", ":<5", ":>5d", ":05") + "}")
        return 'f"""' + "".join(parts) + '"""'

    def make_int(self, depth):
        i = lambda: self.expression("int", depth)
        return self.pick(
            lambda: f"({i()} {self.pick('+', '-', '*')} {i()})",
            lambda: f"({i()} {self.pick('//', '%')} {self.pick(2, 3, -2, 7)})",
            lambda: f"({i()} {self.pick('&', '|', '^')} {i()})",
            lambda: f"len({self.expression(self.pick('str', 'strs', 'ints', 'dict', 'set'), depth)})",
            lambda: f"sum({self.expression('ints', depth)})",
            lambda: f"{self.pick('max', 'min')}({i()}, {i()})",
            lambda: f"({self.expression('ints', depth)} or [4])[{self.pick(0, -1)}]",
            lambda: f"{self.expression('dict', depth)}.get({self.expression('str', depth)}, {i()})",
            lambda: f"-{i()}",
            lambda: f"abs({i()})",
            lambda: f"int('{self.pick(0, 12, -3)}')",
            lambda: f"sum(q for q in {self.expression('ints', depth)} if q > {i()})",
            lambda: f"{self.expression('str', depth)}.{self.pick('count', 'find')}('a')",
            lambda: f"({self.expression('bool', depth)} + {i()})",
            lambda: f"ord({self.pick(repr('a'), repr('é'))})",
            lambda: f"{self.expression('strs', depth)}.count('a')",
            lambda: f"divmod({i()}, 3)[{self.pick(0, 1)}]",
            lambda: f"({i()} or {i()})",
        )()

    def make_bool(self, depth):
        e = self.expression
        compare = self.pick("==", "!=", "<", "<=", ">", ">=")
        return self.pick(
            lambda: f"({e('int', depth)} {compare} {e('int', depth)})",
            lambda: f"({e('str', depth)} {compare} {e('str', depth)})",
            lambda: f"({e('int', depth)} < {e('int', depth)} <= {e('int', depth)})",
            lambda: f"({e('strs', depth)} {self.pick('==', '!=')} {e('strs', depth)})",
            lambda: f"({e('dict', depth)} == {e('dict', depth)})",
            lambda: f"({e('set', depth)} {self.pick('==', '<=', '>=')} {e('set', depth)})",
            lambda: f"({e('str', depth)} {self.pick('in', 'not in')} {e(self.pick('str', 'strs', 'dict', 'set'), depth)})",
            lambda: f"(not {self.any(depth)})",
            lambda: f"({e('bool', depth)} {self.pick('and', 'or')} {e('bool', depth)})",
            lambda: f"{self.pick('any', 'all')}(q {compare} {e('int', depth)} for q in {e('ints', depth)})",
            lambda: f"{e('str', depth)}.{self.pick('startswith', 'endswith')}({self.pick(repr('a'), repr(''), '(' + repr('a') + ', ' + repr('b') + ')')})",
            lambda: f"isinstance({self.any(depth)}, {self.pick('str', 'int', 'bool', 'list', '(str, int)')})",
            lambda: f"({self.any(depth)} is {self.pick('None', 'not None')})",
            lambda: f"bool({self.any(depth)})",
            lambda: f"{e('str', depth)}.{self.pick('isdigit', 'isalpha', 'islower', 'isidentifier')}()",
            lambda: "os.environ.get('K')" if self.asks else "True",
        )()

    def make_strs(self, depth):
        e = self.expression
        return self.pick(
            lambda: f"[{e('str', depth)}, {e('str', depth)}]",
            lambda: f"[*{e('strs', depth)}, {e('str', depth)}]",
            lambda: f"list({e('strs', depth)})",
            lambda: f"(list({e('strs', depth)}) + [{e('str', depth)}])",
            lambda: f"[q + {e('str', depth)} for q in {e('strs', depth)}]",
            lambda: f"[q for q in {e('strs', depth)} if {self.pick('q', 'q != ' + e('str', depth))}]",
            lambda: f"[f'{{q}}{{r}}' for q in {e('strs', depth)} for r in {e('ints', depth)}]",
            lambda: f"{e('str', depth)}.split({self.pick('', repr(','), repr('a'), repr('_') + ', 1')})",
            lambda: f"sorted({e(self.pick('strs', 'set', 'dict'), depth)}{self.pick('', ', reverse=True', ', key=lambda q: q[::-1]')})",
            lambda: f"sorted({e(self.pick('strs', 'dict'), depth)}, key=len)",
            lambda: f"list({e('dict', depth)})",
            lambda: f"list({e('dict', depth)}.keys())",
            lambda: f"[k for k, v in {e('dict', depth)}.items() if v {self.pick('>', '==')} {e('int', depth)}]",
            lambda: f"{e('strs', depth)}[{self.pick('1:', ':1', '::-1', '-1:', '::2', '1:0')}]",
            lambda: f"list(map(str, {e('ints', depth)}))",
            lambda: f"list(map(lambda q: q + 'm', {e('strs', depth)}))",
            lambda: f"list(filter({self.pick('None', 'lambda q: q > ' + repr('a'))}, {e('strs', depth)}))",
            lambda: f"[str(n) + q for n, q in enumerate({e('strs', depth)}{self.pick('', ', 1', ', start=5')})]",
            lambda: f"[q + r for q, r in zip({e('strs', depth)}, {e('strs', depth)})]",
            lambda: f"list(itertools.chain({e('strs', depth)}, {e('strs', depth)}))",
            lambda: f"list(reversed({e('strs', depth)}))",
            lambda: f"list(dict.fromkeys({e('strs', depth)}))",
            lambda: f"{e('str', depth)}.splitlines()",
            lambda: f"list({e('str', depth)})",
            lambda: f"(list({e('strs', depth)}) * {self.pick(0, 2)})",
        )()

    def make_ints(self, depth):
        e = self.expression
        return self.pick(
            lambda: f"[{e('int', depth)}, {e('int', depth)}]",
            lambda: f"list(range({self.pick(0, 2, 4)}))",
            lambda: f"list(range({self.pick('1, 4', '5, 0, -2', '0, 7, 3', '3, 3')}))",
            lambda: f"[q * 2 for q in {e('ints', depth)}]",
            lambda: f"[len(q) for q in {e('strs', depth)}]",
            lambda: f"list({e('dict', depth)}.values())",
            lambda: f"sorted({e('ints', depth)}{self.pick('', ', reverse=True')})",
            lambda: f"[q for q in {e('ints', depth)} if q % 2]",
            lambda: f"{e('ints', depth)}[{self.pick('1:', ':1', '::-1')}]",
        )()

    def make_dict(self, depth):
        e = self.expression
        return self.pick(
            lambda: f"{{{e('str', depth)}: {e('int', depth)}, {e('str', depth)}: {e('int', depth)}}}",
            lambda: f"{{**{e('dict', depth)}, {e('str', depth)}: {e('int', depth)}}}",
            lambda: f"{{q: len(q) for q in {e('strs', depth)}}}",
            lambda: f"dict(zip({e('strs', depth)}, {e('ints', depth)}))",
            lambda: f"dict({e('dict', depth)}, z={e('int', depth)})",
            lambda: f"({e('dict', depth)} | {e('dict', depth)})",
            lambda: f"dict({e('dict', depth)})",
            lambda: f"OrderedDict({e('dict', depth)})",
            lambda: f"dict([({e('str', depth)}, {e('int', depth)})])",
        )()

    def make_set(self, depth):
        e = self.expression
        return self.pick(
            lambda: f"set({e('strs', depth)})",
            lambda: f"{{{e('str', depth)}, {e('str', depth)}}}",
            lambda: f"({e('set', depth)} {self.pick('|', '&', '-', '^')} {e('set', depth)})",
            lambda: f"{{q for q in {e('strs', depth)} if q}}",
        )()
