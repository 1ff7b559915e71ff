#!/bin/sh
# The program in real repositories that real git makes: what each selection judges, and the hook.
#
#   tests/git/run.sh CUPEL [NAME...]     with NAMEs only these checks
#
# Each check is a function named by a sentence and runs in a folder of its own. Prints a line for
# each, and for one that failed what the program said.
set -u

if [ $# -lt 1 ]; then
    echo 'usage: tests/git/run.sh CUPEL [NAME...]' >&2
    exit 2
fi
here=$(cd "$(dirname "$0")/../.." && pwd) || exit 2
cupel=$(cd "$(dirname "$1")" && pwd)/$(basename "$1") || exit 2
shift
if [ ! -x "$cupel" ]; then
    echo "$cupel: no such program" >&2
    exit 2
fi
hook=$here/hooks/pre-commit
top=$(mktemp -d) || exit 2
trap 'rm -rf "$top"' EXIT

# git and cupel read nothing of whoever runs this.
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_OBJECT_DIRECTORY GIT_PREFIX \
    GIT_ALTERNATE_OBJECT_DIRECTORIES NO_COLOR CLICOLOR_FORCE
export HOME="$top/home" XDG_CONFIG_HOME="$top/home" GIT_CONFIG_NOSYSTEM=1 \
    GIT_CONFIG_GLOBAL=/dev/null GIT_CEILING_DIRECTORIES="$top" LC_ALL=C TZ=UTC \
    GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@example.org GIT_AUTHOR_DATE=2024-01-01T00:00:00Z \
    GIT_COMMITTER_NAME=A GIT_COMMITTER_EMAIL=a@example.org \
    GIT_COMMITTER_DATE=2024-01-01T00:00:00Z
mkdir "$HOME"
PATH=$(dirname "$cupel"):$PATH

# ---- making repositories -----------------------------------------------------------------

# migration FILE REVISION DOWN_REVISION STATEMENT...
migration() {
    file=$1 revision=$2 down=$3
    shift 3
    [ "$down" = None ] || down="\"$down\""
    mkdir -p "$(dirname "$file")"
    {
        printf '"""step %s\n\nRevision ID: %s\n"""\n' "$revision" "$revision"
        printf 'import sqlalchemy as sa\nfrom alembic import op\n\n'
        printf 'revision = "%s"\ndown_revision = %s\nbranch_labels = None\n' "$revision" "$down"
        printf 'depends_on = None\n\n\ndef upgrade():\n'
        for statement in "$@"; do
            printf '    %s\n' "$statement"
        done
        printf '\n\ndef downgrade():\n    pass\n'
    } >"$file"
}

# safe FILE REVISION DOWN_REVISION, dangerous FILE REVISION DOWN_REVISION
safe() {
    migration "$@" "op.add_column(\"orders\", sa.Column(\"note_$2\", sa.Text(), nullable=True))"
}
dangerous() {
    migration "$@" 'op.drop_table("badges")'
}

# project FOLDER: an Alembic project whose first revision, a1, makes the tables orders and badges.
project() {
    mkdir -p "$1/alembic/versions"
    printf '[alembic]\nscript_location = alembic\n' >"$1/alembic.ini"
    printf 'from alembic import context\n' >"$1/alembic/env.py"
    migration "$1/alembic/versions/a1_first.py" a1 None \
        'for name in ("orders", "badges"): op.create_table(name, sa.Column("id", sa.BigInteger(), primary_key=True))'
}

commit() {
    git add -A && git commit -q -m "$1"
}

# repository FOLDER: a repository with a project in it, committed on main; goes there.
repository() {
    git init -q -b main "$1" && cd "$1" && project . && commit first
}

# ---- asking ------------------------------------------------------------------------------

# judge STATUS ARGUMENTS...: runs cupel check, which must end with this status.
judge() {
    wanted=$1
    shift
    said=$top/said
    "$cupel" check "$@" >"$said.out" 2>"$said.err"
    status=$?
    if [ "$status" != "$wanted" ]; then
        echo "cupel check $*: status $status, not $wanted"
        sed 's/^/    /' "$said.out" "$said.err"
        return 1
    fi
}

# finds RULE FILE: the last judge reported that rule in that file.
finds() {
    grep -E "^$2:[0-9]+:[0-9]+: [a-z]+\[$1\]" "$said.out" >/dev/null && return
    echo "no $1 in $2:"
    sed 's/^/    /' "$said.out" "$said.err"
    return 1
}

# finds_gone RULE FILE: likewise of a file that is not there, and so has no lines.
finds_gone() {
    grep -E "^$2: [a-z]+\\[$1\\]" "$said.out" >/dev/null && return
    echo "no $1 in $2:"
    sed 's/^/    /' "$said.out" "$said.err"
    return 1
}

# mentions TEXT: the last judge wrote this to standard output.
mentions() {
    grep -F -- "$1" "$said.out" >/dev/null && return
    echo "no '$1' in:"
    sed 's/^/    /' "$said.out"
    return 1
}

# finds_nothing_in FILE
finds_nothing_in() {
    grep -E "^$1:" "$said.out" >/dev/null || return 0
    echo "findings in $1:"
    sed 's/^/    /' "$said.out"
    return 1
}

# says_nothing: the last judge wrote nothing to standard output.
says_nothing() {
    [ ! -s "$said.out" ] && return
    echo 'standard output is not empty:'
    sed 's/^/    /' "$said.out"
    return 1
}

# complains TEXT: the last judge wrote one line to standard error, with this text.
complains() {
    if [ "$(wc -l <"$said.err")" -ne 1 ] || ! grep -F -- "$1" "$said.err" >/dev/null; then
        echo "not one line with '$1' on standard error:"
        sed 's/^/    /' "$said.err"
        return 1
    fi
}

# ---- nothing given -----------------------------------------------------------------------

a_branch_is_judged_from_where_it_left_main() {
    repository r
    dangerous alembic/versions/a2.py a2 a1
    commit 'already on main'
    git checkout -q -b topic
    dangerous alembic/versions/a3_committed.py a3 a2
    commit topic
    safe alembic/versions/a4_untracked.py a4 a3
    git checkout -q main
    safe alembic/versions/b3.py b3 a2 && git add alembic/versions/b3.py && git commit -q -m main
    git checkout -q topic
    judge 1 && finds drop-table alembic/versions/a3_committed.py &&
        finds_nothing_in alembic/versions/a2.py
}

untracked_and_modified_migrations_are_judged() {
    repository r
    dangerous alembic/versions/a2_untracked.py a2 a1
    judge 1 && finds drop-table alembic/versions/a2_untracked.py || return
    rm alembic/versions/a2_untracked.py
    dangerous alembic/versions/a1_first.py a1 None
    judge 1 && finds drop-table alembic/versions/a1_first.py
}

ignored_migrations_are_not_judged() {
    repository r
    echo 'alembic/versions/local_*' >.gitignore
    dangerous alembic/versions/local_a2.py a2 a1
    judge 0 && says_nothing
}

where_nothing_changed_nothing_is_printed() {
    repository r
    judge 0 && says_nothing && complains 'no migration' || return
    "$cupel" --quiet >"$said.out" 2>"$said.err" && says_nothing && [ ! -s "$said.err" ]
}

the_base_branch_is_that_of_the_remote() {
    repository upstream
    cd .. && git clone -q upstream r && cd r || return
    dangerous alembic/versions/a2.py a2 a1
    commit 'on main, not pushed'
    judge 1 && finds drop-table alembic/versions/a2.py
}

the_settings_name_the_base_branch() {
    repository r
    git branch release
    dangerous alembic/versions/a2.py a2 a1
    printf 'base = "release"\n' >cupel.toml
    commit second
    judge 1 && finds drop-table alembic/versions/a2.py
}

a_detached_head_is_judged() {
    repository r
    git checkout -q --detach
    dangerous alembic/versions/a2.py a2 a1
    commit second
    judge 1 && finds drop-table alembic/versions/a2.py
}

an_unborn_branch_is_judged_whole() {
    git init -q -b main r && cd r || return
    project .
    safe alembic/versions/a2.py a2 missing
    git add alembic.ini alembic/versions/a2.py
    judge 1 && finds unknown-down-revision alembic/versions/a2.py &&
        judge 1 --staged && finds unknown-down-revision alembic/versions/a2.py
}

# ---- staged ------------------------------------------------------------------------------

what_is_staged_is_judged_and_not_the_work_tree() {
    repository r
    dangerous alembic/versions/a2.py a2 a1
    git add -A
    safe alembic/versions/a2.py a2 a1
    judge 1 --staged && finds drop-table alembic/versions/a2.py || return
    git add -A
    dangerous alembic/versions/a2.py a2 a1
    judge 0 --staged && finds_nothing_in alembic/versions/a2.py
}

what_is_not_staged_is_not_judged() {
    repository r
    dangerous alembic/versions/a2.py a2 a1
    judge 0 --staged && says_nothing || return
    git add -N alembic/versions/a2.py
    judge 0 --staged && says_nothing
}

a_staged_migration_that_is_gone_from_disk_is_judged() {
    repository r
    dangerous alembic/versions/a2.py a2 a1
    git add -A
    rm alembic/versions/a2.py
    judge 1 --staged && finds drop-table alembic/versions/a2.py
}

settings_are_read_from_the_index_too() {
    repository r
    printf '[severity]\ndrop-table = "off"\n' >cupel.toml
    dangerous alembic/versions/a2.py a2 a1
    git add alembic
    judge 1 --staged && finds drop-table alembic/versions/a2.py || return
    git add -A
    judge 0 --staged
}

renamed_migrations_are_not_judged_anew() {
    repository r
    dangerous alembic/versions/a2.py a2 a1
    commit second
    git mv alembic/versions/a2.py alembic/versions/a2_renamed.py
    judge 0 --staged && finds_nothing_in alembic/versions/a2_renamed.py &&
        judge 0 && finds_nothing_in alembic/versions/a2_renamed.py
}

renamed_and_edited_migrations_are_judged() {
    repository r
    safe alembic/versions/a2.py a2 a1
    commit second
    git mv alembic/versions/a2.py alembic/versions/a2_renamed.py
    dangerous alembic/versions/a2_renamed.py a2 a1
    git add -A
    judge 1 --staged && finds drop-table alembic/versions/a2_renamed.py
}

migrations_whose_mode_alone_changed_are_not_judged() {
    repository r
    dangerous alembic/versions/a2.py a2 a1
    commit second
    chmod +x alembic/versions/a2.py
    git add -A
    judge 0 --staged && finds_nothing_in alembic/versions/a2.py
}

deleted_migrations_that_were_never_released_are_not_judged() {
    repository r
    git checkout -q -b topic
    dangerous alembic/versions/a2.py a2 a1
    commit second
    git rm -q alembic/versions/a2.py
    judge 0 --staged && says_nothing
}

a_deleted_down_revision_is_missed() {
    repository r
    safe alembic/versions/a2.py a2 a1
    commit second
    git rm -q alembic/versions/a2.py
    safe alembic/versions/a3.py a3 a2
    git add -A
    judge 1 --staged && finds unknown-down-revision alembic/versions/a3.py
}

# ---- what is released --------------------------------------------------------------------

a_deleted_released_migration_is_missed() {
    repository r
    safe alembic/versions/a2.py a2 a1
    commit second
    git checkout -q -b topic
    git rm -q alembic/versions/a2.py
    judge 1 --staged && finds_gone released-migration-deleted alembic/versions/a2.py || return
    git commit -q -m delete
    judge 1 --base main && finds_gone released-migration-deleted alembic/versions/a2.py || return
    judge 1 && finds_gone released-migration-deleted alembic/versions/a2.py
}

a_released_migration_may_change_its_comments_alone() {
    repository r
    safe alembic/versions/a2.py a2 a1
    commit second
    git checkout -q -b topic
    sed -e 's/^"""step a2/"""another text/' -e 's/^    op/    # why\n    op/' \
        alembic/versions/a2.py >new && mv new alembic/versions/a2.py
    judge 0 || return
    sed 's/nullable=True/nullable=False/' alembic/versions/a2.py >new
    mv new alembic/versions/a2.py
    judge 1 --select released-migration-edited &&
        finds released-migration-edited alembic/versions/a2.py || return
    git add -A
    judge 1 --staged && finds released-migration-edited alembic/versions/a2.py || return
    git commit -q -m edit
    judge 1 --base main && finds released-migration-edited alembic/versions/a2.py || return
    git mv alembic/versions/a2.py alembic/versions/a2_renamed.py && git commit -q -m rename
    judge 1 --base main && finds released-migration-edited alembic/versions/a2_renamed.py
}

what_main_edited_is_not_held_against_a_branch() {
    repository r
    safe alembic/versions/a2.py a2 a1
    commit second
    git branch topic
    sed 's/note_a2/remark/' alembic/versions/a2.py >new && mv new alembic/versions/a2.py
    commit 'edited on main'
    git checkout -q topic
    safe alembic/versions/a3.py a3 a2
    judge 0 && judge 0 --all --select history
}

a_revision_below_a_released_one_is_refused() {
    repository r
    safe alembic/versions/a3.py a3 a1
    commit second
    git checkout -q -b topic
    safe alembic/versions/a2.py a2 a1
    safe alembic/versions/a3.py a3 a2
    judge 1 && finds revision-inserted-before-released alembic/versions/a2.py
}

# ---- heads after a merge -----------------------------------------------------------------

heads_that_diverge_from_the_base_are_said_with_their_authors() {
    repository r
    git checkout -q -b topic
    safe alembic/versions/a2_ours.py a2 a1
    safe alembic/versions/a3_ours.py a3 a2
    GIT_AUTHOR_NAME=Ann commit ours
    git checkout -q main
    safe alembic/versions/b2_theirs.py b2 a1
    GIT_AUTHOR_NAME=Bob commit theirs
    git checkout -q topic
    judge 1 --base main && finds heads-diverge-from-base alembic/versions/a3_ours.py &&
        mentions 'a3 (alembic/versions/a3_ours.py, by Ann)' &&
        mentions 'b2 (alembic/versions/b2_theirs.py, by Bob) on main' &&
        mentions 'alembic merge a3 b2' &&
        mentions 'down_revision = "b2" in alembic/versions/a2_ours.py' || return
    judge 1 && finds heads-diverge-from-base alembic/versions/a3_ours.py || return
    git merge -q --no-edit main
    judge 1 --base main && finds several-heads alembic/versions/a3_ours.py || return
    migration alembic/versions/m4.py m4 a3 pass
    sed 's/^down_revision.*/down_revision = ("a3", "b2")/' alembic/versions/m4.py >new
    mv new alembic/versions/m4.py && git add -A
    judge 0 --staged || return
    git commit -q -m merge
    judge 0 --base main
}

heads_of_different_labels_do_not_diverge() {
    repository r
    git checkout -q -b topic
    safe alembic/versions/a2.py a2 a1
    sed 's/^branch_labels.*/branch_labels = "ours"/' alembic/versions/a2.py >new
    mv new alembic/versions/a2.py && commit ours
    git checkout -q main
    safe alembic/versions/b2.py b2 a1
    sed 's/^branch_labels.*/branch_labels = ("theirs",)/' alembic/versions/b2.py >new
    mv new alembic/versions/b2.py && commit theirs
    git checkout -q topic
    judge 0 --base main
}

# ---- what CI gives as the base -----------------------------------------------------------

a_first_push_falls_back_to_the_base_branch_and_says_so() {
    nobody=0000000000000000000000000000000000000000
    repository r
    git checkout -q -b topic
    dangerous alembic/versions/a2.py a2 a1
    commit second
    judge 1 --base $nobody && finds drop-table alembic/versions/a2.py && complains 'from main on' &&
        finds_nothing_in alembic/versions/a1_first.py || return
    git checkout -q main
    judge 0 --base $nobody && complains 'from the beginning on' && mentions '1 migration' || return
    git merge -q topic
    judge 0 --base $nobody && mentions '2 migrations'
}

a_forced_push_falls_back_and_says_so() {
    lost=0123456789abcdef0123456789abcdef01234567
    repository r
    dangerous alembic/versions/a2.py a2 a1
    commit second
    safe alembic/versions/a3.py a3 a2
    commit third
    judge 0 --base $lost && complains "no revision '$lost'" && mentions '1 migration' || return
    git checkout -q -b topic
    safe alembic/versions/a4.py a4 a3
    safe alembic/versions/a5.py a5 a4
    commit fourth
    judge 0 --base $lost && complains 'from main on' && mentions '2 migrations'
}

# ---- ranges ------------------------------------------------------------------------------

a_range_is_judged_at_its_head() {
    repository r
    git checkout -q -b topic
    dangerous alembic/versions/a2.py a2 a1
    commit topic
    git checkout -q main
    dangerous alembic/versions/b2.py b2 a1
    commit main
    judge 1 --base main --head topic && finds drop-table alembic/versions/a2.py &&
        finds_nothing_in alembic/versions/b2.py
}

a_range_does_not_look_at_the_work_tree() {
    repository r
    safe alembic/versions/a2.py a2 a1
    commit second
    dangerous alembic/versions/a2.py a2 a1
    dangerous alembic/versions/a3.py a3 a2
    judge 0 --base HEAD~1 && finds_nothing_in alembic/versions
}

a_bare_repository_is_judged_by_range() {
    repository r
    git checkout -q -b topic
    dangerous alembic/versions/a2.py a2 a1
    commit topic
    cd .. && git clone -q --bare r bare.git && cd bare.git || return
    judge 1 --base main --head topic && finds drop-table alembic/versions/a2.py &&
        judge 2 && complains --base
}

an_unknown_revision_is_an_error() {
    repository r
    judge 2 --base nowhere && says_nothing && complains nowhere
}

unrelated_histories_are_an_error() {
    repository r
    git checkout -q --orphan other
    git commit -q -m other
    judge 2 --base main --head other && says_nothing && complains 'no commit is common'
}

a_shallow_clone_names_fetch_depth() {
    repository upstream
    git checkout -q -b topic
    dangerous alembic/versions/a2.py a2 a1
    commit topic
    git checkout -q main
    safe alembic/versions/b2.py b2 a1
    commit main
    cd .. || return
    git clone -q --depth 1 --no-single-branch -b topic "file://$PWD/upstream" r && cd r || return
    judge 2 && says_nothing && complains 'fetch-depth: 0' &&
        judge 2 --base HEAD~1 && complains 'fetch-depth: 0'
}

a_shallow_merge_with_its_parents_is_enough() {
    repository upstream
    git checkout -q -b topic
    dangerous alembic/versions/a2.py a2 a1
    commit topic
    git checkout -q main
    git commit -q --allow-empty -m main
    git merge -q --no-ff --no-edit topic
    cd .. || return
    git clone -q --depth 2 "file://$PWD/upstream" r && cd r || return
    judge 1 --base HEAD^1 && finds drop-table alembic/versions/a2.py
}

# ---- all, paths, standard input ----------------------------------------------------------

all_migrations_are_judged() {
    repository r
    dangerous alembic/versions/a2.py a2 a1
    commit second
    safe alembic/versions/a3.py a3 a2
    judge 1 --all && finds drop-table alembic/versions/a2.py
}

named_files_and_folders_are_judged() {
    repository r
    dangerous alembic/versions/a2.py a2 a1
    dangerous alembic/versions/a3.py a3 a2
    commit second
    judge 1 alembic/versions/a3.py && finds drop-table alembic/versions/a3.py &&
        finds_nothing_in alembic/versions/a2.py &&
        judge 1 alembic && finds drop-table alembic/versions/a2.py &&
        finds drop-table alembic/versions/a3.py
}

without_a_repository_paths_and_all_work() {
    mkdir plain && cd plain && project . || return
    dangerous alembic/versions/a2.py a2 a1
    judge 1 alembic/versions/a2.py && finds drop-table alembic/versions/a2.py &&
        judge 1 --all && finds drop-table alembic/versions/a2.py &&
        judge 2 && complains 'no git repository' && judge 2 --staged &&
        complains 'no git repository'
}

without_a_project_a_named_migration_is_judged() {
    mkdir plain && cd plain || return
    dangerous x.py a2 a1
    judge 1 x.py && finds drop-table x.py
}

a_path_that_is_not_there_is_an_error() {
    repository r
    judge 2 alembic/versions/no.py && says_nothing && complains alembic/versions/no.py
}

standard_input_is_judged_under_its_name() {
    repository r
    dangerous ../text.py a2 a1
    judge 1 --stdin-name alembic/versions/a2.py - <../text.py &&
        finds drop-table alembic/versions/a2.py
}

# ---- places ------------------------------------------------------------------------------

a_subfolder_may_be_the_working_directory() {
    repository r
    dangerous alembic/versions/a2.py a2 a1
    git add -A
    cd alembic/versions || return
    judge 1 && finds drop-table a2.py && judge 1 --staged && finds drop-table a2.py &&
        judge 1 --all && finds drop-table a2.py && judge 1 a2.py && finds drop-table a2.py
}

several_projects_in_one_repository_are_judged() {
    git init -q -b main r && cd r || return
    project pay && project shop && commit first
    dangerous pay/alembic/versions/a2.py a2 a1
    dangerous shop/alembic/versions/a2.py a2 a1
    judge 1 && finds drop-table pay/alembic/versions/a2.py &&
        finds drop-table shop/alembic/versions/a2.py
}

a_linked_work_tree_is_judged() {
    repository r
    git worktree add -q -b topic ../linked && cd ../linked || return
    dangerous alembic/versions/a2.py a2 a1
    git add -A
    judge 1 && finds drop-table alembic/versions/a2.py &&
        judge 1 --staged && finds drop-table alembic/versions/a2.py
}

a_submodule_is_judged() {
    repository upstream
    cd .. && git init -q -b main outer && cd outer || return
    git -c protocol.file.allow=always submodule --quiet add ../upstream sub && commit first
    cd sub || return
    dangerous alembic/versions/a2.py a2 a1
    judge 1 && finds drop-table alembic/versions/a2.py
}

a_link_to_the_repository_may_be_gone_through() {
    repository r
    dangerous alembic/versions/a2.py a2 a1
    ln -s r/alembic ../link && cd ../link || return
    judge 1 && finds drop-table versions/a2.py && judge 1 versions/a2.py &&
        finds drop-table versions/a2.py
}

names_with_spaces_and_other_letters_are_judged() {
    repository r
    dangerous "alembic/versions/a2 $(printf '\303\244').py" a2 a1
    git add -A
    judge 1 --staged && finds drop-table "alembic/versions/a2 $(printf '\303\244').py"
}

# ---- what is no migration ----------------------------------------------------------------

what_cannot_be_read_is_a_finding_and_the_rest_is_judged() {
    repository r
    dangerous alembic/versions/a2.py a2 a1
    printf 'revision = "a3"\ndown_revision = "a2"\ndef upgrade(:\n' >alembic/versions/a3.py
    judge 1 && finds drop-table alembic/versions/a2.py &&
        finds unreadable-migration alembic/versions/a3.py
}

folders_pipes_and_links_that_lead_out_are_not_read() {
    repository r
    dangerous ../outside.py a2 a1
    mkdir alembic/versions/folder.py
    mkfifo alembic/versions/pipe.py
    ln -s ../../../outside.py alembic/versions/link.py
    judge 0 --all --select drop-table && finds_nothing_in alembic/versions/link.py
}

# ---- shapes of repositories --------------------------------------------------------------

# Nothing of what a partial clone left out may be fetched, for that runs programs.
a_partial_clone_says_how_to_get_what_it_lacks() {
    # libgit2 up to 1.5 leaks a match in repositories of format version 1; its frames carry no names
    # to suppress it by.
    export ASAN_OPTIONS="${ASAN_OPTIONS:-}:detect_leaks=0"
    repository upstream
    git config uploadpack.allowFilter true
    git checkout -q -b topic
    dangerous alembic/versions/a2.py a2 a1
    commit second
    cd .. && git clone -q --filter=blob:none --no-checkout "file://$PWD/upstream" r 2>/dev/null &&
        cd r || return
    judge 2 --base origin/main --head origin/topic && complains 'partial clone' || return
    git checkout -q topic 2>/dev/null
    git show origin/main:alembic/versions/a1_first.py >/dev/null 2>&1
    judge 1 --base origin/main && finds drop-table alembic/versions/a2.py
}

a_sparse_checkout_misses_nothing() {
    repository r
    mkdir docs && echo text >docs/readme.txt && commit docs
    git checkout -q -b topic
    dangerous alembic/versions/a2.py a2 a1
    commit second
    git sparse-checkout set --no-cone alembic '/alembic.ini' >/dev/null 2>&1 &&
        [ ! -e docs/readme.txt ] || return
    judge 1 && finds drop-table alembic/versions/a2.py || return
    judge 1 --staged --base main >/dev/null 2>&1
    git sparse-checkout set --no-cone docs >/dev/null 2>&1
    judge 1 --base main && finds drop-table alembic/versions/a2.py
}

line_ends_that_git_converts_are_no_change() {
    repository r
    git config core.autocrlf true
    rm -r alembic && git checkout -q -- alembic || return
    grep -c "$(printf '\r')" alembic/versions/a1_first.py >/dev/null || return
    judge 0 && says_nothing || return
    dangerous alembic/versions/a2.py a2 a1
    sed 's/$/\r/' alembic/versions/a2.py >new && mv new alembic/versions/a2.py
    git add -A 2>/dev/null
    judge 1 --staged && finds drop-table alembic/versions/a2.py
}

# A filter's program would be run by git itself: to smudge, to clean, to compare.
no_filter_and_no_hook_is_run() {
    repository r
    printf '*.py filter=spy diff=spy merge=spy\n' >.gitattributes
    commit attributes
    for program in filter.spy.clean filter.spy.smudge filter.spy.process diff.spy.command \
        diff.spy.textconv merge.spy.driver core.fsmonitor core.pager core.editor \
        core.sshCommand; do
        git config "$program" "touch $PWD/../spied; cat"
    done
    mkdir -p .git/hooks
    for name in post-index-change fsmonitor-watchman pre-commit post-checkout; do
        printf '#!/bin/sh\ntouch %s\n' "$PWD/../spied" >".git/hooks/$name"
        chmod +x ".git/hooks/$name"
    done
    dangerous alembic/versions/a2.py a2 a1
    touch alembic/versions/a1_first.py
    judge 1 && finds drop-table alembic/versions/a2.py || return
    judge 1 --all >/dev/null
    [ ! -e ../spied ] && return
    echo 'a program was run'
    return 1
}

# state: what of a repository may not change by being read.
state() {
    find . -type f ! -path './.git/objects/*' -exec cksum {} + | sort
    find . -newer "$top/stamp" ! -type d
}

reading_writes_nothing() {
    repository r
    git checkout -q -b topic
    safe alembic/versions/a2.py a2 a1
    commit second
    dangerous alembic/versions/a3.py a3 a2
    git add alembic/versions/a3.py
    safe alembic/versions/a4.py a4 a3
    touch alembic/versions/a1_first.py
    touch "$top/stamp"
    before=$(state)
    judge 1 && judge 1 --staged && judge 0 --base main && judge 1 --all || return
    "$cupel" status >/dev/null || return
    [ "$before" = "$(state)" ] && return
    echo 'something was written'
    return 1
}

a_sha256_repository_is_refused_clearly() {
    # libgit2 up to 1.5 leaks a match in repositories of format version 1; its frames carry no names
    # to suppress it by.
    export ASAN_OPTIONS="${ASAN_OPTIONS:-}:detect_leaks=0"
    git init -q --object-format=sha256 -b main r 2>/dev/null || return 0
    cd r && project . && commit first
    dangerous alembic/versions/a2.py a2 a1
    said=$top/said
    "$cupel" check >"$said.out" 2>"$said.err"
    case $? in
    1) finds drop-table alembic/versions/a2.py ;; # a library that can
    2) says_nothing && complains SHA-1 ;;
    *) cat "$said.out" "$said.err" && return 1 ;;
    esac
}

