#!/usr/bin/env python3
"""Compares the schema that cupel makes of a project's migrations with the server's.

    python3 tests/postgres/catalog.py build/cupel build/catalog FOLDER [RENDERED.json]

FOLDER holds an Alembic project. The statements are those of `cupel plan --all`, or, with
RENDERED.json, what Alembic itself renders: a list of objects with `revision`, `sql` and
`transactions`. They are run on a private server; then its catalog and cupel's, which the program
build/catalog prints, are compared line by line. Exit status 1 when they differ.
"""

import contextlib
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import psycopg2

from server import private_server

# Lines as tests/postgres/catalog.c prints them.
QUERIES = {
    "relations": """
        SELECT CASE c.relkind WHEN 'S' THEN 'sequence' WHEN 'v' THEN 'view'
                              WHEN 'm' THEN 'materialized view' ELSE 'table' END,
               {name}
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S') AND {ours}""",
    "columns": """
        SELECT 'column', {name}, a.attname, format_type(a.atttypid, a.atttypmod),
               CASE WHEN a.attnotnull THEN 'not null' ELSE 'null' END,
               CASE WHEN a.atthasdef THEN 'default' ELSE 'no default' END
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p') AND {ours}""",
    "indexes": """
        SELECT 'index', {name}, i.relname,
               CASE WHEN x.indisunique THEN 'unique' ELSE 'plain' END
        FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
        JOIN pg_class c ON c.oid = x.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE {ours}""",
    "constraints": """
        SELECT 'constraint', {name}, k.conname,
               CASE k.contype WHEN 'c' THEN 'check' WHEN 'f' THEN 'foreign key'
                    WHEN 'u' THEN 'unique' WHEN 'p' THEN 'primary key' ELSE 'exclude' END,
               CASE WHEN k.contype IN ('f', 'u', 'p') THEN
                   (SELECT string_agg(a.attname, ',' ORDER BY key.place)
                    FROM unnest(k.conkey) WITH ORDINALITY AS key (number, place)
                    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = key.number)
                    ELSE '' END,
               coalesce((SELECT r.relname FROM pg_class r WHERE r.oid = k.confrelid), ''),
               CASE WHEN k.convalidated THEN 'valid' ELSE 'not valid' END
        FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE k.contype IN ('c', 'f', 'u', 'p', 'x') AND {ours}""",
    "enums": """
        SELECT 'enum', t.typname,
               (SELECT string_agg(e.enumlabel || '|', '' ORDER BY e.enumlabel)
                FROM pg_enum e WHERE e.enumtypid = t.oid)
        FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
        WHERE t.typtype = 'e' AND {ours}""",
}
NAME = "CASE n.nspname WHEN 'public' THEN c.relname ELSE n.nspname || '.' || c.relname END"
OURS = """n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
          AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.deptype = 'e' AND d.objid = {oid})"""

# Internal names as format_type writes them.
SPELLED = {
    "int2": "smallint", "int4": "integer", "int8": "bigint", "bool": "boolean",
    "float4": "real", "float8": "double precision", "varchar": "character varying",
    "bpchar": "character", "timestamptz": "timestamp with time zone",
    "timestamp": "timestamp without time zone", "timetz": "time with time zone",
    "time": "time without time zone", "varbit": "bit varying",
}


def server_lines(connection):
    cursor = connection.cursor()
    lines = set()
    for what, query in QUERIES.items():
        oid = "t.oid" if what == "enums" else "c.oid"
        cursor.execute(query.format(name=NAME, ours=OURS.format(oid=oid)))
        lines.update("\t".join(map(str, row)) for row in cursor.fetchall())
    return {line for line in lines if not line.split("\t")[1].startswith("alembic_version")}


def spelled(name):
    base, modifiers = re.match(r"([^(\[]*)(.*)", name).groups()
    full = SPELLED.get(base, base)
    if " with" in full and modifiers.startswith("("):  # timestamp(3) with time zone
        head, tail = full.split(" ", 1)
        size, rest = re.match(r"(\([^)]*\))(.*)", modifiers).groups()
        return f"{head}{size} {tail}{rest}"
    if full == "character" and not modifiers:
        return "character(1)"
    if full == "numeric" and re.fullmatch(r"\(\d+\)", modifiers):
        return full + modifiers[:-1] + ",0)"
    return full + modifiers


