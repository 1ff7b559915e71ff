#include "lint/edits.h"
#include "with_arena.h"

static struct fix *fix_of(uint32_t start, uint32_t end, const char *text) {
    struct fix *fix = ARENA_NEW(arena, struct fix, 1);
    *ARENA_PUSH(arena, &fix->edits) = (struct edit){{start, end}, str_from(text), false};
    return fix;
}

static void share(struct fix *fix, uint32_t at, const char *text) {
    *ARENA_PUSH(arena, &fix->edits) = (struct edit){{at, at}, str_from(text), true};
}

static void check(const struct fix_list *list, const char *text, const char *expected) {
    struct str made = edits_apply(arena, str_from(text), list);
    assert_string_equal(str_copy(arena, made).data, expected);
}

static void edits_are_made_in_order_of_place(void **state) {
    (void)state;
    struct fix_list list = {0};
    *ARENA_PUSH(arena, &list) = fix_of(4, 5, "E");
    *ARENA_PUSH(arena, &list) = fix_of(1, 3, "");
    *ARENA_PUSH(arena, &list) = fix_of(0, 0, "> ");
    check(&list, "abcdefg", "> adEfg");
}

static void fixes_that_touch_do_not_fit(void **state) {
    (void)state;
    struct fix_list list = {0};
    *ARENA_PUSH(arena, &list) = fix_of(4, 6, "x");
    assert_true(edits_fit(&list, fix_of(0, 3, "")));
    assert_true(edits_fit(&list, fix_of(7, 7, "")));
    assert_false(edits_fit(&list, fix_of(6, 8, "")));
    assert_false(edits_fit(&list, fix_of(4, 4, "")));
    assert_false(edits_fit(&list, fix_of(0, 9, "")));
}

static void a_shared_edit_is_made_once(void **state) {
    (void)state;
    struct fix *first = fix_of(4, 5, "E");
    struct fix *second = fix_of(6, 7, "G");
    share(first, 1, "import\n");
    share(second, 1, "import\n");
    struct fix_list list = {0};
    *ARENA_PUSH(arena, &list) = first;
    assert_true(edits_fit(&list, second));
    *ARENA_PUSH(arena, &list) = second;
    check(&list, "abcdefg", "aimport\nbcdEfG");
    struct fix *other = fix_of(3, 3, "");
    share(other, 1, "from\n");
    assert_false(edits_fit(&list, other));
}

static void neighbours_share_a_block(void **state) {
    (void)state;
    struct fix *first = fix_of(0, 0, "with:\n ");
    struct fix *second = fix_of(2, 2, "with:\n ");
    struct fix *third = fix_of(6, 6, "with:\n ");
    first->block.lines = (struct span){0, 2};
    second->block.lines = (struct span){2, 4};
    third->block.lines = (struct span){6, 8};
    first->block.opening = second->block.opening = third->block.opening = STR("with:\n");
    struct fix_list list = {0};
    *ARENA_PUSH(arena, &list) = first;
    *ARENA_PUSH(arena, &list) = second;
    *ARENA_PUSH(arena, &list) = third;
    check(&list, "a\nb\nc\nd\n", "with:\n a\n b\nc\nwith:\n d\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        WITH_ARENA(edits_are_made_in_order_of_place),
        WITH_ARENA(fixes_that_touch_do_not_fit),
        WITH_ARENA(a_shared_edit_is_made_once),
        WITH_ARENA(neighbours_share_a_block),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
