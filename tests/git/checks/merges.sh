#!/bin/sh
# Merges: their heads, their sides, the queue before them.
# shellcheck disable=SC2154 # $top, $cupel, $here, $hook, $said: of ../run.sh

# ---- a merge queue -----------------------------------------------------------------------

# queue BRANCH ONTO: the commit that a merge queue tries, at a reference as GitHub names it
# (gh-readonly-queue/main/pr-NUMBER-BASE), checked out as CI does.
queue() {
    group=refs/heads/gh-readonly-queue/main/pr-$1-$(git rev-parse "$2")
    git checkout -q --detach "$2" && git merge -q --no-ff --no-edit -m "Merge $1" "$1" &&
        git update-ref "$group" HEAD
}

# Two branches that each follow a1: the second one's merge has two heads, the first one's not.
a_merge_queue_is_judged_at_its_place_in_the_queue() {
    repository r
    git checkout -q -b one
    dangerous alembic/versions/a2.py a2 a1
    commit one
    git checkout -q -b two main
    safe alembic/versions/b2.py b2 a1
    commit two
    git checkout -q -b three main
    safe alembic/versions/c3.py c3 a2
    commit three
    judge 1 --base main --head one && finds drop-table alembic/versions/a2.py &&
        judge 0 --base main --head two || return
    queue one main && one=$(git rev-parse HEAD) || return
    judge 1 --base main --head HEAD && finds drop-table alembic/versions/a2.py &&
        finds_nothing_in alembic/versions/b2.py || return
    # What stands before it in the queue counts as released, what it brings itself is judged.
    queue two "$one" || return
    judge 1 --base "$one" --head HEAD && finds several-heads alembic/versions/b2.py &&
        finds_nothing_in alembic/versions/a2.py && mentions '1 migration' || return
    judge 1 --base main --head HEAD && finds several-heads alembic/versions/b2.py &&
        finds drop-table alembic/versions/a2.py && mentions '2 migrations' || return
    # With nothing given, the base is main: all that the queue holds is judged.
    judge 1 && finds drop-table alembic/versions/a2.py && finds several-heads alembic/versions/b2.py ||
        return
    # A branch that needs one before it in the queue.
    queue three "$one"
    judge 0 --base "$one" --head HEAD && mentions '1 migration'
}

an_edit_of_what_is_before_it_in_the_queue_is_one_of_a_released_migration() {
    repository r
    git checkout -q -b one
    safe alembic/versions/a2.py a2 a1
    commit one
    git checkout -q -b two
    sed 's/note_a2/remark/' alembic/versions/a2.py >new && mv new alembic/versions/a2.py
    commit two
    judge 0 --base main --head two || return
    queue one main && one=$(git rev-parse HEAD) && queue two "$one" || return
    judge 1 --base "$one" --head HEAD && finds released-migration-edited alembic/versions/a2.py || return
    git clone -q --depth 1 "file://$PWD" ../shallow -b main 2>/dev/null
    cd ../shallow && git fetch -q --depth 1 origin "$(git -C ../r rev-parse HEAD)" &&
        git checkout -q FETCH_HEAD || return
    judge 2 --base "$one" && complains 'fetch-depth: 0'
}

# ---- sides -------------------------------------------------------------------------------

an_octopus_is_judged_with_all_its_sides() {
    repository r
    for side in b c d; do
        git checkout -q -b "$side" main
        safe "alembic/versions/${side}2.py" "${side}2" a1
        commit "$side"
    done
    git checkout -q -b topic main
    git merge -q --no-edit b c d
    judge 1 --base main --select history && mentions 'b2, c2, d2' && mentions '3 migrations' || return
    migration alembic/versions/m3.py m3 a1 pass
    sed 's/^down_revision.*/down_revision = ("b2", "c2", "d2")/' alembic/versions/m3.py >new
    mv new alembic/versions/m3.py && commit joined
    judge 0 --base main && judge 0 --base c && mentions '3 migrations' || return
    # As the commit itself, from each of its parents.
    judge 1 --base main --head HEAD~1 && judge 1 --base HEAD~1^2 --head HEAD~1 && mentions '2 migrations'
}