objects_may_lie_elsewhere() {
    repository upstream
    dangerous alembic/versions/a2.py a2 a1
    commit second
    cd .. && git clone -q --shared upstream r && cd r || return
    judge 1 --base origin/main~1 && finds drop-table alembic/versions/a2.py
}

replaced_objects_are_as_git_shows_them() {
    repository r
    git checkout -q -b topic
    safe alembic/versions/a2.py a2 a1
    commit second
    git branch -q real
    dangerous alembic/versions/a2.py a2 a1
    git commit -q --amend -a -m 'second, replaced'
    git replace real topic && git checkout -q real 2>/dev/null
    # libgit2 does not follow replace references: what stands in the commit is judged.
    judge 0 --base main --head real
}

a_merge_under_way_is_judged_as_it_will_be() {
    repository r
    git checkout -q -b topic
    safe alembic/versions/a2.py a2 a1
    commit ours
    git checkout -q main
    safe alembic/versions/b2.py b2 a1
    commit theirs
    git checkout -q topic
    git merge -q --no-commit --no-ff main
    judge 1 --staged && finds several-heads alembic/versions/b2.py || return
    sed 's/^down_revision.*/down_revision = "b2"/' alembic/versions/a2.py >new
    mv new alembic/versions/a2.py && git add -A
    judge 0 --staged
}

