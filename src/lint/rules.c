#include "lint/rules.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "lint/embedded.h"
#include "lint/rulefile.h"

// ---- the set

static int compare_rules(const void *a, const void *b) {
    const struct rule *const *left = a;
    const struct rule *const *right = b;
    return str_compare((*left)->id, (*right)->id);
}

static void sort(struct rules *rules) {
    if (rules->count) {
        qsort(rules->items, rules->count, sizeof *rules->items, compare_rules);
    }
}

// A rule known by what its path says: <category>/<id>.toml.
static struct rule *rule_new(struct arena *arena, struct str path, struct str text) {
    struct rule *rule = ARENA_NEW(arena, struct rule, 1);
    size_t slash = str_find_last(path, '/');
    struct str name = slash == SIZE_MAX ? path : str_slice(path, slash + 1, path.size);
    struct str folder = slash == SIZE_MAX ? STR("project") : str_slice(path, 0, slash);
    size_t above = str_find_last(folder, '/');
    rule->id = str_ends(name, STR(".toml")) ? str_slice(name, 0, name.size - 5) : name;
    rule->category = above == SIZE_MAX ? folder : str_slice(folder, above + 1, folder.size);
    rule->path = path;
    rule->text = text;
    // At most a warning, where the file does not say it: such a finding rests on a doubt.
    rule->unknown_severity = CUPEL_WARNING;
    return rule;
}

bool rules_read_builtin(struct arena *arena, struct rules *rules, struct cupel_error *error) {
    (void)error;
    for (const struct embedded_rule *embedded = embedded_rules; embedded->head; embedded++) {
        const struct embedded_file *file = &embedded->file;
        struct rule *rule =
            rule_new(arena, str_from(file->path), (struct str){file->text, file->size});
        rule->head = *embedded->head;
        *ARENA_PUSH(arena, rules) = rule;
    }
    sort(rules);
    return true;
}

bool rules_add(struct arena *arena, struct rules *rules, struct str path, struct str text,
               struct cupel_error *error) {
    struct rule *rule = rule_new(arena, path, text);
    const struct rule *same = rules_find(rules, rule->id);
    if (same) {
        error_set(error, str_copy(arena, path).data, 0,
                  "a rule called " STR_FMT " is there already: " STR_FMT, STR_ARG(rule->id),
                  STR_ARG(same->path));
        return false;
    }
    if (!rules_need_texts(arena, rule, error)) {
        return false;
    }
    *ARENA_PUSH(arena, rules) = rule;
    sort(rules);
    return true;
}

const struct rule *rules_find(const struct rules *rules, struct str id) {
    return rules_find_mutable(rules, id);
}

struct rule *rules_find_mutable(const struct rules *rules, struct str id) {
    size_t low = 0;
    size_t high = rules->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_compare(id, rules->items[middle]->id);
        if (order == 0) {
            return rules->items[middle];
        }
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return NULL;
}

bool rules_have_category(const struct rules *rules, struct str category) {
    for (size_t i = 0; i < rules->count; i++) {
        if (str_equal(rules->items[i]->category, category)) {
            return true;
        }
    }
    return false;
}

struct str rules_nearest(struct arena *arena, const struct rules *rules, struct str word) {
    struct str_list names = {0};
    for (size_t i = 0; i < rules->count; i++) {
        *ARENA_PUSH(arena, &names) = rules->items[i]->id;
        if (!str_list_has(&names, rules->items[i]->category)) {
            *ARENA_PUSH(arena, &names) = rules->items[i]->category;
        }
    }
    return str_nearest(word, names.items, names.count);
}

// ---- reading when needed

bool rules_need_match(struct arena *arena, struct rule *rule, struct cupel_error *error) {
    if (!rule->has_match) {
        rule->has_match = rulefile_read_match(arena, rule, error);
    }
    return rule->has_match;
}

bool rules_need_texts(struct arena *arena, struct rule *rule, struct cupel_error *error) {
    if (!rules_need_match(arena, rule, error)) {
        return false;
    }
    if (!rule->has_texts) {
        rule->has_texts = rulefile_read_texts(arena, rule, error);
    }
    return rule->has_texts;
}

bool rules_need_all(struct arena *arena, const struct rules *rules, struct cupel_error *error) {
    for (size_t i = 0; i < rules->count; i++) {
        if (!rules_need_texts(arena, rules->items[i], error)) {
            return false;
        }
    }
    return true;
}

// Is the name there in quotes, as `operation` of [match] has it?
static bool names_kind(struct str head, enum operation_kind kind) {
    const char *name = operation_name(kind);
    size_t size = strlen(name);
    for (size_t at = str_find(head, str_from(name), 0); at != SIZE_MAX;
         at = str_find(head, str_from(name), at + 1)) {
        if (at > 0 && head.data[at - 1] == '"' && at + size < head.size &&
            head.data[at + size] == '"') {
            return true;
        }
    }
    return false;
}

bool rules_may_speak(const struct rule *rule, const bool *kinds) {
    if (rule->has_match) {
        bool named = rule->operations.count == 0;
        for (size_t i = 0; i < rule->operations.count; i++) {
            named = named || kinds[rule->operations.items[i]];
        }
        return named;
    }
    struct str head = str_slice(rule->text, 0, rulefile_text_offset(rule->text));
    size_t match = str_find(head, STR("\n[match]"), 0);
    head = str_slice(head, match == SIZE_MAX ? 0 : match, head.size);
    if (str_find(head, STR("\noperation"), 0) == SIZE_MAX) {
        return true;
    }
    for (size_t kind = 0; kind < OPERATION_KIND_COUNT; kind++) {
        if (kinds[kind] && names_kind(head, (enum operation_kind)kind)) {
            return true;
        }
    }
    return false;
}
