#include "python/conventions.h"

#include "python/sqlalchemy.h"
#include "python/terms.h"

// ---- declarative bases

// The classes below it are not read as tables: it stays unknown, but for its metadata's convention.
struct value *convention_base_call(struct emitter *emitter, struct str path,
                                   const struct call *call) {
    struct str name = path_last(path);
    if (!str_is(name, "declarative_base") && !str_is(name, "registry")) {
        return NULL;
    }
    const struct value *metadata = call_argument(call, SIZE_MAX, "metadata");
    struct value *base =
        value_unknown(emitter->arena, call->span,
                      str_format(emitter->arena, STR_FMT "() is not read", STR_ARG(path)));
    if (term_of(metadata, TERM_METADATA)) {
        base->term = metadata->term;
    } else if (!call->keywords_are_partial && (!metadata || metadata->kind == VALUE_NONE)) {
        base->term = value_term(emitter->arena, call->span, TERM_METADATA)->term;
    }
    return base;
}

// The MetaData of a declarative base, or of a class below one; NULL: it is not known.
static const struct term *metadata_of_base(struct evaluator *evaluator,
                                           const struct value *base, unsigned depth) {
    enum { BASES_DEPTH = 20 };
    if (base->kind == VALUE_UNKNOWN) {
        return base->term;
    }
    if (base->kind == VALUE_EXTERNAL && str_is(base->name, "sqlalchemy.orm.DeclarativeBase")) {
        return value_term(evaluator->arena, base->span, TERM_METADATA)->term;
    }
    if (base->kind != VALUE_CLASS || depth > BASES_DEPTH) {
        return NULL;
    }
    const struct value *metadata = class_attribute(base->class, STR("metadata"));
    const struct value *registry = class_attribute(base->class, STR("registry"));
    if (metadata) {
        return term_of(metadata, TERM_METADATA);
    }
    if (registry) {
        return registry->kind == VALUE_UNKNOWN ? registry->term : NULL;
    }
    const struct term *found = NULL;
    for (size_t i = 0; i < base->class->bases.count && !found; i++) {
        found = metadata_of_base(evaluator, base->class->bases.items[i], depth + 1);
    }
    return found;
}

// ---- the convention

// Source: DEFAULT_NAMING_CONVENTION of sqlalchemy/sql/schema.py.
static const char index_template[] = "ix_%(column_0_label)s";

const struct naming_convention *convention_of_sqlalchemy(void) {
    static const struct naming_convention convention = {
        .templates = {[CONSTRAINT_NONE].text = {index_template, sizeof index_template - 1}}};
    return &convention;
}

struct naming_convention convention_unknown(void) {
    struct naming_convention convention = *convention_of_sqlalchemy();
    convention.is_there = TRUTH_UNKNOWN;
    return convention;
}

// A key of the dictionary, or the class that may stand for it: _get_convention() of SQLAlchemy's
// naming.py.
static const struct {
    const char *key, *class;
    enum constraint_type type;
} kinds[] = {
    {"ix", "Index", CONSTRAINT_NONE},
    {"ck", "CheckConstraint", CONSTRAINT_CHECK},
    {"fk", "ForeignKeyConstraint", CONSTRAINT_FOREIGN_KEY},
    {"uq", "UniqueConstraint", CONSTRAINT_UNIQUE},
    {"pk", "PrimaryKeyConstraint", CONSTRAINT_PRIMARY_KEY},
};

static const struct value *template_of(const struct value *naming, size_t kind) {
    const struct value *found = value_get(naming, str_from(kinds[kind].key));
    for (size_t i = 0; i < naming->keys.count && !found; i++) {
        const struct value *key = naming->keys.items[i];
        bool is_class =
            key->kind == VALUE_EXTERNAL && str_is(path_last(key->name), kinds[kind].class);
        found = is_class ? naming->items.items[i] : NULL;
    }
    return found;
}

// Other keys are tokens, which functions make.
static bool is_kind(struct str key) {
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (str_is(key, kinds[i].key)) {
            return true;
        }
    }
    return false;
}

static struct naming_convention read_convention(struct evaluator *evaluator,
                                                const struct term *metadata) {
    struct arena *arena = evaluator->arena;
    const struct value *naming = metadata->naming;
    if (!naming || naming->kind == VALUE_NONE) {
        return *convention_of_sqlalchemy();
    }
    naming = resolve_external(evaluator, (struct value *)naming);
    if (naming->kind != VALUE_DICT || naming->is_partial) {
        return convention_unknown();
    }
    if (!naming->items.count) {
        return *convention_of_sqlalchemy();
    }
    struct naming_convention convention = {.is_there = TRUTH_YES};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const struct value *template = template_of(naming, i);
        struct name_template *read = &convention.templates[kinds[i].type];
        if (template && !value_is_text(template, &read->text)) {
            read->problem = STR("the naming convention's template is not known");
        }
        read->text = str_copy(arena, read->text);
    }
    for (size_t i = 0; i < naming->keys.count; i++) {
        struct str key;
        if (value_is_text(naming->keys.items[i], &key) && !is_kind(key)) {
            *ARENA_PUSH(arena, &convention.functions) = str_copy(arena, key);
        }
    }
    return convention;
}

const struct naming_convention *convention_of_table(struct emitter *emitter,
                                                    const struct term *metadata) {
    struct naming_convention *convention =
        ARENA_NEW(emitter->arena, struct naming_convention, 1);
    *convention = read_convention(emitter->call_context, metadata);
    return convention;
}

// Source: SchemaObjects.metadata of alembic/operations/schemaobj.py: of a list of them it takes
// none.
struct naming_convention convention_of(struct evaluator *evaluator,
                                       const struct value *metadata) {
    bool is_none = !metadata || metadata->kind == VALUE_NONE || value_is_sequence(metadata);
    if (is_none) {
        return *convention_of_sqlalchemy();
    }
    const struct term *term = term_of(metadata, TERM_METADATA);
    bool is_of_base =
        metadata->kind == VALUE_UNKNOWN && metadata->self && str_is(metadata->name, "metadata");
    if (is_of_base) {
        term = metadata_of_base(evaluator, metadata->self, 0);
    }
    return term ? read_convention(evaluator, term) : convention_unknown();
}
