#!/bin/sh
# Shapes of repositories.
# shellcheck disable=SC2154 # $top, $cupel, $here, $hook, $said: of ../run.sh

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

replaced_objects_are_judged_as_they_are() {
    repository r
    git checkout -q -b topic
    safe alembic/versions/a2.py a2 a1
    commit second
    git branch -q real
    dangerous alembic/versions/a2.py a2 a1
    git commit -q --amend -a -m 'second, replaced'
    git replace real topic && git checkout -q real 2>/dev/null
    # libgit2 does not follow replace references: what stands in the commit is judged, and a note says so.
    judge 0 --base main --head real && complains 'git replace' || return
    GIT_NO_REPLACE_OBJECTS=1 judge 0 --base main --head real && [ ! -s "$said.err" ] || return
    git pack-refs --all && judge 0 --base main --head real && complains 'git replace' || return
    git replace -d "$(git rev-parse real)" >/dev/null
    judge 0 --base main --head real && [ ! -s "$said.err" ]
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

what_a_partial_clone_is_told_to_fetch_is_enough() {
    export ASAN_OPTIONS="${ASAN_OPTIONS:-}:detect_leaks=0" # as above
    repository upstream
    git config uploadpack.allowFilter true
    git checkout -q -b topic
    dangerous alembic/versions/a2.py a2 a1
    commit second
    cd .. || return
    for filter in blob:none tree:0; do
        git clone -q "--filter=$filter" --no-checkout "file://$PWD/upstream" r 2>/dev/null || return
        (
            cd r && judge 2 --base origin/main --head origin/topic && complains 'partial clone' ||
                return
            command=$(sed -n 's/.*(\(git fetch [a-z -]*\)).*/\1/p' "$said.err")
            git fetch -h 2>&1 | grep -e '--refetch' >/dev/null || return 0 # since git 2.36
            # As a user would paste it; words are split on purpose.
            # shellcheck disable=SC2086
            $command 2>/dev/null
            judge 1 --base origin/main --head origin/topic &&
                finds drop-table alembic/versions/a2.py
        ) || return
        rm -rf r
    done
}
