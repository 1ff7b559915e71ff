#include "python/environment.h"

#include "python/conventions.h"

struct environment {
    struct evaluator evaluator;
    struct environment_facts facts;
    bool has_configure;
    bool takes_ini;      // calls engine_from_config()
    bool sets_isolation; // to what is known not to be AUTOCOMMIT
    struct map helpers;  // modules looked through: path to struct module *
};

struct environment_facts environment_unknown(void) {
    return (struct environment_facts){.transaction_per_migration = TRUTH_UNKNOWN,
                                      .naming = convention_unknown()};
}

static struct str text_at(const struct environment *environment, const struct node *node) {
    return syntax_text(environment->evaluator.main->source, node);
}

// What a node stands for, in the repository's modules too.
static const struct value *value_at(struct environment *environment, const struct node *node) {
    return resolve_external(&environment->evaluator, evaluate(&environment->evaluator, node));
}

// ---- where a node stands

// Below `if x == "postgresql"` what holds for PostgreSQL holds.
static bool asks_for_postgres(struct str condition) {
    bool turned = str_find(condition, STR("!="), 0) != SIZE_MAX ||
                  str_find(condition, STR("not "), 0) != SIZE_MAX;
    return !turned && str_find(condition, STR("postgres"), 0) != SIZE_MAX;
}

// Below an if whose outcome is not known? Those at module level choose between offline and
// online, and call functions.
static bool is_conditional(const struct environment *environment, const struct node *node) {
    for (const struct node *n = node; n->parent; n = n->parent) {
        const struct node *above = n->parent;
        if (above->kind == NODE_CONDITIONAL) {
            return true;
        }
        if (above->kind == NODE_IF && n->field != FIELD_OF_CONDITION) {
            const struct node *test = node_field(above, FIELD_OF_CONDITION);
            if (n->field != FIELD_OF_CONSEQUENCE || !test ||
                !asks_for_postgres(text_at(environment, test))) {
                return true;
            }
        }
    }
    return false;
}

// run_migrations_offline() of Alembic's templates prints SQL and has no connection.
static bool is_offline(const struct environment *environment, const struct node *node) {
    for (const struct node *n = node; n; n = n->parent) {
        const struct node *name =
            n->kind == NODE_FUNCTION ? node_field(n, FIELD_OF_NAME) : NULL;
        if (name && str_find(text_at(environment, name), STR("offline"), 0) != SIZE_MAX) {
            return true;
        }
    }
    return false;
}

// ---- timeouts

static bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_';
}

// The value behind `name` in "SET name = 5s", "-c name=5s", "-cname=5s", "set_config('name',
// '5s', false)" or an URL's "options=-c%20name%3D5s"; empty: there is none.
static struct str setting_in_text(struct str text, struct str name) {
    for (size_t at = 0; (at = str_find(text, name, at)) != SIZE_MAX; at += name.size) {
        bool is_option = at >= 2 && text.data[at - 1] == 'c' && text.data[at - 2] == '-';
        bool is_escaped = at >= 3 && text.data[at - 3] == '%';
        if (at > 0 && is_word(text.data[at - 1]) && !is_option && !is_escaped) {
            continue; // deadlock_timeout
        }
        struct str rest = str_slice(text, at + name.size, text.size);
        size_t start = 0;
        while (start < rest.size && !is_word(rest.data[start])) {
            start++;
        }
        if (str_starts(str_slice(rest, start, rest.size), STR("3D"))) {
            start += 2;
        } else if (str_starts(str_slice(rest, start, rest.size), STR("TO ")) ||
                   str_starts(str_slice(rest, start, rest.size), STR("to "))) {
            start += 3;
        }
        while (start < rest.size && (rest.data[start] == ' ' || rest.data[start] == '\'')) {
            start++;
        }
        size_t end = start;
        while (end < rest.size && is_word(rest.data[end])) {
            end++;
        }
        if (end > start) {
            return str_slice(rest, start, end);
        }
    }
    return (struct str){0};
}

static const struct timeout {
    const char *name;
    size_t offset;
} timeouts[] = {
    {"lock_timeout", offsetof(struct environment_facts, lock_timeout)},
    {"statement_timeout", offsetof(struct environment_facts, statement_timeout)},
};

