#!/bin/sh
# Where a project may lie, and what in it is no migration.
# shellcheck disable=SC2154 # $top, $cupel, $here, $hook, $said: of ../run.sh

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

all_is_the_project_that_one_stands_in() {
    git init -q -b main r && cd r || return
    project pay && project shop && mkdir pay/docs doc && commit first
    dangerous pay/alembic/versions/a2.py a2 a1
    dangerous shop/alembic/versions/a2.py a2 a1
    judge 1 --all && finds drop-table pay/alembic/versions/a2.py &&
        finds drop-table shop/alembic/versions/a2.py || return
    for folder in pay pay/docs pay/alembic/versions; do
        (
            cd "$folder" && judge 1 --all && complains 'left out: 1' &&
                grep -F 'a2.py:' "$said.out" >/dev/null &&
                ! grep -F 'shop/alembic' "$said.out"
        ) || return
    done
    cd doc && judge 1 --all && finds drop-table ../shop/alembic/versions/a2.py
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

# Outside of a repository nothing tells what belongs together: a home folder is not walked through.
# With SLOW=1 only: to make so many files takes long.
a_folder_of_too_many_files_is_looked_through_in_part() {
    [ -n "${SLOW:-}" ] || return 0
    mkdir -p plain/deep/below && cd plain || return
    echo 'ALTER TABLE orders DROP COLUMN note;' >drop.sql
    printf 'class Order(Base):\n    __tablename__ = "orders"\n    note = Column(Text)\n' >models.py
    judge 1 drop.sql && finds dropped-name-still-used drop.sql && [ ! -s "$said.err" ] || return
    (cd deep/below && seq 100001 | xargs touch)
    judge 1 drop.sql && finds dropped-name-still-used drop.sql && complains 'too many files'
}