a_conflict_under_way_is_judged_at_our_side() {
    repository r
    git checkout -q -b topic
    dangerous alembic/versions/a2.py a2 a1
    commit ours
    git checkout -q main
    safe alembic/versions/a2.py a2 a1
    commit theirs
    git checkout -q topic
    git merge -q main >/dev/null 2>&1 && return 1
    judge 1 --staged --select unreadable-migration,drop-table
    judge 1 --select unreadable-migration && finds unreadable-migration alembic/versions/a2.py
}

a_rebase_and_a_cherry_pick_under_way_are_judged() {
    repository r
    git checkout -q -b topic
    safe alembic/versions/a2.py a2 a1
    echo ours >note.txt && commit ours
    dangerous alembic/versions/a3.py a3 a2
    commit more
    git checkout -q main
    echo theirs >note.txt && commit theirs
    git checkout -q topic
    git rebase -q main >/dev/null 2>&1 && return 1 # stops at note.txt, HEAD detached
    echo both >note.txt && git add -A
    judge 0 --staged && mentions '1 migration' || return
    GIT_EDITOR=true git rebase --continue >/dev/null 2>&1
    judge 1 && finds drop-table alembic/versions/a3.py || return
    git checkout -q -b picked main
    git cherry-pick --no-commit topic~1 >/dev/null 2>&1
    judge 0 --staged && mentions '1 migration'
}

