# Classes.

### setattr hook
class A:
    def __setattr__(self, name, value):
        op.drop_table('set_' + name + value)
        object.__setattr__(self, name, value)
a = A()
a.x = 'v'
op.drop_table(a.x)

### setattr by super
class A:
    def __setattr__(self, name, value):
        super().__setattr__(name, value + 's')
a = A()
a.x = 'v'
op.drop_table(a.x)

### setattr by dict
class A:
    def __setattr__(self, name, value):
        self.__dict__[name] = value + 'd'
a = A()
a.x = 'v'
op.drop_table(a.x)

### getattr hook
class A:
    def __getattr__(self, name):
        op.drop_table(name)
        return 'got' + name
op.drop_table(A().b)

### getattr hook gives callables
class Dropper:
    def __getattr__(self, name):
        return lambda: op.drop_table(name)
Dropper().users()

### getattribute hook
class A:
    x = 'own'
    def __getattribute__(self, name):
        op.drop_table('get_' + name)
        return object.__getattribute__(self, name)
op.drop_table(A().x)

### delattr hook
class A:
    def __delattr__(self, name):
        op.drop_table('del_' + name)
a = A()
a.x = 1
del a.x

### add
class A:
    def __init__(self, n): self.n = n
    def __add__(self, o):
        op.drop_table('add')
        return A(self.n + o)
    def __radd__(self, o):
        op.drop_table('radd')
        return A(o + self.n)
op.drop_table((A('a') + 'b').n)
op.drop_table(('a' + A('b')).n)

### iadd
class A:
    def __init__(self): self.n = []
    def __iadd__(self, o):
        op.drop_table('iadd' + o)
        return self
a = A()
a += 'x'

### operators
class A:
    def __sub__(self, o): op.drop_table('sub'); return self
    def __mul__(self, o): op.drop_table('mul'); return self
    def __truediv__(self, o): op.drop_table('div'); return self
    def __floordiv__(self, o): op.drop_table('floor'); return self
    def __mod__(self, o): op.drop_table('mod'); return self
    def __pow__(self, o): op.drop_table('pow'); return self
    def __lshift__(self, o): op.drop_table('lshift'); return self
    def __rshift__(self, o): op.drop_table('rshift'); return self
    def __and__(self, o): op.drop_table('and'); return self
    def __or__(self, o): op.drop_table('or'); return self
    def __xor__(self, o): op.drop_table('xor'); return self
    def __matmul__(self, o): op.drop_table('matmul'); return self
    def __neg__(self): op.drop_table('neg'); return self
    def __pos__(self): op.drop_table('pos'); return self
    def __invert__(self): op.drop_table('inv'); return self
a = A()
a - 1; a * 1; a / 1; a // 1; a % 1; a ** 1; a << 1; a >> 1; a & 1; a | 1; a ^ 1; a @ 1
-a; +a; ~a

### compare
class A:
    def __eq__(self, o): op.drop_table('eq'); return True
    def __lt__(self, o): op.drop_table('lt'); return False
    def __ge__(self, o): op.drop_table('ge'); return True
if A() == 1: op.drop_table('yes')
if A() < 1: op.drop_table('no')
if A() >= 1: op.drop_table('ok')
if 1 == A(): op.drop_table('yes2')
if A() != 1: op.drop_table('never')

### new
class A:
    def __new__(cls, name):
        op.drop_table('new_' + name)
        self = object.__new__(cls)
        self.name = name
        return self
op.drop_table(A('x').name)

### new and init
class A:
    def __new__(cls, *args):
        op.drop_table('new')
        return super().__new__(cls)
    def __init__(self, name):
        op.drop_table('init_' + name)
A('x')

### new returns other
class A:
    def __new__(cls, name):
        return op.drop_table(name)
A('x')

### metaclass init
class M(type):
    def __init__(cls, name, bases, namespace):
        op.drop_table('meta_' + name)
class A(metaclass=M):
    pass

### metaclass new
class M(type):
    def __new__(mcs, name, bases, namespace):
        op.drop_table('meta_' + name)
        namespace['extra'] = 'e'
        return super().__new__(mcs, name, bases, namespace)
class A(metaclass=M):
    pass
op.drop_table(A.extra)

