#!/bin/sh
# What SECURITY.md promises, on a repository made to harm.
#
#   tests/faults/security.sh CUPEL
# shellcheck disable=SC2015 # what stands behind || speaks and fails
set -u
cupel=$(cd "$(dirname "$1")" && pwd)/$(basename "$1") || exit 2
top=$(mktemp -d) || exit 2
trap 'rm -rf "$top"' EXIT
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE NO_COLOR CLICOLOR_FORCE
export HOME="$top" GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null GIT_CEILING_DIRECTORIES="$top" \
    LC_ALL=C GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@example.org GIT_COMMITTER_NAME=A \
    GIT_COMMITTER_EMAIL=a@example.org
export GITHUB_TOKEN=ghs_the_secret_of_the_job SECRET_SCHEMA=ghs_the_secret_of_the_job
failed=0

fail() {
    echo "$1"
    failed=1
}

# ---- a repository that tries all it can --------------------------------------------------

mkdir "$top/outside" "$top/repository" && cd "$top/repository" || exit 2
printf 'secret = "the text outside"\n' >"$top/outside/secret.py"
printf 'from alembic import op\nrevision = "o1"\ndown_revision = None\ndef upgrade():\n    op.drop_table("outside")\n' \
    >"$top/outside/o1.py"
git init -q -b main .
mkdir -p migrations/versions
printf '[alembic]\nscript_location = migrations\nversion_locations = migrations/versions ../outside %s/outside\n' "$top" >alembic.ini
ln -s ../../../outside/secret.py migrations/versions/linked.py
ln -s "$top/outside" migrations/versions/folder
ln -s /dev/zero migrations/versions/zero.py
printf 'import os\nos.system("touch %s/ran")\nopen("%s/ran", "w")\n' "$top" "$top" >migrations/env.py
cat >migrations/versions/m1.py <<EOF
import os, subprocess
from alembic import op
os.system("touch $top/ran")
subprocess.run(["touch", "$top/ran"])
__import__("os").system("touch $top/ran")
eval("open('$top/ran', 'w')")
revision = "m1"
down_revision = None


def upgrade():
    op.execute(open("../outside/secret.py").read())
    op.execute(open("$top/outside/secret.py").read())
    op.execute(open("/proc/self/environ").read())
    op.drop_table(os.environ["GITHUB_TOKEN"])
    op.drop_table(os.environ.get("SECRET_SCHEMA", "plain") + "_x")
    op.drop_table("\x1b]0;owned\x07\x1b[2J::error::x\r::set-output name=a::b")
    op.execute("SELECT '\x1b[31m")
EOF
printf 'from alembic import op\nrevision = "\033[31mred"\ndown_revision = "m1"\ndef upgrade():\n    op.drop_table("a")\n' \
    >"migrations/versions/m2_$(printf '\033[7m').py"
printf 'rules = ["../outside/*.toml", "/etc/*.toml"]\n' >cupel.toml
printf '* filter=evil\n' >.gitattributes
git config filter.evil.clean "touch $top/ran" && git config filter.evil.smudge "touch $top/ran"
git config core.fsmonitor "touch $top/ran" && git config core.pager "touch $top/ran"
git config diff.external "touch $top/ran"
git -c core.fsmonitor=false -c filter.evil.clean=cat add -A && git -c core.fsmonitor=false commit -q -m 1
rm -f "$top/ran"
mkdir "$top/reports"

# ---- what it does ------------------------------------------------------------------------

before=$(ls -lR --time-style=+%s.%N "$top/repository" "$top/outside")
for settings in none cupel.toml; do
    [ $settings = none ] && mv cupel.toml "$top/reports/cupel.toml" || mv "$top/reports/cupel.toml" .
    for command in check plan status; do
        for format in text json sarif github gitlab junit markdown; do
            timeout 20 "$cupel" $command --all --format $format \
                >"$top/reports/$settings.$command.$format" 2>"$top/reports/$settings.$command.$format.said"
            [ $? -le 2 ] || fail "$command --format $format: a status that is not promised"
        done
    done
done
[ ! -e "$top/ran" ] || fail 'something of the repository was run'
after=$(ls -lR --time-style=+%s.%N "$top/repository" "$top/outside")
[ "$(echo "$before" | grep -v 'repository:\|cupel.toml\| \.$')" = "$(echo "$after" | grep -v 'repository:\|cupel.toml\| \.$')" ] ||
    fail 'something in the repository or beside it was changed'
! grep -rl 'the text outside' "$top/reports" || fail 'the file outside was read'
! grep -rl 'ghs_the_secret' "$top/reports" || fail 'the environment was printed'
! grep -rl "$(printf '\033')" "$top/reports" || fail 'a terminal was commanded'
! grep -l '^::set-output\|^::error::x' "$top"/reports/* || fail 'a workflow was commanded'
grep -q 'outside' "$top/reports/cupel.toml.check.text.said" || fail 'rules outside the repository were taken'

# No program is started and no address is asked for.
if command -v strace >/dev/null && strace -o /dev/null true 2>/dev/null; then
    strace -f -e trace=process,network -o "$top/calls" "$cupel" check --all >/dev/null 2>&1
    ! grep 'execve(\|connect(\|socket(' "$top/calls" | grep -v '"[^"]*cupel", \["[^"]*cupel"' ||
        fail 'a program was started, or an address asked for'
fi
[ $failed = 0 ] && echo 'nothing run, written, read outside, commanded or shown'
exit $failed
