#!/bin/sh
# The hook as real git runs it, and cupel init.
# shellcheck disable=SC2154 # $top, $cupel, $here, $hook, $said: of ../run.sh

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

init_puts_the_hook_beside_those_of_husky() {
    repository r
    # As husky 9 leaves it: git runs .husky/_/pre-commit, which runs .husky/pre-commit with sh -e.
    git config core.hooksPath .husky/_
    mkdir -p .husky/_
    # shellcheck disable=SC2016
    printf '#!/usr/bin/env sh\ns=$(dirname "$(dirname "$0")")/pre-commit\n[ ! -f "$s" ] || sh -e "$s" "$@"\n' \
        >.husky/_/h
    # shellcheck disable=SC2016
    printf '#!/usr/bin/env sh\n. "$(dirname "$0")/h"' >.husky/_/pre-commit
    chmod +x .husky/_/pre-commit
    "$cupel" init --hook && cmp .husky/pre-commit "$hook" && grep -q '/h"' .husky/_/pre-commit || return
    dangerous alembic/versions/a2.py a2 a1
    git add -A
    refused git commit -m dangerous || return
    # Where husky has a hook already, it stays; the line advised does the same.
    echo 'echo other >other.txt' >.husky/pre-commit
    line=$("$cupel" init --hook 2>&1 | sed -n 's/.*add this line to it: //p')
    [ -n "$line" ] && echo "$line" >>.husky/pre-commit || return
    refused git commit -m dangerous && [ -f other.txt ]
}

the_hook_is_removed_as_it_says() {
    repository r
    for hooks in .git/hooks tools/hooks; do
        git config core.hooksPath "$hooks"
        mkdir -p "$hooks" && "$cupel" init --hook && [ -f "$hooks/pre-commit" ] || return
        eval "$(sed -n 's/^# .* Remove: //p' "$hook")"
        [ ! -e "$hooks/pre-commit" ] || return
    done
    dangerous alembic/versions/a2.py a2 a1
    git add -A
    passed git commit -m dangerous
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
