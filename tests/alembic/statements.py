"""Statements as lists of tokens: what two texts of one statement must have in common."""

import difflib
import re

TOKEN = re.compile(
    r"""--[^\n]* | /\*.*?\*/                      # comments
    | (?P<string>[eE]?'(?:[^'\\]|''|\\.)*' | (?P<tag>\$\w*\$).*?(?P=tag))
    | (?P<quoted>"(?:[^"]|"")*")
    | (?P<word>[\w…][\w$…]*) | (?P<mark>\S)""",
    re.VERBOSE | re.DOTALL)


def tokens(sql):
    """The words in lower case, names without quotes that they do not need, no comments."""
    found = []
    for match in TOKEN.finditer(sql):
        if match["string"]:
            found.append(match["string"])
        elif match["quoted"]:
            name = match["quoted"][1:-1]
            found.append(name if re.fullmatch(r"[a-z_…][a-z0-9_…]*", name) else match["quoted"])
        elif match["word"]:
            found.append(match["word"].lower())
        elif match["mark"]:
            found.append(match["mark"])
    for at in range(len(found) - 1, 0, -1):
        if found[at - 1:at + 1] == ["initially", "immediate"]:
            del found[at - 1:at + 1]  # the default
    while found and found[-1] == ";":
        found.pop()
    return found


def split(sql):
    """The statements of a text that may hold several."""
    parts, start = [], 0
    for match in TOKEN.finditer(sql):
        if match["mark"] == ";":
            parts.append(sql[start:match.start()])
            start = match.end()
    parts.append(sql[start:])
    return [part for part in parts if tokens(part)]


WEAK = {"if", "not", "exists", "only", "concurrently", "unique", "or", "replace", "temporary"}


def key(sql):
    """Kind and names of the objects: enough to tell one statement from another."""
    words = tokens(sql)
    if words[:1] == ["alter"]:
        words = [w for w in words[:14] if w not in WEAK]
        return tuple(words[:9 if "." in words[:6] else 7])
    if words[:1] == ["create"]:
        words = [w for w in words[:14] if w not in WEAK]
        return tuple(words[:7] if words[1:2] == ["index"] else words[:5 if "." in words[:5] else 3])
    if words[:1] in (["select"], ["with"]):
        return tuple(words[:6])
    strong = [w for w in words[:14] if w not in WEAK]
    if strong[:1] == ["update"]:
        return tuple(strong[:4 if strong[2:3] == ["."] else 2])
    return tuple(strong[:5 if strong[3:4] == ["."] else 3])


def words(sql):
    """The words that must be the same: without what SQLAlchemy adds to fetch a key it made, with
    strings as the server reads them (the renderer doubles what a driver would quote, and SQL mode
    turns tabs into spaces); without START WITH 1, which SQLAlchemy 1.4 adds and 2.0 does not."""
    found = [w.replace("\\\\", "\\").replace("%%", "%").replace("\t", "    ") if w[0] in "'$" else w
             for w in tokens(sql)]
    if found[:2] == ["create", "sequence"] and found[3:6] == ["start", "with", "1"]:
        del found[3:6]
    if found[:1] == ["insert"] and "returning" in found[-6:]:
        del found[len(found) - 1 - found[::-1].index("returning"):]
    return found


def opcodes(ours, theirs):
    return difflib.SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes()


def in_set_order(statements):
    """Runs of CREATE INDEX sorted: SQLAlchemy keeps a table's indexes in a set."""
    result, run = [], []
    for statement in statements:
        words = tokens(statement["sql"])
        if words[:2] == ["create", "index"] or words[:3] == ["create", "unique", "index"]:
            run.append(statement)
            continue
        result += sorted(run, key=lambda s: tokens(s["sql"])) + [statement]
        run = []
    return result + sorted(run, key=lambda s: tokens(s["sql"]))


def planned(migration):
    """The statements of one migration of `cupel plan --format json`."""
    found, last = [], 0
    for step in migration["steps"]:
        if step["statement"] == last or not step["sql"]:
            continue
        last = step["statement"]
        found.append({"sql": step["sql"], "transaction": step["transaction"] or None,
                      "line": step["line"], "end_line": step["end_line"],
                      "conditional": step["conditional"], "operation": step["operation"]})
    return found
