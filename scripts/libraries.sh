#!/bin/sh
# Prints what the linker is given for the libraries (the Makefile keeps it in a file, once).
#
#   libraries.sh BUILD static|dynamic       CC and LDFLAGS in the environment
#
# libpg_query is linked statically always: its 2,000 names (lappend, equal, ...) could be taken
# by ours in a shared library, and ours by it. The others are linked statically where the system
# has them so, because loading 20 shared objects takes longer than linting a migration. libgit2
# is linked without its network half, as starting TLS alone reads all certificates of the system
# (5 ms). A probe makes sure that the result works; else libgit2 is linked dynamically.
set -eu
export LC_ALL=C
build=$1
mode=${2:-static}
cc=${CC:-cc}
stubs=$build/libgit2_stubs

for library in libgit2 libpcre2-8 jansson inih; do
    if ! pkg-config --exists "$library"; then
        echo "cupel: the library $library is missing (or pkg-config is): run make deps" >&2
        exit 1
    fi
done

# The path of a static library, or nothing. The compiler prints a name back that it cannot find.
archive() {
    # $cc may be a command with options, as in CC='ccache gcc'.
    # shellcheck disable=SC2086
    path=$($cc -print-file-name="$1")
    case $path in
    /*) echo "$path" ;;
    esac
}

# A library's archive, or the flags of its shared form.
library() {
    file=
    [ "$mode" = dynamic ] || file=$(archive "lib$1.a")
    echo "${file:-$(pkg-config --libs "$2")}"
}

# Stubs in C for libgit2.a. The parts of it that use TLS (Mbed TLS in Debian, OpenSSL in Ubuntu), SSH
# or Kerberos are left out: what they define is defined here, and fails; only starting them up
# "succeeds", for git_libgit2_init. The HTTP parser, which is asked to take addresses apart, fails
# too. Two members may have one name: they are told apart by their order.
write_stubs() {
    nm -g "$1" 2>/dev/null | awk '
        NF < 2 { part++; next }
        { name = $NF; kind = $(NF - 1) }
        kind == "U" && name ~ /^(mbedtls|psa|SSL|libssh2|gss|GSS)_/ { left_out[part] = 1 }
        kind == "U" && name ~ /^(http|llhttp)_/ { stub[name] = -1 }
        kind == "T" { defined[part] = defined[part] " " name }
        END {
            for (part in left_out) {
                count = split(defined[part], names, " ")
                for (i = 1; i <= count; i++) stub[names[i]] = names[i] ~ /_global_init$/ ? 0 : -1
            }
            for (name in stub) printf "int %s(void); int %s(void) { return %d; }\n", name, name, stub[name]
        }' | sort
}

# A program that does with libgit2 what cupel does: hash, write, read back, look up a reference.
write_probe() {
    cat <<'EOF'
#include <git2.h>
#include <string.h>
int main(int count, char **arguments) {
    git_repository *repository = NULL;
    git_blob *blob = NULL;
    git_reference *head = NULL;
    git_oid id;
    const char *empty = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391";
    if (count < 2 || git_libgit2_init() < 1 ||
        git_repository_init(&repository, arguments[1], 1) ||
        git_blob_create_from_buffer(&id, repository, "", 0) ||
        strcmp(git_oid_tostr_s(&id), empty) ||
        git_blob_create_from_buffer(&id, repository, "cupel", 5) ||
        git_blob_lookup(&blob, repository, &id) ||
        memcmp(git_blob_rawcontent(blob), "cupel", 5) ||
        git_reference_lookup(&head, repository, "HEAD")) {
        return 1;
    }
    git_reference_free(head);
    git_blob_free(blob);
    git_repository_free(repository);
    git_libgit2_shutdown();
    return 0;
}
EOF
}

# The arguments for a static libgit2, or nothing when the probe fails.
static_libgit2() {
    libgit2=$(archive libgit2.a)
    zlib=$(archive libz.a)
    crypto=$(archive libcrypto.a) # OpenSSL's SHA-256, which checks configuration files in Ubuntu
    [ -n "$libgit2" ] && command -v nm >/dev/null || return 0
    write_stubs "$libgit2" >"$stubs.c"
    write_probe >"$stubs.probe.c"
    set -- "$stubs.o" "$libgit2" "$1" "${zlib:--lz}" ${crypto:+"$crypto"}
    # shellcheck disable=SC2086,SC2046
    if $cc -w -O2 -fno-builtin -c "$stubs.c" -o "$stubs.o" &&
        $cc -w $(pkg-config --cflags libgit2) "$stubs.probe.c" "$@" -pthread ${LDFLAGS:-} -o "$stubs.probe" &&
        HOME=$build timeout 20 "$stubs.probe" "$stubs.repository"; then
        echo "$@"
    fi 2>/dev/null
    rm -rf "$stubs.probe" "$stubs.probe.c" "$stubs.repository"
}

pg_query=$(archive libpg_query.a)
if [ -z "$pg_query" ]; then
    echo 'cupel: libpg_query.a is missing: run make deps' >&2
    exit 1
fi
pcre2=$(library pcre2-8 libpcre2-8)
git2=
[ "$mode" = dynamic ] || git2=$(static_libgit2 "$pcre2")
case " ${LDFLAGS:-} " in
*' -static '*)
    if [ -z "$git2" ]; then
        echo 'cupel: libgit2 cannot be linked statically here' >&2
        exit 1
    fi
    ;;
esac
git2=${git2:-$(pkg-config --libs libgit2)}
zlib=$(archive libz.a) # of libgit2, and asked itself about loose objects
echo "$pg_query $git2 $pcre2 $(library jansson jansson) $(library inih inih) ${zlib:--lz} -lm"
