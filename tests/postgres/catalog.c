// Prints the schema that cupel makes of a project's migrations, for comparison with a server's.
//
//     catalog FOLDER
//
// One line for each thing, tab-separated, sorted by the caller:
//     table     NAME
//     column    TABLE  NAME  TYPE  null|not null  default|no default
//     index     TABLE  NAME  unique|plain
//     constraint TABLE NAME  KIND  COLUMNS  REFERENCED  valid|not valid
//     view, sequence, enum, domain
// A fact that is not known is printed as ?.

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cupel_run.h"
#include "postgres/catalog.h"
#include "postgres/replay.h"

static const char *yes_no(enum truth fact, const char *yes, const char *no) {
    return fact == TRUTH_UNKNOWN ? "?" : fact == TRUTH_YES ? yes : no;
}

static const char *mark(const struct origin *origin) {
    return origin->exists == TRUTH_YES ? "" : "perhaps ";
}

static void print_list(const struct str_list *list) {
    for (size_t i = 0; i < list->count; i++) {
        printf("%s" STR_FMT, i ? "," : "", STR_ARG(list->items[i]));
    }
}

static void print_column(const struct catalog_relation *table,
                         const struct catalog_column *column) {
    bool has_default = column->default_value.text.size || column->is_serial ||
                       column->default_value.is_unknown || column->generated != GENERATED_NONE;
    printf("%scolumn\t" STR_FMT "\t" STR_FMT "\t", mark(&column->origin), STR_ARG(table->key),
           STR_ARG(column->name));
    if (column->type.is_unknown || column->type.name.size == 0) {
        printf("?");
    } else {
        printf(STR_FMT, STR_ARG(column->type.name));
    }
    for (uint32_t i = 0; i < column->type.modifier_count; i++) {
        printf("%s%d", i ? "," : "(", column->type.modifiers[i]);
    }
    printf("%s%s\t%s\t%s\n", column->type.modifier_count ? ")" : "",
           column->type.dimensions ? "[]" : "", yes_no(column->nullable, "null", "not null"),
           !column->default_is_known ? "?"
           : has_default             ? "default"
                                     : "no default");
}

static void print_constraint(const struct catalog_relation *table,
                             const struct catalog_constraint *constraint) {
    static const char *const kinds[] = {"?",           "check",   "foreign key", "unique",
                                        "primary key", "exclude", "not null"};
    const struct constraint_def *def = &constraint->def;
    printf("%sconstraint\t" STR_FMT "\t" STR_FMT "\t%s\t", mark(&constraint->origin),
           STR_ARG(table->key), STR_ARG(def->name), kinds[def->type]);
    print_list(&def->columns);
    printf("\t" STR_FMT "\t%s\n", STR_ARG(def->ref_table),
           yes_no(constraint->is_valid, "valid", "not valid"));
}

static void print_index(const struct catalog_relation *table,
                        const struct catalog_index *index) {
    printf("%sindex\t" STR_FMT "\t" STR_FMT "\t%s\n", mark(&index->origin), STR_ARG(table->key),
           STR_ARG(index->name), index->is_unique ? "unique" : "plain");
}

static void print_relation(const struct catalog_relation *relation) {
    static const char *const kinds[] = {"unknown", "table", "view", "materialized view",
                                        "sequence"};
    printf("%s%s\t" STR_FMT "\n", mark(&relation->origin), kinds[relation->kind],
           STR_ARG(relation->key));
    for (size_t i = 0; i < relation->columns.count; i++) {
        if (origin_is_there(&relation->columns.items[i].origin)) {
            print_column(relation, &relation->columns.items[i]);
        }
    }
    for (size_t i = 0; i < relation->indexes.count; i++) {
        if (origin_is_there(&relation->indexes.items[i].origin)) {
            print_index(relation, &relation->indexes.items[i]);
        }
    }
    for (size_t i = 0; i < relation->constraints.count; i++) {
        if (origin_is_there(&relation->constraints.items[i].origin)) {
            print_constraint(relation, &relation->constraints.items[i]);
        }
    }
}

static void print_type(const struct catalog_type *type) {
    printf("%s%s\t" STR_FMT "\t", mark(&type->origin),
           type->kind == TYPE_KIND_ENUM ? "enum" : "type", STR_ARG(type->name));
    for (size_t i = 0; i < type->values.count; i++) {
        if (origin_is_there(&type->values.items[i].origin)) {
            printf(STR_FMT "|", STR_ARG(type->values.items[i].label));
        }
    }
    printf("\n");
}

static void print_catalog(const struct catalog *catalog) {
    if (!catalog->is_complete) {
        printf("incomplete\t" STR_FMT "\n", STR_ARG(catalog->incomplete_reason));
    }
    for (size_t i = 0; i < catalog->relations.count; i++) {
        const struct catalog_relation *relation = catalog->relations.items[i].value;
        if (relation && origin_is_there(&relation->origin)) {
            print_relation(relation);
        }
    }
    for (size_t i = 0; i < catalog->types.count; i++) {
        const struct catalog_type *type = catalog->types.items[i].value;
        if (type && origin_is_there(&type->origin)) {
            print_type(type);
        }
    }
}

int main(int argc, char **argv) {
    struct cupel_error error = {0};
    struct cupel_options options = {.selection = CUPEL_ALL};
    if (argc != 2 || chdir(argv[1]) != 0) {
        fprintf(stderr, "usage: catalog FOLDER\n");
        return 2;
    }
    struct cupel_run *run = cupel_open(&options, &error);
    if (!run || !cupel_judge(run, &error)) {
        fprintf(stderr, "%s\n", error.message);
        cupel_close(run);
        return 2;
    }
    struct catalog *catalog = catalog_new(run->arena, run->settings.postgres_version);
    for (size_t i = 0; i < run->outcome.judged.count; i++) {
        replay_history(run->arena, catalog, &run->outcome.judged.items[i].migration->upgrade,
                       false);
    }
    print_catalog(catalog);
    cupel_close(run);
    return 0;
}
