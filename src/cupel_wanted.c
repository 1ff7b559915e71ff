#include "cupel_wanted.h"

#include "cupel_words.h"

// A set is a map to itself.
static void set_add(struct map *set, struct str key) {
    map_put(set, key, set);
}

// A name with a blank or a hyphen is looked for by its longest word.
static bool want_word(struct wanted *wanted, struct str name, bool is_near) {
    struct str longest = {0};
    struct str word;
    for (size_t at = 0; words_next(name, &at, &word);) {
        longest = word.size > longest.size ? word : longest;
    }
    longest = str_lower(wanted->arena, longest);
    const void *known = map_find(&wanted->words, longest);
    if (longest.size == 0 || known == &wanted->words || (known && is_near)) {
        return false;
    }
    map_put(&wanted->words, longest, is_near ? (void *)wanted : (void *)&wanted->words);
    *ARENA_PUSH(wanted->arena, &wanted->todo) = longest;
    return true;
}

static bool want(struct wanted *wanted, struct str name) {
    return want_word(wanted, name, false);
}

static void want_name(struct wanted *wanted, struct str name) {
    want(wanted, name);
}

// What is known of a name: NULL, or as in `words`.
static const void *find_wanted(const struct wanted *wanted, struct str name) {
    struct str longest = {0};
    struct str word;
    for (size_t at = 0; words_next(name, &at, &word);) {
        longest = word.size > longest.size ? word : longest;
    }
    return longest.size > 0 ? map_find(&wanted->words, str_lower(wanted->arena, longest))
                            : NULL;
}

static bool is_wanted(const struct wanted *wanted, struct str name) {
    return find_wanted(wanted, name) == &wanted->words;
}

static void want_table(struct wanted *wanted, struct str table) {
    if (table.size > 0) {
        want(wanted, table);
        set_add(&wanted->tables, str_lower(wanted->arena, table));
    }
}

// SQLAlchemy prints the names of its own types in upper case: others are the user's.
static void want_type(struct wanted *wanted, const struct sql_type *type) {
    if (type->name.size > 0 && type->text.size > 0 &&
        !(type->text.data[0] >= 'A' && type->text.data[0] <= 'Z')) {
        want(wanted, type->name);
    }
}

// Kinds whose `name` is found by itself, without its table.
static bool has_name_of_its_own(enum operation_kind kind) {
    static const enum operation_kind kinds[] = {
        OP_DROP_INDEX,      OP_RENAME_INDEX,    OP_ALTER_INDEX,    OP_ATTACH_INDEX,
        OP_REINDEX,         OP_CREATE_TYPE,     OP_ALTER_TYPE,     OP_RENAME_TYPE,
        OP_DROP_TYPE,       OP_ADD_ENUM_VALUE,  OP_CREATE_DOMAIN,  OP_ALTER_DOMAIN,
        OP_DROP_DOMAIN,     OP_CREATE_SEQUENCE, OP_ALTER_SEQUENCE, OP_DROP_SEQUENCE,
        OP_CREATE_FUNCTION, OP_DROP_FUNCTION,   OP_CREATE_INDEX,   OP_RENAME_ENUM_VALUE,
        OP_DROP_STATISTICS,
    };
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (kinds[i] == kind) {
            return true;
        }
    }
    return false;
}

// Of these, what is named is made by the history: an index perhaps under a name that no text
// holds, as by Column(index=True).
static bool is_about_old_ones(enum operation_kind kind) {
    return kind == OP_DROP_INDEX || kind == OP_RENAME_INDEX || kind == OP_ALTER_INDEX ||
           kind == OP_REINDEX || kind == OP_DROP_TYPE || kind == OP_RENAME_TYPE ||
           kind == OP_ADD_ENUM_VALUE || kind == OP_DROP_SEQUENCE;
}

static bool names_tables(enum operation_kind kind) {
    return kind == OP_TRUNCATE || kind == OP_LOCK_TABLE || kind == OP_CREATE_VIEW ||
           kind == OP_CREATE_MATERIALIZED_VIEW;
}

// Touches relations that it does not name: whatever is in a schema, or uses a type.
static bool touches_unnamed(const struct operation *operation) {
    switch (operation->kind) {
    case OP_REINDEX:
        return operation->object.size > 0 && !str_is(operation->object, "INDEX") &&
               !str_is(operation->object, "TABLE");
    case OP_VACUUM:
    case OP_ANALYZE:
    case OP_CLUSTER:
        return operation->table.size == 0;
    case OP_DROP_TYPE:
    case OP_DROP_DOMAIN:
        return operation->cascade;
    case OP_ALTER_DOMAIN:
    case OP_RENAME_SCHEMA:
    case OP_DROP_SCHEMA:
        return true;
    default:
        return false;
    }
}

