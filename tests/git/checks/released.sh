#!/bin/sh
# What the base branch has: released migrations, heads after a merge, what CI gives as the base.
# shellcheck disable=SC2154 # $top, $cupel, $here, $hook, $said: of ../run.sh

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

# ---- what is new -------------------------------------------------------------------------

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
