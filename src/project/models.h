/**
 * models: the classes and Table(…) objects of Python code that map a table.
 */
#ifndef PROJECT_MODELS_H
#define PROJECT_MODELS_H

#include "project/codetext.h"

struct model {
    const struct codetext *text;
    struct str name;  // of the class, or of the variable that holds the Table
    struct span body; // of the class, or what Table(…) is given
    size_t place;     // where the table is named
    bool is_table;    // Table(…): its columns are at `.c`
    bool has_hints;   // SQLModel: annotations alone map columns
};

struct models {
    struct model *items;
    size_t count, capacity;
};

/** Adds the models of a text that map the table: by __tablename__, by Table("…"), or by a name
 * that gives the table's, where the base class makes it so. */
void models_find(struct arena *arena, const struct codetext *text, struct str table,
                 struct models *models);

/** Offset of where the model maps the column, or SIZE_MAX. `is_attribute`: under its own name. */
size_t model_column(const struct model *model, struct str column, bool *is_attribute);

/** CamelCase as camel_case. */
struct str models_snake(struct arena *arena, struct str name);

/** The names a model of the table may have: OrderItem, OrderItems of order_items. */
void models_class_names(struct arena *arena, struct str table, struct str_list *names);

/** A word without its plural: orders, companies, boxes. */
struct str models_singular(struct arena *arena, struct str word);

#endif
