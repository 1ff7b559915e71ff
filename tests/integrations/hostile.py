#!/usr/bin/env python3
"""Hostile bytes in every place that a report tells of, in every format, each read by its own reader.

    tests/integrations/hostile.py CUPEL

Names, SQL, reasons, file names, branches, authors and remotes hold escape sequences, controls of
both kinds, marks that turn text around or take no place, bytes that are no UTF-8, and the marks
of each format. No reader may choke, and nothing of it may reach a terminal.
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unicodedata
import xml.etree.ElementTree

PROGRAM = os.path.abspath(sys.argv[1])
FORMATS = ["text", "json", "sarif", "github", "gitlab", "junit", "markdown"]
# One of each kind; what a file name or a git name cannot hold is left out there.
PIECES = [
    b"\x1b[31mred\x1b[0m", b"\x1b]0;title\x07", b"\x9b31m", "\u009b31m".encode(), b"\x08\x7f", b"\r\nx", b"\t",
    "\u202egnp".encode(), "\u2066x\u2069".encode(), "a\u200bb\u2060c\ufeffd\u00ade".encode(), "\u2028x".encode(),
    "\U000e0041x".encode(), "\ufffex\uffff".encode(), b"\xff\xfe", b"\xed\xa0\x80", b"\xc0\xaf", b"\xf5\x80\x80\x80",
    b"]]><script>alert(1)</script>", b"<!--", b"&lt;&amp;", b"::error::x", b"%0A%1b", b"| a | b |", b"```", b"`x`",
    b"[a](javascript:b)", b"![i](http://x.invalid/i.png)", b"@all #1", b"\\\"'", b"</details>", b"</code>", b"{0}", b"$(x)",
]
# What a report must not send: controls but the line end; what turns text around; what hides.
FORBIDDEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e00ff]")
failures = []
checks = 0


def expect(condition, what):
    global checks
    checks += 1
    if not condition:
        failures.append(what)
        print("FAIL", what[:500])


def read_text(out, _):
    expect(out.endswith("\n"), "text: the last line has no end")


def read_json(out, count):
    document = json.loads(out)
    expect(len(document["findings"]) == count, "json: findings")


def read_sarif(out, count):
    run = json.loads(out)["runs"][0]
    live = [result for result in run["results"] if not result.get("suppressions")]
    expect(len(live) == count, "sarif: results")
    for result in run["results"]:
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        expect(re.fullmatch(r"([A-Za-z0-9._~/-]|%[0-9A-F]{2})+", uri), f"sarif: no URI: {uri!r}")
        text = result["message"]["text"]
        expect(not FORBIDDEN.search(text), f"sarif: a viewer would obey: {text!r}")
        expect(not re.search(r"(?<!\\)\]\(", text), f"sarif: a link in a message: {text!r}")


def read_github(out, count):
    lines = out.splitlines()
    expect(len(lines) - sum("title=cupel::" in line for line in lines) == count, "github: commands")
    for line in lines:
        match = re.fullmatch(r"::(error|warning|notice) ((?:[a-zA-Z]+=[^,:]*,?)+)::.+", line)
        expect(match, f"github: no command: {line!r}")
        file = re.search(r"file=([^,]*)", line)
        expect(not file or not re.search(r"%(?![0-9A-F]{2})", file.group(1)), f"github: escaping: {line!r}")


def read_gitlab(out, count):
    issues = json.loads(out)
    expect(len(issues) == count, "gitlab: issues")
    for issue in issues:
        expect(issue["severity"] in ("critical", "major", "info") and issue["fingerprint"], "gitlab: an issue")


def read_junit(out, count):
    root = xml.etree.ElementTree.fromstring(out.encode())
    bad = len(root.findall(".//failure")) + len(root.findall(".//system-out"))
    expect(bad == count, f"junit: {bad} of {count}")


def read_markdown(out, count):
    """What an HTML page of it could hold beside text: only the tags that cupel writes."""
    prose = re.sub(r"(?ms)^(`{3,})sql\n.*?^\1$", "", out)
    tags = set(re.findall(r"<[^>]*>?", prose))
    expect(tags <= {"<code>", "</code>", "<details>", "</details>", "<summary>", "</summary>", "<br>"},
           f"markdown: tags: {tags}")
    expect(prose.count("<details>") == prose.count("</details>"), "markdown: details")
    expect("```" not in prose.replace("&#96;", ""), "markdown: a fence is open")
    rows = [line for line in prose.splitlines() if re.match(r"\| (error|warning|info) \|", line)]
    expect(len(rows) == count, f"markdown: {len(rows)} rows of {count}")
    expect(all(row.count("|") == 5 for row in rows), "markdown: cells")
    expect(not re.search(r"!?\[[^\]]*\]\(", prose), "markdown: a link")


READERS = {"text": read_text, "json": read_json, "sarif": read_sarif, "github": read_github, "gitlab": read_gitlab,
           "junit": read_junit, "markdown": read_markdown}


def is_clean(name, raw):
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        expect(False, f"{name}: no UTF-8: {error}")
        return ""
    found = FORBIDDEN.search(text)
    expect(not found, f"{name}: {found and unicodedata.name(found.group(), repr(found.group()))} in "
                      f"{found and text[max(0, found.start() - 60):found.end() + 20]!r}")
    return text


def python_literal(piece):
    """The bytes in a Python string as its source: raw where that can be, else escaped."""
    piece = piece.replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\r\n", b"\\r\\n")
    return piece.replace(b"\x00", b"\\x00")


def migration(revision, down, lines):
    head = f"from alembic import op\nimport sqlalchemy as sa\n\nrevision = {revision!r}\ndown_revision = {down!r}\n\n\n"
    return head.encode() + b"def upgrade():\n" + b"".join(b"    " + line + b"\n" for line in lines)


def statements(piece):
    text = python_literal(piece)
    word = text.replace(b'\\"', b"q")
    return [
        b'op.drop_table("t%s")' % text,
        b'op.drop_column("orders%s", "c%s")' % (text, text),
        b'op.create_index("ix%s", "orders", ["%s"])' % (text, text),
        b'op.execute("DELETE FROM orders -- %s")' % text,
        b'op.execute("DROP TABLE \\"x%s\\" /* %s */ CASCADE")' % (word, word),
        b'op.execute("ALTER TABLE %s")' % text,
        b'op.drop_table("badges")  # cupel: ignore[drop-table] %s' % piece.replace(b"\r\n", b" "),
        b'op.execute(get("%s"))' % text,
    ]


def make_repository(folder):
    env = dict(os.environ, GIT_CONFIG_GLOBAL="/dev/null", GIT_CONFIG_NOSYSTEM="1", LC_ALL="C",
               GIT_AUTHOR_EMAIL="a@example.org", GIT_COMMITTER_NAME="C", GIT_COMMITTER_EMAIL="c@example.org",
               GIT_CEILING_DIRECTORIES=str(folder.parent))

    def git(*words, author=b"A"):
        subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True,
                       env={**os.environb, **{k.encode(): v.encode() for k, v in env.items()}, b"GIT_AUTHOR_NAME": author})

    folder.mkdir()
    git("init", "-q", "-b", "main")
    versions = os.fsencode(folder / "db/versions")
    os.makedirs(versions)
    (folder / "alembic.ini").write_text("[alembic]\nscript_location = db\n")

    def write(name, content):
        with open(os.path.join(versions, name), "wb") as file:
            file.write(content)

    write(b"a0.py", migration("a0", None, [b'op.execute("CREATE TABLE orders (id bigint PRIMARY KEY, c text)")',
                                           b'op.execute("CREATE TABLE badges (id bigint PRIMARY KEY)")']))
    git("add", "-A")
    git("commit", "-q", "-m", "first")
    git("switch", "-q", "-c", b"change-\xe2\x80\xae-\xff".decode("utf-8", "surrogateescape"))
    for number, piece in enumerate(PIECES):
        name = piece.replace(b"/", b"_").replace(b"\x00", b"")
        write(b"%02d%s.py" % (number, name), migration(f"r{number}", f"r{number - 1}" if number else "a0", statements(piece)))
    write(b"broken\x1b[2J.py", b"revision = 'zz'\ndown_revision = 'a0\x1b[31m\xe2\x80\xae'\n(((\n\x00\xff")
    git("add", "-A")
    git("commit", "-q", "-m", "change")
    # Somebody else released a migration meanwhile: the report names who.
    git("switch", "-q", "main")
    write(b"other.py", migration("b1", "a0", [b'op.execute("SELECT 1")']))
    git("add", "-A")
    git("commit", "-q", "-m", "other", author="\x1b[31mEve\u202e\u200b<b>|`".encode() + b"\xff")
    git("switch", "-q", b"change-\xe2\x80\xae-\xff".decode("utf-8", "surrogateescape"))
    git("remote", "add", "origin", b"https://u:hunter2@example.org/\x1b[31m\xe2\x80\xae shop.git"
        .decode("utf-8", "surrogateescape"))
    return {**os.environ, **env}


def main():
    top = pathlib.Path(tempfile.mkdtemp())
    folder = top / "shop"
    env = make_repository(folder)

    def run(*words):
        done = subprocess.run([PROGRAM, *words], cwd=folder, env=env, capture_output=True, timeout=60)
        expect(done.returncode in (0, 1), f"{words}: status {done.returncode}: {done.stderr!r}")
        is_clean(f"{words}: standard error", done.stderr)
        return done.stdout

    for selection in (["--all"], ["--base", "main"]):
        count = len(json.loads(run("check", *selection, "--format", "json"))["findings"])
        expect(count > 100, f"{selection}: {count} findings")
        for name in FORMATS:
            out = is_clean(name, run("check", *selection, "--verbose", "--format", name))
            try:
                READERS[name](out, count)
            except (ValueError, xml.etree.ElementTree.ParseError, KeyError) as error:
                expect(False, f"{name}: its reader says: {error!r}")
            expect("hunter2" not in out, f"{name}: a password")
        # Colours are cupel's own; between them nothing else.
        colored = run("check", *selection, "--color", "always").decode()
        is_clean("colours", re.sub(r"\x1b\[[0-9;]*m", "", colored).encode())
        own = set(re.findall("\x1b\\[([0-9;]*)m", colored))
        expect(own <= {"0", "1", "2", "32", "1;31", "1;35", "1;36", "33"}, f"colours: {own}")
        for command in ("plan", "status"):
            words = selection if command == "plan" else []
            is_clean(command, run(command, *words))
            json.loads(is_clean(f"{command}, json", run(command, *words, "--format", "json")))
    said = run("check", "--base", "main", "--select", "heads-diverge-from-base").decode()
    expect("Eve" in said, f"the author of the other migration is named: {said}")
    diff = run("check", "--all", "--diff")
    for line in re.findall(rb"(?m)^(?:---|\+\+\+) .*", diff):
        is_clean("diff: a name", line)
    done = subprocess.run(["git", "apply", "--check", "-"], cwd=folder, env=env, input=diff, capture_output=True)
    expect(diff.count(b"@@ ") > 20 and done.returncode == 0, f"git apply: {done.stderr!r}")
    print(f"hostile bytes: {len(PIECES)} kinds, {len(FORMATS)} formats, {checks} checks, {len(failures)} failed")
    return 1 if failures else 0


sys.exit(main())
