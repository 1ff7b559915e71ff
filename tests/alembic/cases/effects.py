# Generators, coroutines, context managers, decorators, and where effects hide.

### del with an effect
d = {'a': 1}
def f(): op.drop_table('x'); return 'a'
del d[f()]

### assert with an effect
def f(): op.drop_table('x'); return True
assert f(), op.drop_table('never')

### default argument
def f(x=op.drop_table('default')): pass

### default argument keyword only
def f(*, x=op.drop_table('default')): pass

### decorator expression
def d(n):
    op.drop_table(n)
    return lambda f: f
@d('dec')
def f(): pass

### decorator of harmless name
class X:
    def wraps(self, f): op.drop_table('w'); return f
x = X()
@x.wraps
def f(): pass

### decorator chain
def a(f): op.drop_table('a'); return f
def b(f): op.drop_table('b'); return f
@a
@b
def f(): op.drop_table('f')
f()

### decorator subscript
ds = [lambda f: (op.drop_table('sub'), f)[1]]
@ds[0]
def f(): op.drop_table('f')
f()

### decorator lambda
@lambda f: f()
def g(): op.drop_table('g')

### decorator returns none
def d(f): f()
@d
def g(): op.drop_table('g')

### annotation
def f(x: op.drop_table('p')) -> op.drop_table('r'): pass

### annotation of a variable
x: op.drop_table('local')

### annotation in a class
class A:
    x: op.drop_table('in_class') = 1

### lambda default
f = lambda x=op.drop_table('d'): x

### fstring field
x = f"{op.drop_table('f')}"

### fstring spec
def w(): op.drop_table('w'); return 5
x = f"{1:{w()}}"

### fstring debug
def w(): op.drop_table('w'); return 'n'
op.drop_table(f"{w()=}".replace('=', '').replace('(', '').replace(')', '').replace("'", ''))

### format argument
'{}'.format(op.drop_table('x'))

### percent argument
'%s' % (op.drop_table('x'),)

### slice bounds
def w(n): op.drop_table(n); return 1
[1, 2, 3][w('a'):w('b')]

### subscript value
def w(n): op.drop_table(n); return 0
[1][w('a')]

### augmented target evaluated once
def w(): op.drop_table('w'); return 0
l = [1]
l[w()] += 1

### chained comparison middle once
def w(): op.drop_table('w'); return 2
1 < w() < 3

### dict display effects
{op.drop_table('k'): op.drop_table('v')}

### set display effects
{op.drop_table('a'), op.drop_table('b')}

### star args effects
def w(): op.drop_table('w'); return ['x']
op.drop_table(*w())

### keyword argument effects
def f(**k): pass
f(a=op.drop_table('a'), **{'b': op.drop_table('b')})

### return effects
def f(): return op.drop_table('r')
f()

### yield effects
def f():
    yield op.drop_table('y')
list(f())

### generator not consumed
def f():
    op.drop_table('never')
    yield 1
f()

### generator interleaved
def f():
    for n in 'ab':
        op.drop_table('gen_' + n)
        yield n
for n in f(): op.drop_table('loop_' + n)

### generator return value
def f():
    yield 'a'
    return 'ret'
def g():
    r = yield from f()
    op.drop_table(r)
for x in g(): op.drop_table(x)

### yield from list
def g():
    yield from ['a', 'b']
for x in g(): op.drop_table(x)

### yield from generator with effects
def f():
    op.drop_table('f1'); yield 'x'
def g():
    op.drop_table('g1')
    yield from f()
    op.drop_table('g2')
list(g())

### generator expression deque
from collections import deque
deque((op.drop_table(x) for x in 'ab'), maxlen=0)

### generator in for
for _ in (op.drop_table(x) for x in 'ab'): pass

### generator in unpack
a, b = (op.drop_table(x) for x in 'ab')

### generator in star
[*(op.drop_table(x) for x in 'ab')]

### generator in join
','.join(str(op.drop_table(x)) for x in 'ab')

