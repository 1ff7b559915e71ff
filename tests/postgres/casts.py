"""Every pair of types: does ALTER COLUMN TYPE need a USING, can one refer to the other?

    casts.py CUPEL

cupel reads one script that tries them all; the server runs each statement by itself.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

import psycopg2
import server

TYPES = """
smallint integer bigint numeric real float8 text varchar char(4) uuid date timestamp timestamptz
time timetz boolean inet cidr oid bytea json jsonb interval money name bit varbit macaddr macaddr8
xml tsvector int4range hstore citext ltree mood amount text[] integer[] varchar[] mood[]
""".split()
BEFORE = [
    "CREATE EXTENSION citext", "CREATE EXTENSION hstore", "CREATE EXTENSION ltree",
    "CREATE TYPE mood AS ENUM ('calm')", "CREATE DOMAIN amount AS integer",
]
RULES = {"type-change-without-using", "foreign-key-type-mismatch"}
REFUSED = "42804"  # datatype_mismatch
# Whose keys have no btree operators: the key itself is refused.
NO_KEY = {"json", "xml"}


def statements():
    found = list(BEFORE)
    keys = {number for number, to in enumerate(TYPES) if to not in NO_KEY and "[" not in to}
    for number in keys:
        found.append(f"CREATE TABLE key_{number} (id {TYPES[number]} PRIMARY KEY)")
    for row, old in enumerate(TYPES):
        for column, new in enumerate(TYPES):
            name = f"pair_{row}_{column}"
            found.append(f"CREATE TABLE {name} (a {old}, b {old})")
            found.append(f"ALTER TABLE {name} ALTER COLUMN a TYPE {new}")
            if column in keys and "[" not in old:
                found.append(f"ALTER TABLE {name} ADD FOREIGN KEY (b) REFERENCES key_{column}")
    return found


def told(cupel, script):
    """Numbers of the statements, one a line, that cupel says are refused."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "pairs.sql"
        path.write_text("".join(f"{line};\n" for line in script), encoding="utf-8")
        done = subprocess.run([cupel, "check", path.name, "--format", "json"], cwd=folder,
                              capture_output=True, text=True, check=False)
        findings = json.loads(done.stdout)["findings"]
    return {found["line"] for found in findings if found["rule"] in RULES}


def refused(script):
    with server.private_server() as running:
        connection = running.connect("postgres")
        found = set()
        for number, sql in enumerate(script, 1):
            try:
                connection.cursor().execute(sql)
            except psycopg2.Error as error:
                if error.pgcode != REFUSED:
                    raise SystemExit(f"casts.py: {sql}: {error}") from error
                found.add(number)
    return found


def main():
    script = statements()
    says, does = told(pathlib.Path(sys.argv[1]).resolve(), script), refused(script)
    for number in sorted(says ^ does):
        who = "cupel alone refuses" if number in says else "the server alone refuses"
        print(f"{who}: {script[number - 1]} (was {script[number - 2]})")
    print(f"{len(script)} statements about pairs of types: {len(does)} refused, "
          f"{len(says ^ does)} differ")
    return 1 if says ^ does else 0


sys.exit(main())
