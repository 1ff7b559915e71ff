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

// A key of the dictionary as SQLAlchemy's naming.py looks it up.
static const struct {
    const char *key;
    enum constraint_type type;
} kinds[] = {
    {"ck", CONSTRAINT_CHECK},
    {"fk", CONSTRAINT_FOREIGN_KEY},
    {"uq", CONSTRAINT_UNIQUE},
    {"pk", CONSTRAINT_PRIMARY_KEY},
};

static struct naming_convention read_convention(struct evaluator *evaluator,
                                                const struct term *metadata) {
    struct naming_convention convention = {.is_there = TRUTH_NO};
    const struct value *naming = metadata->naming;
    if (!naming || naming->kind == VALUE_NONE) {
        return convention;
    }
    naming = resolve_external(evaluator, (struct value *)naming);
    if (naming->kind != VALUE_DICT || naming->is_partial) {
        convention.is_there = TRUTH_UNKNOWN;
        return convention;
    }
    convention.is_there = naming->items.count ? TRUTH_YES : TRUTH_NO;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const struct value *template = value_get(naming, str_from(kinds[i].key));
        struct str text;
        if (template && value_is_text(template, &text)) {
            convention.templates[kinds[i].type] = str_copy(evaluator->arena, text);
        }
    }
    return convention;
}

// Source: SchemaObjects.metadata of alembic/operations/schemaobj.py: of a list of them it takes
// none.
struct naming_convention convention_of(struct evaluator *evaluator,
                                       const struct value *metadata) {
    bool is_none = !metadata || metadata->kind == VALUE_NONE || value_is_sequence(metadata);
    if (is_none) {
        return (struct naming_convention){.is_there = TRUTH_NO};
    }
    const struct term *term = term_of(metadata, TERM_METADATA);
    bool is_of_base =
        metadata->kind == VALUE_UNKNOWN && metadata->self && str_is(metadata->name, "metadata");
    if (is_of_base) {
        term = metadata_of_base(evaluator, metadata->self, 0);
    }
    return term ? read_convention(evaluator, term)
                : (struct naming_convention){.is_there = TRUTH_UNKNOWN};
}
