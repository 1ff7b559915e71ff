#define _XOPEN_SOURCE 700 // for mkdtemp()
#include "project/replace.h"
#include "place.h"

static enum replace_result replace(const struct place *place, const char *path,
                                   const char *before, const char *text) {
    struct str problem = {0};
    return replace_file(place->arena, place->root, str_from(path), str_from(before),
                        str_from(text), &problem);
}

static void the_text_is_replaced_and_permissions_stay(void **state) {
    const struct place *place = *state;
    run(place, "mkdir d && printf old >d/m.py && chmod 751 d/m.py");
    assert_int_equal(replace(place, "d/m.py", "old", "newer"), REPLACE_DONE);
    run(place, "test \"$(cat d/m.py)\" = newer && test \"$(stat -c %a d/m.py)\" = 751");
    run(place, "test \"$(ls -A d)\" = m.py");
}

static void a_file_that_changed_is_not_touched(void **state) {
    const struct place *place = *state;
    run(place, "printf 'older' >m.py");
    assert_int_equal(replace(place, "m.py", "old", "new"), REPLACE_CHANGED);
    assert_int_equal(replace(place, "m.py", "olderr", "new"), REPLACE_CHANGED);
    assert_int_equal(replace(place, "gone.py", "old", "new"), REPLACE_CHANGED);
    run(place, "test \"$(cat m.py)\" = older && test \"$(ls -A)\" = m.py");
}

static void links_are_not_followed(void **state) {
    const struct place *place = *state;
    run(place, "mkdir d && printf old >d/m.py && ln -s d l && ln -s m.py d/k.py");
    assert_int_equal(replace(place, "l/m.py", "old", "new"), REPLACE_LINK);
    assert_int_equal(replace(place, "d/k.py", "old", "new"), REPLACE_LINK);
    assert_int_equal(replace(place, "d", "old", "new"), REPLACE_LINK);
    run(place, "test \"$(cat d/m.py)\" = old && test -L d/k.py");
}

static void what_cannot_be_written_stays_whole(void **state) {
    const struct place *place = *state;
    if (geteuid() == 0) {
        skip(); // who may write everywhere
    }
    run(place, "mkdir d && printf old >d/m.py && chmod 555 d");
    assert_int_equal(replace(place, "d/m.py", "old", "new"), REPLACE_FAILED);
    run(place, "chmod 755 d && test \"$(cat d/m.py)\" = old");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_PLACE(the_text_is_replaced_and_permissions_stay),
        IN_PLACE(a_file_that_changed_is_not_touched),
        IN_PLACE(links_are_not_followed),
        IN_PLACE(what_cannot_be_written_stays_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