another_users_repository_asks_for_trust() {
    [ "$(id -u)" = 0 ] || return 0 # only root can give files away
    repository r
    dangerous alembic/versions/a2.py a2 a1
    chown -R 12345 . || return 0
    judge 2 && complains safe.directory || return
    git config --file "$HOME/.gitconfig" safe.directory "$PWD"
    GIT_CONFIG_GLOBAL=$HOME/.gitconfig judge 1 && finds drop-table alembic/versions/a2.py
    status=$?
    rm -f "$HOME/.gitconfig"
    return $status
}

a_copy_and_a_change_of_type_are_told_apart() {
    repository r
    git checkout -q -b topic
    dangerous alembic/versions/a2.py a2 a1
    sed 's/a2/a3/g; s/"a1"/"a2"/' alembic/versions/a2.py >alembic/versions/a3_copy.py
    commit copies
    judge 1 --base main && finds drop-table alembic/versions/a2.py && mentions '2 migrations' || return
    git rm -q alembic/versions/a3_copy.py
    ln -s a2.py alembic/versions/a3_copy.py && git add -A && git commit -q -m link
    judge 1 --base main && finds unreadable-migration alembic/versions/a3_copy.py || return
    rm alembic/versions/a3_copy.py
    dangerous alembic/versions/a3_copy.py a3 a2
    commit 'a file again'
    judge 1 --base HEAD~1 && finds drop-table alembic/versions/a3_copy.py
}

