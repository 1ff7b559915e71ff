# Data in the repository's files, and in texts.

### a file of json
import json, os
path = os.path.join(os.path.dirname(__file__), "tables.json")
with open(path) as f:
    data = json.load(f)
for name in data["tables"]:
    op.drop_table(name)
#### migrations/versions/tables.json
{"tables": ["a", "b \u00e9"], "n": 1}

### a text of json
import json
for t, cols in json.loads('{"t": ["a", "b"], "u": ["c\\n"], "v": []}').items():
    for c in cols:
        op.drop_column(t, c.strip())

### a table of csv with a header
import csv
from pathlib import Path
with (Path(__file__).parent / "names.csv").open(newline="") as f:
    for row in csv.DictReader(f):
        op.drop_column(row["table"], row["column"])
#### migrations/versions/names.csv
table,column
t,a
u,"b ""c"", d"

### a table of csv
import csv, io
rows = csv.reader(io.StringIO("table;column\nt;a\nu;b\n"), delimiter=";")
header = next(rows)
for table, column in rows:
    op.drop_column(table, column)

### a list that is filled in a loop
from collections import defaultdict
columns = defaultdict(list)
for table, column in [("t", "a"), ("t", "b"), ("u", "c")]:
    columns[table].append(column)
for table, names in columns.items():
    for name in names:
        op.drop_column(table, name)

### a generator taken from
names = (n for n in ["a", "b", "c"])
op.drop_table(next(names))
op.drop_table(next(names))

### items from the end
names = ["a", "b", "c", "d"]
names[-1] = "z"
for name in names[::2] + names[-1:]:
    op.drop_table(name)
