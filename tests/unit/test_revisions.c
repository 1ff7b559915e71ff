#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "project/revisions.h"

static struct str joined(struct arena *arena, const struct str_list *list) {
    return str_join(arena, list->items, list->count, STR(","));
}

// A header on one line: id < down revisions; + depends_on; = labels; "?" where it is no
// literal.
static struct str show(struct arena *arena, const struct revision *revision) {
    struct text text = {.arena = arena};
    text_addf(&text, STR_FMT "<" STR_FMT, STR_ARG(revision->id),
              STR_ARG(joined(arena, &revision->down_revisions)));
    if (revision->depends_on.count) {
        text_addf(&text, "+" STR_FMT, STR_ARG(joined(arena, &revision->depends_on)));
    }
    if (revision->branch_labels.count) {
        text_addf(&text, "=" STR_FMT, STR_ARG(joined(arena, &revision->branch_labels)));
    }
    text_addf(&text, "%s", revision->is_literal ? "" : "?");
    return text_str(&text);
}

static void check(const char *text, const char *expected) {
    struct arena *arena = arena_new();
    struct revision revision = revision_read(arena, STR("x.py"), str_from(text));
    assert_string_equal(show(arena, &revision).data, expected);
    arena_free(arena);
}

static void plain_assignments_are_read(void **state) {
    (void)state;
    check("revision = 'a'\ndown_revision = 'b'\n", "a<b");
    check("revision = \"a\"\ndown_revision = None\n", "a<");
    check("revision='a'\ndown_revision='b'", "a<b");
    check("revision = 'a'\ndown_revision = 'b'\nbranch_labels = 'l'\ndepends_on = 'c'\n",
          "a<b+c=l");
    check("revision = 'a' # the first\ndown_revision = None  # None\n", "a<");
    check("revision = 'a'\r\ndown_revision = 'b'\r\n", "a<b");
    check("\xEF\xBB\xBFrevision = 'a'\ndown_revision = 'b'\n", "a<b");
    check("revision = 'a'; down_revision = 'b'\n", "a<b");
    check("revision = down_revision = None\n", "<");
    check("revision = 'a'\ndown_revision = ''\n", "a<");
}

static void annotated_assignments_are_read(void **state) {
    (void)state;
    check("revision: str = 'a'\ndown_revision: Union[str, None] = 'b'\n", "a<b");
    check(
        "down_revision: Union[str, Sequence[str], None] = ('b', \"c\")\nrevision: str = 'a'\n",
        "a<b,c");
    check("revision: 'Final[str]' = 'a'\ndown_revision: str | None = None\n", "a<");
    check("revision: str\ndown_revision: str\n", "<");
}

static void tuples_lists_and_sets_are_read(void **state) {
    (void)state;
    static const struct {
        const char *value, *expected;
    } cases[] = {
        {"('b', 'c')", "a<b,c"},
        {"['b', 'c']", "a<b,c"},
        {"{'b'}", "a<b"},
        {"('b',)", "a<b"},
        {"('b')", "a<b"},
        {"(('b', 'c'))", "a<b,c"},
        {"'b', 'c'", "a<b,c"},
        {"'b',", "a<b"},
        {"()", "a<"},
        {"(None)", "a<"},
        {"(\n    'b',  # one\n    # between\n    'c',\n)", "a<b,c"},
        {"(\n'b',\n'c'\n)", "a<b,c"},
        {"('b'\n 'c')", "a<bc"},
        {"'b' 'c'", "a<bc"},
        {"'b' \\\n    'c'", "a<bc"},
        {"r'b'", "a<b"},
        {"u'b'", "a<b"},
        {"f'b'", "a<b"},
        {"'''b'''", "a<b"},
        {"'it\\'s'", "a<it's"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[200];
        snprintf(text, sizeof text, "revision = 'a'\ndown_revision = %s\ndepends_on = None\n",
                 cases[i].value);
        check(text, cases[i].expected);
    }
}

static void what_is_no_literal_is_said_to_be_none(void **state) {
    (void)state;
    static const char *const values[] = {
        "PARENT",      "'b' + 'c'",    "f'{x}'",        "get('b')",
        "['b', x]",    "('b', None)",  "'b' if x else", "b'b'",
        "'b' % 'c'",   "['b'] + more", "'\\x41'",       "[*more]",
        "'b'.lower()", "12",           "('b', ('c',))", "(\n  f(1),\n  'c')",
    };
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        char text[200];
        snprintf(text, sizeof text, "revision = 'a'\ndown_revision = %s\n", values[i]);
        check(text, "a<?");
    }
    check("revision = make()\ndown_revision = 'b'\n", "<b?");
    check("revision, down_revision = 'a', 'b'\n", "<?");
    check("revision = 'a'\ndown_revision = 'b'\nrevision += 'c'\n", "<b?");
    check("revision = down_revision\ndown_revision = 'b'\n", "<b?");
}

