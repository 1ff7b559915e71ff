#include "project/settings_rows.h"

#include <jansson.h>

#include "base/error.h"

// `text` may end anywhere; the file's name is in reader->settings->table_rows.
static bool parse_rows(struct settings_reader *reader, struct str text) {
    const char *path = reader->settings->table_rows.data;
    json_error_t problem;
    json_t *root =
        json_loadb(text.data ? text.data : "", text.size, JSON_REJECT_DUPLICATES, &problem);
    bool done = false;
    const char *table = NULL;
    json_t *value = NULL;
    if (!root) {
        error_set(reader->error, path, (uint32_t)(problem.line > 0 ? problem.line : 0), "%s",
                  problem.text);
        goto out;
    }
    if (!json_is_object(root)) {
        error_set(reader->error, path, 1, "expected an object of tables and their rows");
        goto out;
    }
    json_object_foreach(root, table, value) {
        if (!json_is_number(value)) {
            error_set(reader->error, path, 0, "%s: expected a number of rows", table);
            goto out;
        }
        double rows = json_number_value(value);
        // pg_class.reltuples is a float, and -1 where the table was never analyzed (manual,
        // pg_class): then nothing is known.
        if (rows >= 0) {
            int64_t *count = ARENA_NEW(reader->arena, int64_t, 1);
            *count = rows < 9e18 ? (int64_t)rows : INT64_MAX;
            map_put(&reader->settings->rows, str_copy(reader->arena, str_from(table)), count);
        }
    }
    done = true;
out:
    json_decref(root);
    return done;
}

bool settings_read_rows(struct settings_reader *reader) {
    struct settings *settings = reader->settings;
    struct str text = {0};
    struct str problem = {0};
    enum file_result result = FILE_ABSENT;
    if (!settings->table_rows.size) {
        return true;
    }
    if (reader->is_outside) {
        struct files *beside = files_from_disk(reader->arena, reader->folder);
        result = files_read(beside, settings->table_rows, &text, &problem);
    } else if (path_join(reader->arena, reader->folder, settings->table_rows,
                         &settings->table_rows)) {
        result = files_read(reader->files, settings->table_rows, &text, &problem);
    }
    if (result != FILE_READ) {
        error_set(reader->error, reader->path, 0, "table-rows: cannot read '" STR_FMT "'",
                  STR_ARG(settings->table_rows));
        return false;
    }
    return parse_rows(reader, text);
}