static void set_timeout(struct environment *environment, const struct timeout *timeout,
                        struct str value) {
    struct str *place = (struct str *)((char *)&environment->facts + timeout->offset);
    *place = value;
}

static void look_in_text(struct environment *environment, const struct node *node) {
    const struct value *value = value_at(environment, node);
    if (value->kind != VALUE_TEXT || is_conditional(environment, node)) {
        return;
    }
    bool is_whole = value->text.holes.count == 0;
    for (size_t i = 0; i < sizeof timeouts / sizeof *timeouts; i++) {
        struct str found = setting_in_text(value->text.text, str_from(timeouts[i].name));
        if (found.size > 0) {
            set_timeout(environment, &timeouts[i], is_whole ? found : STR("…"));
        }
    }
}

// ---- settings by name

// "isolation_level", or "sqlalchemy.isolation_level" as engine_from_config() takes it.
static bool names_setting(struct str key, struct str name) {
    return str_equal(key, name) ||
           (str_ends(key, name) && key.data[key.size - name.size - 1] == '.');
}

static void give(struct environment *environment, struct str key, const struct node *node) {
    struct str text = {0};
    if (!node) {
        return;
    }
    if (names_setting(key, STR("isolation_level"))) {
        const struct value *value = value_at(environment, node);
        if (!value_is_text(value, &text)) {
            environment->facts.autocommit =
                value->kind == VALUE_NONE ? environment->facts.autocommit : TRUTH_UNKNOWN;
        } else if (str_equal_nocase(text, STR("AUTOCOMMIT"))) {
            environment->facts.autocommit =
                is_conditional(environment, node) ? TRUTH_UNKNOWN : TRUTH_YES;
        } else {
            environment->sets_isolation |= !is_conditional(environment, node);
        }
        return;
    }
    for (size_t i = 0; i < sizeof timeouts / sizeof *timeouts; i++) {
        if (str_is(key, timeouts[i].name) && !is_conditional(environment, node)) {
            const struct value *value = value_at(environment, node);
            bool is_number = value->kind == VALUE_INT;
            if (!value_is_text(value, &text)) {
                text = is_number ? str_format(environment->evaluator.arena, "%lld",
                                              (long long)value->number)
                                 : STR("…");
            }
            set_timeout(environment, &timeouts[i], text);
        }
    }
}

// ---- context.configure()

// Of a name that leads out of the repository nothing is known.
static enum truth truth_of(const struct value *value) {
    return value->kind == VALUE_EXTERNAL ? TRUTH_UNKNOWN : value_truth(value);
}

// The value of a keyword of the call, NULL when it is not given. Not known: a dictionary that is
// not may give it.
static const struct value *keyword_value(struct environment *environment,
                                         const struct node *arguments, const char *wanted,
                                         bool *is_known) {
    const struct value *found = NULL;
    *is_known = true;
    for (const struct node *n = node_first(arguments); n; n = node_next(n)) {
        const struct node *name =
            n->kind == NODE_KEYWORD_ARGUMENT ? node_field(n, FIELD_OF_NAME) : NULL;
        if (n->kind == NODE_DICTIONARY_SPLAT) {
            const struct value *more = value_at(environment, node_first(n));
            bool is_dict = more->kind == VALUE_DICT && !more->is_partial;
            const struct value *given = is_dict ? value_get(more, str_from(wanted)) : NULL;
            found = given ? given : found;
            *is_known = *is_known && is_dict;
        } else if (name && node_next(name) && str_is(text_at(environment, name), wanted)) {
            *is_known = true;
            return value_at(environment, node_next(name));
        }
    }
    *is_known = *is_known || found;
    return found;
}

// transaction_per_migration is False by default.
static enum truth per_migration(struct environment *environment, const struct node *arguments) {
    bool is_known;
    const struct value *given =
        keyword_value(environment, arguments, "transaction_per_migration", &is_known);
    return given ? truth_of(given) : is_known ? TRUTH_NO : TRUTH_UNKNOWN;
}

static struct naming_convention naming_of(struct environment *environment,
                                          const struct node *arguments) {
    bool is_known;
    const struct value *metadata =
        keyword_value(environment, arguments, "target_metadata", &is_known);
    return is_known ? convention_of(&environment->evaluator, metadata) : convention_unknown();
}

