#include "python/packages.h"

#include "base/embedded.h"

extern const struct embedded_file embedded_packages[]; // scripts/embed.sh

// Modules whose names a package's one file has all of.
static const char *const modules[] = {
    "alembic_postgresql_enum",      "alembic_utils",
    "alembic_utils.pg_extension",   "alembic_utils.pg_function",
    "alembic_utils.pg_grant_table", "alembic_utils.pg_materialized_view",
    "alembic_utils.pg_policy",      "alembic_utils.pg_trigger",
    "alembic_utils.pg_view",        "alembic_utils.replaceable_entity",
};

struct str package_find(struct str dotted) {
    for (size_t i = 0; i < sizeof modules / sizeof *modules; i++) {
        if (!str_is(dotted, modules[i])) {
            continue;
        }
        struct str package = str_slice(dotted, 0, str_find(dotted, STR("."), 0));
        for (size_t k = 0; package_at(k); k++) {
            struct str path = str_from(package_at(k));
            struct str name = str_slice(path, str_find_last(path, '/') + 1, path.size);
            if (str_equal(str_slice(name, 0, str_find(name, STR("."), 0)), package)) {
                return path;
            }
        }
    }
    return (struct str){0};
}

bool package_text(struct str path, struct str *text) {
    for (const struct embedded_file *file = embedded_packages; file->path; file++) {
        if (str_is(path, file->path)) {
            *text = (struct str){file->text, file->size};
            return true;
        }
    }
    return false;
}

const char *package_at(size_t index) {
    return embedded_packages[index].path;
}
