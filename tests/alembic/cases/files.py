# Files of the repository, and the paths to them.

### paths put together
import os
from os import path
from pathlib import Path, PurePosixPath
HERE = os.path.dirname(os.path.realpath(__file__))
for name in (os.path.basename("/a/b.sql"), os.path.join("a", "b", "c.sql"), os.path.splitext("a.b.sql")[0], os.path.splitext("noext")[1] or "none", path.dirname("a/b"), path.dirname("a") or "here", path.normpath("a/../b/./c"), path.join("a", "/b"), path.basename("plain"), path.dirname("/a")):
    op.execute("SELECT '" + name + "'")
p = Path("a") / "b" / "c.sql"
for name in (p.name, p.stem, p.suffix, str(p), str(p.parent), str(p.with_suffix(".txt")), str(p.with_name("d.sql")), p.as_posix(), str(p.parents[1]), str(Path("x", "y")), str(Path("a") / Path("b")), Path(".hidden").stem, Path("a").suffix or "none", str("pre" / Path("z")), str(p.joinpath("d", "e")), str(p.with_stem("q"))):
    op.execute("SELECT '" + name + "'")

### a file read in every way
import io, os
from pathlib import Path
here = Path(__file__).parent
for text in (here.joinpath("sql", "one.sql").read_text(encoding="utf-8"), (here / "sql/one.sql").read_bytes().decode(), (here / "sql" / ".." / "sql" / "one.sql").open().read(), open(os.path.join(os.path.dirname(__file__), "sql", "one.sql"), "r").read(), io.open(str(here / "sql" / "one.sql"), "rt", encoding="utf-8").read(), Path(__file__).resolve().with_name("sql").joinpath("one.sql").read_text(), (here.parent / "versions" / "sql" / "one.sql").read_text(), Path(__file__).absolute().parents[0].joinpath("sql/one.sql").read_text(), open(here / "sql/one.sql", "rb").read().decode("utf-8")):
    op.execute(text)
f = open(os.path.abspath(os.path.join(os.path.dirname(__file__), "sql/one.sql")))
op.execute(f.read())
f.close()
with open(here / "sql" / "one.sql") as a, (here / "sql" / "two.sql").open() as b:
    op.execute(a.read())
    for line in b.readlines():
        op.execute(line.strip())
with open(here / "sql" / "two.sql") as f:
    for line in f.read().splitlines():
        if line:
            op.execute(line)
#### migrations/versions/sql/one.sql
CREATE TABLE one (id int)
#### migrations/versions/sql/two.sql
DROP TABLE two
DROP TABLE three

### a file with line feeds of Windows
from pathlib import Path
op.execute(Path(__file__).parent.joinpath("crlf.sql").read_text().replace("\n", " "))
#### migrations/versions/crlf.sql
CREATE TABLE a (id int)

### is there a file
import os
from pathlib import Path
here = os.path.dirname(__file__)
if os.path.exists(os.path.join(here, "there.sql")) and os.path.isfile(os.path.join(here, "there.sql")):
    op.execute(open(os.path.join(here, "there.sql")).read())
if Path(here, "there.sql").exists() and Path(here, "there.sql").is_file():
    op.drop_table("a")
#### migrations/versions/there.sql
CREATE TABLE there (id int)

### a resource of a package
import importlib.resources
import pkgutil
from importlib import resources
import pack.sql
op.execute(importlib.resources.read_text("pack.sql", "a.sql"))
op.execute(resources.files("pack").joinpath("sql", "a.sql").read_text())
op.execute((resources.files(pack.sql) / "a.sql").read_text())
op.execute(pkgutil.get_data("pack.sql", "a.sql").decode())
#### pack/__init__.py
#### pack/sql/__init__.py
#### pack/sql/a.sql
CREATE TABLE a (id int)

### a file that is read by a helper
from alembic import op
from reading.sql import read


def upgrade():
    op.execute(read("b.sql"))
    for statement in read("many.sql").split(";"):
        if statement.strip():
            op.execute(statement)
#### reading/__init__.py
#### reading/sql.py
import os


def read(name):
    with open(os.path.join(os.path.dirname(__file__), "files", name)) as f:
        return f.read()
#### reading/files/b.sql
DROP TABLE b
#### reading/files/many.sql
DROP TABLE c;
DROP TABLE d;

### data in files
import json, csv
from pathlib import Path
here = Path(__file__).parent
d = json.loads((here / "data.json").read_text())
for t in d["tables"]:
    op.drop_table(t["name"])
with open(here / "data.csv") as f:
    for row in csv.reader(f, delimiter="|"):
        op.drop_column(row[0], row[1])
with open(here / "data.csv") as f:
    for table, column in csv.reader(f, delimiter="|"):
        op.drop_column(table, column)
#### migrations/versions/data.json
{"tables": [{"name": "a", "n": -1.5e2}, {"name": "b", "ok": true}], "none": null}
#### migrations/versions/data.csv
t|a
"u|v"|"b"