names_that_differ_in_case_alone_are_two() {
    repository r
    safe alembic/versions/a2.py a2 a1
    [ ! -e alembic/versions/A2.py ] || return 0 # a file system that takes them for one
    dangerous alembic/versions/A2.py a3 a2
    git add -A
    judge 1 --staged && finds drop-table alembic/versions/A2.py &&
        finds_nothing_in alembic/versions/a2.py
}

a_table_made_on_the_branch_is_new_in_its_later_revisions() {
    repository r
    git checkout -q -b topic
    # By path the last revision comes first.
    migration alembic/versions/z_made.py b2 a1 'op.execute("CREATE TABLE fresh (id int PRIMARY KEY, n int)")'
    migration alembic/versions/a_used.py b3 b2 'op.create_index("ix_n", "fresh", ["n"])'
    commit both
    judge 0 --base main || return
    judge 0 --select locking || return
    printf 'new-tables = "migration"\n' >cupel.toml
    judge 1 --select locking && finds index-without-concurrently alembic/versions/a_used.py || return
    rm cupel.toml && git checkout -q main && git merge -q topic && git checkout -q -b later
    migration alembic/versions/c4.py b4 b3 'op.create_index("ix_m", "fresh", ["n"])'
    judge 1 && finds index-without-concurrently alembic/versions/c4.py
}

