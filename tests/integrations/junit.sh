#!/bin/sh
# JUnit reports: well-formed whatever names hold, and their counts are those of their cases.
#
#   tests/integrations/junit.sh CUPEL
set -u
here=$(cd "$(dirname "$0")/../.." && pwd) || exit 2
program=$(cd "$(dirname "$1")" && pwd)/$(basename "$1") || exit 2
top=$(mktemp -d) || exit 2
trap 'rm -rf "$top"' EXIT
export LC_ALL=C GIT_CEILING_DIRECTORIES="$top"
cd "$top" || exit 2
failed=0
cp -R "$here/examples/shop" "$here/tests/golden/suppressions" .
mkdir hostile
cp "$here/tests/golden/formats-hostile/alembic.ini" hostile
(cd hostile && sh -eu "$here/tests/golden/formats-hostile/setup")
for project in shop suppressions hostile; do
    (cd "$project" && "$program" check --all --format junit) >"$project.xml"
    xmllint --noout "$project.xml" || failed=$((failed + 1))
    for pair in tests://testcase failures://testcase/failure skipped://testcase/skipped; do
        name=${pair%%:*} path=${pair#*:}
        said=$(xmllint --xpath "string(/testsuites/@$name)" "$project.xml")
        suites=$(xmllint --xpath "sum(//testsuite/@$name)" "$project.xml")
        real=$(xmllint --xpath "count($path)" "$project.xml")
        [ "$said/$suites" = "$real/$real" ] || {
            failed=$((failed + 1))
            echo "FAIL $project: $name: $said, suites $suites, there are $real"
        }
    done
done
echo "3 JUnit files, $failed failed"
[ "$failed" = 0 ]
