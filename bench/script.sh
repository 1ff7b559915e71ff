#!/bin/sh
# How long `cupel check` takes for SQL scripts of 1, 2, 5 and 10 MB, and how much memory: both
# should grow with the size. 300 tables are changed over and over.
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

for size in 1 2 5 10; do
    make_script "$size" "$folder/$size.sql"
    status=0
    /usr/bin/time -f '%U %S %M' -o "$folder/used" \
        "$cupel" check --quiet "$folder/$size.sql" >/dev/null 2>&1 || status=$?
    [ "$status" -le 1 ] || { echo "$cupel ended with status $status" >&2; exit 1; }
    tail -n 1 "$folder/used" | awk -v size="$size" -v lines="$(wc -l <"$folder/$size.sql")" \
        '{printf "%2d MB, %6d statements: %5.2f s, %4d MB of memory\n", size, lines, $1 + $2, $3 / 1024}'
done
