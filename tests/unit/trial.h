/**
 * trial: SQL to a catalog and to steps, for the tests of postgres/.
 */
#ifndef TESTS_TRIAL_H
#define TESTS_TRIAL_H

#include <string.h>

#include "postgres/catalog.h"
#include "postgres/replay.h"
#include "sql/translate.h"

static inline struct operations *trial_operations(struct arena *arena, const char *sql) {
    struct operations *operations = ARENA_NEW(arena, struct operations, 1);
    const struct source *source = source_new(arena, STR("test.sql"), str_from(sql));
    struct mapped_text text = mapped_from_source(arena, source);
    struct sql_origin origin = {.stands_alone = true};
    uint32_t statement = 0;
    sql_translate(arena, &text, &origin, &statement, operations);
    return operations;
}

/** What is under test: all but `sql` may be left out. */
struct trial {
    const char *before;   // SQL of the base branch
    const char *branch;   // SQL of an older revision of this branch
    const char *sql;      // the migration
    const char *timezone; // of the session; NULL: not known
    const char *small;    // a table known small
    unsigned version;     // 0: 15
    bool is_incomplete;   // the catalog does not hold all
    bool is_script;
    bool by_migration; // new tables are those of the migration alone
    struct catalog *catalog;
};

static inline bool trial_matches(struct str pattern, struct str name) {
    return str_equal(pattern, name);
}

/** The catalog stands after the migration in `trial->catalog`. */
static inline struct steps trial_replay(struct arena *arena, struct trial *trial) {
    unsigned version = trial->version ? trial->version : 15;
    struct str_list *small = ARENA_NEW(arena, struct str_list, 1);
    struct catalog *catalog = catalog_new(arena, version);
    if (trial->is_incomplete) {
        catalog_set_incomplete(catalog, STR("the test says so"));
    }
    if (trial->before) {
        replay_history(arena, catalog, trial_operations(arena, trial->before), false);
    }
    if (trial->branch) {
        replay_history(arena, catalog, trial_operations(arena, trial->branch), true);
    }
    if (trial->small) {
        *ARENA_PUSH(arena, small) = str_from(trial->small);
    }
    struct replay_options options = {
        .postgres_version = version,
        .new_tables_by_migration = trial->by_migration,
        .session_timezone = str_from(trial->timezone),
        .small_tables = small,
        .matches = trial_matches,
    };
    trial->catalog = catalog;
    return replay(arena, catalog, trial_operations(arena, trial->sql), trial->is_script,
                  &options);
}

#endif