### metaclass call
class M(type):
    def __call__(cls, *args):
        op.drop_table('call')
        return super().__call__(*args)
class A(metaclass=M):
    def __init__(self, x): op.drop_table(x)
A('x')

### metaclass inherited
class M(type):
    def __init__(cls, name, bases, namespace):
        op.drop_table('meta_' + name)
class A(metaclass=M): pass
class B(A): pass

### metaclass registry
class M(type):
    registry = []
    def __new__(mcs, name, bases, ns):
        cls = type.__new__(mcs, name, bases, ns)
        mcs.registry.append(name)
        return cls
class A(metaclass=M): pass
class B(A): pass
for n in M.registry: op.drop_table(n)

### init_subclass
class Base:
    def __init_subclass__(cls, **kw):
        op.drop_table('sub_' + cls.__name__)
class A(Base): pass

### init_subclass with arguments
class Base:
    def __init_subclass__(cls, table=None, **kw):
        super().__init_subclass__(**kw)
        op.drop_table(table)
class A(Base, table='t'): pass

### init_subclass registry
class Base:
    all = []
    def __init_subclass__(cls):
        Base.all.append(cls)
class A(Base):
    def run(self): op.drop_table('a')
class B(Base):
    def run(self): op.drop_table('b')
for c in Base.all: c().run()

### subclasses
class Base: pass
class A(Base):
    table = 'a'
class B(Base):
    table = 'b'
for c in Base.__subclasses__(): op.drop_table(c.table)

### set_name
class D:
    def __set_name__(self, owner, name):
        op.drop_table('name_' + name)
class A:
    x = D()

### descriptor get
class D:
    def __get__(self, obj, owner):
        op.drop_table('got')
        return 'v'
class A:
    x = D()
op.drop_table(A().x)

### descriptor set
class D:
    def __set_name__(self, owner, name): self.name = name
    def __set__(self, obj, value): op.drop_table(self.name + value)
class A:
    x = D()
A().x = 'v'

### descriptor from the class
class D:
    def __get__(self, obj, owner):
        op.drop_table('got_' + owner.__name__)
class A:
    x = D()
A.x

### property setter
class A:
    @property
    def x(self): return self._x
    @x.setter
    def x(self, value):
        op.drop_table('set_' + value)
        self._x = value
    @x.deleter
    def x(self): op.drop_table('deleted')
a = A()
a.x = 'v'
op.drop_table(a.x)
del a.x

### property object
class A:
    def get(self): op.drop_table('get'); return 'g'
    def set(self, v): op.drop_table('set' + v)
    x = property(get, set)
a = A()
a.x = 'v'
op.drop_table(a.x)

### property lambda
class A:
    x = property(lambda self: op.drop_table('p'))
A().x

### call
class A:
    def __call__(self, n): op.drop_table(n)
A()('x')
list(map(A(), ['y']))

### enter exit
class A:
    def __enter__(self): op.drop_table('enter'); return 'e'
    def __exit__(self, *a): op.drop_table('exit')
with A() as e: op.drop_table(e)

### exit swallows
class A:
    def __enter__(self): return self
    def __exit__(self, kind, value, tb):
        op.drop_table('exit')
        return True
with A():
    op.drop_table('in')
    raise ValueError()
    op.drop_table('never')
op.drop_table('after')

### exit asks
class A:
    def __enter__(self): return self
    def __exit__(self, kind, value, tb):
        if kind is None: op.drop_table('good')
        else: op.drop_table('bad')
with A(): op.drop_table('in')

### iter
class A:
    def __iter__(self):
        op.drop_table('iter')
        return iter(['a', 'b'])
for x in A(): op.drop_table(x)

### iter generator
class A:
    def __iter__(self):
        yield 'a'
        yield 'b'
for x in A(): op.drop_table(x)
list(A())
a, b = A()
op.drop_table(a + b)

### next of own
class A:
    def __next__(self): op.drop_table('n'); return 'r'
op.drop_table(next(A()))

### getitem iteration
class A:
    def __getitem__(self, i):
        if i > 2: raise IndexError
        return f'i{i}'
for x in A(): op.drop_table(x)

### contains
class A:
    def __contains__(self, x): op.drop_table('in_' + x); return True
if 'a' in A(): op.drop_table('yes')
if 'b' not in A(): op.drop_table('no')