static bool is_same_naming(const struct naming_convention *a,
                           const struct naming_convention *b) {
    bool same = a->is_there == b->is_there;
    for (size_t i = 0; i < sizeof a->templates / sizeof *a->templates; i++) {
        same = same && str_equal(a->templates[i].text, b->templates[i].text);
    }
    return same;
}

static void look_at_configure(struct environment *environment, const struct node *arguments) {
    struct environment_facts *facts = &environment->facts;
    bool is_known;
    if (keyword_value(environment, arguments, "url", &is_known)) {
        return; // offline
    }
    enum truth answer = per_migration(environment, arguments);
    struct naming_convention naming = naming_of(environment, arguments);
    if (environment->has_configure && facts->transaction_per_migration != answer) {
        answer = TRUTH_UNKNOWN;
    }
    if (environment->has_configure && !is_same_naming(&facts->naming, &naming)) {
        naming = convention_unknown();
    }
    facts->transaction_per_migration = answer;
    facts->naming = naming;
    environment->has_configure = true;
}

// Keywords of an engine or a connection that a dictionary gives, which need not stand here.
static void look_at_options(struct environment *environment, const struct node *arguments) {
    for (const struct node *n = node_first(arguments); n; n = node_next(n)) {
        if (n->kind != NODE_DICTIONARY_SPLAT) {
            continue;
        }
        const struct value *more = value_at(environment, node_first(n));
        bool is_known = more->kind == VALUE_DICT && !more->is_partial;
        const struct value *given = is_known ? value_get(more, STR("isolation_level")) : NULL;
        struct str text;
        if (!is_known || (given && !value_is_text(given, &text))) {
            environment->facts.autocommit = TRUTH_UNKNOWN;
        } else if (given && str_equal_nocase(text, STR("AUTOCOMMIT"))) {
            environment->facts.autocommit =
                is_conditional(environment, n) ? TRUTH_UNKNOWN : TRUTH_YES;
        }
    }
}

static void look_at_call(struct environment *environment, const struct node *call) {
    static const char *const engines[] = {"create_engine", "create_async_engine",
                                          "engine_from_config", "async_engine_from_config",
                                          "execution_options"};
    const struct node *function = node_field(call, FIELD_OF_FUNCTION);
    const struct node *arguments = node_field(call, FIELD_OF_ARGUMENTS);
    struct str name = function ? text_at(environment, function) : (struct str){0};
    if (!arguments) {
        return;
    }
    if (str_is(name, "configure") || str_ends(name, STR("context.configure"))) {
        look_at_configure(environment, arguments);
    }
    name = str_slice(name, str_find_last(name, '.') + 1, name.size);
    environment->takes_ini |= str_ends(name, STR("engine_from_config"));
    for (size_t i = 0; i < sizeof engines / sizeof *engines; i++) {
        if (str_is(name, engines[i])) {
            look_at_options(environment, arguments);
        }
    }
}

// ---- all of the file

static void look_at(struct environment *environment, const struct node *node) {
    const struct node *key = NULL;
    struct str text;
    switch (node->kind) {
    case NODE_CALL:
        look_at_call(environment, node);
        break;
    case NODE_KEYWORD_ARGUMENT:
        key = node_field(node, FIELD_OF_NAME);
        if (key) {
            give(environment, text_at(environment, key), node_next(key));
        }
        break;
    case NODE_PAIR:
        key = node_field(node, FIELD_OF_KEY);
        if (key && value_is_text(evaluate(&environment->evaluator, key), &text)) {
            give(environment, text, node_next(key));
        }
        break;
    case NODE_ASSIGNMENT: // configuration["sqlalchemy.isolation_level"] = …
        key = node_field(node, FIELD_OF_LEFT);
        if (key && key->kind == NODE_SUBSCRIPT && node_first(key) &&
            node_next(node_first(key)) &&
            value_is_text(evaluate(&environment->evaluator, node_next(node_first(key))),
                          &text)) {
            give(environment, text, node_field(node, FIELD_OF_RIGHT));
        }
        break;
    case NODE_STRING:
    case NODE_CONCATENATED_STRING:
        if (node->parent && node->parent->kind != NODE_EXPRESSION_STATEMENT &&
            node->parent->kind != NODE_CONCATENATED_STRING) {
            look_in_text(environment, node);
        }
        break;
    default:
        break;
    }
}

