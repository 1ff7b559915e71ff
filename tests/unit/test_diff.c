// clang-format off
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
// clang-format on

#include "base/diff.h"

static void check(const char *before, const char *after, const char *expected) {
    struct arena *arena = arena_new();
    struct text out = {.arena = arena};
    diff_print(&out, STR("m.py"), str_from(before), str_from(after));
    struct str head = STR("--- a/m.py\n+++ b/m.py\n");
    struct str diff = text_str(&out);
    if (*expected) {
        assert_true(str_starts(diff, head));
        diff = str_slice(diff, head.size, diff.size);
    }
    assert_string_equal(str_copy(arena, diff).data, expected);
    arena_free(arena);
}

static void equal_texts_have_no_diff(void **state) {
    (void)state;
    check("a\nb\n", "a\nb\n", "");
    check("", "", "");
}

static void a_change_stands_between_three_lines(void **state) {
    (void)state;
    check("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n",
          "@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
}

static void near_changes_share_a_hunk(void **state) {
    (void)state;
    check("a\n1\n2\n3\n4\n5\n6\nb\n", "A\n1\n2\n3\n4\n5\n6\nB\n",
          "@@ -1,8 +1,8 @@\n-a\n+A\n 1\n 2\n 3\n 4\n 5\n 6\n-b\n+B\n");
    check("a\n1\n2\n3\n4\n5\n6\n7\nb\n", "A\n1\n2\n3\n4\n5\n6\n7\nB\n",
          "@@ -1,4 +1,4 @@\n-a\n+A\n 1\n 2\n 3\n@@ -6,4 +6,4 @@\n 5\n 6\n 7\n-b\n+B\n");
}

static void lines_that_come_and_go(void **state) {
    (void)state;
    check("", "a\n", "@@ -0,0 +1 @@\n+a\n");
    check("a\n", "", "@@ -1 +0,0 @@\n-a\n");
    check("a\nb\nc\n", "a\nc\nd\n", "@@ -1,3 +1,3 @@\n a\n-b\n c\n+d\n");
    check("x\na\nb\nc\nx\n", "y\nb\nc\na\ny\n",
          "@@ -1,5 +1,5 @@\n-x\n-a\n+y\n b\n c\n-x\n+a\n+y\n");
}

static void a_missing_line_end_is_said(void **state) {
    (void)state;
    check("a\nb", "a\nb\n", "@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+b\n");
    check("a\r\n", "a\n", "@@ -1 +1 @@\n-a\r\n+a\n");
}

// Beyond the limit the whole is replaced: it must still be a diff of the two.
static void very_different_texts_are_replaced(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct text before = {.arena = arena};
    struct text after = {.arena = arena};
    struct text out = {.arena = arena};
    for (int i = 0; i < 900; i++) {
        text_addf(&before, "a%d\n", i);
        text_addf(&after, "b%d\n", i);
    }
    diff_print(&out, STR("m.py"), text_str(&before), text_str(&after));
    assert_true(str_find(text_str(&out), STR("@@ -1,900 +1,900 @@\n-a0\n-a1\n"), 0) !=
                SIZE_MAX);
    assert_true(str_ends(text_str(&out), STR("+b898\n+b899\n")));
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_texts_have_no_diff),
        cmocka_unit_test(a_change_stands_between_three_lines),
        cmocka_unit_test(near_changes_share_a_hunk),
        cmocka_unit_test(lines_that_come_and_go),
        cmocka_unit_test(a_missing_line_end_is_said),
        cmocka_unit_test(very_different_texts_are_replaced),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
