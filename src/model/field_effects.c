// Fields that tell what PostgreSQL does.

#include "model/field.h"

void field_get_lock(struct arena *arena, const struct step *step, struct field_value *value) {
    struct str table = field_table_name(arena, step);
    value->text = str_from(lock_mode_name(relation_locks_mode(&step->effect.locks, table)));
}

void field_get_strongest_lock(struct arena *arena, const struct step *step,
                              struct field_value *value) {
    (void)arena;
    value->text = str_from(lock_mode_name(relation_locks_strongest(&step->effect.locks)));
}

static void list_strong(struct arena *arena, const struct relation_locks *locks,
                        struct str without, struct field_value *value) {
    struct str_list *list = field_new_list(arena, value);
    for (size_t i = 0; i < locks->count; i++) {
        if (locks->items[i].mode >= LOCK_SHARE &&
            !str_equal(locks->items[i].relation, without)) {
            *ARENA_PUSH(arena, list) = locks->items[i].relation;
        }
    }
}

void field_get_locked(struct arena *arena, const struct step *step, struct field_value *value) {
    list_strong(arena, &step->effect.locks, (struct str){0}, value);
}

void field_get_other_locks(struct arena *arena, const struct step *step,
                           struct field_value *value) {
    list_strong(arena, &step->effect.locks, field_table_name(arena, step), value);
}

void field_get_other_tables(struct arena *arena, const struct step *step,
                            struct field_value *value) {
    struct relation_locks tables = {0};
    const struct relation_locks *locks = &step->effect.locks;
    for (size_t i = 0; i < locks->count; i++) {
        if (locks->items[i].is_table) {
            relation_locks_add(arena, &tables, locks->items[i].relation, locks->items[i].mode);
        }
    }
    list_strong(arena, &tables, field_table_name(arena, step), value);
}

void field_get_blocks(struct arena *arena, const struct step *step, struct field_value *value) {
    (void)arena;
    value->text = str_from(effect_blocks(&step->effect));
}

// A list that is empty though the effect is not known says nothing.
static void set_any(const struct step *step, const struct str_list *list,
                    struct field_value *value) {
    value->yes = list->count > 0;
    value->is_unknown = !value->yes && !step->effect.is_known;
}

void field_get_rewrites_table(struct arena *arena, const struct step *step,
                              struct field_value *value) {
    (void)arena;
    set_any(step, &step->effect.rewrites, value);
}

void field_get_scans_table(struct arena *arena, const struct step *step,
                           struct field_value *value) {
    (void)arena;
    set_any(step, &step->effect.scans, value);
}

void field_get_builds_index(struct arena *arena, const struct step *step,
                            struct field_value *value) {
    (void)arena;
    set_any(step, &step->effect.builds, value);
}

void field_get_forbidden(struct arena *arena, const struct step *step,
                         struct field_value *value) {
    (void)arena;
    value->yes = step->effect.forbidden_in_transaction;
}

void field_get_effect_is_known(struct arena *arena, const struct step *step,
                               struct field_value *value) {
    (void)arena;
    value->yes = step->effect.is_known;
}

void field_get_effect_rewrites(struct arena *arena, const struct step *step,
                               struct field_value *value) {
    (void)arena;
    value->list = &step->effect.rewrites;
}

void field_get_effect_scans(struct arena *arena, const struct step *step,
                            struct field_value *value) {
    (void)arena;
    value->list = &step->effect.scans;
}

void field_get_effect_builds(struct arena *arena, const struct step *step,
                             struct field_value *value) {
    (void)arena;
    value->list = &step->effect.builds;
}

void field_get_transaction(struct arena *arena, const struct step *step,
                           struct field_value *value) {
    (void)arena;
    value->number = step->transaction;
}

void field_get_held_lock(struct arena *arena, const struct step *step,
                         struct field_value *value) {
    (void)arena;
    value->text = str_from(lock_mode_name(relation_locks_strongest(&step->held)));
}

// The tables of what is held; where none is known as one, all of it.
void field_get_held(struct arena *arena, const struct step *step, struct field_value *value) {
    struct relation_locks tables = {0};
    for (size_t i = 0; i < step->held.count; i++) {
        const struct relation_lock *lock = &step->held.items[i];
        if (lock->is_table && lock->mode >= LOCK_SHARE) {
            relation_locks_add(arena, &tables, lock->relation, lock->mode);
        }
    }
    list_strong(arena, tables.count ? &tables : &step->held, (struct str){0}, value);
}

// A timeout of zero, in whatever unit, is none: manual, lock_timeout. "…": env.py sets it, to
// what is not known.
void field_get_has_lock_timeout(struct arena *arena, const struct step *step,
                                struct field_value *value) {
    (void)arena;
    value->yes = str_is(step->lock_timeout, "…");
    for (size_t i = 0; i < step->lock_timeout.size; i++) {
        char c = step->lock_timeout.data[i];
        value->yes = value->yes || (c >= '1' && c <= '9');
    }
}
