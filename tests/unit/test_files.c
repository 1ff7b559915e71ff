#define _XOPEN_SOURCE 700 // for mkdtemp()
#include "project/files.h"
#include "place.h"

static enum file_result read_one(struct files *files, const char *path, struct str *text) {
    struct str problem;
    return files_read(files, str_from(path), text, &problem);
}

static struct str list(struct arena *arena, struct files *files, const char *folder,
                       bool deep) {
    struct str_list paths = {0};
    files_list(files, str_from(folder), deep, &paths);
    return str_join(arena, paths.items, paths.count, STR(" "));
}

static void files_are_read_from_disk(void **state) {
    struct place *place = *state;
    run(place,
        "mkdir -p a/b && printf 'x\\0y' >a/b/c.py && : >empty.py && ln -s a/b/c.py in.py");
    struct files *files = files_from_disk(place->arena, place->root);
    struct str text;
    assert_int_equal(read_one(files, "a/b/c.py", &text), FILE_READ);
    assert_int_equal(text.size, 3);
    assert_memory_equal(text.data, "x\0y", 3);
    assert_int_equal(read_one(files, "empty.py", &text), FILE_READ);
    assert_int_equal(text.size, 0);
    assert_int_equal(read_one(files, "in.py", &text), FILE_READ);
    assert_int_equal(text.size, 3);
    static const char *const absent[] = {
        "no.py",       "no/no.py",     "empty.py/x", "", "../root/empty.py",
        "/etc/passwd", "a/../empty.py"};
    for (size_t i = 0; i < sizeof absent / sizeof *absent; i++) {
        assert_int_equal(read_one(files, absent[i], &text), FILE_ABSENT);
    }
}

static void what_is_no_file_is_not_read(void **state) {
    struct place *place = *state;
    run(place, "mkdir folder.py && mkfifo pipe.py && echo secret >../outside.py && "
               "ln -s ../outside.py out.py && ln -s .. up && ln -s loop.py loop.py && "
               "ln -s /dev/zero zero.py && ln -s nothing.py dangling.py");
    struct files *files = files_from_disk(place->arena, place->root);
    struct str text;
    static const char *const paths[] = {"folder.py",     "pipe.py", "out.py",
                                        "up/outside.py", "loop.py", "zero.py"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        assert_int_equal(read_one(files, paths[i], &text), FILE_NO_TEXT);
    }
    assert_int_equal(read_one(files, "up/no.py", &text), FILE_ABSENT);
    assert_string_equal(list(place->arena, files, "up", false).data, "");
}

static void big_files_are_not_read(void **state) {
    struct place *place = *state;
    run(place, "head -c 2097152 /dev/zero >limit.py && head -c 2097153 /dev/zero >over.py");
    struct files *files = files_from_disk(place->arena, place->root);
    struct str text;
    assert_int_equal(read_one(files, "limit.py", &text), FILE_READ);
    assert_int_equal(text.size, FILE_SIZE_LIMIT);
    assert_int_equal(read_one(files, "over.py", &text), FILE_TOO_BIG);
    // Scripts may be dumps of a whole history
    run(place, "mv over.py over.sql && head -c 33554433 /dev/zero >far-over.sql");
    assert_int_equal(read_one(files, "over.sql", &text), FILE_READ);
    assert_int_equal(read_one(files, "far-over.sql", &text), FILE_TOO_BIG);
}

static void files_that_hide_their_size_are_read(void **state) {
    struct place *place = *state;
    struct files *files = files_from_disk(place->arena, STR("/proc"));
    struct str text;
    if (access("/proc/version", R_OK) == 0) {
        assert_int_equal(read_one(files, "version", &text), FILE_READ);
        assert_true(text.size > 0);
    }
}

static void unreadable_files_say_why(void **state) {
    struct place *place = *state;
    run(place, "echo x >locked.py && chmod 0 locked.py");
    struct files *files = files_from_disk(place->arena, place->root);
    struct str text, problem;
    if (geteuid() == 0) {
        return; // may read everything
    }
    assert_int_equal(files_read(files, STR("locked.py"), &text, &problem), FILE_UNREADABLE);
    assert_string_equal(str_copy(place->arena, problem).data, "Permission denied");
}