static void the_last_assignment_counts(void **state) {
    (void)state;
    check("revision = 'a'\ndown_revision = 'b'\ndown_revision = ('c', 'd')\n", "a<c,d");
    check("revision = make()\nrevision = 'a'\ndown_revision = 'b'\n", "a<b");
}

static void other_places_that_look_like_one_are_passed_by(void **state) {
    (void)state;
    check("\"\"\"add x\n\nrevision = 'no'\ndown_revision = 'no'\n\"\"\"\nrevision = 'a'\n"
          "down_revision = 'b'\n",
          "a<b");
    check("revision = 'a'\ndown_revision = 'b'\ndef upgrade():\n    op.execute('''\n"
          "revision = 'no'\n''')\n",
          "a<b");
    check("x = (\nrevision == 'no',\n)\nrevision = 'a'\ndown_revision = 'b'\n", "a<b");
    check("# revision = 'no'\nrevision = 'a'\n# it's\ndown_revision = 'b'\n", "a<b");
    check("def f():\n    revision = 'no'\nrevision = 'a'\ndown_revision = 'b'\n", "a<b");
    check("revisions = 'no'\nrevision_id = 'no'\nrevision.x = 'no'\nrevision == 'no'\n", "<");
    check("print(revision)\nrevision('x')\n", "<");
    check("x = \"'''\"\nrevision = 'a'\ndown_revision = 'b'\n", "a<b");
    check("x = r'\\\\'\nrevision = 'a'\ndown_revision = 'b'\n", "a<b");
    check("", "<");
    check("revision", "<");
}

static void the_docstring_gives_message_and_date(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct revision revision =
        revision_read(arena, STR("x.py"),
                      STR("# -*- coding: utf-8 -*-\n\"\"\"\n  Add orders \r\n\nRevision ID: a\n"
                          "Create Date: 2024-05-01 10:00:00.1\n\n\"\"\"\nrevision = 'a'\n"));
    assert_string_equal(str_copy(arena, revision.message).data, "Add orders");
    assert_string_equal(str_copy(arena, revision.created).data, "2024-05-01 10:00:00.1");
    revision = revision_read(arena, STR("x.py"), STR("revision = 'a'\n'no docstring'\n"));
    assert_int_equal(revision.message.size, 0);
    arena_free(arena);
}

static void spans_are_those_of_the_assignments(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct str text = STR("x = 1\nrevision: str = 'a'  # x\ndown_revision = (\n  'b',\n)\ny\n");
    struct revision revision = revision_read(arena, STR("x.py"), text);
    struct str one = str_slice(text, revision.span.start, revision.span.end);
    struct str two = str_slice(text, revision.down_span.start, revision.down_span.end);
    assert_string_equal(str_copy(arena, one).data, "revision: str = 'a'");
    assert_string_equal(str_copy(arena, two).data, "down_revision = (\n  'b',\n)");
    arena_free(arena);
}

