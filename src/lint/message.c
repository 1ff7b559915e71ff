#include "lint/message.h"

#include "model/shown.h"

enum { DEPTH_LIMIT = 8 };

static const struct str place_words[] = {
    {"detail", 6},
    {"name", 4},
};

enum mark { MARK_NONE, MARK_IF, MARK_UNLESS };

// A placeholder: {word}, {word?text}, {word!text}.
struct placeholder {
    struct str word;
    enum mark mark;
    struct str text;
    size_t end; // offset behind its closing brace
};

// Reads the placeholder whose opening brace stands at `start`; false when it is not closed.
static bool read_placeholder(struct str template, size_t start, struct placeholder *found) {
    size_t depth = 0;
    size_t end = start;
    size_t mark = 0;
    for (; end < template.size; end++) {
        char c = template.data[end];
        if (c == '{') {
            depth++;
        } else if (c == '}' && --depth == 0) {
            break;
        } else if ((c == '?' || c == '!') && depth == 1 && !mark) {
            mark = end;
        }
    }
    if (end == template.size) {
        return false;
    }
    *found = (struct placeholder){.end = end + 1};
    if (mark) {
        found->mark = template.data[mark] == '?' ? MARK_IF : MARK_UNLESS;
        found->text = str_slice(template, mark + 1, end);
    }
    found->word = str_slice(template, start + 1, mark ? mark : end);
    return true;
}

static bool is_place_word(struct str word) {
    for (size_t i = 0; i < sizeof place_words / sizeof *place_words; i++) {
        if (str_equal(word, place_words[i])) {
            return true;
        }
    }
    return false;
}

static struct str nearest_field(struct arena *arena, struct str word) {
    struct str_list names = {0};
    for (size_t i = 0; step_field_at(i); i++) {
        *ARENA_PUSH(arena, &names) = str_from(step_field_name(step_field_at(i)));
    }
    return str_nearest(word, names.items, names.count);
}

static bool check(struct arena *arena, struct str template, enum rule_scope scope,
                  unsigned depth, struct str *problem) {
    for (size_t i = 0; i < template.size; i++) {
        struct placeholder found;
        if (template.data[i] == '}') {
            *problem = STR("a } without its {");
            return false;
        }
        if (template.data[i] != '{') {
            continue;
        }
        if (depth > DEPTH_LIMIT || !read_placeholder(template, i, &found)) {
            *problem = STR("a { that is not closed, or nested too deep");
            return false;
        }
        if (!step_field_find(found.word) &&
            !(scope != SCOPE_STEP && is_place_word(found.word))) {
            struct str near = nearest_field(arena, found.word);
            *problem = str_format(arena, "{" STR_FMT "} is no field%s" STR_FMT "%s",
                                  STR_ARG(found.word), near.size ? ": did you mean {" : "",
                                  STR_ARG(near), near.size ? "}?" : "");
            return false;
        }
        if (!check(arena, found.text, scope, depth + 1, problem)) {
            return false;
        }
        i = found.end - 1;
    }
    return true;
}

bool message_check(struct arena *arena, struct str template, enum rule_scope scope,
                   struct str *problem) {
    return check(arena, template, scope, 0, problem);
}

// ---- filling in

struct filler {
    struct arena *arena;
    const struct step *step;
    const struct match_place *place;
    struct text text;
};

// What stands for a name that the migration does not give.
static const struct unnamed {
    const char *field;
    enum operation_kind kind;
    const char *text;
} unnamed[] = {
    {"name", OP_CREATE_INDEX, "an index"},
    {"name", OP_ADD_CONSTRAINT, "a constraint"},
    {"name", OP_REINDEX, "the indexes"},
};

static struct str text_of_unnamed(const struct step *step, struct str word) {
    for (size_t i = 0; i < sizeof unnamed / sizeof *unnamed; i++) {
        if (unnamed[i].kind == step->operation->kind && str_is(word, unnamed[i].field)) {
            return str_from(unnamed[i].text);
        }
    }
    return (struct str){0};
}

// What a field's text names, for "an unknown ...": by the field, else by its own name.
static const struct {
    const char *field, *noun;
} nouns[] = {
    {"locked", "table"},   {"other_locks", "table"}, {"other_tables", "table"},
    {"held", "table"},     {"references", "table"},  {"rewrites", "table"},
    {"scans", "table"},    {"covered_by", "index"},  {"builds", "index"},
    {"columns", "column"}, {"keys", "column"},       {"subject", "name"},
};

static const char *noun_of(struct arena *arena, const struct step *step, struct str word) {
    enum operation_kind kind = step->operation->kind;
    if (str_is(word, "name")) {
        return kind >= OP_ADD_COLUMN && kind <= OP_SET_COMPRESSION         ? "column"
               : kind >= OP_ADD_CONSTRAINT && kind <= OP_RENAME_CONSTRAINT ? "constraint"
               : kind >= OP_CREATE_INDEX && kind <= OP_ATTACH_INDEX        ? "index"
                                                                           : "name";
    }
    for (size_t i = 0; i < sizeof nouns / sizeof *nouns; i++) {
        if (str_is(word, nouns[i].field)) {
            return nouns[i].noun;
        }
    }
    char *noun = ARENA_NEW(arena, char, word.size + 1);
    for (size_t i = 0; i < word.size; i++) {
        noun[i] = word.data[i] == '_' ? ' ' : word.data[i];
    }
    return noun;
}