### contains by iteration
class A:
    def __iter__(self): op.drop_table('it'); return iter(['a'])
if 'a' in A(): op.drop_table('yes')

### bool
class A:
    def __bool__(self): op.drop_table('bool'); return False
if A(): op.drop_table('yes')
else: op.drop_table('no')
op.drop_table('x') if not A() else None
A() and op.drop_table('never')
bool(A())

### len
class A:
    def __len__(self): op.drop_table('len'); return 0
if A(): op.drop_table('yes')
op.drop_table(f't{len(A())}')

### getitem setitem delitem
class A:
    def __getitem__(self, k): op.drop_table('get_' + k); return 'g'
    def __setitem__(self, k, v): op.drop_table('set_' + k + v)
    def __delitem__(self, k): op.drop_table('del_' + k)
a = A()
op.drop_table(a['x'])
a['y'] = 'z'
del a['w']
a['v'] += 'h'

### class_getitem
class A:
    def __class_getitem__(cls, k): op.drop_table(k)
A['x']

### str repr format
class A:
    def __str__(self): op.drop_table('str'); return 's'
    def __repr__(self): op.drop_table('repr'); return 'r'
    def __format__(self, spec): op.drop_table('format' + spec); return 'f'
op.drop_table(str(A()))
op.drop_table(repr(A()))
op.drop_table(f'{A():x}')
op.drop_table('%s' % A())
op.drop_table('{}'.format(A()))
op.drop_table(f'{A()!r}')

### str alone
class A:
    def __str__(self): return 's'
op.drop_table(f'{A()}')
op.drop_table('x' + str(A()))
op.drop_table('{}'.format(A()))

### slots
class A:
    __slots__ = ('x',)
    def __init__(self, x): self.x = x
op.drop_table(A('s').x)

### class body
class A:
    op.drop_table('body')
    for n in 'ab': op.drop_table(n)

### class decorator
def d(cls):
    op.drop_table('dec_' + cls.__name__)
    return cls
@d
class A: pass

### class decorator that replaces
def d(cls):
    return lambda: op.drop_table('replaced')
@d
class A: pass
A()

### class decorator adds
def d(cls):
    cls.table = 't'
    return cls
@d
class A: pass
op.drop_table(A.table)

### nested class
class A:
    class B:
        table = 't'
        def run(self): op.drop_table(self.table)
A.B().run()

### type call
A = type('A', (), {'table': 't', 'run': lambda self: op.drop_table(self.table)})
A().run()

### type of an instance
class A:
    table = 't'
a = A()
op.drop_table(type(a).table)
op.drop_table(a.__class__.table)
op.drop_table(type(a).__name__)

### mro
class A:
    def run(self): op.drop_table('a')
class B(A):
    def run(self):
        op.drop_table('b')
        super().run()
class C(A):
    def run(self):
        op.drop_table('c')
        super().run()
class D(B, C):
    def run(self):
        op.drop_table('d')
        super().run()
D().run()

### super with arguments
class A:
    def run(self): op.drop_table('a')
class B(A):
    def run(self):
        super(B, self).run()
B().run()

### unbound
class A:
    def run(self, x): op.drop_table(x)
A.run(A(), 'u')

### staticmethod object
class A:
    run = staticmethod(lambda x: op.drop_table(x))
A.run('s')
A().run('t')

### classmethod of subclass
class A:
    table = 'a'
    @classmethod
    def run(cls): op.drop_table(cls.table)
class B(A):
    table = 'b'
A.run(); B.run(); B().run()

### instance method replaced
class A:
    def run(self): op.drop_table('own')
a = A()
a.run = lambda: op.drop_table('new')
a.run()

### method put on a class
class A: pass
A.run = lambda self: op.drop_table('put')
A().run()

### abstract
import abc
class A(abc.ABC):
    @abc.abstractmethod
    def run(self): ...
    def all(self): self.run()
class B(A):
    def run(self): op.drop_table('b')
B().all()

### mutable class attribute
class A:
    seen = []
    def add(self, x): self.seen.append(x)
A().add('a'); A().add('b')
for x in A.seen: op.drop_table(x)

### counter on class
class A:
    n = 0
    def __init__(self):
        A.n += 1
        type(self).n += 1
A(); A()
op.drop_table(f't{A.n}')