static void any_bytes_are_read_to_the_end(void **state) {
    (void)state;
    static const char text[] = "\"\"\"doc\n\"\"\"\nrevision: str = ('a' 'b'); down_revision = ["
                               "'x', \"y\\\"\", (None)]  # c\nbranch_labels = f'{x}' \\\n 'y'\n"
                               "depends_on = {'''z''', }\nrevision, x = 'a', 'b'\n";
    struct arena *arena = arena_new();
    for (size_t size = 0; size < sizeof text; size++) {
        for (int change = 0; change < 256; change += 5) {
            char copy[sizeof text];
            memcpy(copy, text, size);
            if (size) {
                copy[(size * 7 + (size_t)change) % size] = (char)change;
            }
            revision_read(arena, STR("x.py"), (struct str){copy, size});
        }
    }
    // Brackets that never close, as deep as they come.
    struct text deep = {.arena = arena};
    text_add(&deep, STR("revision = "));
    for (size_t i = 0; i < 100000; i++) {
        text_add_char(&deep, '(');
    }
    struct revision revision = revision_read(arena, STR("x.py"), text_str(&deep));
    assert_false(revision.is_literal);
    arena_free(arena);
}

// The graph. A revision is written as a file with these values.

struct row {
    const char *id, *downs, *needs, *labels;
};

static struct str_list words(struct arena *arena, const char *text) {
    struct str_list list = {0};
    struct str rest = str_from(text);
    struct str word;
    while (rest.size && str_split(&rest, ' ', &word)) {
        *ARENA_PUSH(arena, &list) = word;
    }
    return list;
}

static struct history *build(struct arena *arena, const struct row *rows, size_t count) {
    struct revision *revisions = ARENA_NEW(arena, struct revision, count);
    for (size_t i = 0; i < count; i++) {
        revisions[i] = (struct revision){
            .id = str_from(rows[i].id),
            .down_revisions = words(arena, rows[i].downs),
            .depends_on = words(arena, rows[i].needs),
            .branch_labels = words(arena, rows[i].labels),
            .path = str_format(arena, "v/%04zu.py", i),
            .is_literal = true,
        };
    }
    return history_new(arena, revisions, count);
}

// "rule about: names" for each fault, with "; " between them.
static struct str faults_of(struct arena *arena, const struct history *history) {
    struct text text = {.arena = arena};
    for (size_t i = 0; i < history->faults.count; i++) {
        const struct history_fault *fault = &history->faults.items[i];
        text_addf(&text, "%s%s " STR_FMT ": " STR_FMT, i ? "; " : "", fault->rule,
                  STR_ARG(fault->message_name), STR_ARG(joined(arena, &fault->names)));
    }
    return text_str(&text);
}

static struct str order_of(struct arena *arena, const struct history *history) {
    struct str_list ids = {0};
    for (size_t i = 0; i < history->count; i++) {
        *ARENA_PUSH(arena, &ids) = history->revisions[history->order[i]].id;
    }
    return joined(arena, &ids);
}

static void check_faults(const struct row *rows, size_t count, const char *expected) {
    struct arena *arena = arena_new();
    struct history *history = build(arena, rows, count);
    assert_string_equal(faults_of(arena, history).data, expected);
    arena_free(arena);
}

#define CHECK_FAULTS(rows, expected) check_faults(rows, sizeof rows / sizeof *rows, expected)

static void order_puts_down_revisions_and_dependencies_first(void **state) {
    (void)state;
    static const struct row rows[] = {
        {"d", "c", "x", NULL}, {"c", "b", NULL, NULL},     {"b", "a", NULL, NULL},
        {"a", "", NULL, NULL}, {"x", NULL, NULL, "other"}, {"y", "x", "c", NULL},
    };
    struct arena *arena = arena_new();
    struct history *history = build(arena, rows, sizeof rows / sizeof *rows);
    assert_string_equal(order_of(arena, history).data, "a,b,c,x,d,y");
    assert_string_equal(joined(arena, &history->heads).data, "d,y");
    assert_string_equal(joined(arena, &history->bases).data, "a,x");
    assert_string_equal(faults_of(arena, history).data, "");
    arena_free(arena);
}