// A message is about one line long. What is cut stands in the statement as well.
enum { NAMES_LIMIT = 4, TEXT_BYTES = 128 };

static bool is_expression(struct str word) {
    static const char *const words[] = {"check", "condition", "default", "options", "reason",
                                        "sql",   "using",     "value",   "where"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (str_is(word, words[i])) {
            return true;
        }
    }
    return false;
}

static struct str text_of_field(const struct filler *filler, struct str word) {
    const struct field *field = step_field_find(word);
    if (!field || !filler->step) {
        return (struct str){0};
    }
    struct field_value value = step_field(filler->arena, filler->step, field);
    if (value.is_unknown && !value.text.size) {
        return str_format(filler->arena, "an unknown %s",
                          noun_of(filler->arena, filler->step, word));
    }
    const char *noun = noun_of(filler->arena, filler->step, word);
    switch (value.type) {
    case FIELD_BOOL:
        return value.yes ? STR("yes") : STR("no");
    case FIELD_NUMBER:
        return str_format(filler->arena, "%lld", (long long)value.number);
    case FIELD_LIST:
        value.text = shown_names(filler->arena, value.list, noun, NAMES_LIMIT);
        break;
    case FIELD_TEXT:
        value.text = shown_name(filler->arena, value.text, noun);
        if (value.text.size > TEXT_BYTES && is_expression(word)) {
            value.text = str_concat(filler->arena, str_cut(value.text, TEXT_BYTES), STR("…"));
        }
        break;
    }
    return value.text.size ? value.text : text_of_unnamed(filler->step, word);
}

// ADD COLUMN reads better than add_column.
static struct str words_of_operation(struct arena *arena, enum operation_kind kind) {
    struct str name = str_upper(arena, str_from(operation_name(kind)));
    struct text text = {.arena = arena};
    for (size_t i = 0; i < name.size; i++) {
        text_add_char(&text, name.data[i] == '_' ? ' ' : name.data[i]);
    }
    return text_str(&text);
}

static struct str value_of(const struct filler *filler, struct str word) {
    if (filler->place && str_is(word, "detail")) {
        return shown_name(filler->arena, filler->place->detail, "table");
    }
    if (filler->place && filler->place->name.size && str_is(word, "name")) {
        return filler->place->name;
    }
    if (filler->step && str_is(word, "operation")) {
        return words_of_operation(filler->arena, filler->step->operation->kind);
    }
    return text_of_field(filler, word);
}

// Does what the word stands for say something?
static bool says_something(const struct filler *filler, struct str word) {
    if (filler->place && is_place_word(word)) {
        return value_of(filler, word).size > 0;
    }
    const struct field *field = step_field_find(word);
    if (!field || !filler->step) {
        return false;
    }
    struct field_value value = step_field(filler->arena, filler->step, field);
    switch (value.type) {
    case FIELD_BOOL:
        return value.yes && !value.is_unknown;
    case FIELD_NUMBER:
        return value.number >= 0;
    case FIELD_TEXT:
        return value.text.size > 0 && !shown_is_unknown(value.text);
    case FIELD_LIST:
        break;
    }
    return value.text.size > 0;
}

static void fill(struct filler *filler, struct str template, unsigned depth) {
    for (size_t i = 0; i < template.size; i++) {
        struct placeholder found;
        if (template.data[i] != '{' || depth > DEPTH_LIMIT ||
            !read_placeholder(template, i, &found)) {
            text_add_char(&filler->text, template.data[i]);
            continue;
        }
        if (found.mark == MARK_NONE) {
            text_add(&filler->text, value_of(filler, found.word));
        } else if (says_something(filler, found.word) == (found.mark == MARK_IF)) {
            fill(filler, found.text, depth + 1);
        }
        i = found.end - 1;
    }
}

// A message is one line; what it quotes from a migration may hold line ends and other control
// characters (a terminal would obey them).
static struct str one_line(struct arena *arena, struct str text) {
    struct text line = {.arena = arena};
    bool in_space = false;
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.data[i];
        bool is_space = c <= ' ' || c == 0x7f;
        if (!is_space) {
            text_add_char(&line, text.data[i]);
        } else if (!in_space) {
            text_add_char(&line, ' ');
        }
        in_space = is_space;
    }
    return str_trim(text_str(&line));
}

struct str message_fill(struct arena *arena, struct str template, const struct step *step,
                        const struct match_place *place) {
    struct filler filler = {
        .arena = arena, .step = step, .place = place, .text = {.arena = arena}};
    fill(&filler, template, 0);
    return one_line(arena, text_str(&filler.text));
}