static void what_was_read_is_kept(void **state) {
    struct place *place = *state;
    run(place, "echo one >a.py");
    struct files *files = files_from_disk(place->arena, place->root);
    struct str first, second;
    assert_int_equal(read_one(files, "a.py", &first), FILE_READ);
    run(place, "echo two >a.py && echo b >b.py");
    assert_int_equal(read_one(files, "a.py", &second), FILE_READ);
    assert_ptr_equal(first.data, second.data);
    struct arena *arena = arena_new();
    files_put(files, STR("laid/over.py"), STR("text"));
    struct files *fork = files_fork(arena, files, NULL);
    assert_int_equal(read_one(fork, "a.py", &second), FILE_READ);
    assert_ptr_equal(first.data, second.data);
    assert_int_equal(read_one(fork, "b.py", &second), FILE_READ);
    assert_int_equal(read_one(fork, "laid/over.py", &second), FILE_READ);
    assert_string_equal(second.data, "text");
    assert_string_equal(list(arena, fork, "", true).data, "a.py b.py laid/over.py");
    arena_free(arena);
}

static void lists_are_sorted_and_pass_by_what_is_others(void **state) {
    struct place *place = *state;
    run(place, "mkdir -p b/deep .git/x node_modules/m venv/lib __pycache__ .hidden && "
               "touch z.py a.py b/2.py b/1.py b/deep/3.py .git/x/f node_modules/m/f "
               "venv/pyvenv.cfg venv/lib/f venv/a __pycache__/f .hidden/f .env && "
               "mkfifo pipe && ln -s b link && ln -s a.py file_link.py");
    struct files *files = files_from_disk(place->arena, place->root);
    struct arena *arena = place->arena;
    assert_string_equal(list(arena, files, "", false).data, ".env a.py file_link.py z.py");
    assert_string_equal(list(arena, files, "", true).data,
                        ".env a.py b/1.py b/2.py b/deep/3.py file_link.py z.py");
    assert_string_equal(list(arena, files, "b", false).data, "b/1.py b/2.py");
    assert_string_equal(list(arena, files, ".hidden", true).data, ".hidden/f");
    assert_string_equal(list(arena, files, "venv", false).data, "venv/a venv/pyvenv.cfg");
    assert_string_equal(list(arena, files, "no", true).data, "");
    assert_string_equal(list(arena, files, "a.py", true).data, "");
    files_put(files, STR("b/0.py"), STR(""));
    files_put(files, STR("b/1.py"), STR(""));
    assert_string_equal(list(arena, files, "b", false).data, "b/0.py b/1.py b/2.py");
}

static void folders_are_told_from_files(void **state) {
    struct place *place = *state;
    run(place, "mkdir -p full/sub empty && touch full/x");
    struct files *files = files_from_disk(place->arena, place->root);
    assert_true(files_is_folder(files, STR("full")));
    assert_true(files_is_folder(files, STR("")));
    assert_false(files_is_folder(files, STR("empty")));
    assert_false(files_is_folder(files, STR("full/x")));
    assert_false(files_is_folder(files, STR("no")));
    assert_false(files_is_folder(files, STR("..")));
}

static void memory_holds_what_was_put(void **state) {
    struct place *place = *state;
    struct files *files = files_from_memory(place->arena);
    struct str text;
    files_put(files, STR("v/b.py"), STR("b"));
    files_put(files, STR("v/a.py"), STR("a"));
    assert_string_equal(list(place->arena, files, "v", false).data, "v/a.py v/b.py");
    assert_string_equal(list(place->arena, files, "", false).data, "");
    assert_true(files_is_folder(files, STR("v")));
    assert_int_equal(read_one(files, "v/a.py", &text), FILE_READ);
    assert_int_equal(read_one(files, "v/c.py", &text), FILE_ABSENT);
}

static void a_root_that_is_not_there_holds_nothing(void **state) {
    struct place *place = *state;
    struct files *files = files_from_disk(place->arena, STR("/no/such/folder/"));
    struct str text;
    assert_int_equal(read_one(files, "a.py", &text), FILE_ABSENT);
    assert_string_equal(list(place->arena, files, "", true).data, "");
    assert_false(files_is_folder(files, STR("")));
}

