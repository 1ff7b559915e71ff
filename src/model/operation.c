#include "model/operation.h"

#include <assert.h>
#include <string.h>

static const char *const names[] = {
#define OPERATION_KIND(kind, name) [OP_##kind] = name,
    OPERATION_KINDS(OPERATION_KIND)
#undef OPERATION_KIND
};

static_assert(sizeof names / sizeof *names == OPERATION_KIND_COUNT, "a name for each kind");

const char *operation_name(enum operation_kind kind) {
    assert(kind < OPERATION_KIND_COUNT);
    return names[kind];
}

enum operation_kind operation_find(struct str name) {
    size_t kind = 0;
    while (kind < OPERATION_KIND_COUNT && !str_is(name, names[kind])) {
        kind++;
    }
    return (enum operation_kind)kind;
}

const struct str *operation_unknown(const struct operation *operation, const char *field) {
    for (size_t i = 0; i < operation->unknown.count; i++) {
        if (strcmp(operation->unknown.items[i].field, field) == 0) {
            return &operation->unknown.items[i].reason;
        }
    }
    return NULL;
}

void operation_set_unknown(struct arena *arena, struct operation *operation, const char *field,
                           struct str reason) {
    if (!operation_unknown(operation, field)) {
        *ARENA_PUSH(arena, &operation->unknown) =
            (struct unknown_field){.field = field, .reason = reason};
    }
}

struct str relation_name(struct arena *arena, struct str schema, struct str table) {
    if (!schema.size || str_is(schema, "public")) {
        return table;
    }
    return str_dotted(arena, schema, table);
}