### generator in set and dict
set(op.drop_table(x) for x in 'a')
dict((x, op.drop_table(x)) for x in 'b')
tuple(op.drop_table(x) for x in 'c')
sorted(str(op.drop_table(x)) for x in 'd')
sum(len(str(op.drop_table(x))) for x in 'e')
max(str(op.drop_table(x)) for x in 'f')

### map consumed by for
for _ in map(op.drop_table, 'ab'): pass

### map with two lists
list(map(lambda a, b: op.drop_table(a + b), 'ab', 'cd'))

### map none function effects in filter
list(filter(op.drop_table, 'ab'))

### starmap
import itertools
list(itertools.starmap(op.drop_column, [('a', 'b'), ('c', 'd')]))

### reduce with effects
import functools
functools.reduce(lambda a, b: op.drop_table(b), ['a', 'b', 'c'])

### partial
import functools
functools.partial(op.drop_column, 'a')('b')

### partialmethod
import functools
class A:
    def drop(self, a, b): op.drop_table(a + b)
    both = functools.partialmethod(drop, 'x')
A().both('y')

### lru_cache
import functools
@functools.lru_cache(maxsize=None)
def f(n): op.drop_table(n); return n + 'r'
op.drop_table(f('a'))
op.drop_table(f('a'))
f('b')

### cache
import functools
@functools.cache
def f(): op.drop_table('once')
f(); f()

### cached_property
import functools
class A:
    @functools.cached_property
    def x(self): op.drop_table('once'); return 'v'
a = A()
op.drop_table(a.x); op.drop_table(a.x)

### getattr
getattr(op, 'drop_' + 'table')('x')

### getattr default
getattr(op, 'drop_table', None)('x')

### globals call
from alembic import op
def upgrade_x(): op.drop_table('x')
def upgrade():
    globals()['upgrade_x']()

### locals
f = lambda: op.drop_table('x')
locals()['f']()

### importlib op
import importlib
importlib.import_module('alembic.op').drop_table('x')

### __import__ op
__import__('alembic').op.drop_table('x')

### import in function
from alembic import op
def upgrade():
    from alembic import op as o
    o.drop_table('x')

### async run
import asyncio
async def f(): op.drop_table('x')
asyncio.run(f())

### async await
import asyncio
async def g(): op.drop_table('g'); return 'r'
async def f(): op.drop_table(await g())
asyncio.run(f())

### async not awaited
async def f(): op.drop_table('never')
f()

### async gather
import asyncio
async def g(n): op.drop_table(n)
async def f(): await asyncio.gather(g('a'), g('b'))
asyncio.run(f())

### async for
import asyncio
async def g():
    for n in 'ab':
        yield n
async def f():
    async for n in g(): op.drop_table(n)
asyncio.run(f())

### async with
import asyncio
class A:
    async def __aenter__(self): op.drop_table('enter'); return 'e'
    async def __aexit__(self, *a): op.drop_table('exit')
async def f():
    async with A() as e: op.drop_table(e)
asyncio.run(f())

### async comprehension
import asyncio
async def g():
    for n in 'ab': yield n
async def f():
    return [op.drop_table(n) async for n in g()]
asyncio.run(f())

### event loop
import asyncio
async def f(): op.drop_table('x')
loop = asyncio.new_event_loop()
loop.run_until_complete(f())

### exit stack
import contextlib
with contextlib.ExitStack() as stack:
    stack.callback(op.drop_table, 'last')
    stack.callback(op.drop_table, 'first')
    op.drop_table('in')

### exit stack push
import contextlib
with contextlib.ExitStack() as stack:
    stack.push(lambda *a: op.drop_table('pushed'))

### closing
import contextlib
class A:
    def close(self): op.drop_table('closed')
with contextlib.closing(A()): op.drop_table('in')

### nullcontext
import contextlib
with contextlib.nullcontext('x') as x: op.drop_table(x)

### redirect_stdout
import contextlib, io
with contextlib.redirect_stdout(io.StringIO()):
    op.drop_table('x')

### contextmanager variable
import contextlib
@contextlib.contextmanager
def cm(n):
    op.drop_table('b' + n)
    yield n
    op.drop_table('a' + n)