// The node that follows in the order of the text, below or behind.
static const struct node *following(const struct node *node, bool enter) {
    if (enter && node->child) {
        return node->child;
    }
    while (node && !node->next) {
        node = node->parent;
    }
    return node ? node->next : NULL;
}

static void look_through(struct environment *environment, const struct node *root) {
    for (const struct node *n = root; n;) {
        bool enters = !(n->kind == NODE_FUNCTION && is_offline(environment, n));
        if (enters) {
            look_at(environment, n);
        }
        n = following(n, enters);
    }
}

// ---- modules whose functions it calls

// Looks through a module in which such a function stands, as through env.py.
static void look_through_module(struct environment *environment, struct module *module) {
    struct evaluator *evaluator = &environment->evaluator;
    struct module *main = evaluator->main;
    struct frame *frame_before = evaluator->frame;
    struct frame frame = {.scope = module->globals};
    map_put(&environment->helpers, module->path, module);
    evaluator->main = module;
    evaluator->frame = &frame;
    look_through(environment, module->tree->root);
    evaluator->frame = frame_before;
    evaluator->main = main;
}

static void follow_calls(struct environment *environment, const struct node *root) {
    for (const struct node *n = root; n; n = following(n, true)) {
        const struct node *function =
            n->kind == NODE_CALL ? node_field(n, FIELD_OF_FUNCTION) : NULL;
        const struct value *value = function ? value_at(environment, function) : NULL;
        if (value && value->kind == VALUE_FUNCTION &&
            value->function->module != environment->evaluator.main &&
            !map_find(&environment->helpers, value->function->module->path)) {
            look_through_module(environment, value->function->module);
        }
    }
}

// ---- the ini file

static void apply_settings(struct environment *environment,
                           const struct environment_settings *settings) {
    struct environment_facts *facts = &environment->facts;
    bool is_known = environment->takes_ini || environment->has_configure;
    for (size_t i = 0; i < sizeof timeouts / sizeof *timeouts; i++) {
        struct str found = setting_in_text(settings->url, str_from(timeouts[i].name));
        const struct str *place =
            (const struct str *)((const char *)facts + timeouts[i].offset);
        if (environment->takes_ini && found.size > 0 && place->size == 0) {
            set_timeout(environment, &timeouts[i], found);
        }
    }
    if (str_equal_nocase(settings->isolation_level, STR("AUTOCOMMIT")) &&
        facts->autocommit == TRUTH_NO && !environment->sets_isolation) {
        facts->autocommit = environment->takes_ini ? TRUTH_YES
                            : is_known             ? TRUTH_NO // another engine than the ini's
                                                   : TRUTH_UNKNOWN;
    }
}

struct environment_facts environment_read(struct arena *arena, const struct source *source,
                                          const struct python_modules *modules,
                                          const struct environment_settings *settings) {
    struct syntax *syntax = syntax_new(arena);
    struct syntax_tree *tree = syntax_parse(syntax, arena, source);
    if (!tree->root || tree->first_error) {
        return environment_unknown();
    }
    struct environment environment = {
        .evaluator = {.arena = arena,
                      .syntax = syntax,
                      .cache = module_cache_new(arena, syntax),
                      .loaded = {.arena = arena},
                      .memory_start = arena_used(arena)},
        .facts = environment_unknown(),
        .helpers = {.arena = arena},
    };
    struct evaluator *evaluator = &environment.evaluator;
    struct operations scratch = {0};
    evaluator->main = module_new(evaluator, source, tree);
    struct emitter emitter = evaluator_emitter(evaluator, source, &scratch);
    struct frame frame = {.scope = evaluator->main->globals};
    evaluator->emitter = &emitter;
    evaluator->frame = &frame;
    // The models that it imports are not read: of what comes from elsewhere, only what is asked for.
    evaluate_block(evaluator, tree->root);
    evaluator->steps = 0;
    evaluator->is_stopped = false;
    evaluator->frame = &frame;
    evaluator->modules = modules;
    look_through(&environment, tree->root);
    if (!environment.has_configure) {
        follow_calls(&environment, tree->root);
    }
    apply_settings(&environment, settings);
    return environment.facts;
}
