#!/bin/sh
# What each selection judges.
# shellcheck disable=SC2154 # $top, $cupel, $here, $hook, $said: of ../run.sh

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

what_a_later_revision_brings_back_is_not_gone() {
    repository r
    printf 'class Badge(Base):\n    __tablename__ = "badges"\n    id = Column(BigInteger)\n' >models.py
    git checkout -q -b topic
    dangerous alembic/versions/a2.py a2 a1
    safe alembic/versions/a3.py a3 a2
    commit both
    judge 1 alembic/versions/a2.py && finds dropped-name-still-used alembic/versions/a2.py || return
    migration alembic/versions/a4.py a4 a3 \
        'op.create_table("badges", sa.Column("id", sa.BigInteger(), primary_key=True))'
    judge 1 alembic/versions/a2.py && finds drop-table alembic/versions/a2.py || return
    judge 1 && finds drop-table alembic/versions/a2.py
}

a_table_that_a_helper_makes_under_its_first_name_is_known() {
    repository r
    printf 'import sqlalchemy as sa\nfrom alembic import op\ndef make():\n    op.create_table("young", sa.Column("n", sa.Integer()))\n' \
        >alembic/helper.py
    migration alembic/versions/a2.py a2 a1 'from helper import make' 'make()'
    migration alembic/versions/a3.py a3 a2 'op.rename_table("young", "grown")'
    commit both
    git checkout -q -b topic
    migration alembic/versions/a4.py a4 a3 'op.alter_column("grown", "n", nullable=False)'
    judge 1 --select set-not-null-scan && mentions 'error[set-not-null-scan]' || return
    grep 'not known' "$said.out" && return 1
    return 0
}
