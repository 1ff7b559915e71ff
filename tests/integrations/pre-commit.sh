#!/bin/sh
# The hooks for the pre-commit framework, in real repositories with the real thing.
#
#   tests/integrations/pre-commit.sh CUPEL
set -u
here=$(cd "$(dirname "$0")/../.." && pwd) || exit 2
program=$(cd "$(dirname "$1")" && pwd)/$(basename "$1") || exit 2
top=$(mktemp -d) || exit 2
trap 'rm -rf "$top"' EXIT
export HOME="$top/home" PRE_COMMIT_HOME="$top/cache" LC_ALL=C.UTF-8 GIT_CONFIG_NOSYSTEM=1 \
    GIT_CONFIG_GLOBAL="$top/home/gitconfig" GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@example.org \
    GIT_COMMITTER_NAME=A GIT_COMMITTER_EMAIL=a@example.org
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE NO_COLOR CLICOLOR_FORCE
mkdir "$HOME" "$top/bin"
git config --global protocol.file.allow always
PATH=$top/bin:$PATH
failed=0
count=0

# check NAME STATUS PATTERN COMMAND...: it ends with the status and says what matches.
check() {
    name=$1 wanted=$2 pattern=$3
    shift 3
    "$@" >"$top/said" 2>&1
    status=$?
    count=$((count + 1))
    if [ "$status" != "$wanted" ] || { [ -n "$pattern" ] && ! grep -q -e "$pattern" "$top/said"; }; then
        failed=$((failed + 1))
        echo "FAIL $name: status $status"
        sed 's/^/    /' "$top/said"
    fi
}

# migration REVISION DOWN STATEMENT
migration() {
    printf 'from alembic import op\n\nrevision = "%s"\ndown_revision = %s\n\n\ndef upgrade():\n    %s\n' \
        "$1" "$2" "$3" >"db/versions/$1.py"
}

# The hook's own repository, as the framework clones it; the build is a copy of what is tested.
git init -q -b main "$top/cupel"
cp -R "$here/hooks" "$here/.pre-commit-hooks.yaml" "$top/cupel"
cat >"$top/cupel/Makefile" <<MAKE
all:
	@echo built >>"$top/builds"
	@mkdir -p build && cp "$program" build/cupel
MAKE
git -C "$top/cupel" add -A && git -C "$top/cupel" commit -q -m hook
revision=$(git -C "$top/cupel" rev-parse HEAD)

git init -q -b main "$top/shop" && cd "$top/shop" || exit 2
mkdir -p db/versions app
printf '[alembic]\nscript_location = db\n' >alembic.ini
migration a1 None 'op.execute("CREATE TABLE orders (id bigint PRIMARY KEY, note text)")'
echo 'print("hello")' >app/main.py
git add -A && git commit -q -m first

check 'the manifest is one' 0 '' pre-commit validate-manifest "$here/.pre-commit-hooks.yaml"
check 'try-repo passes what is safe' 0 'cupel.*Passed' \
    pre-commit try-repo "$top/cupel" cupel --all-files
[ "$(wc -l <"$top/builds")" -ge 1 ] || { echo 'FAIL it was never built'; failed=$((failed + 1)); }

cat >.pre-commit-config.yaml <<CONFIG
repos:
  - repo: $top/cupel
    rev: $revision
    hooks:
      - id: cupel
CONFIG
git add -A && git commit -q -m hook
check 'the hook is installed' 0 'installed at' pre-commit install
migration a2 '"a1"' 'op.drop_table("orders")'
git add -A
check 'a dangerous commit is refused' 1 'a2.py:8:5: .*drop-table' git commit -m drop
check 'nothing was committed' 0 '^hook$' git log -1 --format=%s
migration a2 '"a1"' 'op.execute("ALTER TABLE orders ADD COLUMN total numeric")'
check 'what is staged counts, not the work tree' 1 'drop-table' git commit -m drop
git add -A
check 'a safe commit passes' 0 'cupel.*Passed' git commit -m 'add a column'
echo 'print("bye")' >app/main.py
git add -A
check 'a commit without migrations passes' 0 '' git commit -m code
migration a3 '"a2"' 'op.drop_table("orders")  # cupel: ignore[drop-table] the shop has closed'
git add -A
check 'a suppression counts' 0 'Passed' git commit -m 'the end'

# More names than a command line holds: the framework calls the hook several times.
printf '#!/bin/sh\necho call >>"%s/calls"\nexec "%s" "$@"\n' "$top" "$program" >"$top/bin/cupel"
chmod +x "$top/bin/cupel"
long=$(printf '%0180d' 0)
mkdir app/many
number=0
while [ "$number" -lt 1500 ]; do
    number=$((number + 1))
    echo "pass" >"app/many/$long$number.py"
done
migration a4 '"a3"' 'op.execute("DELETE FROM customers")'
migration a5 '"a4"' 'op.execute("TRUNCATE customers")'
cat >.pre-commit-config.yaml <<CONFIG
repos:
  - repo: $top/cupel
    rev: $revision
    hooks:
      - id: cupel-system
CONFIG
git add -A
check 'several batches: the finding is not lost' 1 'a4.py:8:5: .*delete-without-where' \
    pre-commit run cupel-system
check 'several batches: those of all files' 1 'a5.py:8:5: ' pre-commit run cupel-system
[ "$(wc -l <"$top/calls")" -ge 4 ] ||
    { echo "FAIL there was one batch: $(cat "$top/calls")"; failed=$((failed + 1)); }

echo "pre-commit $(pre-commit --version | sed 's/.* //'): $count checks, $failed failed"
[ "$failed" = 0 ]