depends_on_decides_the_order_and_no_heads() {
    repository r
    git checkout -q -b topic
    migration alembic/versions/a_user.py b9 a1 'op.create_index("ix_n", "fresh", ["n"])'
    sed -e 's/^depends_on.*/depends_on = "c1"/' -e 's/^branch_labels.*/branch_labels = "user"/' \
        alembic/versions/a_user.py >new && mv new alembic/versions/a_user.py
    migration alembic/versions/b_maker.py c1 a1 'op.execute("CREATE TABLE fresh (id int PRIMARY KEY, n int)")'
    commit both
    judge 0 --base main && judge 0 --base main --direction both --select history
}

# ---- the hook ----------------------------------------------------------------------------

with_hook() {
    repository "$1" && mkdir -p .git/hooks && cp "$hook" .git/hooks/pre-commit &&
        chmod +x .git/hooks/pre-commit
}

# refused COMMAND...: the hook lets this commit not pass. passed COMMAND...: it does.
refused() {
    before=$(git rev-parse HEAD)
    if "$@" >"$top/said.out" 2>&1 || [ "$before" != "$(git rev-parse HEAD)" ]; then
        echo "$*: was not refused"
        sed 's/^/    /' "$top/said.out"
        return 1
    fi
    grep -F '[drop-table]' "$top/said.out" >/dev/null && return
    echo "$*: was refused, but not for drop-table"
    sed 's/^/    /' "$top/said.out"
    return 1
}
passed() {
    "$@" >"$top/said.out" 2>&1 && return
    echo "$*: was refused"
    sed 's/^/    /' "$top/said.out"
    return 1
}

