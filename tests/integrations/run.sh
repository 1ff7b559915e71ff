#!/bin/sh
# Are the reports, the action, the hooks and the packages what the real tools take? Installs the tools it lacks
# (npm packages below BUILD, pre-commit by apt), and skips with a word what cannot be installed.
#
#   tests/integrations/run.sh BUILD
set -u
cd "$(dirname "$0")/../.." || exit 2
build=${1:-build}
cupel=$build/cupel
tools=$build/integrations
output=$build/integrations.log
mkdir -p "$tools"

. tests/tell.sh

validate_action() {
    node "$modules/@action-validator/cli/cli.mjs" action.yml && echo 'what action-validator takes'
}

# install PACKAGE...: with apt, where that may be done without asking.
install() {
    root=
    [ "$(id -u)" = 0 ] || root='sudo -n'
    # shellcheck disable=SC2086
    $root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1
}

for program in jq xmllint pre-commit; do
    package=$program
    [ "$program" != xmllint ] || package=libxml2-utils
    has "$program" || install "$package"
done
python3 -c 'import yaml' 2>/dev/null || install python3-yaml

modules=$tools/node_modules
if ! cmp -s tests/integrations/package-lock.json "$tools/installed"; then
    cp tests/integrations/package.json tests/integrations/package-lock.json tests/integrations/.npmrc "$tools"
    if (cd "$tools" && npm ci >"../integrations.log" 2>&1); then
        cp tests/integrations/package-lock.json "$tools/installed"
    else
        rm -rf "$modules"
    fi
fi

if [ ! -d "$modules" ]; then
    skip sarif 'the npm packages cannot be had'
    skip action.yml 'the npm packages cannot be had'
else
    run action.yml validate_action
    if has jq; then
        run sarif sh tests/integrations/sarif.sh "$cupel" "$modules"
    else
        skip sarif 'there is no jq'
    fi
fi
if has jq && python3 -c 'import yaml' 2>/dev/null; then
    run action python3 tests/integrations/runner.py "$cupel"
    run snippets python3 tests/integrations/snippets.py "$cupel"
else
    skip action 'there is no jq, or no yaml for python3'
fi
if has xmllint; then
    run junit sh tests/integrations/junit.sh "$cupel"
else
    skip junit 'there is no xmllint'
fi
if has pre-commit; then
    run pre-commit sh tests/integrations/pre-commit.sh "$cupel"
else
    skip pre-commit 'it is not installed'
fi
for package in zsh fish vim; do
    has "$package" || install "$package"
done
if python3 -c 'import pty; pty.openpty()' 2>/dev/null; then
    run completions python3 tests/integrations/completions.py "$cupel"
else
    skip completions 'there is no pseudo terminal'
fi
if has vim; then
    run vim sh tests/integrations/vim.sh "$cupel"
else
    skip vim 'it is not installed'
fi
if has dpkg-deb; then
    for package in lintian debootstrap; do
        has "$package" || install "$package"
    done
    run packaging sh tests/integrations/package.sh "$build"
else
    skip packaging 'there is no dpkg-deb'
fi
total integrations