static void branch_points_and_merges_are_found(void **state) {
    (void)state;
    static const struct row rows[] = {
        {"a", NULL, NULL, NULL},  {"b", "a", NULL, NULL}, {"c", "a a", NULL, NULL},
        {"d", "b c", NULL, NULL}, {"e", "d", "a", NULL},
    };
    struct arena *arena = arena_new();
    struct history *history = build(arena, rows, sizeof rows / sizeof *rows);
    assert_string_equal(joined(arena, &history->branchpoints).data, "a");
    assert_string_equal(joined(arena, &history->merges).data, "c,d");
    assert_string_equal(joined(arena, &history->heads).data, "e");
    assert_true(history_is_ancestor(history, 0, 4));
    assert_true(history_is_ancestor(history, 1, 3));
    assert_false(history_is_ancestor(history, 1, 2));
    assert_false(history_is_ancestor(history, 3, 0));
    assert_false(history_is_ancestor(history, 3, 3));
    assert_int_equal(history_find(history, STR("d")), 3);
    assert_true(history_find(history, STR("z")) == SIZE_MAX);
    arena_free(arena);
}

static void several_heads_are_a_fault(void **state) {
    (void)state;
    static const struct row two[] = {{"a", "", "", ""}, {"b", "a", "", ""}, {"c", "a", "", ""}};
    CHECK_FAULTS(two, "several-heads c: b,c");
    static const struct row bases[] = {{"a", "", "", ""}, {"b", "", "", ""}};
    CHECK_FAULTS(bases, "several-heads b: a,b");
    // Alembic: what is only depended on stays a head.
    static const struct row needed[] = {
        {"a", "", "", ""}, {"b", "", "", ""}, {"c", "b", "a", ""}};
    CHECK_FAULTS(needed, "several-heads c: a,c");
}

static void heads_of_labelled_branches_are_counted_for_each_label(void **state) {
    (void)state;
    static const struct row each_one[] = {
        {"a", "", "", "one"}, {"b", "a", "", ""}, {"x", "", "", "two"}, {"y", "x", "", ""}};
    CHECK_FAULTS(each_one, "");
    static const struct row beside_main[] = {
        {"a", "", "", ""}, {"b", "a", "", ""}, {"c", "a", "", "side"}};
    CHECK_FAULTS(beside_main, "");
    static const struct row one_has_two[] = {{"a", "", "", "one"},
                                             {"b", "a", "", ""},
                                             {"c", "a", "", ""},
                                             {"x", "", "", "two"},
                                             {"y", "x", "", ""}};
    CHECK_FAULTS(one_has_two, "several-heads c: b,c");
}

static void missing_down_revisions_are_a_fault(void **state) {
    (void)state;
    static const struct row rows[] = {{"a", "", "", ""}, {"b", "a zz zz", "yy", ""}};
    CHECK_FAULTS(rows, "unknown-down-revision b: zz,yy");
    // Alembic 1.8.1: KeyError.
    static const struct row partial[] = {{"abcdef", "", "", ""}, {"b", "abc", "", ""}};
    CHECK_FAULTS(partial, "unknown-down-revision b: abc; several-heads b: abcdef,b");
    static const struct row label[] = {{"a", "", "", "l"}, {"b", "l", "", ""}};
    CHECK_FAULTS(label, "unknown-down-revision b: l");
    static const struct row dependency[] = {
        {"a", "", "", "l"}, {"b", "", "", ""}, {"c", "b", "l", ""}};
    CHECK_FAULTS(dependency, "");
}

static void duplicate_ids_are_a_fault_of_the_second(void **state) {
    (void)state;
    static const struct row rows[] = {
        {"a", "", "", ""}, {"b", "a", "", ""}, {"b", "a", "", ""}, {"c", "b", "", ""}};
    struct arena *arena = arena_new();
    struct history *history = build(arena, rows, sizeof rows / sizeof *rows);
    assert_string_equal(faults_of(arena, history).data, "duplicate-revision b: b");
    assert_ptr_equal(history->faults.items[0].revision, &history->revisions[2]);
    assert_string_equal(joined(arena, &history->heads).data, "c");
    assert_string_equal(joined(arena, &history->branchpoints).data, "");
    arena_free(arena);
}