// What tests ask for decides whether the operation happens at all.
static void want_guards(struct wanted *wanted, const struct condition *condition,
                        void (*want_asked)(struct wanted *wanted, struct str table)) {
    enum { DEPTH_MAX = 64 };
    for (int depth = 0; condition && depth < DEPTH_MAX; depth++) {
        want_asked(wanted, condition->guard_table);
        if (condition->guard == GUARD_INDEX_EXISTS || condition->guard == GUARD_TYPE_EXISTS) {
            want(wanted, condition->guard_name);
        }
        condition = condition->parent;
    }
}

static struct str column_key(const struct wanted *wanted, struct str table, struct str column) {
    return str_lower(wanted->arena, str_format(wanted->arena, STR_FMT "." STR_FMT,
                                               STR_ARG(table), STR_ARG(column)));
}

// What is taken away may be needed by foreign keys of other tables, columns of other tables.
static void want_dependents(struct wanted *wanted, const struct operation *operation) {
    enum constraint_type type = operation->constraint.type;
    switch (operation->kind) {
    case OP_DROP_TABLE:
    case OP_DELETE:
        set_add(&wanted->deleted, str_lower(wanted->arena, operation->table));
        break;
    case OP_DROP_COLUMN:
        set_add(&wanted->undone, column_key(wanted, operation->table, operation->name));
        break;
    case OP_DROP_CONSTRAINT:
        if (type == CONSTRAINT_FOREIGN_KEY || type == CONSTRAINT_CHECK) {
            break;
        }
        if (type != CONSTRAINT_UNIQUE) {
            set_add(&wanted->undone, column_key(wanted, operation->table, STR("id")));
        }
        set_add(&wanted->undone, column_key(wanted, operation->table, (struct str){0}));
        break;
    case OP_DROP_INDEX:
        set_add(&wanted->undone, column_key(wanted, operation->table, (struct str){0}));
        break;
    case OP_DROP_TYPE:
    case OP_DROP_DOMAIN:
        set_add(&wanted->undone, str_lower(wanted->arena, operation->name));
        break;
    default:
        break;
    }
}

// May the key need something that a judged migration takes away? Most keys refer to an id.
static bool may_need(const struct wanted *wanted, const struct constraint_def *key) {
    static const struct str id = {"id", 2};
    const struct str *columns = key->ref_columns.count ? key->ref_columns.items : &id;
    size_t count = key->ref_columns.count ? key->ref_columns.count : 1;
    if (map_find(&wanted->deleted, str_lower(wanted->arena, key->ref_table)) ||
        ((count > 1 || !str_is(columns[0], "id")) &&
         map_find(&wanted->undone, column_key(wanted, key->ref_table, (struct str){0})))) {
        return true;
    }
    for (size_t i = 0; wanted->undone.count && i < count; i++) {
        if (map_find(&wanted->undone, column_key(wanted, key->ref_table, columns[i]))) {
            return true;
        }
    }
    return false;
}

// All that a judged operation names.
static void want_operation(struct wanted *wanted, const struct operation *operation) {
    wanted->everything |= touches_unnamed(operation);
    wanted->follows_keys |= operation->kind == OP_TRUNCATE && operation->cascade;
    want_dependents(wanted, operation);
    want_table(wanted, operation->table);
    want_guards(wanted, operation->condition, want_table);
    if (operation->schema.size > 0 && !str_is(operation->schema, "public")) {
        want(wanted, operation->schema);
    }
    if (operation->kind == OP_RENAME_TABLE || operation->kind == OP_RENAME_VIEW ||
        operation->kind == OP_RENAME_INDEX || operation->kind == OP_RENAME_TYPE) {
        want(wanted, operation->new_name);
    }
    if (has_name_of_its_own(operation->kind)) {
        want(wanted, operation->name);
        if (operation->table.size == 0 && is_about_old_ones(operation->kind)) {
            set_add(&wanted->tables, str_lower(wanted->arena, operation->name));
        }
    }
    want(wanted, operation->constraint.ref_table);
    want(wanted, operation->partition_of);
    for (size_t i = 0; i < operation->constraints.count; i++) {
        want(wanted, operation->constraints.items[i].ref_table);
    }
    for (size_t i = 0; i < operation->inherits.count; i++) {
        want(wanted, operation->inherits.items[i]);
    }
    for (size_t i = 0; names_tables(operation->kind) && i < operation->names.count; i++) {
        want(wanted, operation->names.items[i]);
    }
    want_type(wanted, &operation->column.type);
    want_type(wanted, &operation->old_type);
    for (size_t i = 0; i < operation->columns.count; i++) {
        want_type(wanted, &operation->columns.items[i].type);
    }
}

