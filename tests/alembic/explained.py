"""What may differ between the plan and what was rendered, and why; the rest is a difference.

CORPUS.md tells the classes in words.
"""

import ast
import fnmatch
import functools
import re

import statements

ROWS = ("insert", "update", "delete")

# One by one: project, what differs, file, a pattern of the SQL, how often, why. More of them than
# that are differences.
KNOWN = (
    ("CTFd+CTFd", "file", "CTFd/plugins/*", "", 1,
     "the version folder of a plug-in, which no configuration names"),
    ("rucio+rucio", "missing", "*", '_PK"', 5,
     "a listener in the project's models names each primary key after its table"),
    ("rucio+rucio", "extra", "*", "_PK", 5,
     "the same constraints, by the names that the migration gives"),
    ("rucio+rucio", "text", "*/2190e703eb6e_*", "^INSERT INTO rse_attr_map", 7,
     "labels of the columns of INSERT … SELECT are not printed"),
    ("freedomofpress+securedrop", "missing", "*", "valid_until IS NULL", 1,
     "an expression as a key without the parentheses that PostgreSQL wants"),
    ("freedomofpress+securedrop", "extra", "*", "valid_until IS NULL", 1,
     "the same index, with the parentheses"),
    ("keephq+keep", "transaction", "*/2025-02-13-17-27_*", "idx_status_started", 1,
     "COMMIT within a try: that it is reached is not certain"),
    ("RedHatInsights+insights-host-inventory", "line", "*/6714f3063d90_*", "REPLICA IDENTITY", 1,
     "the same statement stands in both ways of a switch in the environment"),
    ("rommapp+romm", "text", "*", "^(CREATE|ALTER TABLE|DROP)", 134,
     "if_exists and if_not_exists of batch operations, which Alembic 1.8 has not"),
    ("PrefectHQ+prefect", "missing", "*_block_document_reference_self_check.py", "_824f CHECK", 2,
     "the naming convention is of metadata that env.py gets from an object made when it runs"),
    ("PrefectHQ+prefect", "extra", "*_block_document_reference_self_check.py", "CHECK", 2,
     "the same constraints, by the names that the migrations give"),
    ("PrefectHQ+prefect", "text", "*_07ecde74d74d_*", "^CREATE INDEX", 1,
     "if_not_exists of a batch operation, which Alembic 1.8 has not"),
    ("lablup+backend.ai", "text", "*", "^CREATE TYPE .* ENUM \\(\\)", 3,
     "labels of an enum that is not in the repository, which the renderer stands in for by none"),
    ("alphagov+notifications-api", "text", "*/0409_annual_allowance.py", "'::UUID", 32,
     "values of uuid columns are rendered with a cast"),
    ("alphagov+notifications-api", "text", "*/0437_min_numeric_scl_aux_tbls.py", "CASE min_scale", 2,
     "CASE of a value is shown without its parts"),
    ("bcgov+foi-flow", "text", "*", "^INSERT INTO .*created_at, createdby", 24,
     "columns with default=, which SQLAlchemy adds to an INSERT"),
    ("rucio+rucio", "text", "*/a118956323f8_*", "^INSERT INTO vos", 1,
     "columns with default=, which SQLAlchemy adds to an INSERT"),
    ("c2corg+v6_api", "text", "*/d4d360ef69bc_*", "^UPDATE guidebook.waypoints", 4,
     "any() of an array column"),
    ("gnocchixyz+gnocchi", "text", "*/aba5a217ca9b_*", "^UPDATE", 3,
     "+ of text columns is a concatenation, which their types decide"),
    ("hypothesis+h", "text", "*/59f42b6a0cd9_*", "^UPDATE user_group", 1,
     "what a subquery of several tables is made of is shown in part"),
    ("GSA+notifications-api", "text", "*/0083_*", "^INSERT INTO service_permission_types", 1,
     "rows in the order of a set"),
    ("hypothesis+lms", "text", "*/edab0e4610e0_*", "^CREATE TABLE", 1,
     "a column that is given twice"),
)


def by_project(project, what, file, sql, known):
    """The reason of a row above, if one is left; counts it."""
    for name, kind, glob, pattern, limit, why in KNOWN:
        if (name == project and kind == what and fnmatch.fnmatch(file, glob)
                and re.search(pattern, sql, re.I | re.S)):
            if known[(name, why)] < limit:
                known[(name, why)] += 1
                return why
    return None


def repeated(statement, matched):
    """Of the rows that one call changes, again and again, the plan shows the first ones only: those
    of op.bulk_insert() beyond 200."""
    key = statements.key(statement["sql"])
    return key[:1] in [(word,) for word in ROWS] and (statement["line"], key) in matched


def reasons_at(migration, line):
    return [o["reason"] for o in migration["opaque"] if o["line"] <= line <= o["end_line"]]


def dialect(migration, line):
    """SQL that PostgreSQL refuses; the plan says of which dialect it is."""
    return any(reason.startswith("SQL of ") for reason in reasons_at(migration, line))


def named(migration, line):
    """The plan says that it cannot read what is done there, and why."""
    return bool(reasons_at(migration, line))


def in_part(statement, ours):
    """The plan has it, with a name in it that is known only when it runs ("…")."""
    return any("…" in s["sql"] and text(s["sql"], statement["sql"]) == "same" for s in ours)


def pattern_of(sql):
    """What the plan does not know may be anything, and so may the value of a parameter: the
    renderer puts NULL or the value where the text has the parameter's name."""
    found, words = [], statements.words(sql)
    for at, word in enumerate(words):
        if word == ":" and words[at - 1:at] != [":"] and words[at + 1:at + 2] != [":"]:
            found.append(".*?")
        elif at and words[at - 1] == ":" and found and found[-1] == ".*?":
            continue
        else:
            found.append(re.escape(word).replace("…", ".*?"))
    return re.compile("\n".join(found), re.S)


def text(ours, theirs):
    """"same" or "differs"."""
    words = statements.words(theirs)
    if statements.words(ours) == words or pattern_of(ours).fullmatch("\n".join(words)):
        return "same"
    return "differs"


@functools.lru_cache(maxsize=1)
def blocks_and_calls(path):
    """Of a file: (first line, last line of the header, last line) of each with, (first, last line)
    of each call."""
    try:
        with open(path, encoding="utf-8") as file:
            nodes = list(ast.walk(ast.parse(file.read())))
    except (SyntaxError, ValueError):
        return [], []
    blocks = [(n.lineno, max(i.context_expr.end_lineno for i in n.items), n.end_lineno)
              for n in nodes if isinstance(n, (ast.With, ast.AsyncWith))]
    return blocks, [(n.lineno, n.end_lineno) for n in nodes if isinstance(n, ast.Call)]


def line(path, ours, theirs):
    """"same": within the call. "batch": Alembic sends at the end of a batch's block, where Python's
    line is the block's first; ours is the call in the block. "statement": of several statements in
    one text, ours is the statement's own line."""
    if not theirs or ours["line"] <= theirs <= ours["end_line"]:
        return "same"
    blocks, calls = blocks_and_calls(path)
    if any(a <= theirs <= header and a <= ours["line"] <= b for a, header, b in blocks) and any(
            a == ours["line"] for a, _ in calls):
        return "batch"
    if any(a <= theirs <= b and a <= ours["line"] and ours["end_line"] <= b for a, b in calls):
        return "statement"
    return "differs"
