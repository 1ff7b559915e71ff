#!/bin/sh
# How long `cupel check` takes for SQL scripts of 1, 2, 5 and 10 MB, and how much memory: both
# should grow with the size. First 300 tables are changed over and over, then every fifth
# statement makes a table of its own, with a foreign key to the one before: 25,000 of them.
#
#   bench/script.sh [build/cupel]
set -eu
cupel=${1:-build/cupel}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT INT TERM

# make_script MEGABYTES FILE
make_script() {
    awk -v size="$(($1 * 1000000))" 'BEGIN {
        for (i = 0; written < size; i++) {
            t = "t" i % 300
            text = "ALTER TABLE " t " ADD COLUMN note" i " TEXT;\n" \
                "ALTER TABLE " t " ADD CONSTRAINT c" i " CHECK (price > 0) NOT VALID;\n" \
                "INSERT INTO " t " (name, price) VALUES (\047a name\047, " i ".50);\n" \
                "UPDATE " t " SET price = price * 1.1 WHERE name LIKE \047a" i "%\047;\n" \
                "ALTER TABLE " t " VALIDATE CONSTRAINT c" i ";\n"
            printf "%s", text
            written += length(text)
        }
    }' >"$2"
}

# make_tables MEGABYTES FILE
make_tables() {
    awk -v size="$(($1 * 1000000))" 'BEGIN {
        for (i = 0; written < size; i++) {
            t = "t" i
            text = "CREATE TABLE " t " (id bigint PRIMARY KEY, name text NOT NULL, price numeric(10, 2));\n" \
                "CREATE INDEX " t "_name ON " t " (name);\n" \
                "ALTER TABLE " t " ADD CONSTRAINT " t "_price CHECK (price >= 0);\n" \
                "INSERT INTO " t " (name, price) VALUES (\047a name\047, " i ".50);\n" \
                "UPDATE " t " SET price = price * 1.1 WHERE name LIKE \047a" i "%\047;\n"
            if (i) text = text "ALTER TABLE " t " ADD FOREIGN KEY (id) REFERENCES t" i - 1 " (id);\n"
            printf "%s", text
            written += length(text)
        }
    }' >"$2"
}

for kind in script tables; do
    for size in 1 2 5 10; do
        "make_$kind" "$size" "$folder/$size.sql"
        status=0
        /usr/bin/time -f '%U %S %M' -o "$folder/used" \
            "$cupel" check --quiet "$folder/$size.sql" >/dev/null 2>&1 || status=$?
        [ "$status" -le 1 ] || { echo "$cupel ended with status $status" >&2; exit 1; }
        tables=$(grep -c '^CREATE TABLE' "$folder/$size.sql" || :)
        tail -n 1 "$folder/used" |
            awk -v size="$size" -v lines="$(wc -l <"$folder/$size.sql")" -v tables="$tables" '{
                printf "%2d MB, %6d statements, %5d new tables: %5.2f s, %4d MB of memory\n",
                    size, lines, tables, $1 + $2, $3 / 1024
            }'
    done
done
