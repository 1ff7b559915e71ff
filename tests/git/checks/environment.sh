#!/bin/sh
# What the environment says: GIT_DIR, GIT_WORK_TREE, GIT_INDEX_FILE, by hand and by hooks.
# shellcheck disable=SC2154 # $top, $cupel, $here, $hook, $said: of ../run.sh

# ---- by hand -----------------------------------------------------------------------------

the_repository_may_be_named_by_the_environment() {
    repository r
    dangerous alembic/versions/a2.py a2 a1
    git add -A
    mkdir ../away && mv .git ../away/store
    judge 2 && complains 'no git repository' || return
    # git takes the working directory for the root of the work tree then.
    GIT_DIR=../away/store judge 1 --staged && finds drop-table alembic/versions/a2.py || return
    GIT_DIR=../away/store judge 1 && finds drop-table alembic/versions/a2.py || return
    cd alembic || return
    GIT_DIR=../../away/store GIT_WORK_TREE=.. judge 1 --staged &&
        finds drop-table versions/a2.py || return
    cd / || return
    export GIT_DIR="$top/the_repository_may_be_named_by_the_environment/away/store" \
        GIT_WORK_TREE="$top/the_repository_may_be_named_by_the_environment/r"
    judge 1 --staged
    status=$?
    unset GIT_DIR GIT_WORK_TREE
    return $status
}

the_index_may_be_named_by_the_environment() {
    repository r
    safe alembic/versions/a2.py a2 a1
    git add -A
    cp .git/index .git/other
    dangerous alembic/versions/a2.py a2 a1
    GIT_INDEX_FILE=.git/other git add -A
    judge 0 --staged || return
    GIT_INDEX_FILE=.git/other judge 1 --staged && finds drop-table alembic/versions/a2.py || return
    cd alembic || return
    GIT_INDEX_FILE=$PWD/../.git/other judge 1 --staged && finds drop-table versions/a2.py || return
    # git reads a relative name from the root of the work tree.
    GIT_INDEX_FILE=.git/other judge 1 --staged && finds drop-table versions/a2.py || return
    # An index that is not there is empty: all of the project was removed.
    cd .. && GIT_INDEX_FILE=.git/none judge 2 --staged && complains 'no Alembic project'
}

objects_may_be_named_by_the_environment() {
    repository r
    dangerous alembic/versions/a2.py a2 a1
    mkdir ../quarantine
    GIT_OBJECT_DIRECTORY=$PWD/../quarantine GIT_ALTERNATE_OBJECT_DIRECTORIES=$PWD/.git/objects \
        git add -A
    rm alembic/versions/a2.py # what is staged has to come from the objects
    GIT_OBJECT_DIRECTORY=$PWD/../quarantine GIT_ALTERNATE_OBJECT_DIRECTORIES=$PWD/.git/objects \
        judge 1 --staged && finds drop-table alembic/versions/a2.py
}

# What a push brings is judged before it is taken: the objects lie in quarantine (git-receive-pack).
a_pre_receive_hook_judges_what_is_pushed() {
    repository r
    git clone -q --bare . ../server.git 2>/dev/null
    git remote add origin ../server.git
    cat >../server.git/hooks/pre-receive <<'END'
#!/bin/sh
while read -r old new ref; do
    cupel check --base "$old" --head "$new" || exit 1
done
END
    chmod +x ../server.git/hooks/pre-receive
    dangerous alembic/versions/a2.py a2 a1
    commit second
    refused_push || return
    safe alembic/versions/a2.py a2 a1
    git commit -q -a --amend -m second
    git push -q origin main 2>"$top/said.out" || { cat "$top/said.out" && return 1; }
}
refused_push() {
    if git push origin main >"$top/said.out" 2>&1; then
        echo 'the push was not refused'
        return 1
    fi
    grep -F '[drop-table]' "$top/said.out" >/dev/null && return
    sed 's/^/    /' "$top/said.out"
    return 1
}

# ---- by git, for hooks -------------------------------------------------------------------

# In the work tree that is the working directory; a2 follows a1 already.
every_form() {
    dangerous alembic/versions/a3.py a3 a2
    safe alembic/versions/a4.py a4 a3
    git add alembic/versions/a3.py
    refused git commit -m plain || return
    safe alembic/versions/a3.py a3 a2
    refused git commit -m 'still staged' || return
    passed git commit -a -m 'all, what is staged is gone' || return
    dangerous alembic/versions/a3.py a3 a2
    passed git commit --allow-empty -m 'nothing staged' || return
    refused git commit -a -m all || return
    refused git commit -m path alembic/versions/a3.py || return
    refused git commit -m path --include alembic/versions/a3.py || return
    refused git commit -a --amend --no-edit || return
    git add alembic/versions/a3.py
    echo x >>alembic/env.py
    passed git commit -m 'another path' alembic/env.py || return
    refused git commit -m 'now this one' || return
    git reset -q --hard
    # Amended, the commit's own migration is looked at again: against its parent, as git shows it.
    passed git commit --amend -m 'another message'
}

every_form_of_commit_is_judged_in_the_work_tree() {
    with_hook r
    git checkout -q -b topic
    safe alembic/versions/a2.py a2 a1
    git add -A && passed git commit -m second && every_form
}

every_form_of_commit_is_judged_in_a_linked_work_tree() {
    with_hook r
    git worktree add -q -b topic ../linked && cd ../linked || return
    safe alembic/versions/a2.py a2 a1
    git add -A && passed git commit -m second && every_form
}

every_form_of_commit_is_judged_in_a_submodule() {
    repository upstream
    cd .. && git init -q -b main outer && cd outer || return
    git -c protocol.file.allow=always submodule --quiet add ../upstream sub && commit first
    cd sub && git checkout -q -b topic || return
    cp "$hook" ../.git/modules/sub/hooks/pre-commit &&
        chmod +x ../.git/modules/sub/hooks/pre-commit || return
    safe alembic/versions/a2.py a2 a1
    git add -A && passed git commit -m second && every_form || return
    # The outer repository has a project of its own, and sees no migration in the submodule.
    cd .. && project . && commit own && cp "$hook" .git/hooks/pre-commit && chmod +x .git/hooks/pre-commit
    echo >note.txt && git add -A && passed git commit -m outer
}

every_form_of_commit_is_judged_in_a_subfolder() {
    git init -q -b main r && cd r && mkdir -p services/pay && project services/pay && commit first
    mkdir -p .git/hooks && cp "$hook" .git/hooks/pre-commit && chmod +x .git/hooks/pre-commit
    git checkout -q -b topic
    cd services/pay || return
    safe alembic/versions/a2.py a2 a1
    git add -A . && passed git commit -m second && every_form
}