static void circles_are_a_fault_and_end_nothing(void **state) {
    (void)state;
    static const struct row rows[] = {{"x", "", "", ""},  {"c", "b", "", ""},
                                      {"b", "a", "", ""}, {"a", "c", "", ""},
                                      {"d", "c", "", ""}, {"e", "d", "", ""}};
    struct arena *arena = arena_new();
    struct history *history = build(arena, rows, sizeof rows / sizeof *rows);
    assert_string_equal(faults_of(arena, history).data,
                        "revision-cycle c: c,b,a; several-heads e: x,e");
    assert_string_equal(order_of(arena, history).data, "x,c,a,b,d,e");
    assert_true(history_is_ancestor(history, 2, 5));
    assert_true(history_is_ancestor(history, 5, 5) == false);
    arena_free(arena);
    static const struct row self[] = {{"a", "a", "", ""}};
    CHECK_FAULTS(self, "revision-cycle a: a");
    static const struct row needs[] = {{"a", "", "b", ""}, {"b", "a", "", ""}};
    CHECK_FAULTS(needs, "revision-cycle a: a,b");
}

static void computed_headers_raise_no_false_alarm(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct revision revisions[] = {
        {.id = STR("a"), .path = STR("1.py"), .is_literal = true},
        {.id = STR("b"), .path = STR("2.py"), .is_literal = false},
        {.path = STR("3.py"), .is_literal = false},
        {.id = STR("d"),
         .path = STR("4.py"),
         .is_literal = true,
         .down_revisions = words(arena, "unseen")},
    };
    struct history *history = history_new(arena, revisions, 4);
    assert_int_equal(history->faults.count, 0);
    assert_int_equal(history->count, 4);
    arena_free(arena);
}

static void a_long_history_needs_no_stack(void **state) {
    (void)state;
    enum { COUNT = 100000 };
    struct arena *arena = arena_new();
    struct revision *revisions = ARENA_NEW(arena, struct revision, COUNT);
    for (size_t i = 0; i < COUNT; i++) {
        revisions[i].id = str_format(arena, "r%zu", i);
        revisions[i].path = str_format(arena, "%08zu.py", COUNT - i);
        revisions[i].is_literal = true;
        if (i) {
            *ARENA_PUSH(arena, &revisions[i].down_revisions) = revisions[i - 1].id;
        }
    }
    struct history *history = history_new(arena, revisions, COUNT);
    assert_int_equal(history->faults.count, 0);
    assert_int_equal(history->order[COUNT - 1], COUNT - 1);
    assert_true(history_is_ancestor(history, 0, COUNT - 1));
    // The same as one great circle.
    *ARENA_PUSH(arena, &revisions[0].down_revisions) = revisions[COUNT - 1].id;
    history = history_new(arena, revisions, COUNT);
    assert_int_equal(history->faults.count, 1);
    assert_int_equal(history->faults.items[0].names.count, COUNT);
    arena_free(arena);
}

static void no_revisions_make_an_empty_history(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct history *history = history_new(arena, NULL, 0);
    assert_int_equal(history->heads.count, 0);
    assert_true(history_find(history, STR("a")) == SIZE_MAX);
    assert_false(history_is_ancestor(history, 0, 0));
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_assignments_are_read),
        cmocka_unit_test(annotated_assignments_are_read),
        cmocka_unit_test(tuples_lists_and_sets_are_read),
        cmocka_unit_test(what_is_no_literal_is_said_to_be_none),
        cmocka_unit_test(the_last_assignment_counts),
        cmocka_unit_test(other_places_that_look_like_one_are_passed_by),
        cmocka_unit_test(the_docstring_gives_message_and_date),
        cmocka_unit_test(spans_are_those_of_the_assignments),
        cmocka_unit_test(any_bytes_are_read_to_the_end),
        cmocka_unit_test(order_puts_down_revisions_and_dependencies_first),
        cmocka_unit_test(branch_points_and_merges_are_found),
        cmocka_unit_test(several_heads_are_a_fault),
        cmocka_unit_test(heads_of_labelled_branches_are_counted_for_each_label),
        cmocka_unit_test(missing_down_revisions_are_a_fault),
        cmocka_unit_test(duplicate_ids_are_a_fault_of_the_second),
        cmocka_unit_test(circles_are_a_fault_and_end_nothing),
        cmocka_unit_test(computed_headers_raise_no_false_alarm),
        cmocka_unit_test(a_long_history_needs_no_stack),
        cmocka_unit_test(no_revisions_make_an_empty_history),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
