#include "lint/place.h"

#include "python/syntax.h"

static const struct node *root_of(const struct migration *migration) {
    return migration->tree ? syntax_root(migration->tree) : NULL;
}

static const struct node *child_around(const struct node *node, struct span span) {
    for (const struct node *child = node->child; child; child = child->next) {
        if (child->span.start <= span.start && span.end <= child->span.end) {
            return child;
        }
    }
    return NULL;
}

static bool is_compound(const struct node *node) {
    static const uint8_t kinds[] = {NODE_IF,    NODE_FOR,       NODE_WHILE,
                                    NODE_TRY,   NODE_WITH,      NODE_MATCH,
                                    NODE_CLASS, NODE_DECORATED, NODE_FUNCTION};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (node->kind == kinds[i]) {
            return true;
        }
    }
    return false;
}

struct span place_statement(const struct migration *migration, struct span span) {
    const struct node *node = root_of(migration);
    while (node) {
        const struct node *child = child_around(node, span);
        bool is_statement = child && (node->kind == NODE_MODULE || node->kind == NODE_BLOCK);
        if (is_statement && !is_compound(child)) {
            return child->span;
        }
        node = child;
    }
    return span;
}

struct str place_function(const struct migration *migration, struct span span) {
    const struct node *root = root_of(migration);
    const struct node *node = root ? child_around(root, span) : NULL;
    if (node && node->kind == NODE_DECORATED) {
        node = child_around(node, span);
    }
    if (!node || node->kind != NODE_FUNCTION) {
        return (struct str){0};
    }
    const struct node *name = node_field(node, FIELD_OF_NAME);
    return name ? syntax_text(migration->source, name) : (struct str){0};
}
