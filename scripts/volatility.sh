#!/bin/sh
# Writes src/postgres/functions_data.c: the volatility of every function that PostgreSQL and its
# contrib extensions have, from pg_proc of a real server. Needs initdb and postgres of the version
# in the folder PGBIN; run as root it starts them as the user postgres.
#
#   sh scripts/volatility.sh >src/postgres/functions_data.c
set -eu

PGBIN=${PGBIN:-/usr/lib/postgresql/15/bin}
folder=$(mktemp -d)
chmod 755 "$folder"
if [ "$(id -u)" = 0 ]; then
    chown postgres "$folder"
    server() { runuser -u postgres -- "$@"; }
else
    server() { "$@"; }
fi
stop() {
    server "$PGBIN/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1 || :
    rm -rf "$folder"
}
trap stop EXIT

server "$PGBIN/initdb" -D "$folder/data" -A trust >/dev/null
server "$PGBIN/pg_ctl" -D "$folder/data" -w -l "$folder/log" \
    -o "-c listen_addresses='' -c unix_socket_directories='$folder'" start >/dev/null
query() { server "$PGBIN/psql" -h "$folder" -d postgres -qAtX -v ON_ERROR_STOP=1 -c "$1"; }

for extension in citext cube dblink dict_int earthdistance fuzzystrmatch hstore intarray isn \
    lo ltree pg_trgm pgcrypto pgrowlocks pgstattuple seg tablefunc unaccent uuid-ossp xml2; do
    query "SET client_min_messages = error;
           CREATE EXTENSION IF NOT EXISTS \"$extension\" CASCADE"
done

version=$(query "SHOW server_version_num")
cat <<EOF
// Made by scripts/volatility.sh from pg_proc of PostgreSQL $((version / 10000)) and its contrib extensions.
#include "postgres/functions_data.h"

// Of overloads the most volatile one counts.
// clang-format off
const struct builtin_function builtin_functions[] = {
EOF
# Functions that nobody calls in an expression are left out: triggers, support of types, casts,
# languages, index and sampling methods.
query "SELECT format('    {\"%s\", ''%s''},', proname,
              (array_agg(provolatile ORDER BY position(provolatile::text IN 'vsi')))[1])
       FROM pg_proc
       WHERE prokind IN ('f', 'a', 'w') AND proname ~ '^[a-z][a-z0-9_]*\$'
         AND pronamespace::regnamespace::text IN ('pg_catalog', 'public')
         AND NOT (proargtypes::regtype[] && '{internal,cstring,trigger,event_trigger}'::regtype[])
         AND prorettype NOT IN ('internal'::regtype, 'trigger'::regtype, 'event_trigger'::regtype,
             'language_handler'::regtype, 'index_am_handler'::regtype, 'tsm_handler'::regtype,
             'fdw_handler'::regtype, 'table_am_handler'::regtype)
       GROUP BY proname ORDER BY proname COLLATE \"C\""
cat <<'EOF'
};
// clang-format on

const size_t builtin_function_count = sizeof builtin_functions / sizeof *builtin_functions;
EOF