void wanted_add_judged(struct wanted *wanted, const struct migration *migration) {
    const struct operations *directions[] = {&migration->upgrade, &migration->downgrade};
    for (size_t i = 0; i < 2; i++) {
        for (size_t j = 0; j < directions[i]->count; j++) {
            want_operation(wanted, &directions[i]->items[j]);
        }
    }
}

// A foreign key makes a lock on one table one on the other too. What hangs on that in turn is of
// no matter, or all of a history would; but for TRUNCATE … CASCADE. Where rows are deleted, those that
// refer to them are looked for, with or without an index; where what a key needs is dropped, whether
// the key is still there.
static void want_tied(struct wanted *wanted, struct str table,
                      const struct constraint_def *key) {
    if (is_wanted(wanted, table)) {
        want_word(wanted, key->ref_table, true);
    } else if (is_wanted(wanted, key->ref_table)) {
        want_word(wanted, table, !wanted->follows_keys && !may_need(wanted, key));
    }
}

static void want_renamed(struct wanted *wanted, struct str old_name, struct str new_name) {
    if (is_wanted(wanted, old_name) || is_wanted(wanted, new_name)) {
        want(wanted, old_name);
        want(wanted, new_name);
        if (map_find(&wanted->deleted, str_lower(wanted->arena, new_name))) {
            set_add(&wanted->deleted, str_lower(wanted->arena, old_name));
        }
    } else if (find_wanted(wanted, old_name) || find_wanted(wanted, new_name)) {
        want_word(wanted, old_name, true);
        want_word(wanted, new_name, true);
    }
}

// A column of a type that is dropped: is it still there?
static void want_user(struct wanted *wanted, struct str table, const struct sql_type *type) {
    if (type->name.size && wanted->undone.count &&
        map_find(&wanted->undone, str_lower(wanted->arena, type->name))) {
        want(wanted, table);
    }
}

void wanted_add_related(struct wanted *wanted, const struct operation *operation) {
    bool is_ours = is_wanted(wanted, operation->table);
    if (is_ours) {
        want_guards(wanted, operation->condition, want_name);
    }
    want_tied(wanted, operation->table, &operation->constraint);
    for (size_t i = 0; i < operation->constraints.count; i++) {
        want_tied(wanted, operation->table, &operation->constraints.items[i]);
    }
    want_user(wanted, operation->table, &operation->column.type);
    for (size_t i = 0; i < operation->columns.count; i++) {
        want_user(wanted, operation->table, &operation->columns.items[i].type);
    }
    switch (operation->kind) {
    case OP_RENAME_TABLE:
    case OP_RENAME_VIEW:
        want_renamed(wanted, operation->table, operation->new_name);
        break;
    case OP_RENAME_TYPE:
    case OP_RENAME_INDEX:
        want_renamed(wanted, operation->name, operation->new_name);
        break;
    case OP_CREATE_INDEX:
        if (is_ours) {
            want(wanted, operation->name);
        } else if (is_wanted(wanted, operation->name)) {
            want(wanted, operation->table);
        }
        break;
    case OP_CREATE_STATISTICS:
        if (is_wanted(wanted, operation->name)) {
            want(wanted, operation->table);
        }
        break;
    case OP_CREATE_VIEW:
    case OP_CREATE_MATERIALIZED_VIEW:
        for (size_t i = 0; i < operation->names.count; i++) {
            if (is_wanted(wanted, operation->names.items[i])) {
                want(wanted, operation->table);
            }
        }
        break;
    default:
        if (is_wanted(wanted, operation->partition_of)) {
            want(wanted, operation->table);
        }
        if (is_ours) {
            want_type(wanted, &operation->column.type);
            for (size_t i = 0; i < operation->columns.count; i++) {
                want_type(wanted, &operation->columns.items[i].type);
            }
        }
        break;
    }
}

struct wanted wanted_new(struct arena *arena) {
    return (struct wanted){.arena = arena,
                           .words.arena = arena,
                           .tables.arena = arena,
                           .deleted.arena = arena,
                           .undone.arena = arena};
}
