# What Python makes of values: numbers, texts, containers, built-in functions.

### numbers of texts ?
op.drop_table(f"t{int()}_{int('12')}_{int(' 7 ')}_{int(True)}_{int(3)}")
op.drop_table(f"t{int('-3') + 4}_{float(2)}_{bool('x')}_{bool()}_{str()}_{str(None)}")

### operators of numbers ?
for n in (7 // 2, -7 // 2, 7 % -3, -7 % 3, 2 ** 10, 10 - 3 * 2, +5, -(-2), ~0 + 3, 1 << 3, 12 >> 2, 6 & 3, 6 | 1, 6 ^ 3):
    op.execute(f"UPDATE t SET a = {n}")
op.execute(f"UPDATE t SET a = {7 / 2}, b = {1.5 * 2}, c = {-1.5}, d = {2 - 0.5}")

### numbers with underlines and in capitals
for n in (1_0, 0XFF, 0B1_0, 0O7, 0xdead_BEEF):
    op.drop_table(f"t{n}")

### comparisons of all kinds
pairs = [(1, 1.0), (True, 1), ("a", "a"), ("a", b"a"), ([1], [1]), ((1,), [1]), (None, 0), (1, 2), (2.5, 1)]
for i, (a, b) in enumerate(pairs):
    if a == b:
        op.drop_table(f"same_{i}")
    if a != b:
        op.drop_table(f"other_{i}")
if 1 < 2 <= 2 < 3 != 4:
    op.drop_table("chained")
if "a" < "b" and "b" >= "ab" and not "b" <= "a":
    op.drop_table("ordered")
if 1 is not None and None is None:
    op.drop_table("nothing")
if (1, 2) < (1, 3):
    op.drop_table("tuples")

### what is in what
names = ["a", "b"]
if "a" in names and "c" not in names and "a" in {"a": 1} and 2 not in {1} and "b" in ("b",) and "ell" in "hello":
    op.drop_table("all")

### truth of everything ?
for i, value in enumerate([0, 1, 0.0, 0.5, "", "x", [], [0], {}, {1: 2}, None, True, set(), (), len, b""]):
    op.drop_table(f"{'yes' if value else 'no'}_{i}")
op.drop_table("x" and "y")
op.drop_table("" or "z")
op.drop_table(not_it if (not_it := "") else "w")

### all and any
if all([1, "x"]) and not all([1, 0]) and any([0, 1]) and not any([]) and all([]):
    op.drop_table("a")
if any(n == "b" for n in ["a", "b"]) and all(len(n) == 1 for n in "ab"):
    op.drop_table("b")

### isinstance ?
for i, value in enumerate(["a", 1, True, 1.5, None, [1], (1,), {1: 1}, {1}, b"x"]):
    kinds = [k.__name__ for k in (str, int, bool, float, list, tuple, dict, set, bytes) if isinstance(value, k)]
    op.drop_table("_".join(kinds) or f"none{i}")
if isinstance("a", (int, str)):
    op.drop_table("either")

### attributes by name ?
from alembic import op


class A:
    one = "a"
    def two(self):
        return "b"


def upgrade():
    op.drop_table(getattr(A, "one"))
    op.drop_table(getattr(A, "none", "c"))
    op.drop_table(getattr(A(), "two")())
    if hasattr(A, "one") and not hasattr(A, "three"):
        op.drop_table("d")
    a = A()
    setattr(a, "four", "e")
    op.drop_table(a.four)

### next with and without an end
it = iter(["a"])
op.drop_table(next(it))
op.drop_table(next(it, "end"))
op.drop_table(next((n for n in ["x", "y"] if n > "x"), None) or "none")
op.drop_table(next((n for n in ["x"] if n > "x"), "none"))

### dedent
import textwrap
op.execute(textwrap.dedent("""\
    UPDATE t
      SET a = 1

    WHERE b = 2
\tAND c = 3"""))
op.execute(textwrap.dedent("UPDATE t SET a = 1\n  WHERE b = 2"))

### ranges
for n in range(3, 0, -1):
    op.drop_table(f"a{n}")
for n in range(0, 5, 2):
    op.drop_table(f"b{n}")
for n in range(2, 2):
    op.drop_table("never")
op.drop_table(f"c{len(range(4))}_{list(range(3))[-1]}_{3 in range(5)}")

### zip, enumerate and unequal lengths
for a, b, c in zip("abc", [1, 2], (True, False, None)):
    op.drop_table(f"{a}{b}{c}")
for i, a in enumerate("ab", 1):
    op.drop_table(f"{i}{a}")
for i, a in enumerate(["x"]):
    op.drop_table(f"{i}{a}")
for a in zip():
    op.drop_table("never")

### map over a function, filter by one
for n in filter(lambda n: n != "a", ["a", "b"]):
    op.drop_table(n)
for n in map(lambda n: n + "x", ["a", "b"]):
    op.drop_table(n)
for n in map(str, [1, 2]):
    op.drop_table("t" + n)

### map over two ?
op.drop_table(list(map(lambda a, b: f"{a}{b}", ["a", "b"], [1, 2]))[1])

### min and max with a key, of texts and defaults ?
op.drop_table(min("b", "a"))
op.drop_table(max(["aa", "b"], key=len))
op.drop_table(f"t{max([1, 5, 3])}{min(4, 2)}{sum([1, 2], 3)}{sum([])}{max([], default=9)}{round(2.6)}{divmod(7, 2)[0]}{pow(2, 3)}")

### sorted in several ways
for n in sorted(["b", "A", "c"]) + sorted({"y": 1, "x": 2}) + sorted(("2", "1"), reverse=True):
    op.drop_table(n)
names = ["c", "a", "b"]
names.sort(reverse=True)
for n in names:
    op.drop_table(n)
names.sort(key=lambda n: -ord(n)) if False else names.sort()
op.drop_table(names[0])

### sorted by a method, and tuples ?
op.drop_table(sorted(["b", "A"], key=str.lower)[0])
op.drop_table(sorted([("b", 1), ("a", 2)])[0][0])
op.drop_table(sorted([("b", 1), ("a", 2)], key=lambda pair: pair[1])[0][0])

### methods of lists ?
a = [3, 1]
a.append(2)
a.extend((5, 4))
a.insert(1, 9)
a.insert(-1, 8)
op.drop_table(f"t{a.pop()}_{a.pop(0)}_{a.index(1)}_{a.count(2)}_{len(a)}")
a.remove(9)
a.reverse()
op.drop_table("t" + "_".join(str(n) for n in a))
b = a.copy()
b.clear()
op.drop_table(f"t{len(b)}_{a}")
a[0:1] = [7]
del a[-1]
a += [6]
op.drop_table("t" + "_".join(map(str, a * 2)))

### methods of dictionaries
d = {"a": 1, "b": 2}
d.update({"c": 3}, e=5)
d.update([("f", 6)])
op.drop_table(f"t{d.get('a')}_{d.get('z')}_{d.get('z', 0)}_{d.pop('b')}_{d.pop('z', 7)}_{len(d)}")
d.setdefault("a", 9)
d.setdefault("g")
del d["c"]
for k in list(d.keys()) + [str(v) for v in d.values()]:
    op.drop_table(k)
for k, v in sorted({**d, "a": 0}.items(), key=lambda i: i[0]):
    op.drop_table(f"{k}{v}")
d.clear()
op.drop_table(f"t{d}" if d else "empty")
op.drop_table("_".join(dict(a=1, b=2)))
op.drop_table("_".join(dict([("m", 1)], n=2)) + dict(zip("ab", "cd"))["a"])


### a dictionary of keys ?
op.drop_table("_".join(dict.fromkeys(["x", "y"], 0)))

### methods of sets
s = {"a"}
s.add("b")
s.discard("z")
s.remove("a")
s.update(["c"])
for n in sorted(s | {"d"}) + sorted(s & {"b"}) + sorted(s - {"b"}):
    op.drop_table(n)
for n in frozenset(["f"]):
    op.drop_table(n)

### relations of sets ?
s = {"b", "c"}
op.drop_table("_".join(sorted(s ^ {"b", "e"})))
op.drop_table("_".join(sorted(s.union(["x"]))))
op.drop_table("_".join(sorted(s.intersection({"c"}))) + "_".join(sorted(s.difference({"c"}))))
op.drop_table(f"{s <= {'b', 'c', 'd'}}{s.issubset({'b', 'c'})}{s.isdisjoint({'b'})}")

### slices ?
a = "abcdef"
for n in (a[:2], a[-2:], a[::2], a[1:5:3], a[::-1], a[4:1:-1], a[10:], a[:-4]):
    op.drop_table("t" + n)
b = [1, 2, 3, 4]
op.drop_table("t" + "_".join(str(n) for n in b[1:-1] + b[-1:] + b[:1] + b[::-3]))
op.drop_table(("x", "y", "z")[1])

### displays with stars
a, b = [1, 2], {"x": 1}
op.drop_table("t" + "_".join(str(n) for n in [0, *a, *(3, 4)]))
op.drop_table("_".join({**b, "y": 2, **{"z": 3}}))
op.drop_table("t%d%d" % (*a,))
def f(*args, **kw):
    return "_".join([str(n) for n in args] + [f"{k}{v}" for k, v in kw.items()])
op.drop_table("t" + f(*a, 5, **b, w=2))

### unpacking in all shapes
(a, b), [c, *d] = (1, 2), "xyz"
e = f = "q"
a, b = b, a
for (i, (j, k)), *l in [((1, (2, 3)), 4, 5)]:
    op.drop_table(f"t{a}{b}{c}{'_'.join(d)}{e}{f}{i}{j}{k}{l[0]}{len(l)}")
*g, h = [1]
op.drop_table(f"t{len(g)}{h}")

### assignments with operators ?
n = 10
n += 1; n -= 2; n *= 3; n //= 2; n %= 8; n **= 2; n |= 1; n &= 7; n ^= 2; n <<= 1; n >>= 1
op.drop_table(f"t{n}")
s = "a"
s += "b"
s *= 2
op.drop_table(s)
l = [1]
l += (2,)
l *= 2
d = {"a": 1}
d |= {"b": 2}
d["a"] += 4
m = {"x"}
m |= {"y"}
op.drop_table("_".join(map(str, l)) + "_".join(f"{k}{v}" for k, v in d.items()) + "_".join(sorted(m)))

### nested comprehensions ?
op.drop_table("_".join(f"{a}{b}" for a in "ab" for b in (1, 2) if b > 1 or a == "a"))
op.drop_table("_".join([x for row in [["a"], ["b", "c"]] for x in row]))
op.drop_table("_".join({k.upper(): v for k, v in {"a": "x"}.items()}))
op.drop_table("_".join(sorted({len(n) * "z" for n in ["a", "bb", "cc"]})))

### formats of every kind ?
for n in ("%s_%d" % ("a", 5), "%5.2f" % 1.5, "%-3s|" % "a", "%03d" % 7, "%x" % 255, "%%_%s" % 1, "%(a)s_%(b)d" % {"a": "x", "b": 2}, "%r" % "q", "%i" % 4, "%s" % [1], "%s" % (None,), "%c" % "z", "%5s" % "ab", "%.1f" % 0.25):
    op.execute("COMMENT ON TABLE t IS '" + n.replace("'", "") + "'")

### format in every kind ?
from alembic import op


class P:
    x = "px"
    d = {"k": "dk"}
    l = ["l0", "l1"]


def upgrade():
    for n in ("{}_{}".format("a", 1), "{1}{0}".format("a", "b"), "{a}_{b}".format(a="x", b=2), "{{{}}}".format(3), "{:>4}|".format("a"), "{:<3}|".format("b"), "{:03d}".format(7), "{0.x}".format(P), "{0[k]}".format(P.d), "{0[1]}".format(P.l), "{p.d[k]}".format(p=P), "{!s}".format(5), "{!r}".format(5), "{:d}".format(3), "{:s}".format("s"), "{:,}".format(1234), "{:.2f}".format(1.5), "{n:{w}}|".format(n=1, w=3)):
        op.execute("COMMENT ON TABLE t IS '" + n + "'")

### f-strings of every kind ?
a, n, w, f = "x", 7, 4, 1.25
for s in (f"{a!s}{n}", f"{n:03}", f"{n:03d}", f"{a:>{w}}|", f"{a:<3}|", f"{a:^3}|", f"{f:.1f}", f"{{{n}}}", f"{n:x}", f"{n=}", f"{a + 'b'}", f"{'q' if n else 'r'}", f"{(lambda: 1)()}", f"a" "b" f"{n}", rf"\d{n}", f"{n:d}{a:s}", f'{", ".join(["1", "2"])}', f"{n!r:>3}", f"{None}{True}{[1, 'a']}{(1,)}{ {'k': 1} }"):
    op.execute("COMMENT ON TABLE t IS '" + s.replace("'", "") + "'")

### texts that show themselves ?
for value in ("a", "it's", 'say "x"', "both ' and \"", "new\nline", "tab\t", "back\\slash", "\x00\x7f", "ä", b"b\xff", 1, 1.5, None, True, ["a", 1], ("a",), (), {"k": [1]}, {1}):
    op.execute("SELECT $q$" + repr(value) + "$q$")
    op.execute(f"SELECT $q${value!r}$q$")

### methods of texts ?
s = "  Some Text, here  "
for n in (s.strip(), s.lstrip(), s.rstrip(), s.lower(), s.upper(), s.title(), s.strip().capitalize(), s.swapcase(), s.replace(" ", ""), s.replace(" ", "_", 2), "xxaxx".strip("x"), "xxa".lstrip("x"), "axx".rstrip("x"), "a".ljust(3, "-"), "a".rjust(3, "-"), "a".center(3, "-"), "7".zfill(3), "a_b".partition("_")[2], "a_b_c".rpartition("_")[0], "ab" * 2, "-".join("abc"), "pre_a".removeprefix("pre_"), "a_suf".removesuffix("_suf"), "a".removeprefix("b"), "a".removesuffix("b"), "Ä".lower(), "{a}".format_map({"a": 1}), "a\tb".expandtabs(2), "abc".translate(str.maketrans("a", "x"))):
    op.execute("COMMENT ON TABLE t IS '" + n + "'")

### questions to texts ?
a = "Some_text1"
answers = [a.startswith("Some"), a.startswith(("x", "Some")), a.endswith("1"), a.endswith("x"), a.isdigit(), "12".isdigit(), "ab".isalpha(), "a1".isalnum(), a.islower(), "AB".isupper(), " ".isspace(), "ab".isidentifier(), a.find("t") == 5, a.find("z") == -1, a.count("e") == 2, a.index("o") == 1, a.rfind("t") == 8, "a" in a]
op.drop_table("t" + "".join("1" if x else "0" for x in answers))

### texts split
for part in "a,b,,c".split(",") + " a  b ".split() + "a\nb\r\nc".splitlines() + "one".split(None) + "x".split("x"):
    op.drop_table("t" + part)
for line in "a\n\nb\n".split("\n"):
    if line.strip():
        op.drop_table(line)

### texts split once ?
op.drop_table("a-b-c".split("-", 1)[1])
op.drop_table("a-b-c".rsplit("-", 1)[0])
op.drop_table("a-b-c".split(sep="-")[2])

### escapes in texts ?
for s in ("a\\b", "a\'b", "\x41", "\u00e4", "\U0001F600", "\101", "\0", "a\
b", r"a\nb", "\N{BULLET}", "\q", u"u", "\a\b\f\v"):
    op.execute("SELECT $q$" + s + "$q$")

### bytes ?
b = b"a\x62c"
op.drop_table(b.decode())
op.drop_table("x".encode().decode("ascii") + bytes(b"y").decode())

### regular expressions ?
import re
op.drop_table(re.sub("[aeiou]", "", "some text").replace(" ", "_"))
if re.match(r"^[a-z]+$", "abc") and not re.search("x", "abc") and re.fullmatch("a.c", "abc"):
    op.drop_table("m")
op.drop_table(re.split(r"\s*;\s*", "a ; b;c")[1] + re.findall("[0-9]+", "a1b22")[0])
op.drop_table(re.compile("b").sub("c", "abb"))
op.drop_table(re.sub("b", lambda m: m.group(0) * 2, "ab"))
op.drop_table(re.sub("(a)(b)", r"\2\1", "ab"))

### itertools
import itertools
for n in itertools.chain.from_iterable([["a"], ["b"]]):
    op.drop_table(n)
for a, b in itertools.product(["x"], repeat=1) if False else [("x", "y")]:
    op.drop_table(a + b)

### itertools and functools, further ?
import functools
import itertools
from operator import add
op.drop_table("_".join(a + b for a, b in itertools.product(["x"], repeat=2)))
op.drop_table("_".join(f"{a}{b}" for a, b in itertools.zip_longest(["a", "b"], [1], fillvalue=0)))
op.drop_table("_".join(a + b for a, b in itertools.combinations("abc", 2)))
op.drop_table("t" + str(functools.reduce(add, [1, 2, 3], 10)))
op.drop_table("t" + str(functools.reduce(lambda a, b: a + b, [1, 2, 3], 10)))
op.drop_table("_".join(k for k, g in itertools.groupby(["a1", "a2", "b1"], key=lambda n: n[0])))
op.drop_table("_".join(itertools.islice(["a", "b", "c"], 2)))

### counters and chains of dictionaries ?
from collections import Counter, OrderedDict, ChainMap, deque
c = Counter("aab")
op.drop_table(f"t{c['a']}{c['z']}")
d = OrderedDict(a=1)
d["b"] = 2
d.move_to_end("a")
op.drop_table("_".join(d))
q = deque(["a"], maxlen=5)
q.appendleft("z")
op.drop_table("".join(q) + q.pop())
op.drop_table(ChainMap({"a": "x"}, {"b": "y"})["b"])

### a copy ?
import copy
a = {"l": ["x"]}
b = copy.deepcopy(a)
b["l"].append("y")
c = copy.copy(a)
op.drop_table(f"t{len(a['l'])}{len(b['l'])}{c['l'][0]}")

### json written ?
import json
op.execute("INSERT INTO t VALUES ('" + json.dumps({"a": [1, True, None, "x"], "b": 1.5}) + "')")
op.execute("INSERT INTO t VALUES ('" + json.dumps("ä") + json.dumps([], indent=None) + "')")

### json read
import json
d = json.loads('{"a": [1, -2.5, 1e3, true, false, null], "s": "q\\u00e4\\n\\"\\/\\ud83d\\ude00", "o": {"x": {}}, "e": []}')
for v in d["a"]:
    op.execute(f"UPDATE t SET a = '{v}'")
op.execute("SELECT $q$" + d["s"] + "$q$")
op.drop_table("_".join(d["o"]) + "_".join(k for k in d))
op.drop_table(json.loads('"plain"') + str(json.loads("5")) + str(json.loads(" [ ] ")))

### csv with quotes and line ends
import csv, io
for row in csv.reader(io.StringIO('a,"b,c"\r\n"d ""e""",f\r\n')):
    op.execute("SELECT '" + "|".join(row) + "'")
for row in csv.DictReader(["x,y", "1,2", "3,"]):
    op.execute(f"SELECT '{row['x']}|{row['y']}'")
for row in csv.DictReader(io.StringIO("1;2\n"), fieldnames=["p", "q"], delimiter=";"):
    op.execute(f"SELECT '{row['p']}|{row['q']}'")

### datetimes ?
import datetime
op.execute(f"UPDATE t SET a = '{datetime.date(2024, 1, 2).isoformat()}'")
op.execute(f"UPDATE t SET a = '{datetime.timedelta(days=1)}'")

### uuids and decimals ?
import decimal, uuid
op.execute(f"UPDATE t SET a = '{uuid.UUID(int=5)}', b = {decimal.Decimal('1.50')}")
