// The copy of tree-sitter's tree into nodes of our own.
//
// It reads the subtrees themselves, which its public cursor takes ten times as long for: it works
// out lines and columns, and looks fields up by walking back up. Their layout is that of the core
// that is built along (grammars/package-lock.json); tests/unit/test_syntax.c holds the copy
// against the cursor.
#include <src/language.h>
#include <src/subtree.h>
#include <tree_sitter/api.h>

#include "python/syntax_private.h"

enum { DEPTH_LIMIT = 4000 }; // of nested nodes; deeper files are not evaluated

// A subtree is a node when it is visible, by itself or under the alias that its parent gives it;
// the children of one that is hidden are its parent's, and its field is theirs.
struct syntax_level {
    const Subtree *children;
    uint32_t count, next;
    uint32_t slot;     // of the next child that is no extra, in what the grammar says of them
    uint32_t position; // where the child before ended, in bytes
    const TSSymbol *aliases; // by slot; NULL: none
    const TSFieldMapEntry *fields, *fields_end;
    uint8_t field; // of the subtree, where it is hidden
    bool is_hidden;
    unsigned depth;            // of nodes
    struct node *parent;       // the node that children become children of
    const struct node **place; // where the next of those goes
};

struct copy {
    struct syntax *syntax;
    struct arena *arena;
    const TSLanguage *language;
    struct syntax_tree *tree;
    struct node *nodes; // in one block, in the order of a walk
    uint32_t count, capacity;
};

static uint8_t kind_of(const struct syntax *syntax, TSSymbol symbol) {
    return symbol < syntax->symbol_count ? syntax->kinds[symbol] : (uint8_t)NODE_ERROR;
}

static struct node *add_node(struct copy *copy, Subtree subtree, TSSymbol alias,
                             uint32_t start) {
    struct node *node = &copy->nodes[copy->count++];
    TSSymbol symbol = alias ? alias : ts_subtree_symbol(subtree);
    node->span = (struct span){start, start + ts_subtree_size(subtree).bytes};
    node->kind = kind_of(copy->syntax, symbol);
    node->is_named =
        alias ? copy->language->symbol_metadata[alias].named : ts_subtree_named(subtree);
    node->is_missing = ts_subtree_missing(subtree);
    if (node->kind == NODE_COMMENT) {
        *ARENA_PUSH(copy->arena, &copy->tree->comments) = node->span;
    }
    if ((node->kind == NODE_ERROR || node->is_missing) && !copy->tree->first_error) {
        copy->tree->first_error = node;
    }
    return node;
}

// Makes a level of a subtree's children; the rest of it is the caller's to fill in.
static struct syntax_level *go_down(struct copy *copy, Subtree subtree, uint32_t start) {
    struct syntax_level *level = ARENA_PUSH(copy->syntax->arena, &copy->syntax->levels);
    *level = (struct syntax_level){
        .children = ts_subtree_children(subtree),
        .count = ts_subtree_child_count(subtree),
        .position = start,
        .aliases = ts_language_alias_sequence(copy->language, subtree.ptr->production_id),
    };
    ts_language_field_map(copy->language, subtree.ptr->production_id, &level->fields,
                          &level->fields_end);
    return level;
}

static uint8_t field_at(const struct copy *copy, const struct syntax_level *level,
                        uint32_t slot) {
    for (const TSFieldMapEntry *field = level->fields; field < level->fields_end; field++) {
        if (!field->inherited && field->child_index == slot) {
            return copy->syntax->fields[field->field_id];
        }
    }
    return level->field;
}

static void copy_node(struct copy *copy, Subtree subtree, TSSymbol alias, uint8_t field,
                      uint32_t start) {
    struct syntax_levels *levels = &copy->syntax->levels;
    struct syntax_level *above = &levels->items[levels->count - 1];
    struct node *node = add_node(copy, subtree, alias, start);
    unsigned depth = above->depth + 1;
    node->parent = above->parent;
    node->field = field;
    *above->place = node;
    above->place = &node->next;
    if (ts_subtree_child_count(subtree)) {
        struct syntax_level *level = go_down(copy, subtree, start);
        level->parent = node;
        level->place = &node->child;
        level->depth = depth;
    }
}

static void copy_hidden(struct copy *copy, Subtree subtree, uint8_t field, uint32_t start) {
    struct syntax_levels *levels = &copy->syntax->levels;
    struct syntax_level above = levels->items[levels->count - 1];
    if (ts_subtree_visible_child_count(subtree)) {
        struct syntax_level *level = go_down(copy, subtree, start);
        level->is_hidden = true;
        level->field = field;
        level->parent = above.parent;
        level->place = above.place;
        level->depth = above.depth;
    }
}

// Copies the next child of the innermost level; false when it is nested too deep.
static bool copy_child(struct copy *copy, struct syntax_level *level) {
    Subtree child = level->children[level->next];
    uint32_t start = level->position + (level->next ? ts_subtree_padding(child).bytes : 0);
    TSSymbol alias = 0;
    uint8_t field = 0;
    level->position = start + ts_subtree_size(child).bytes;
    level->next++;
    if (!ts_subtree_extra(child)) {
        alias = level->aliases ? level->aliases[level->slot] : 0;
        field = field_at(copy, level, level->slot);
        level->slot++;
    }
    if (!ts_subtree_visible(child) && !alias) {
        copy_hidden(copy, child, field, start);
        return true;
    }
    if (copy->count == copy->capacity || level->depth > DEPTH_LIMIT) {
        return false;
    }
    copy_node(copy, child, alias, field, start);
    return true;
}

static bool copy_below(struct copy *copy) {
    struct syntax_levels *levels = &copy->syntax->levels;
    while (levels->count) {
        struct syntax_level *level = &levels->items[levels->count - 1];
        if (level->next < level->count) {
            if (!copy_child(copy, level)) {
                return false;
            }
        } else {
            levels->count--;
            if (level->is_hidden) {
                (level - 1)->place = level->place;
            }
        }
    }
    return true;
}

void syntax_copy(struct syntax *syntax, struct arena *arena, const TSTree *from,
                 struct syntax_tree *tree) {
    TSNode top = ts_tree_root_node(from);
    Subtree subtree = *(const Subtree *)top.id;
    struct copy copy = {.syntax = syntax,
                        .arena = arena,
                        .language = ts_tree_language(from),
                        .tree = tree,
                        .capacity = ts_node_descendant_count(top)};
    copy.nodes = ARENA_NEW(arena, struct node, copy.capacity);
    struct node *root = add_node(&copy, subtree, 0, ts_node_start_byte(top));
    syntax->levels.count = 0;
    if (ts_subtree_child_count(subtree)) {
        struct syntax_level *level = go_down(&copy, subtree, root->span.start);
        level->parent = root;
        level->place = &root->child;
    }
    if (copy_below(&copy)) {
        tree->root = root;
    } else {
        tree->problem = STR("it is nested too deep");
    }
}
