#!/bin/sh
# What of a repository lies in the work tree, and how: sparse checkouts, conversions, links, names.
# shellcheck disable=SC2154 # $top, $cupel, $here, $hook, $said: of ../run.sh

# ---- sparse checkouts --------------------------------------------------------------------

# with_halves: released migrations in old/ and new/, version locations of one project.
with_halves() {
    repository r
    printf '[alembic]\nscript_location = alembic\nversion_locations = alembic/versions alembic/old alembic/new\n' \
        >alembic.ini
    safe alembic/old/a2.py a2 a1
    migration alembic/new/a3.py a3 a2 \
        'op.create_table("fresh", sa.Column("id", sa.BigInteger(), primary_key=True))'
    commit both
    git checkout -q -b topic
}

# What is not in the work tree is in the index: nothing was deleted, no down revision is missing, and
# the tables that those revisions made are known.
judge_sparse() {
    [ ! -e alembic/new/a3.py ] || return
    migration alembic/versions/a4.py a4 a3 'op.create_index("ix", "fresh", ["id"])' \
        'op.drop_table("fresh")'
    judge 1 --select history,drop-table,unknown-table,unknown-column &&
        finds drop-table alembic/versions/a4.py &&
        mentions "2 operations: $1 warning" || return
    git add --sparse alembic/versions/a4.py
    judge 1 --staged && finds drop-table alembic/versions/a4.py &&
        judge 1 --all --select history,drop-table && finds drop-table alembic/versions/a4.py &&
        mentions '4 migrations' || return
    git commit -q -m fourth
    judge 1 --base main && finds drop-table alembic/versions/a4.py && mentions '1 migration'
}

a_sparse_checkout_by_patterns_leaves_out_migrations() {
    with_halves
    git sparse-checkout set --no-cone '/*' '!/alembic/new/' >/dev/null 2>&1
    judge_sparse 1
}

a_sparse_checkout_by_folders_leaves_out_migrations() {
    with_halves
    git sparse-checkout set --cone alembic/versions alembic/old >/dev/null 2>&1
    judge_sparse 1
}

# libgit2 knows no sparse index, in which folders stand as such.
a_sparse_index_says_how_to_make_it_a_full_one() {
    with_halves
    git sparse-checkout set --cone --sparse-index alembic/versions alembic/old >/dev/null 2>&1
    git ls-files --sparse | grep '^alembic/new/$' >/dev/null || return 0 # git is too old for it
    said=$top/said
    "$cupel" check --staged >"$said.out" 2>"$said.err"
    case $? in
    0) ;; # a library that can
    2) complains 'git sparse-checkout reapply --no-sparse-index' ;;
    *) cat "$said.out" && return 1 ;;
    esac || return
    git sparse-checkout reapply --no-sparse-index
    judge_sparse 1
}

# ---- conversions -------------------------------------------------------------------------

# unchanged: what git converts on the way to the work tree is no change, however new its times are.
unchanged() {
    rm -r alembic && git checkout -q -- alembic && touch alembic/versions/*.py &&
        [ -z "$(git status --porcelain)" ] || return
    judge 0 && says_nothing && judge 0 --staged && says_nothing
}

line_ends_by_attribute_are_no_change() {
    repository r
    printf '*.py text eol=crlf\n' >.gitattributes
    commit attributes
    unchanged || return
    grep -c "$(printf '\r')" alembic/versions/a1_first.py >/dev/null || return
    dangerous alembic/versions/a2.py a2 a1
    sed 's/$/\r/' alembic/versions/a2.py >new && mv new alembic/versions/a2.py
    git add -A 2>/dev/null
    judge 1 --staged && finds drop-table alembic/versions/a2.py && cp "$said.out" ../staged &&
        judge 1 && finds drop-table alembic/versions/a2.py || return
    diff ../staged "$said.out" # the same lines and columns
}

expanded_keywords_are_no_change() {
    repository r
    printf '*.py ident\n' >.gitattributes
    # shellcheck disable=SC2016 # git's keyword
    echo '# $Id$' >>alembic/versions/a1_first.py
    commit attributes
    unchanged || return
    grep -c 'Id: ' alembic/versions/a1_first.py >/dev/null || return
    git checkout -q -b topic
    echo '# another comment' >>alembic/versions/a1_first.py
    judge 0 || return
    dangerous alembic/versions/a1_first.py a1 None
    judge 1 && finds released-migration-edited alembic/versions/a1_first.py
}

# What a filter's program would make of a file, only running it tells. Such a file is looked at as it
# lies there: what it does is compared, and that is the same.
filtered_files_are_judged_by_what_they_do() {
    repository r
    git config filter.case.clean "sed 's/^# local$//'"
    git config filter.case.smudge "sed '\$a # local'"
    printf '*.py filter=case\n' >.gitattributes
    commit attributes
    rm -r alembic && git checkout -q -- alembic && touch alembic/versions/*.py
    git checkout -q -b topic
    judge 0 --select history,drop-table || return
    dangerous alembic/versions/a2.py a2 a1
    git add -A
    judge 1 --staged --select drop-table && finds drop-table alembic/versions/a2.py
}

# ---- names -------------------------------------------------------------------------------

names_are_compared_without_regard_to_case_where_git_does_so() {
    repository r
    git config core.ignorecase true
    safe alembic/versions/B2.py b2 a1
    safe alembic/versions/a2.py a2 b2
    safe alembic/versions/Z3.py a3 a2
    commit second
    git checkout -q -b topic
    git mv alembic/versions/a2.py alembic/versions/A2_moved.py
    dangerous alembic/versions/c4.py a4 a3
    git add -A
    judge 1 --staged --select history,drop-table && finds drop-table alembic/versions/c4.py &&
        mentions '1 migration' || return
    judge 1 --select history,drop-table && finds drop-table alembic/versions/c4.py &&
        mentions '1 migration' || return
    git commit -q -m third
    judge 1 --base main --select history,drop-table && finds drop-table alembic/versions/c4.py &&
        mentions '1 migration'
}

odd_names_are_judged() {
    git init -q -b main r && cd r || return
    odd="services and more/it's \"new\"/*[x]"
    mkdir -p "$odd" && project "$odd" && commit first
    dangerous "$odd/alembic/versions/-- a2 \$(x);'.py" a2 a1
    git add -A
    judge 1 --staged && mentions "a2 \$(x);'.py:15:5: warning[drop-table]" && judge 1 &&
        mentions "a2 \$(x);'.py:15:5: warning[drop-table]" || return
    git commit -q -m second
    judge 1 --base HEAD~1 && mentions "a2 \$(x);'.py:15:5: warning[drop-table]" || return
    cd "$odd" || return
    judge 1 "alembic/versions/-- a2 \$(x);'.py" && mentions "a2 \$(x);'.py:15:5: warning[drop-table]"
}

# ---- links -------------------------------------------------------------------------------

a_file_that_becomes_a_link_is_no_migration_any_more() {
    repository r
    safe alembic/versions/a2.py a2 a1
    commit second
    git checkout -q -b topic
    mkdir kept && mv alembic/versions/a2.py kept/a2.py
    ln -s ../../kept/a2.py alembic/versions/a2.py
    judge 0 --select drop-table || return
    git add -A
    # In git it is a link: what it leads to may be anything.
    judge 1 --staged && finds unreadable-migration alembic/versions/a2.py &&
        finds released-migration-deleted alembic/versions/a2.py
}
