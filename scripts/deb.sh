#!/bin/sh
# Makes a Debian package of the program in BUILD, for the system it was built on.
#
#   deb.sh BUILD      DEBFULLNAME and DEBEMAIL, as for Debian's own tools: who maintains it
#
# The same package for the same commit: files have the commit's time, or SOURCE_DATE_EPOCH.
set -eu
export LC_ALL=C
umask 022
build=$1
version=$("$build/cupel" --version | sed 's/.* //')-1
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || stat -c %Y CHANGELOG.md)}
export SOURCE_DATE_EPOCH
date=$(date -u -R -d "@$SOURCE_DATE_EPOCH")
maintainer="${DEBFULLNAME:-the cupel authors} <${DEBEMAIL:-cupel@packages.invalid}>"
architecture=$(dpkg --print-architecture)
tree=$build/package
docs=$tree/usr/share/doc/cupel

rm -rf "$tree"
mkdir -p "$docs" "$tree/DEBIAN"
sh scripts/install.sh "$build" "$tree/usr" 2>/dev/null
strip --strip-unneeded --remove-section=.comment --remove-section=.note "$tree/usr/bin/cupel"
gzip -9n "$tree/usr/share/man/man1/cupel.1"
# Debian keeps zsh's completions of packages elsewhere.
mkdir "$tree/usr/share/zsh/vendor-completions"
mv "$tree/usr/share/zsh/site-functions/_cupel" "$tree/usr/share/zsh/vendor-completions"
rmdir "$tree/usr/share/zsh/site-functions"

gzip -9nc CHANGELOG.md >"$docs/changelog.gz"
cat <<CHANGES | gzip -9n >"$docs/changelog.Debian.gz"
cupel ($version) unstable; urgency=medium

  * What changed: changelog.gz beside this file.

 -- $maintainer  $date
CHANGES
{
    cat <<HEAD
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: cupel

Files: *
Copyright: $(sed -n 's/^Copyright (c) //p' LICENSE)
License: Expat
Comment: The program holds the tree-sitter core and its grammars for Python and TOML (MIT),
 libpg_query (3-clause BSD) with PostgreSQL's parser (PostgreSQL licence), and, where they are
 linked statically, libgit2 (GPL-2 with its linking exception), PCRE2 (BSD), Jansson (MIT), inih
 (BSD) and zlib (zlib).

License: Expat
HEAD
    sed -n '/^Permission is/,$p' LICENSE | sed 's/^$/./; s/^/ /'
} >"$docs/copyright"

# Static libraries on purpose: the README says why; LIBGIT2=dynamic makes the other kind.
mkdir -p "$tree/usr/share/lintian/overrides"
cat >"$tree/usr/share/lintian/overrides/cupel" <<'OVERRIDES'
cupel: embedded-library
cupel: initial-upload-closes-no-bugs
OVERRIDES

# Which packages hold the libraries that are loaded, and from which version on, Debian knows.
# dpkg-shlibdeps reads the names of the package from a debian/control.
mkdir -p "$build/package.source/debian"
printf 'Source: cupel\n\nPackage: cupel\nArchitecture: any\n' >"$build/package.source/debian/control"
program=$(cd "$tree/usr/bin" && pwd)/cupel
depends=$(cd "$build/package.source" && dpkg-shlibdeps -O "$program" | sed -n 's/^shlibs:Depends=//p')
rm -rf "$build/package.source"

cat >"$tree/DEBIAN/control" <<CONTROL
Package: cupel
Version: $version
Architecture: $architecture
Maintainer: $maintainer
Installed-Size: $(du -k -s --apparent-size "$tree/usr" | cut -f 1)
Depends: $depends
Suggests: git, pre-commit
Section: database
Priority: optional
Description: find what is dangerous in Alembic migrations for PostgreSQL
 cupel reads the Alembic (SQLAlchemy) migrations that a branch changed, works
 out what PostgreSQL would do for each statement, and says what blocks, breaks
 or loses something: before it runs.
 .
 Migrations are read, never run; no server is asked. It runs as a git hook, in
 continuous integration and by hand, and reports as text, JSON, SARIF, JUnit,
 Markdown and in the forms of GitHub and GitLab.
CONTROL
(cd "$tree" && find usr -type f | sort | xargs md5sum) >"$tree/DEBIAN/md5sums"
find "$tree" -newermt "@$SOURCE_DATE_EPOCH" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
package=$build/cupel_${version}_$architecture.deb
dpkg-deb --root-owner-group -Zxz --build "$tree" "$package" >/dev/null
rm -rf "$tree"
echo "$package"
