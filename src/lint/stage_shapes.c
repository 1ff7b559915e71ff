// The shapes that findings are split by, and the values that their steps share.
#include <string.h>

#include "lint/stage_steps.h"
#include "model/print.h"

// ---- shapes

#define NO_UNDO OPERATION_KIND_COUNT

// clang-format off
static const struct shape shapes[] = {
    {"validate", OP_ADD_CONSTRAINT, NO_UNDO, "ForeignKey", NULL, NULL,
     stage_prepare_constraint, stage_edit_not_valid},
    {"validate-later", OP_VALIDATE_CONSTRAINT, NO_UNDO, NULL,
     "{op}.execute(`ALTER TABLE {TABLE} VALIDATE CONSTRAINT {NAME}`)", NULL,
     stage_prepare_constraint, NULL},
    {"validate-domain", OP_ALTER_DOMAIN, NO_UNDO, NULL, NULL, NULL,
     stage_prepare_domain, stage_edit_not_valid},
    {"not-null", OP_SET_NOT_NULL, OP_DROP_NOT_NULL, "nullable",
     "{op}.alter_column(`{table}`, `{column}`, nullable=False{schema})",
     "{op}.alter_column(`{table}`, `{column}`, nullable=True{schema})",
     stage_prepare_not_null, NULL},
    {"unique-index", OP_ADD_CONSTRAINT, OP_DROP_CONSTRAINT, "unique", NULL,
     "{op}.drop_constraint({op}.f(`{name}`), `{table}`, type_=`unique`{schema})",
     stage_prepare_index, NULL},
    {"primary-key-index", OP_ADD_CONSTRAINT, OP_DROP_CONSTRAINT, NULL, NULL,
     "{op}.drop_constraint({op}.f(`{name}`), `{table}`, type_=`primary`{schema})",
     stage_prepare_primary_key, NULL},
    {"default", OP_ADD_COLUMN, NO_UNDO, NULL, NULL, NULL, stage_prepare_default, stage_edit_column},
    {"serial", OP_ADD_COLUMN, NO_UNDO, NULL, NULL, NULL, stage_prepare_serial, stage_edit_column},
    {"identity", OP_ADD_COLUMN, NO_UNDO, NULL, NULL, NULL, stage_prepare_identity, stage_edit_column},
    {"required", OP_ADD_COLUMN, NO_UNDO, NULL, NULL, NULL, stage_prepare_required, stage_edit_column},
    {"checks", OP_ALTER_COLUMN_TYPE, NO_UNDO, NULL, NULL, NULL, stage_prepare_checks, stage_edit_checks},
    {"rows", OP_UPDATE, NO_UNDO, NULL, NULL, NULL, stage_prepare_rows, NULL},
    {"type", OP_ALTER_COLUMN_TYPE, OP_ALTER_COLUMN_TYPE, "type_", NULL, NULL, stage_prepare_type, NULL},
    {"rename", OP_RENAME_COLUMN, OP_RENAME_COLUMN, "new_column_name", NULL, NULL,
     stage_prepare_rename, NULL},
};
// clang-format on

enum { SHAPE_COUNT = sizeof shapes / sizeof shapes[0] };

const char *shape_at(size_t index) {
    return index < SHAPE_COUNT ? shapes[index].name : NULL;
}

const struct shape *shape_find(struct str name) {
    for (size_t i = 0; i < SHAPE_COUNT; i++) {
        if (str_is(name, shapes[i].name)) {
            return &shapes[i];
        }
    }
    return NULL;
}

const struct step *stage_subject(const struct stage_work *work) {
    return work->subject->finding->step;
}

// ---- values

// 63 bytes: manual, Identifiers and Key Words.
bool stage_set_check_name(struct stage_work *work, struct str column) {
    enum { NAME_LIMIT = 63, ENDS = sizeof "ck__set" - 1 };
    struct str both = str_format(work->subject->arena, STR_FMT "_" STR_FMT,
                                 STR_ARG(stage_value(work, "table")), STR_ARG(column));
    both = str_cut(both, NAME_LIMIT - ENDS);
    return stage_set_name(
        work, "check", "CHECK",
        str_format(work->subject->arena, "ck_" STR_FMT "_set", STR_ARG(both)));
}