the_hook_refuses_a_dangerous_commit_and_passes_a_safe_one() {
    with_hook r
    dangerous alembic/versions/a2.py a2 a1
    git add -A
    refused git commit -m second || return
    safe alembic/versions/a2.py a2 a1
    git add -A
    passed git commit -m second
}

the_hook_judges_commits_of_all_and_of_one_path() {
    with_hook r
    safe alembic/versions/a2.py a2 a1
    passed commit second || return
    dangerous alembic/versions/a2.py a2 a1
    refused git commit -a -m third || return
    refused git commit -m third alembic/versions/a2.py || return
    # Only the path named is committed.
    echo x >other.txt
    git add other.txt
    passed git commit -m third other.txt && passed git commit --allow-empty --amend -m amended
}

the_hook_judges_partly_staged_files_as_they_are_staged() {
    with_hook r
    safe alembic/versions/a2.py a2 a1
    git add -A
    dangerous alembic/versions/a2.py a2 a1
    passed git commit -m second
}

the_hook_works_in_subfolders_and_linked_work_trees() {
    with_hook r
    git worktree add -q -b topic ../linked
    dangerous alembic/versions/a2.py a2 a1
    git add -A
    (cd alembic/versions && refused git commit -m second) || return
    cd ../linked || return
    dangerous alembic/versions/a2.py a2 a1
    git add -A
    refused git commit -m second
}

