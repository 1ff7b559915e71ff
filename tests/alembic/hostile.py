#!/usr/bin/env python3
"""Migrations that would eat time and memory: each ends in a second and 256 MiB.

    python3 tests/alembic/hostile.py build/cupel

The limit on memory is set on the process. The limit on time is of the processor's time, so that
a busy machine does not matter. Exit status 1 when a case needs more.
"""

import json
import os
import pathlib
import resource
import subprocess
import sys
import tempfile

SECONDS, BYTES = 1.0, 256 << 20

CASES = {
    "a long text": "x = 'a' * 10**9\nop.execute(x)",
    "a long range": "for i in range(10**12):\n    op.drop_table(f't{i}')",
    "a list of a long range": "op.execute(','.join(str(i) for i in list(range(10**12))))",
    "a text that doubles": "x = 'abc'\nfor i in range(64):\n    x = f'{x}{x}'\nop.execute(x)",
    "a text that doubles by itself": "x = 'abc'\nfor i in range(64):\n    x += x\nop.execute(x)",
    "a list that doubles": "x = [1]\nfor i in range(64):\n    x = x + x\nop.drop_table(str(x))",
    "a list in itself": "x = []\nx.append(x)\nop.execute(str(x))\nop.execute(f'{x!r}')",
    "a dictionary in itself": "x = {}\nx['a'] = x\nfor k in x:\n    op.execute(str(x[k]))",
    "brackets": "x = " + "(" * 10000 + "1" + ")" * 10000,
    "lists": "x = " + "[" * 10000 + "]" * 10000,
    "sums": "x = " + "+".join(["1"] * 50000) + "\nop.drop_table(f't{x}')",
    "nested loops": "for a in range(1999):\n  for b in range(1999):\n    op.drop_table('t')",
    "an endless loop": "n = 0\nwhile n >= 0:\n    n += 1",
    "functions that call each other":
        "def f(n):\n    g(n + 1)\n    g(n + 2)\ndef g(n):\n    f(n + 1)\n    f(n + 2)\nf(0)",
    "a function that calls itself twice":
        "def f(n):\n    op.drop_table(f't{n}')\n    f(n + 1)\n    f(n + 1)\nf(0)",
    "unknown tests in a row":
        "import os\n" + "\n".join(f"if os.environ.get('a{i}'):\n    x = {i}" for i in range(400)),
    "unknown tests in each other":
        "import os\n" + "\n".join(" " * i + f"if os.environ.get('a{i}'):" for i in range(90)) +
        "\n" + " " * 90 + "op.drop_table('t')",
    "an unknown test in a function that calls itself":
        "import os\ndef f(n):\n    if os.environ.get(str(n)):\n        f(n + 1)\n    else:\n"
        "        f(n + 2)\n    op.drop_table('t')\nf(0)",
    "replacing that grows": "x = 'a'\nfor i in range(40):\n    x = x.replace('a', 'aa')\nop.execute(x)",
    "joining that grows": "x = 'ab'\nfor i in range(40):\n    x = x.join([x, x])\nop.execute(x)",
    "formatting that grows": "x = 'a'\nfor i in range(40):\n    x = '%s%s' % (x, x)\nop.execute(x)",
    "a wide format": "op.execute(f\"{1:999999999}\")\nop.execute('%999999999d' % 1)",
    "powers": "x = 9 ** 9 ** 9\nop.drop_table(f't{x}')",
    "a product": "import itertools\nfor x in itertools.product(*[range(100)] * 10):\n    op.drop_table('t')",
    "decorators": "def d(f):\n    return f\n" + "@d\n" * 3000 + "def g():\n    op.drop_table('t')\ng()",
    "a decorator of itself": "@f\ndef f(g):\n    return f(g)\nf(f)",
    "with in with": "with " + ", ".join(["op.get_context().autocommit_block()"] * 2000) + ":\n    pass",
    "a pattern": "import re\nop.execute(re.sub('(a+)+$', 'x', 'a' * 60 + 'b'))",
    "a file that is itself": "op.execute(open(__file__).read() * 100)",
    "comprehensions": "x = [[[[[1 for a in range(99)] for b in range(99)] for c in range(99)] for d in range(99)] for e in range(99)]",
    "many statements": "\n".join(["op.drop_table('t')"] * 5000),
    "many columns": "op.create_table('t', " + ", ".join(f"sa.Column('c{i}', sa.Integer())" for i in range(5000)) + ")",
    "long SQL": "op.execute('" + "DROP TABLE t;" * 3000 + "')",
    "deep SQL": "op.execute('SELECT " + "(" * 20000 + "1" + ")" * 20000 + "')",
    "an unfinished text": "x = '''" + "\\\n" * 2000,
}

HEADER = "from alembic import op\nimport sqlalchemy as sa\nrevision = 'a'\ndown_revision = None\n"


def limit():
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))


def main():
    cupel = os.path.abspath(sys.argv[1])
    failed = 0
    for name, body in CASES.items():
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "1_hostile.py")
            lines = "".join(f"    {line}\n" for line in body.split("\n"))
            path.write_text(f"{HEADER}\n\ndef upgrade():\n{lines}", encoding="utf-8")
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            run = subprocess.run([cupel, "plan", "--format", "json", path.name], cwd=folder,
                                 capture_output=True, preexec_fn=limit, check=False)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        problem = f"{seconds:.2f} s" if seconds > SECONDS else ""
        try:
            json.loads(run.stdout)
        except ValueError:
            problem += f" status {run.returncode}: {run.stderr[-200:].decode('utf-8', 'replace')}"
        if problem:
            failed += 1
            print(f"{name}: {problem}")
    print(f"{len(CASES)} hostile migrations, {failed} needed too much")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
