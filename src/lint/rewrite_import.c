// How a file says a name of a module, and imports that are added.
#include "lint/rewrite.h"

// What an import's part binds: `import a.b as c`, `from a import b as c`.
static struct str bound_name(const struct fix_subject *subject, const struct node *part,
                             struct str *imported) {
    const struct node *name = part;
    const struct node *alias = NULL;
    if (part->kind == NODE_ALIASED_IMPORT) {
        name = node_field(part, FIELD_OF_NAME);
        alias = node_field(part, FIELD_OF_ALIAS);
    }
    *imported = name ? syntax_text(subject->source, name) : (struct str){0};
    return alias ? syntax_text(subject->source, alias) : *imported;
}

static struct str dotted(const struct fix_subject *subject, struct str left, struct str right) {
    return left.size ? str_dotted(subject->arena, left, right) : right;
}

static struct str name_in_import(const struct fix_subject *subject, const struct node *import,
                                 struct str module, struct str name) {
    const struct node *from = node_field(import, FIELD_OF_MODULE_NAME);
    struct str prefix = from ? syntax_text(subject->source, from) : (struct str){0};
    for (const struct node *part = import->child; part; part = part->next) {
        if (part == from || part->field != FIELD_OF_NAME) {
            continue;
        }
        struct str imported;
        struct str bound = bound_name(subject, part, &imported);
        struct str whole = dotted(subject, prefix, imported);
        if (str_equal(whole, dotted(subject, module, name))) {
            return bound;
        }
        if (str_equal(whole, module)) {
            return dotted(subject, bound, name);
        }
    }
    return (struct str){0};
}

struct str rewrite_name_of(const struct fix_subject *subject, const char *module,
                           const char *name) {
    struct str found = {0};
    for (const struct node *node = subject->root->child; node && !found.size;
         node = node->next) {
        if (node->kind == NODE_IMPORT || node->kind == NODE_IMPORT_FROM) {
            found = name_in_import(subject, node, str_from(module), str_from(name));
        }
    }
    return found;
}

// ---- imports that are added

// Does the file mean something by the name? Attributes, keywords and parts of modules' names are
// no names.
static bool is_bound(const struct fix_subject *subject, struct str name) {
    for (const struct node *node = subject->root; node;
         node = rewrite_walk(subject->root, node)) {
        bool is_part = node->parent && (node->parent->kind == NODE_KEYWORD_ARGUMENT
                                            ? node->field == FIELD_OF_NAME
                                            : node->parent->field == FIELD_OF_MODULE_NAME);
        if (node->kind == NODE_IDENTIFIER && node->field != FIELD_OF_ATTRIBUTE && !is_part &&
            str_equal(syntax_text(subject->source, node), name)) {
            return true;
        }
    }
    return false;
}

static void add_shared(const struct fix_subject *subject, struct fix *fix, uint32_t at,
                       struct str text) {
    for (size_t i = 0; i < fix->edits.count; i++) {
        const struct edit *edit = &fix->edits.items[i];
        if (edit->is_shared && edit->span.start == at && str_equal(edit->text, text)) {
            return; // of a column before
        }
    }
    rewrite_replace(subject, fix, (struct span){at, at}, text);
    fix->edits.items[fix->edits.count - 1].is_shared = true;
}

// `from module import a, b` gains the name: in order, where they are in order.
static bool join_import(const struct fix_subject *subject, struct fix *fix,
                        const struct node *import, struct str name) {
    const struct node *from = node_field(import, FIELD_OF_MODULE_NAME);
    const struct node *before = NULL, *behind = NULL;
    bool is_sorted = true;
    for (const struct node *part = import->child; part; part = part->next) {
        if (part == from || part->field != FIELD_OF_NAME) {
            continue;
        }
        struct str text = syntax_text(subject->source, part);
        is_sorted &= !before || str_compare(syntax_text(subject->source, before), text) < 0;
        behind = !behind && str_compare(name, text) < 0 ? part : behind;
        before = part;
    }
    if (!before) {
        return false; // all of it: *
    }
    bool is_between = is_sorted && behind;
    const struct node *place = is_between ? behind : before;
    uint32_t at = is_between ? place->span.start : place->span.end;
    if (!rewrite_starts_line(subject, place->span.start)) {
        add_shared(subject, fix, at,
                   is_between ? str_concat(subject->arena, name, STR(", "))
                              : str_concat(subject->arena, STR(", "), name));
        return true;
    }
    struct str line = str_concat(subject->arena, rewrite_line_end(subject, place->span.start),
                                 rewrite_indentation(subject, place->span.start));
    add_shared(
        subject, fix, at,
        is_between
            ? str_format(subject->arena, STR_FMT "," STR_FMT, STR_ARG(name), STR_ARG(line))
            : str_format(subject->arena, "," STR_FMT STR_FMT, STR_ARG(line), STR_ARG(name)));
    return true;
}

// Behind the last import at module level.
static bool add_import(const struct fix_subject *subject, struct fix *fix, const char *line) {
    const struct node *last = NULL;
    for (const struct node *node = subject->root->child; node; node = node->next) {
        bool is_import = node->kind == NODE_IMPORT || node->kind == NODE_IMPORT_FROM;
        last = is_import ? node : last;
    }
    if (!last) {
        return false;
    }
    struct span lines = rewrite_lines(subject, last->span);
    struct str behind = str_trim(str_slice(subject->source->text, last->span.end, lines.end));
    if (subject->source->text.data[lines.end - 1] != '\n' ||
        (behind.size && !str_starts(behind, STR("#")))) {
        return false;
    }
    add_shared(subject, fix, lines.end,
               str_concat(subject->arena, str_from(line),
                          rewrite_line_end(subject, last->span.start)));
    return true;
}

// By `from module import …`, where the file has one.
static bool join_one(const struct fix_subject *subject, struct fix *fix, const char *module,
                     struct str name) {
    for (const struct node *node = subject->root->child; node; node = node->next) {
        const struct node *from =
            node->kind == NODE_IMPORT_FROM ? node_field(node, FIELD_OF_MODULE_NAME) : NULL;
        if (from && str_is(syntax_text(subject->source, from), module) &&
            !is_bound(subject, name) && join_import(subject, fix, node, name)) {
            return true;
        }
    }
    return false;
}

struct str rewrite_need(const struct fix_subject *subject, struct fix *fix,
                        const struct import *import) {
    struct str name = str_from(import->name);
    struct str binds = str_from(import->binds);
    struct str found = rewrite_name_of(subject, import->module, import->name);
    if (found.size) {
        return found;
    }
    if (join_one(subject, fix, import->module, name)) {
        return name;
    }
    bool is_there = (import->package && join_one(subject, fix, import->package, binds)) ||
                    (!is_bound(subject, binds) && add_import(subject, fix, import->line));
    if (!is_there) {
        return (struct str){0};
    }
    return str_equal(name, binds) ? name : dotted(subject, binds, name);
}