the_hook_passes_commits_without_migrations() {
    with_hook r
    echo text >readme.txt
    git add -A
    passed git commit -m readme
}

# ---- cupel init --------------------------------------------------------------------------

init_installs_the_hook_that_is_in_the_repository() {
    repository r
    "$cupel" init --hook && cmp .git/hooks/pre-commit "$hook" && [ -x .git/hooks/pre-commit ] &&
        "$cupel" init --hook && [ ! -e cupel.toml ] || return
    dangerous alembic/versions/a2.py a2 a1
    git add -A
    refused git commit -m dangerous
}

init_never_overwrites_another_hook() {
    repository r
    mkdir -p .git/hooks
    echo 'exit 0' >.git/hooks/pre-commit
    "$cupel" init --hook
    [ $? = 2 ] && [ "$(cat .git/hooks/pre-commit)" = 'exit 0' ] || return
    rm .git/hooks/pre-commit
    ln -s nowhere .git/hooks/pre-commit
    "$cupel" init --hook
    [ $? = 2 ] && [ ! -e nowhere ]
}

init_puts_the_hook_where_git_looks_for_it() {
    repository r
    git config core.hooksPath tools/hooks
    mkdir tools
    (cd alembic && "$cupel" init --hook) && cmp tools/hooks/pre-commit "$hook" &&
        [ ! -e .git/hooks/pre-commit ] || return
    git config --unset core.hooksPath
    git worktree add -q ../linked
    (cd ../linked && "$cupel" init --hook) && cmp .git/hooks/pre-commit "$hook"
}

init_writes_settings_that_can_be_switched_on() {
    repository r
    (cd alembic && "$cupel" init --config) && cmp cupel.toml "$here/examples/cupel.toml" &&
        judge 0 --all || return
    # Each line that is a setting, without its #.
    sed -n 's/^# \([a-z-]* *= .*\)/\1/p; s/^# \(\[[a-z-]*\]\)$/\1/p; s/^# \(".*\)/\1/p' \
        "$here/examples/cupel.toml" >cupel.toml
    mkdir -p db/lint services/a/migrations/versions
    echo >services/a/migrations/env.py
    git add services
    echo '{"orders": 12}' >db/table-rows.json
    sed 's/^id .*/id = "own-rule"/' "$here/rules/compatibility/drop-table.toml" >db/lint/own-rule.toml
    [ "$(wc -l <cupel.toml)" = 18 ] && "$cupel" rules >/dev/null &&
        ! "$cupel" init --config && [ "$(wc -l <cupel.toml)" = 18 ]
}

the_hook_judges_amended_commits() {
    with_hook r
    git checkout -q -b topic
    safe alembic/versions/a2.py a2 a1
    git add -A && passed git commit -m second || return
    dangerous alembic/versions/a2.py a2 a1
    refused git commit -a --amend --no-edit || return
    git checkout -q -- . 2>/dev/null || git reset -q --hard
    passed git commit --amend -m 'another message'
}

a_partial_commit_is_judged_by_what_is_staged() {
    with_hook r
    git checkout -q -b topic
    safe alembic/versions/a2.py a2 a1
    git add -A
    dangerous alembic/versions/a3.py a3 a2 # not staged
    dangerous alembic/versions/a2.py a2 a1 # staged otherwise
    passed git commit -m second || return
    git checkout -q -- alembic/versions/a2.py
    refused git commit -m third --only alembic/versions/a3.py 2>/dev/null || true
    git add alembic/versions/a3.py
    refused git commit -m third
}

# ---- running them ------------------------------------------------------------------------

if [ $# = 0 ]; then
    # Checks are the functions with long names.
    names=$(sed -n 's/^\([a-z]*_[a-z0-9]*_[a-z0-9_]*\)() {$/\1/p' "$0" | grep -v '^finds_nothing_in$')
else
    names=$*
fi
count=0
failed=0
for name in $names; do
    count=$((count + 1))
    mkdir "$top/$name"
    if output=$(cd "$top/$name" && "$name" 2>&1); then
        echo "ok $count - $name"
    else
        failed=$((failed + 1))
        echo "FAIL $count - $name"
        printf '%s\n' "$output" | sed 's/^/# /'
    fi
    rm -rf "${top:?}/$name"
done
echo "$count checks, $failed failed"
[ "$failed" = 0 ]
