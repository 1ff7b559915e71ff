#include "model/step.h"

#include <assert.h>

// PostgreSQL manual, Explicit Locking, 13.3.1, without the word LOCK.
static const char *const mode_names[] = {
    [LOCK_NONE] = "",
    [LOCK_ACCESS_SHARE] = "ACCESS SHARE",
    [LOCK_ROW_SHARE] = "ROW SHARE",
    [LOCK_ROW_EXCLUSIVE] = "ROW EXCLUSIVE",
    [LOCK_SHARE_UPDATE_EXCLUSIVE] = "SHARE UPDATE EXCLUSIVE",
    [LOCK_SHARE] = "SHARE",
    [LOCK_SHARE_ROW_EXCLUSIVE] = "SHARE ROW EXCLUSIVE",
    [LOCK_EXCLUSIVE] = "EXCLUSIVE",
    [LOCK_ACCESS_EXCLUSIVE] = "ACCESS EXCLUSIVE",
};

static_assert(sizeof mode_names / sizeof *mode_names == LOCK_MODE_COUNT,
              "a name for each mode");

const char *lock_mode_name(enum lock_mode mode) {
    assert(mode < LOCK_MODE_COUNT);
    return mode_names[mode];
}

enum lock_mode lock_mode_find(struct str name) {
    for (size_t mode = LOCK_ACCESS_SHARE; mode < LOCK_MODE_COUNT; mode++) {
        if (str_equal_nocase(name, str_from(mode_names[mode]))) {
            return (enum lock_mode)mode;
        }
    }
    return LOCK_NONE;
}

void relation_locks_add(struct arena *arena, struct relation_locks *locks, struct str relation,
                        enum lock_mode mode) {
    if (mode == LOCK_NONE || !relation.size) {
        return;
    }
    for (size_t i = 0; i < locks->count; i++) {
        if (str_equal(locks->items[i].relation, relation)) {
            if (locks->items[i].mode < mode) {
                locks->items[i].mode = mode;
            }
            return;
        }
    }
    *ARENA_PUSH(arena, locks) = (struct relation_lock){.relation = relation, .mode = mode};
}

enum lock_mode relation_locks_mode(const struct relation_locks *locks, struct str relation) {
    for (size_t i = 0; i < locks->count; i++) {
        if (str_equal(locks->items[i].relation, relation)) {
            return locks->items[i].mode;
        }
    }
    return LOCK_NONE;
}

enum lock_mode relation_locks_strongest(const struct relation_locks *locks) {
    enum lock_mode mode = LOCK_NONE;
    for (size_t i = 0; i < locks->count; i++) {
        if (locks->items[i].mode > mode) {
            mode = locks->items[i].mode;
        }
    }
    return mode;
}

// Writers take ROW EXCLUSIVE, which conflicts from SHARE up; readers take ACCESS SHARE, which
// conflicts with ACCESS EXCLUSIVE alone: manual, table 13.2.
const char *effect_blocks(const struct effect *effect) {
    enum lock_mode mode = relation_locks_strongest(&effect->locks);
    if (mode == LOCK_ACCESS_EXCLUSIVE) {
        return "reads and writes";
    }
    return mode >= LOCK_SHARE ? "writes" : "nothing";
}
