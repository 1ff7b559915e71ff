#!/bin/sh
# Writes the manual page cupel(1) from the program's own help. Usage: man.sh CUPEL
set -eu
export LC_ALL=C
cupel=$1
version=$("$cupel" --version | sed 's/.* //')
time=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date -r CHANGELOG.md +%s)}
date=$(date -u -d "@$time" +%Y-%m-%d)

# Text that roff takes as text; a line has one sentence or a part of it.
plain() {
    fold -s -w 76 | sed 's/ *$//' | sed 's/\\/\\e/g; s/-/\\-/g; s/^\([.'\'']\)/\\\&\1/'
}

commands() {
    "$cupel" --help | sed -n 's/^  cupel \([a-z]*\) .*/\1/p'
}

summary() {
    "$cupel" --help | sed -n "s/^  cupel $1  *//p" | plain
}

# What stands between a command's usage and its options.
about() {
    "$cupel" "$1" --help | sed '1d; /^Options:/,$d; /^$/d' | plain
}

# The options of a command that no command before it had.
options() {
    "$cupel" "$1" --help | sed '1,/^Options:/d' | awk -v seen_file="$seen" '
        BEGIN { while ((getline line < seen_file) > 0) seen[line] = 1 }
        {
            split(substr($0, 3), part, "  +")
            head = part[1]
            sub("^  *" , "", head)
            if (head in seen) next # an option of one name may take a value here and none there
            print head >>seen_file
            text = substr($0, 3 + length(part[1]))
            sub("^ +", "", text)
            value = ""
            if (index(head, " ")) { value = substr(head, index(head, " ") + 1); head = substr(head, 1, index(head, " ") - 1) }
            gsub(/-/, "\\-", head); gsub(/-/, "\\-", value); gsub(/-/, "\\-", text)
            print ".TP"
            if (value != "") print ".BI " head " \" " value "\""
            else print ".B " head
            print text
        }'
}

seen=$(mktemp)
trap 'rm -f "$seen"' EXIT

cat <<HEAD
.TH CUPEL 1 "$date" "cupel $version"
.SH NAME
cupel \\- find what is dangerous in Alembic migrations for PostgreSQL
.SH SYNOPSIS
HEAD
for command in $(commands); do
    "$cupel" "$command" --help | sed -n '1s/^cupel //p' | plain |
        awk '{ name = $1; sub("^[^ ]* *", ""); print ".B cupel " name "\n" $0 "\n.br" }'
done | sed '$d'
cat <<'TEXT'
.SH DESCRIPTION
cupel reads the migrations that a branch changed, works out what PostgreSQL
will do for each statement, and says what blocks, breaks or loses something:
before it runs.
Migrations are read, never run; no server is asked.
Without a command,
.B cupel
is
.BR "cupel check" .
.SH COMMANDS
TEXT
for command in $(commands); do
    printf '.TP\n.B %s\n%s.\n' "$command" "$(summary "$command")"
    about "$command"
done
echo '.SH OPTIONS'
for command in $(commands); do
    options "$command" | fold -s -w 78 | sed 's/ *$//'
done
cat <<'TEXT'
.SH EXIT STATUS
.TP
.B 0
nothing found at or above
.BR \-\-fail\-on ,
or nothing to judge
.TP
.B 1
something found
.TP
.B 2
cupel could not do its job;
one line on standard error says what, where and what to do
.SH FILES
.TP
.I cupel.toml
settings, at or above the Alembic project; or the table
.I tool.cupel
of
.I pyproject.toml
.SH ENVIRONMENT
.BR NO_COLOR ,
.B CLICOLOR_FORCE
and
.B TERM
are honoured, and git's own
.BR GIT_DIR ,
.B GIT_WORK_TREE
and
.BR GIT_INDEX_FILE .
.SH SEE ALSO
.BR git (1),
.BR psql (1)
TEXT
