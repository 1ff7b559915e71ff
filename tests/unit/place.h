/**
 * place: a folder with files for each test, and shell commands in it. A test file that includes
 * this defines _XOPEN_SOURCE as 700 before all else, for mkdtemp().
 */
#ifndef TESTS_PLACE_H
#define TESTS_PLACE_H

#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "project/path.h"

/** What lies in the folder beside the root is outside. */
struct place {
    struct arena *arena;
    char folder[64];
    struct str
        root; // a folder `root` in the folder, as realpath() says it, with "/" at its end
};

static inline int make_place(void **state) {
    struct place *place = calloc(1, sizeof *place);
    place->arena = arena_new();
    strcpy(place->folder, "/tmp/cupel-test-XXXXXX");
    assert_non_null(mkdtemp(place->folder));
    struct str root = str_format(place->arena, "%s/root", place->folder);
    assert_int_equal(mkdir(root.data, 0777), 0);
    place->root = str_concat(place->arena, path_real(place->arena, root.data), STR("/"));
    *state = place;
    return 0;
}

static inline int remove_place(void **state) {
    struct place *place = *state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", place->folder);
    int status = system(command);
    arena_free(place->arena);
    free(place);
    return status;
}

/** Each of the commands must succeed. */
static inline void run_in(const struct place *place, const char *folder, const char *commands) {
    struct str line = str_format(place->arena, "set -e; cd '%s'; %s", folder, commands);
    if (system(line.data) != 0) {
        fail_msg("%s", commands);
    }
}

/** Runs shell commands in the root. */
static inline void run(const struct place *place, const char *commands) {
    run_in(place, place->root.data, commands);
}

#define IN_PLACE(test) cmocka_unit_test_setup_teardown(test, make_place, remove_place)

#endif