m = cm('1')
with m as v: op.drop_table(v)

### contextmanager by hand
import contextlib
@contextlib.contextmanager
def cm():
    op.drop_table('before')
    yield 'v'
    op.drop_table('after')
m = cm()
op.drop_table(m.__enter__())
m.__exit__(None, None, None)

### contextmanager in stack
import contextlib
@contextlib.contextmanager
def cm(n):
    op.drop_table('b' + n)
    yield n
    op.drop_table('a' + n)
with contextlib.ExitStack() as stack:
    for n in 'xy': op.drop_table(stack.enter_context(cm(n)))

### global statement
def f():
    global T
    T = 'x'
f()
op.drop_table(T)

### nested function default closure
fs = []
for n in 'ab':
    def f(n=n): op.drop_table(n)
    fs.append(f)
for f in fs: f()

### late binding
fs = []
for n in 'ab':
    fs.append(lambda: op.drop_table(n))
for f in fs: f()

### function attributes
def f(): op.drop_table(f.table)
f.table = 'x'
f()

### function attribute list
def register(f):
    register.all.append(f)
    return f
register.all = []
@register
def a(): op.drop_table('a')
@register
def b(): op.drop_table('b')
for f in register.all: f()

### dispatch dictionary
{'drop': op.drop_table}['drop']('x')

### dispatch list of tuples
for f, args in [(op.drop_table, ('a',)), (op.drop_column, ('b', 'c'))]:
    f(*args)

### function in tuple
(lambda: op.drop_table('x'),)[0]()

### immediately called lambda
(lambda n: op.drop_table(n))('x')

### nested ternaries
(op.drop_table if True else op.drop_column)('x')

### recursion through lambda
f = lambda n: n and (op.drop_table(f't{n}'), f(n - 1))
f(3)

### upgrade decorated
from alembic import op
def d(f):
    def w():
        op.drop_table('before')
        f()
    return w
@d
def upgrade(): op.drop_table('in')

### try return finally
def f():
    try:
        op.drop_table('a')
        return 'r'
    finally:
        op.drop_table('f')
op.drop_table(f())

### while else
n = 0
while n < 2:
    n += 1
else:
    op.drop_table('else')

### while walrus
l = ['a', 'b']
while (x := l.pop(0) if l else None): op.drop_table(x)

### while list
l = ['a', 'b']
while l:
    op.drop_table(l.pop())

### match guard effect
def g(): op.drop_table('g'); return False
match 1:
    case 1 if g(): op.drop_table('no')
    case _: op.drop_table('yes')

### print effect
print(op.drop_table('x'))

### print file
import sys
print('x', file=sys.stderr)
op.drop_table('a')

### logging argument
import logging
logging.info('x %s', op.drop_table('x'))

### dataclass factory
from dataclasses import dataclass, field
@dataclass
class A:
    n: str = 'd'
    l: list = field(default_factory=lambda: ['f'])
    def __post_init__(self): self.l.append(self.n)
for x in A('p').l: op.drop_table(x)
for x in A().l: op.drop_table(x)

### dataclass factory effects
from dataclasses import dataclass, field
def make(): op.drop_table('made'); return 'm'
@dataclass
class A:
    n: str = field(default_factory=make)
    k: str = field(default='k')
op.drop_table(A().n)
op.drop_table(A('given').n + A('given').k)

### named tuple class
from typing import NamedTuple
class P(NamedTuple):
    a: str
    b: str = 'y'
    def drop(self): op.drop_table(self.a + self.b)
P('x').drop()
a, b = P('m')
op.drop_table(a + b)
op.drop_table(P('q')[0])
op.drop_table(P('q')._asdict()['b'])
op.drop_table(P('q')._replace(b='r').b)
op.drop_table('_'.join(P._fields))
op.drop_table('_'.join(P('q')))

### enum with init
from enum import Enum
class E(Enum):
    A = ('a', 1)
    def __init__(self, t, n):
        self.t = t
        self.n = n
op.drop_table(E.A.t)
op.drop_table(f't{E.A.n}')

