#!/bin/sh
# Installs the program, its manual page and the shells' completions.
#
#   install.sh BUILD FOLDER     FOLDER: $DESTDIR$PREFIX
set -eu
build=$1
share=$2/share
sh scripts/man.sh "$build/cupel" >"$build/cupel.1"
set -x
install -D -m 755 "$build/cupel" "$2/bin/cupel"
install -D -m 644 "$build/cupel.1" "$share/man/man1/cupel.1"
install -D -m 644 completions/cupel.bash "$share/bash-completion/completions/cupel"
install -D -m 644 completions/_cupel "$share/zsh/site-functions/_cupel"
install -D -m 644 completions/cupel.fish "$share/fish/vendor_completions.d/cupel.fish"
