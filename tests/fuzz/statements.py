"""The statements of random programs: program(seed) -> text of a migration."""

from generate import PRELUDE, Generator


class Program(Generator):
    def block(self, count=None):
        self.indent += 1
        self.depth += 1
        for _ in range(count or self.random.randint(1, 3)):
            self.statement()
        self.indent -= 1
        self.depth -= 1

    def inner(self, **bound):
        """A block whose names are seen in it alone."""
        self.scope()
        for kind, name in bound.items():
            self.bind(kind, name)
        self.block()
        self.scopes.pop()

    def statement(self):
        if self.depth > 4 or len(self.lines) > 60:
            return self.emit()
        if self.chance(0.4):
            return self.emit()
        if self.chance(0.45):
            return self.assign()
        return self.pick(
            self.do_if, self.do_if, self.do_for, self.do_for, self.do_while, self.do_try, self.do_try_raise,
            self.do_function, self.do_function, self.do_change, self.do_change, self.do_change, self.do_augment, self.do_augment, self.do_augment,
            self.do_closure, self.do_generator, self.do_class, self.do_match, self.do_with, self.do_unpack,
            self.do_recursion, self.do_alias, self.do_leave, self.do_delete, self.do_walrus,
            self.do_global, self.do_decorator, self.do_record, self.do_lazy, self.do_partial, self.do_keywords)()

    # ---- what the database sees

    def emit(self):
        if self.chance(0.06):
            self.line(f"op.drop_column('t', 'c' + {self.expression('str')})")
        elif self.chance(0.06):
            self.line(f"op.execute('DROP TABLE e' + str({self.expression('int')}).replace('-', 'm'))")
        elif self.chance(0.06) and self.asks:
            self.line(f"op.drop_table('u' + str(os.environ.get('K')) + {self.expression('str')})")
        elif self.chance(0.3):
            self.line(f"op.drop_table(f't{{{self.simple()}}}')")
        else:
            self.line(f"op.drop_table('t' + {self.expression('str')})")

    def simple(self):
        known = [v for kind in ("str", "int", "bool", "strs", "ints", "dict") for v in self.variables(kind)]
        return self.random.choice(known)

    # ---- statements

    def assign(self):
        kind = self.pick("str", "str", "int", "int", "bool", "strs", "ints", "dict", "set")
        value = self.expression(kind)
        known = [v for v in self.scopes[-1][kind] if v.startswith("v")]
        name = self.random.choice(known) if known and self.chance(0.4) else self.name()
        if self.chance(0.05):
            self.line(f"{name}: object = {value}")
        elif self.chance(0.05):
            other = self.name()
            self.line(f"{name} = {other} = {value}")
            self.bind(kind, other)
        else:
            self.line(f"{name} = {value}")
        self.bind(kind, name)

    def do_augment(self):
        kind, symbols = self.pick(("int", ["+", "-", "*", "//", "%"]), ("str", ["+"]), ("strs", ["+"]),
                                  ("set", ["|", "-", "&"]), ("dict", ["|"]))
        known = [v for v in self.scopes[-1][kind] if v.startswith("v")]
        if not known:
            return self.assign()
        symbol = self.random.choice(symbols)
        value = self.expression(kind) if symbol not in ("//", "%") else self.pick("2", "3")
        name = self.random.choice(known)
        if kind == "strs":
            self.line(f"{name} = list({name})")
        self.line(f"{name} {symbol}= {value}")

    def do_if(self):
        self.line(f"if {self.expression('bool')}:")
        self.inner()
        while self.chance(0.3):
            self.line(f"elif {self.expression('bool')}:")
            self.inner()
        if self.chance(0.5):
            self.line("else:")
            self.inner()

    def otherwise(self):
        if self.chance(0.2):
            self.line("else:")
            self.inner()

    def do_for(self):
        item = self.name("i")
        kind, over = self.pick(
            ("str", self.expression("strs")), ("int", self.expression("ints")),
            ("str", self.expression("dict")), ("int", f"range({self.pick(1, 2, 3)})"),
            ("int", self.expression("dict") + ".values()"), ("str", self.expression("str") + "[:4]"))
        self.loops += 1
        if self.chance(0.3):
            other = self.name("i")
            if self.chance(0.5):
                self.line(f"for {other}, {item} in enumerate({over}):")
                self.inner(**{kind: item, "int" if kind != "int" else "bool": other})
            else:
                self.line(f"for {other}, {item} in {self.expression('dict')}.items():")
                self.inner(str=other, int=item)
        else:
            self.line(f"for {item} in {over}:")
            self.inner(**{kind: item})
        self.loops -= 1
        self.otherwise()

    def do_while(self):
        counter = self.name("w")
        self.line(f"{counter} = {self.pick(0, 1)}")
        self.line(f"while {counter} < {self.pick(2, 3)}{self.pick('', ' and ' + self.expression('bool', 1))}:")
        self.indent += 1
        self.line(f"{counter} += 1")
        self.indent -= 1
        self.loops += 1
        self.inner(int=counter)
        self.loops -= 1
        self.otherwise()

    def do_leave(self):
        if self.loops:
            self.line(f"if {self.expression('bool')}:")
            self.line(f"    {self.pick('break', 'continue')}")
        elif self.chance(0.3) and self.depth > 1:
            self.line(f"if {self.expression('bool')}:")
            self.line("    return None")
        else:
            self.emit()

    def do_try(self):
        self.line("try:")
        self.inner()
        self.line(self.pick("except Exception:", "except ValueError as e:", "except (KeyError, ValueError):"))
        self.inner()
        self.otherwise()
        if self.chance(0.3):
            self.line("finally:")
            self.inner()

    def do_try_raise(self):
        self.line("try:")
        self.inner()
        self.line("    " + self.pick("raise ValueError('x')", "{}['k']", "[][1]", "int('q')", "1 // 0", "undefined_name",
                                     f"if {self.expression('bool', 1)}: raise KeyError('k')", "assert False", "None.upper()", "'a' + 1"))
        self.emit_inside()
        self.line(self.pick("except Exception:", "except Exception:", "except Exception as e:"))
        self.inner()
        if self.chance(0.3):
            self.line("finally:")
            self.inner()

    def emit_inside(self):
        self.indent += 1
        self.emit()
        self.indent -= 1

    def parameters(self):
        kinds, texts, bound = [], [], []
        for _ in range(self.random.randint(0, 3)):
            kind, name = self.pick("str", "int", "strs"), self.name("p")
            defaults = self.chance(0.3) or (kinds and kinds[-1][1])
            kinds.append((kind, bool(defaults)))
            texts.append(f"{name}={self.expression(kind, 1)}" if defaults else name)
            bound.append((kind, name))
        return kinds, texts, bound

    def do_function(self):
        kinds, texts, bound = self.parameters()
        name, result = self.name("f"), self.pick("str", "int", "strs", "bool")
        self.line(f"def {name}({', '.join(texts)}):")
        loops, self.loops = self.loops, 0
        self.scope()
        for kind, parameter in bound:
            self.bind(kind, parameter)
        self.indent += 1
        self.depth += 1
        for _ in range(self.random.randint(0, 2)):
            self.statement_without_leave()
        if self.chance(0.3):
            self.line(f"if {self.expression('bool')}:")
            self.line(f"    return {self.expression(result)}")
            self.statement_without_leave()
        self.line(f"return {self.expression(result)}")
        self.depth -= 1
        self.indent -= 1
        self.scopes.pop()
        self.loops = loops
        # what is called later must be defined by then: seen from this level on
        if self.indent <= 1:
            self.functions.append((name, kinds, result))
        self.line(f"{'op.drop_table(str(' if result != 'x' else ''}{self.call((name, kinds, result), 1)}))")

    def statement_without_leave(self):
        leave, self.do_leave = self.do_leave, self.emit
        self.statement()
        self.do_leave = leave

    def do_change(self):
        strs = [v for v in self.variables("strs") if v.startswith("v")]
        dicts = [v for v in self.variables("dict") if v.startswith("v")]
        sets = [v for v in self.variables("set") if v.startswith("v")]
        s, i = self.expression("str", 2), self.expression("int", 2)
        if strs and self.chance(0.5):
            v = self.random.choice(strs)
            self.line(f"{v} = list({v})")
            self.line(self.pick(
                f"{v}.append({s})", f"{v}.extend({self.expression('strs', 1)})", f"{v}.insert({self.pick(0, 1, -1, 9)}, {s})",
                f"{v}.append('q'); {v}[-1] = {s}", f"{v}.append('q'); {v}[0] = {s}", f"{v}.sort()", f"{v}.reverse()",
                f"{v}.append('q'); {v}.pop()", f"{v}.append('q'); {v}.pop(0)", f"{v}.append('q'); {v}.remove('q')",
                f"{v}.append('q'); del {v}[0]", f"{v}.clear()", f"{v}[1:] = [{s}]", f"{v} = {v}.copy()",
                f"{v}.sort(reverse=True)", f"{v}[:0] = ['f']", f"{v}.append('q'); {v}[0] += 'w'"))
        elif dicts and self.chance(0.7):
            v = self.random.choice(dicts)
            self.line(self.pick(
                f"{v}[{s}] = {i}", f"{v}.update({self.expression('dict', 1)})", f"{v}.update(u={i})",
                f"{v}.setdefault({s}, {i})", f"{v}.pop({s}, None)", f"{v}['d'] = 1; del {v}['d']", f"{v} = {v}.copy()",
                f"{v}['n'] = {i}; {v}['n'] += 1", f"{v}.clear()", f"{v}.update([('l', {i})])"))
        elif sets:
            v = self.random.choice(sets)
            self.line(f"{v} = set({v})")
            self.line(self.pick(f"{v}.add({s})", f"{v}.discard({s})", f"{v}.update(['q', 'q'])", f"{v} |= {{'o'}}", f"{v}.clear()"))
        else:
            self.assign()

    def do_alias(self):
        one, other = self.name(), self.name()
        self.line(f"{one} = [{self.expression('str', 1)}]")
        self.line(f"{other} = {one}")
        self.line(self.pick(f"{other}.append('z')", f"{other} += ['z']", f"{other} = {other} + ['z']", f"{other}[0] = 'z'",
                            f"{one} = [{one}, {one}]; {one}[0].append('k'); {one} = {one}[1]"))
        self.bind("strs", one)
        self.bind("strs", other)
        self.line(f"op.drop_table(f't{{{one}}}')")

    def do_closure(self):
        name, made = self.name("g"), self.name("v")
        self.line(self.pick(
            f"{made} = [q() for q in [lambda: r for r in ['a', 'b']]]",
            f"{made} = [q() for q in [lambda r=r: r for r in ['a', 'b']]]"))
        self.bind("strs", made)
        self.line(f"def {name}(x):")
        self.line("    total = [0]")
        self.line("    def step(y=1):")
        self.line(self.pick("        total[0] += y", "        nonlocal x; x = x + y"))
        self.line("        return f'{x}{total}'")
        self.line("    return step")
        step = self.name()
        self.line(f"{step} = {name}({self.expression('int', 1)})")
        self.line(f"op.drop_table({step}()); op.drop_table({step}(2))")

    def do_generator(self):
        name = self.name("y")
        self.line(f"def {name}(x):")
        self.line("    for q in x:")
        self.line(self.pick("        yield q + '1'", "        if q: yield q", "        op.drop_table('y' + q); yield q"))
        self.line(self.pick("    yield 'end'", "    yield from x", "    return", "    op.drop_table('done')"))
        use = self.pick("all", "next", "none", "list")
        over = self.expression("strs", 1)
        if use == "all":
            # how a generator and the loop over it take turns is not followed
            alone = any("op." in line for line in self.lines[-4:])
            self.line(f"for q in {name}({over}): {'pass' if alone else 'op.drop_table(q)'}")
        elif use == "next":
            self.line(f"op.drop_table(next({name}({over}), 'dry'))")
        elif use == "none":
            self.line(f"{name}({over})")
        else:
            made = self.name()
            self.line(f"{made} = list({name}({over}))")
            self.bind("strs", made)

    def do_lazy(self):
        over = self.expression("strs", 1)
        self.line(self.pick(
            f"map(op.drop_table, {over})", f"list(map(op.drop_table, ['m'] + list({over})))",
            f"[op.drop_table('l' + q) for q in {over}]", f"(op.drop_table('l' + q) for q in {over})",
            f"list(op.drop_table('l' + q) for q in {over})", f"any(op.drop_table('l' + q) for q in {over})",
            f"all(op.drop_table('l' + q) for q in {over})", f"{over} and op.drop_table('and')", f"{over} or op.drop_table('or')",
            f"op.drop_table('x') if {over} else op.drop_table('y')",
            f"next(op.drop_table('l' + q) for q in ['n', 'o'])"))

    def do_class(self):
        name = self.name("C")
        base = self.name("B")
        self.line(f"class {base}:")
        self.line(f"    shared = {self.expression('str', 1)}")
        self.line("    items = []")
        self.line("    def __init__(self, x, y='d'):")
        self.line("        self.x, self.y = x, y")
        self.line("        self.items.append(x)")
        self.line("    def name(self): return self.x + self.shared")
        self.line("    @property\n" .replace("\n", "\n" + "    " * self.indent) + "    def both(self): return f'{self.x}{self.y}'")
        self.line("    @classmethod\n".replace("\n", "\n" + "    " * self.indent) + "    def make(cls, x): return cls(x + cls.shared)")
        self.line("    @staticmethod\n".replace("\n", "\n" + "    " * self.indent) + "    def low(x): return x.lower()")
        extra = self.pick("def __str__(self): return 'S' + self.x", "def __len__(self): return 0", "def __bool__(self): return False",
                          "def __call__(self, z): op.drop_table('call' + z)", "def __eq__(self, o): return True", "def __getitem__(self, k): return str(k)",
                          "def __iter__(self): return iter(['i', self.x])", "def __add__(self, o): return self.x + 'plus'", "def __contains__(self, o): return False")
        self.line(f"    {extra}")
        self.line(f"class {name}({base}):")
        self.line(self.pick("    shared = 'sub'", "    def name(self): return 'N' + super().name()", "    pass",
                            "    def __init__(self, x): super().__init__(x, 'o'); self.z = 1"))
        made = self.name("o")
        self.line(f"{made} = {self.pick(name, base)}({self.expression('str', 1)})")
        for _ in range(self.random.randint(1, 4)):
            self.line(self.pick(
                f"op.drop_table({made}.name())", f"op.drop_table({made}.both)", f"op.drop_table(f't{{len({made}.items)}}')",
                f"op.drop_table({made}.make('k').x)", f"op.drop_table({made}.low('AB'))", f"{made}.x = {self.expression('str', 1)}",
                f"{made}.shared = 'own'", f"{name}.shared = 'set'", f"op.drop_table({base}.shared)",
                f"op.drop_table('yes' if {made} else 'no')", f"op.drop_table('same' if {made} == 1 else 'other')",
                f"op.drop_table(getattr({made}, 'x'))", f"op.drop_table(getattr({made}, 'nope', 'fall'))", f"setattr({made}, 'x', 'by')",
                f"op.drop_table('has' if hasattr({made}, 'x') else 'hasnt')", f"{made}.y += '+'", f"op.drop_table('is' if isinstance({made}, {base}) else 'isnt')"))

    def do_record(self):
        name = self.name("R")
        kind = self.random.randint(0, 3)
        if kind == 0:
            self.line("@dataclass")
            self.line(f"class {name}:")
            self.line("    a: str")
            self.line("    b: int = 5")
            self.line("    c: list = field(default_factory=list)")
            self.line(f"v = {name}({self.expression('str', 1)}{self.pick('', ', 7', ', b=8')})")
            self.line(self.pick("op.drop_table(f'{v.a}{v.b}')", "op.drop_table(f'{v.c}')", "v.c.append(1); op.drop_table(f'{v.c}')"))
        elif kind == 1:
            self.line(f"{name} = namedtuple('{name}', {self.pick(repr('a b'), repr(['a', 'b']), repr('a, b'))})")
            self.line(f"v = {name}({self.expression('str', 1)}, {self.expression('int', 1)})")
            self.line(self.pick("op.drop_table(f'{v.a}{v[1]}')", "x, y = v; op.drop_table(f'{x}{y}')", "op.drop_table(v._replace(a='z').a)",
                                "op.drop_table(f'{len(v)}')"))
        elif kind == 2:
            self.line(f"class {name}({self.pick('Enum', 'str, Enum')}):")
            self.line("    ONE = 'one'")
            self.line("    TWO = 'two'")
            self.line("    UNO = 'one'")
            self.line(self.pick(f"op.drop_table({name}.ONE.value)", f"for q in {name}: op.drop_table(q.value)", f"op.drop_table({name}('two').name)",
                                f"op.drop_table({name}['TWO'].value)", f"op.drop_table(f'{{len({name})}}')", f"op.drop_table({name}.UNO.name)",
                                f"op.drop_table(','.join(q.name for q in {name}))", f"op.drop_table('same' if {name}.ONE is {name}.UNO else 'other')",
                                f"op.drop_table('same' if {name}.ONE == 'one' else 'other')", f"op.drop_table(','.join({name}.__members__))"))
        else:
            self.line(f"{name} = defaultdict({self.pick('list', 'int', 'lambda: ' + repr('q'))})")
            self.line(self.pick(f"op.drop_table(f'{{{name}[1]}}{{len({name})}}')", f"op.drop_table(f'{{{name}.get(1)}}')",
                                f"{name}['a'] += {name}['b']; op.drop_table(f'{{sorted({name})}}')", f"op.drop_table(f'{{1 in {name}}}')"))

    def do_match(self):
        kind = self.pick("str", "int", "strs", "dict")
        self.line(f"match {self.expression(kind)}:")
        cases = {"str": ["'a' | 'b'", "''", "str() as s", "s if s > 'm'"], "int": ["0", "1 | 2", "int()", "n if n > 3", "-1"],
                 "strs": ["[]", "[x]", "[x, *rest]", "['a', x]", "(x, y)"], "dict": ["{'a': 1}", "{'x': v, **rest}", "{}", "{'a': int(q)}"]}[kind]
        for case in self.random.sample(cases, 2):
            self.line(f"    case {case}:")
            self.indent += 1
            self.emit_inside()
            self.indent -= 1
        if self.chance(0.5):
            self.line("    case _:")
            self.indent += 1
            self.emit_inside()
            self.indent -= 1

    def do_with(self):
        name = self.name("cm")
        self.line("@contextmanager")
        self.line(f"def {name}(x):")
        self.line("    op.drop_table('enter' + x)")
        self.line(self.pick("    yield x + '!'", "    try: yield x", "    yield"))
        if self.lines[-1].strip().startswith("try"):
            self.line("    finally: op.drop_table('leave')")
        else:
            self.line("    op.drop_table('exit' + x)")
        self.line(f"with {name}({self.expression('str', 1)}) as w:")
        self.inner()
        if self.chance(0.3):
            self.line(f"with {name}('1'), {name}('2'):")
            self.inner()

    def do_unpack(self):
        a, b = self.name(), self.name()
        form, kinds = self.pick(
            (f"{a}, {b} = {self.expression('str', 1)}, {self.expression('int', 1)}", ("str", "int")),
            (f"({a}, ({b}, _)) = {self.expression('str', 1)}, ({self.expression('int', 1)}, 2)", ("str", "int")),
            (f"{a}, *{b} = ['h', *{self.expression('strs', 1)}]", ("str", "strs")),
            (f"*{b}, {a} = [*{self.expression('strs', 1)}, 'l']", ("str", "strs")),
            (f"{a}, {b} = 'x', 1; {a}, {b} = str({b}), len({a})", ("str", "int")),
            (f"[{a}, {b}] = 'pq'", ("str", "str")))
        self.line(form)
        self.bind(kinds[0], a)
        self.bind(kinds[1], b)

    def do_recursion(self):
        name = self.name("r")
        self.line(f"def {name}(n, acc=''):")
        self.line("    if n <= 0:")
        self.line("        return acc")
        self.line("    op.drop_table(f'r{n}')")
        self.line(f"    return {name}(n - 1, acc + {self.pick('str(n)', repr('x'))})")
        self.line(f"op.drop_table('d' + {name}({self.pick(0, 1, 3)}))")

    def do_delete(self):
        name = self.name()
        self.line(f"{name} = {self.expression('str', 1)}")
        self.line(f"del {name}")
        self.line("try:")
        self.line(f"    op.drop_table({name})")
        self.line("except NameError:")
        self.line("    op.drop_table('gone')")

    def do_walrus(self):
        name = self.name()
        self.line(f"if ({name} := {self.expression('str')}) {self.pick('', '> ' + repr('a'))}:")
        self.bind("str", name)
        self.inner()

    def do_global(self):
        name = self.name("s")
        self.line(f"def {name}(x):")
        self.line("    global LATE")
        self.line("    LATE = x")
        self.line(f"{name}({self.expression('str', 1)})")
        self.line("op.drop_table('g' + LATE)")

    def do_decorator(self):
        name, made = self.name("dec"), self.name("f")
        self.line(f"def {name}(inner):")
        self.line("    @functools.wraps(inner)" if self.chance(0.5) else "    ")
        self.line("    def wrapper(*args, **kwargs):")
        self.line(self.pick("        op.drop_table('before'); return inner(*args, **kwargs)", "        return inner(*args) + 'w'",
                            "        inner(*args); inner(*args); return 'twice'", "        return 'never'"))
        self.line("    return wrapper")
        self.line(f"@{name}")
        self.line(f"def {made}(x):")
        self.line("    op.drop_table('in' + x); return x")
        self.line(f"op.drop_table('out' + {made}({self.expression('str', 1)}))")

    def do_partial(self):
        made = self.name()
        self.line(f"{made} = functools.partial({self.pick('op.drop_table', 'lambda q, r=1: op.drop_table(f' + repr('{q}{r}') + ')')}, {self.expression('str', 1)})")
        self.line(f"{made}()")

    def do_keywords(self):
        name = self.name("k")
        self.line(f"def {name}(a, *rest, b='B', **more):")
        self.line("    op.drop_table(f'{a}{rest}{b}{sorted(more.items())}{len(more)}')")
        s = self.expression("str", 1)
        self.line(self.pick(f"{name}({s})", f"{name}({s}, 1, 2)", f"{name}({s}, b='c', d=1)", f"{name}(*['x', {s}])", f"{name}(**{{'a': {s}, 'z': 2}})",
                            f"{name}(a={s})", f"{name}({s}, *(3, 4), **dict(q=5))"))


def program(seed):
    made = Program(seed)
    for _ in range(made.random.randint(0, 2)):
        made.pick(made.assign, made.do_function_plain, made.assign)()
    made.line("def upgrade():")
    made.scope()
    made.indent += 1
    made.depth = 1
    for _ in range(made.random.randint(2, 5)):
        made.statement()
    made.emit()
    text = PRELUDE + "\n".join(made.lines) + "\n"
    return text


def _plain(self):
    """A function of the module."""
    name, result = self.name("h"), self.pick("str", "int")
    parameter = self.name("p")
    self.line(f"def {name}({parameter}):")
    self.scope()
    self.bind(result, parameter)
    self.indent += 1
    if self.chance(0.4):
        self.emit()
    self.line(f"return {self.expression(result, 2)}")
    self.indent -= 1
    self.scopes.pop()
    self.functions.append((name, [(result, False)], result))


Program.do_function_plain = _plain