bool stage_set_list(struct stage_work *work, const char *word, const struct str_list *names) {
    struct text list = {.arena = work->subject->arena};
    for (size_t i = 0; i < names->count; i++) {
        if (!stage_set_name(work, "column", "COLUMN", names->items[i])) {
            return false;
        }
        text_addf(&list, "%s" STR_FMT, i ? ", " : "",
                  STR_ARG(stage_expand(work, "`{column}`")));
    }
    stage_set(work, word,
              str_format(work->subject->arena, "[" STR_FMT "]", STR_ARG(text_str(&list))));
    return names->count > 0;
}

bool stage_is_plain_sql(struct str text) {
    for (size_t i = 0; i < text.size; i++) {
        char before = i ? text.data[i - 1] : ' ';
        char next = i + 1 < text.size ? text.data[i + 1] : ' ';
        bool is_word = before == '_' || before == '$' || (before >= '0' && before <= '9') ||
                       (before >= 'A' && before <= 'Z') || (before >= 'a' && before <= 'z');
        bool is_parameter =
            text.data[i] == ':' && before != ':' && next != ':' && !is_word && next != ' ';
        if (is_parameter || memchr("\\`{}", text.data[i], 4)) {
            return false;
        }
    }
    return text.size > 0;
}

// Ranges of ctid are read alone from PostgreSQL 14 on (release notes, E.24.3.1.2); before, the
// places of all rows that pages can hold are named: 291 at most (MaxHeapTuplesPerPage).
bool stage_set_batches(struct stage_work *work, const char *tabs) {
    enum { SINCE = 11, RANGES_SINCE = 14 }; // COMMIT in DO: release notes of PostgreSQL 11
    struct arena *arena = work->subject->arena;
    if (work->subject->postgres_version < SINCE) {
        return stage_fail(work, "it takes PostgreSQL 11 or later");
    }
    stage_set(work, "size", stage_expand(work, "pg_relation_size('{TABLE}')"));
    if (stage_subject(work)->table_is_partitioned != TRUTH_NO) {
        stage_set(work, "size",
                  stage_expand(work, "greatest(pg_relation_size('{TABLE}'), (\n"
                                     "\t\t\t\tSELECT max(pg_relation_size(relid))\n"
                                     "\t\t\t\tFROM pg_partition_tree('{TABLE}')))"));
    }
    stage_set(work, "in_batch",
              work->subject->postgres_version >= RANGES_SINCE
                  ? str_format(arena,
                               "ctid >= ('(' || page || ',0)')::tid\n"
                               "%sAND ctid < ('(' || page + 200 || ',0)')::tid",
                               tabs)
                  : str_format(arena,
                               "ctid = ANY (ARRAY(\n"
                               "%s\tSELECT ('(' || p || ',' || i || ')')::tid\n"
                               "%s\tFROM generate_series(page, page + 199) p,\n"
                               "%s\t\tgenerate_series(1, 291) i))",
                               tabs, tabs, tabs));
    return true;
}

// How the file says op.
static bool set_op(struct stage_work *work) {
    struct str op = rewrite_name_of(work->subject, "alembic", "op");
    stage_set(work, "op", op);
    return op.size || stage_fail(work, "nothing imports op from alembic");
}

bool stage_set_table(struct stage_work *work) {
    const struct operation *operation = work->subject->finding->step->operation;
    struct arena *arena = work->subject->arena;
    if (!set_op(work)) {
        return false;
    }
    if (operation_unknown(operation, "table") || operation_unknown(operation, "schema") ||
        !operation->table.size) {
        return stage_fail(work, "the table's name is not known");
    }
    if (!stage_set_name(work, "table", "TABLE", operation->table)) {
        return false;
    }
    if (operation->schema.size) {
        if (!stage_set_name(work, "schema_name", "SCHEMA", operation->schema)) {
            return false;
        }
        stage_set(work, "schema", stage_expand(work, ", schema=`{schema_name}`"));
        stage_set(work, "TABLE",
                  str_format(arena, STR_FMT "." STR_FMT, STR_ARG(stage_value(work, "SCHEMA")),
                             STR_ARG(stage_value(work, "TABLE"))));
    }
    return true;
}

bool stage_prepare(struct stage_work *work) {
    const struct shape *shape = work->subject->finding->rule->fix.shape;
    bool is_of_table = shape->kind != OP_ALTER_DOMAIN;
    return (is_of_table ? stage_set_table(work) : set_op(work)) && shape->prepare(work);
}