def cupel_lines(program, folder):
    done = subprocess.run([program, folder], capture_output=True, text=True, check=True)
    lines = set()
    for line in done.stdout.splitlines():
        parts = line.split("\t")
        if parts[0].endswith("column"):
            parts[3] = spelled(parts[3])
        elif parts[0] == "enum":
            parts[2] = "".join(label + "|" for label in sorted(filter(None, parts[2].split("|"))))
        elif parts[0] == "constraint" and parts[3] not in ("unique", "primary key", "foreign key"):
            parts[4] = ""
        if parts[0] != "type":
            lines.add("\t".join(parts))
    return lines


def planned(cupel, folder):
    """Statements with the number of their transaction, by migration."""
    done = subprocess.run([cupel, "plan", "--all", "--format", "json"], cwd=folder,
                          capture_output=True, text=True, check=False)
    for migration in json.loads(done.stdout)["migrations"]:
        statements = {}
        for step in migration["steps"]:
            if step["sql"]:
                statements[step["statement"]] = (step["sql"], step["transaction"])
        yield migration["file"], list(statements.values())


def stand_in(match):
    name = match[0].lower()
    return "timestamptz" if "date" in name or "time" in name else "json" if "json" in name else "text"


def rendered(path, order):
    by_name = {}
    for entry in json.loads(pathlib.Path(path).read_text(encoding="utf-8")):
        # Types of packages that were not installed stand in brackets
        statements = [(re.sub(r"<[\w.]+>", stand_in, sql), number or 0)
                      for sql, number in zip(entry.get("sql", []), entry["transactions"])]
        by_name[pathlib.Path(entry["file"]).name] = statements
    for file in order:
        yield file, by_name.get(pathlib.Path(file).name, [])


def replay(connection, migrations):
    """Runs them; stops at the first refusal, which it names."""
    cursor = connection.cursor()
    for file, statements in migrations:
        for sql, _ in statements:
            try:
                cursor.execute(sql)
            except psycopg2.Error as problem:
                if re.match(r"\s*(INSERT|UPDATE|DELETE|SELECT)\b", sql, re.I):
                    continue  # rows are not what is compared
                return f"{file}: {sql[:100]}: {str(problem).splitlines()[0]}"
    return None


def compare(cupel, program, project, rendered_path=None):
    """Of a copy outside any repository, whose other projects are not meant."""
    with tempfile.TemporaryDirectory() as copy:
        folder = shutil.copytree(project, pathlib.Path(copy) / "project",
                                 ignore=shutil.ignore_patterns(".git"))
        return compare_copy(cupel, program, project, folder, rendered_path)


def compare_copy(cupel, program, project, folder, rendered_path):
    order = list(planned(cupel, folder))
    migrations = rendered(rendered_path, [file for file, _ in order]) if rendered_path else order
    with private_server() as server, server.database() as name:
        with contextlib.closing(server.connect(name)) as connection:
            refusal = replay(connection, migrations)
            if refusal:
                print(f"{project}: refused: {refusal}")
            theirs = server_lines(connection)
    ours = cupel_lines(program, folder)
    agree, unknown, differ = match(ours, theirs)
    for line in sorted(differ):
        print(f"    {'cupel ' if line in ours else 'server'}  {line}")
    print(f"{project}: {agree} facts agree, {unknown} are not known to cupel, {len(differ)} differ")
    return not differ and not refusal


def match(ours, theirs):
    """How many lines agree; how many do as far as cupel knows; the others."""
    both = ours & theirs
    left, unknown = set(theirs - both), 0
    differ = set()
    for line in ours - both:
        if line.startswith("incomplete"):
            continue
        pattern = re.escape(line.removeprefix("perhaps ")).replace(r"\?", "[^\t]*")
        found = next((other for other in left if re.fullmatch(pattern, other)), None)
        if found:
            left.remove(found)
            unknown += 1
        elif not line.startswith("perhaps "):
            differ.add(line)
    return len(both), unknown, differ | left


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    cupel, program = (str(pathlib.Path(name).resolve()) for name in sys.argv[1:3])
    sys.exit(0 if compare(cupel, program, *sys.argv[3:]) else 1)