static void paths_of_users_become_paths_from_the_root(void **state) {
    struct place *place = *state;
    run(place, "mkdir -p a/b && touch a/b/x.py && ln -s a/b link && ln -s a/b/x.py alias.py && "
               "ln -s root ../other");
    struct str root = path_real(place->arena, place->root.data);
    root = str_concat(place->arena, root, STR("/"));
    static const struct {
        const char *folder, *path, *expected; // NULL: outside
    } cases[] = {
        {"", "a/b/x.py", "a/b/x.py"},
        {"a", "b/x.py", "a/b/x.py"},
        {"a/b", "../b/./x.py", "a/b/x.py"},
        {"a/b", ".", "a/b"},
        {"a/b", "..", "a"},
        {"a", "..", ""},
        {"", ".", ""},
        {"", "a/", "a"},
        {"", "link/x.py", "a/b/x.py"},
        {"", "alias.py", "alias.py"},
        {"", "../other/a/b/x.py", "a/b/x.py"},
        {"", "a/new.py", "a/new.py"},
        {"", "../root", ""},
        {"", "..", NULL},
        {"", "../x.py", NULL},
        {"", "no/x.py", NULL},
        {"", "/etc/passwd", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct str folder = str_concat(place->arena, place->root, str_from(cases[i].folder));
        struct str found;
        bool is_inside = path_from_disk(place->arena, root, folder.data, cases[i].path, &found);
        assert_int_equal(is_inside, cases[i].expected != NULL);
        if (is_inside) {
            assert_string_equal(str_copy(place->arena, found).data, cases[i].expected);
        }
    }
}

static void paths_are_joined_and_made_plain(void **state) {
    struct place *place = *state;
    static const struct {
        const char *folder, *path, *expected;
    } cases[] = {
        {"a", "b", "a/b"},         {"", "b", "b"},     {"a/b", "../c", "a/c"}, {"a", "..", ""},
        {"a", "./b//c/", "a/b/c"}, {"", ".", ""},      {"a", "../..", NULL},   {"", "..", NULL},
        {"a", "/b", NULL},         {"a/", "b", "a/b"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct str joined;
        bool done = path_join(place->arena, str_from(cases[i].folder), str_from(cases[i].path),
                              &joined);
        assert_int_equal(done, cases[i].expected != NULL);
        if (done) {
            assert_string_equal(str_copy(place->arena, joined).data, cases[i].expected);
        }
    }
}

static void patterns_match_as_in_a_shell(void **state) {
    (void)state;
    static const struct {
        const char *pattern, *path;
        bool matches;
    } cases[] = {
        {"a.py", "a.py", true},
        {"a.py", "b/a.py", false},
        {"*.py", "a.py", true},
        {"*.py", "b/a.py", false},
        {"*", "", true},
        {"", "", true},
        {"", "a", false},
        {"a*b*c", "aXbYbZc", true},
        {"a*b*c", "aXbYbZ", false},
        {"?.py", "a.py", true},
        {"?.py", "/.py", false},
        {"[a-c]1", "b1", true},
        {"[a-c]1", "d1", false},
        {"[!a-c]1", "d1", true},
        {"[!a-c]1", "a1", false},
        {"[]]", "]", true},
        {"[a", "[a", true},
        {"[!x]", "/", false},
        {"**", "a/b/c", true},
        {"**/c.py", "c.py", true},
        {"**/c.py", "a/b/c.py", true},
        {"**/c.py", "a/bc.py", false},
        {"a/**", "a/b", true},
        {"a/**", "b/a", false},
        {"a/**/z", "a/z", true},
        {"a/**/z", "a/b/c/z", true},
        {"a/**/b/*.py", "a/b/x/b/y.py", true},
        {"a/**/b/*.py", "a/x/b/c/y.py", false},
        {"**/a*/**/b", "x/a1/y/a2/b", true},
        {"services/*/migrations", "services/pay/migrations", true},
        {"services/*/migrations", "services/a/b/migrations", false},
        {"db/versions/0001_*.py", "db/versions/0001_x.py", true},
        {"*a*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bool matches = path_matches(str_from(cases[i].pattern), str_from(cases[i].path));
        if (matches != cases[i].matches) {
            fail_msg("'%s' and '%s'", cases[i].pattern, cases[i].path);
        }
    }
}

static void the_parts_of_a_path_are_found(void **state) {
    struct place *place = *state;
    assert_string_equal(str_copy(place->arena, path_folder(STR("a/b/c"))).data, "a/b");
    assert_string_equal(str_copy(place->arena, path_folder(STR("c"))).data, "");
    assert_string_equal(str_copy(place->arena, path_name(STR("a/b/c"))).data, "c");
    assert_true(path_is_below(STR("a/b"), STR("a")));
    assert_true(path_is_below(STR("a"), STR("a")));
    assert_true(path_is_below(STR("a"), STR("")));
    assert_false(path_is_below(STR("ab"), STR("a")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_PLACE(files_are_read_from_disk),
        IN_PLACE(what_is_no_file_is_not_read),
        IN_PLACE(big_files_are_not_read),
        IN_PLACE(files_that_hide_their_size_are_read),
        IN_PLACE(unreadable_files_say_why),
        IN_PLACE(what_was_read_is_kept),
        IN_PLACE(lists_are_sorted_and_pass_by_what_is_others),
        IN_PLACE(folders_are_told_from_files),
        IN_PLACE(memory_holds_what_was_put),
        IN_PLACE(a_root_that_is_not_there_holds_nothing),
        IN_PLACE(paths_of_users_become_paths_from_the_root),
        IN_PLACE(paths_are_joined_and_made_plain),
        cmocka_unit_test(patterns_match_as_in_a_shell),
        IN_PLACE(the_parts_of_a_path_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
