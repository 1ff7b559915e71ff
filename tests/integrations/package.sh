#!/bin/sh
# The release archive is the same wherever it is made. The Debian package is what lintian takes, and
# installs and runs in a clean Debian (made by debootstrap, kept below BUILD), where the action's
# script for building from source is played as well.
#
#   tests/integrations/package.sh BUILD
set -u
export LC_ALL=C DEBIAN_FRONTEND=noninteractive
here=$(cd "$(dirname "$0")/../.." && pwd) || exit 2
build=$(cd "$1" && pwd) || exit 2
suite=bookworm
mirror=http://deb.debian.org/debian
top=$(mktemp -d) || exit 2
root=$top/root
trap 'rm -rf "$top"' EXIT
failed=0
count=0

# check NAME COMMAND...: it succeeds.
check() {
    name=$1
    shift
    count=$((count + 1))
    if ! "$@" >"$top/said" 2>&1; then
        failed=$((failed + 1))
        echo "FAIL $name"
        tail -n 40 "$top/said" | sed 's/^/    /'
    fi
}

# sums FILE: what it holds, in one word.
sum() {
    sha256sum <"$1" | cut -d ' ' -f 1
}

# ---- the release archive: another folder, another umask

tsdir=$here/grammars/sources
[ -d "$tsdir" ] || tsdir=$here/grammars/node_modules
if git -C "$here" rev-parse -q --verify HEAD >/dev/null 2>&1; then
    git clone -q "$here" "$top/elsewhere"
    check 'make dist' make -C "$here" -s dist
    check 'make dist elsewhere' sh -c "umask 077; make -C '$top/elsewhere' -s dist TSDIR='$tsdir'"
    check 'both archives are the same' cmp "$here"/build/cupel-*.tar.gz "$top"/elsewhere/build/cupel-*.tar.gz
    archive=$(ls "$top"/elsewhere/build/cupel-*.tar.gz)
fi

# ---- the package

check 'make deb' make -C "$here" -s -j2 deb
package=$(ls "$here"/build/deb/cupel_*.deb)
first=$(sum "$package")
check 'make deb, again' make -C "$here" -s deb
check 'both packages are the same' [ "$first" = "$(sum "$package")" ]
if command -v lintian >/dev/null; then
    check 'lintian finds nothing' lintian --allow-root --fail-on error,warning "$package"
fi
depends=$(dpkg-deb -f "$package" Depends)
version=$(dpkg-deb -f "$package" Version)

# ---- in a clean root

if [ "$(id -u)" != 0 ] || ! command -v debootstrap >/dev/null; then
    echo "$count checks of packaging, $failed failed; no clean root was tried (root, debootstrap)"
    [ "$failed" = 0 ]
    exit
fi
if [ ! -s "$build/$suite.tar" ]; then
    check "debootstrap $suite" debootstrap --variant=minbase "$suite" "$root" "$mirror"
    tar -cf "$build/$suite.tar" -C "$root" .
else
    mkdir "$root" && tar -xf "$build/$suite.tar" -C "$root"
fi

inside() {
    chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C \
        DEBIAN_FRONTEND=noninteractive "$@"
}
cp "$package" "$root/tmp/cupel.deb"
cp -R "$here/examples/shop" "$root/tmp/shop"
check 'it installs' inside dpkg -i /tmp/cupel.deb
check "it runs" inside sh -c "[ \"\$(cupel --version)\" = 'cupel ${version%-*}' ]"
check 'it judges' inside sh -c 'cd /tmp/shop && cupel check --all | grep -q set-not-null-scan'
check 'what it says there is what it says here' sh -c "
    cd '$root/tmp/shop' && '$build/cupel' check --all --format json >'$top/here.json'
    chroot '$root' sh -c 'cd /tmp/shop && cupel check --all --format json' >'$top/there.json'
    cmp '$top/here.json' '$top/there.json'"
check 'it goes' inside dpkg -r cupel
check 'and leaves nothing' inside sh -c '! find / -xdev -path /proc -prune -o -name "*cupel*" -print | grep -v "^/tmp\|^/var/\(log\|lib/dpkg\)"'

# ---- the action builds from source, from the release archive, where nothing is installed

if [ -n "${archive:-}" ]; then
    mkdir -p "$root/tmp/action" "$root/tmp/runner"
    tar -xzf "$archive" -C "$root/tmp/action" --strip-components=1
    # make is on GitHub's runners; the rest is the action's own work. No device files are needed.
    check 'apt in the clean root' inside sh -c 'apt-get update -qq && apt-get install -y -qq --no-install-recommends make >/dev/null'
    : >"$root/tmp/runner/output"
    check 'the action builds it' inside env GITHUB_ACTION_PATH=/tmp/action RUNNER_TEMP=/tmp/runner \
        GITHUB_OUTPUT=/tmp/runner/output CUPEL_SOURCE=/tmp/action CUPEL_PROGRAM=/tmp/runner/cupel/cupel \
        sh /tmp/action/scripts/action/build.sh
    check 'and it runs' inside sh -c 'cd /tmp/shop && /tmp/runner/cupel/cupel check --all | grep -q set-not-null-scan'
fi
echo "packaging: $count checks, $failed failed; cupel $version depends on ${depends:-nothing}"
[ "$failed" = 0 ]
