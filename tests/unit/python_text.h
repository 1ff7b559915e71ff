/**
 * python_text: migrations as texts, and what their upgrade() does. For tests of python/.
 */
#ifndef PYTHON_TEXT_H
#define PYTHON_TEXT_H

#include "python/migration.h"

struct statement_case {
    const char *body;     // of upgrade()
    const char *expected; // the statements, a line each
};

/** Reads a migration whose upgrade() has the body; `module` stands before it. */
static struct operations *read_upgrade(struct arena *arena, const char *module,
                                       const char *body) {
    struct text text = {.arena = arena};
    text_addf(&text,
              "from alembic import context, op\nimport sqlalchemy as sa\n"
              "from sqlalchemy.dialects import postgresql\n"
              "revision = 'a1'\ndown_revision = None\n%s\ndef upgrade():\n",
              module);
    struct str rest = str_from(body), line;
    while (str_split(&rest, '\n', &line)) {
        text_addf(&text, "    " STR_FMT "\n", STR_ARG(line));
    }
    text_add(&text, STR("\ndef downgrade():\n    pass\n"));
    const struct source *source = source_new(arena, STR("versions/1_x.py"), text_str(&text));
    struct migration *migration = python_read(python_reader_new(arena, NULL), source, NULL);
    assert_int_equal(migration->unreadable.size, 0);
    return &migration->upgrade;
}

/** The statements, a line each; what is opaque by its reason. */
static inline struct str statements_of(const struct operations *operations,
                                       struct arena *arena) {
    struct text text = {.arena = arena};
    for (size_t i = 0; i < operations->count; i++) {
        const struct operation *operation = &operations->items[i];
        bool is_opaque = operation->kind == OP_OPAQUE;
        text_addf(&text, "%s%s" STR_FMT, i ? "\n" : "", is_opaque ? "opaque: " : "",
                  STR_ARG(is_opaque ? operation->reason : operation->sql));
    }
    return text_str(&text);
}

static inline void check_statements(const struct statement_case *cases, size_t count) {
    for (size_t i = 0; i < count; i++) {
        struct arena *arena = arena_new();
        struct str sent = statements_of(read_upgrade(arena, "", cases[i].body), arena);
        if (!str_is(sent, cases[i].expected)) {
            fail_msg("%s\ngives\n" STR_FMT "\nnot\n%s", cases[i].body, STR_ARG(sent),
                     cases[i].expected);
        }
        arena_free(arena);
    }
}

#endif