what_a_merge_took_from_main_is_not_judged() {
    repository r
    git checkout -q -b topic
    safe alembic/versions/a2.py a2 a1
    commit ours
    git checkout -q main
    dangerous alembic/versions/b2.py b2 a1
    commit theirs
    git checkout -q topic
    git merge -q --no-edit main
    migration alembic/versions/m3.py m3 a2 pass
    sed 's/^down_revision.*/down_revision = ("a2", "b2")/' alembic/versions/m3.py >new
    mv new alembic/versions/m3.py && commit joined
    judge 0 --base main && mentions '2 migrations' && judge 0 && mentions '2 migrations' || return
    # Main went on and has merged us in between: two merge bases, as good as each other.
    git checkout -q main && git merge -q --no-edit topic~1 && commit_empty more
    judge 0 --base main --head topic && finds_nothing_in alembic/versions/b2.py
}
commit_empty() {
    git commit -q --allow-empty -m "$1"
}

# Each side is sound: only together they are not, and git merges them without a conflict.
what_only_the_merge_breaks_is_said_beforehand() {
    repository r
    safe alembic/versions/a2.py a2 a1
    commit second
    # The same id on both sides.
    git checkout -q -b topic
    safe alembic/versions/ours.py a3 a2
    commit ours
    git checkout -q main
    safe alembic/versions/theirs.py a3 a2
    commit theirs
    judge 1 --base main --head topic && finds duplicate-revision alembic/versions/ours.py || return
    # What ours follows is gone there.
    git reset -q --hard HEAD~1
    git rm -q alembic/versions/a2.py && git commit -q -m gone
    judge 1 --base main --head topic && finds unknown-down-revision alembic/versions/ours.py
}

# ---- version locations -------------------------------------------------------------------

# set_by_env: env.py sets the locations, one for each release, as neutron's does.
set_by_env() {
    git init -q -b main r && cd r && project .
    printf 'config.set_main_option("version_locations", locations())\n' >>alembic/env.py
    mkdir alembic/versions/r1 && mv alembic/versions/a1_first.py alembic/versions/r1
    safe alembic/versions/r1/a2.py a2 a1
    safe alembic/versions/r2/a3.py a3 a2
    commit first
    git checkout -q -b topic
}

a_location_that_only_main_has_is_known_where_a_program_sets_them() {
    set_by_env
    safe alembic/versions/r2/b4.py b4 a3
    commit ours
    git checkout -q main
    safe alembic/versions/r3/c4.py c4 a3
    commit theirs
    git checkout -q topic
    judge 1 --base main && finds heads-diverge-from-base alembic/versions/r2/b4.py &&
        mentions 'c4 (alembic/versions/r3/c4.py, by A) on main' && judge 1 &&
        finds heads-diverge-from-base alembic/versions/r2/b4.py || return
    safe alembic/versions/r2/b5.py b5 b4
    git add -A
    judge 1 --staged && finds heads-diverge-from-base alembic/versions/r2/b5.py || return
    sed -i 's/^down_revision.*/down_revision = "c4"/' alembic/versions/r2/b4.py
    git commit -q -a -m moved && git merge -q --no-edit main && judge 0 --base main
}

a_location_that_this_tree_took_away_is_missed() {
    set_by_env
    git rm -q -r alembic/versions/r1
    sed -i 's/^down_revision.*/down_revision = None/' alembic/versions/r2/a3.py
    git add -A
    judge 1 --staged && finds_gone released-migration-deleted alembic/versions/r1/a2.py &&
        judge 1 && finds_gone released-migration-deleted alembic/versions/r1/a2.py || return
    git commit -q -m gone
    judge 1 --base main && finds_gone released-migration-deleted alembic/versions/r1/a2.py
}

a_location_that_main_configures_since_is_known() {
    repository r
    git checkout -q -b topic
    safe alembic/versions/b2.py b2 a1
    commit ours
    git checkout -q main
    printf '[alembic]\nscript_location = alembic\nversion_locations = alembic/versions alembic/more\n' \
        >alembic.ini
    safe alembic/more/c2.py c2 a1
    commit theirs
    judge 1 --base main --head topic && finds heads-diverge-from-base alembic/versions/b2.py &&
        mentions 'c2 (alembic/more/c2.py, by A) on main'
}
