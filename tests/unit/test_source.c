#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/source.h"

static int make_arena(void **state) {
    *state = arena_new();
    return 0;
}

static int free_arena(void **state) {
    arena_free(*state);
    return 0;
}

static struct source *make(struct arena *arena, const char *text) {
    return source_new(arena, STR("a.py"), str_from(text));
}

static void offsets_have_line_and_column(void **state) {
    static const struct {
        const char *text;
        uint32_t offset, line, column;
    } cases[] = {
        {"", 0, 1, 1},
        {"ab\ncd", 0, 1, 1},
        {"ab\ncd", 2, 1, 3}, // the line end itself
        {"ab\ncd", 3, 2, 1},
        {"ab\ncd", 5, 2, 3},
        {"ab\ncd", 99, 2, 3},
        {"ab\n", 3, 2, 1},
        {"\xc3\xa4\xe2\x82\xacx", 5, 1, 3}, // columns are code points
        {"a\r\nb", 3, 2, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct place place = source_place(make(*state, cases[i].text), cases[i].offset);
        assert_int_equal(place.line, cases[i].line);
        assert_int_equal(place.column, cases[i].column);
    }
}

static void places_lead_back_to_their_offset(void **state) {
    struct source *source = make(*state, "one\n\n  zw\xc3\xb6lf\r\nlast");
    for (uint32_t offset = 0; offset < source->text.size; offset++) {
        unsigned char byte = (unsigned char)source->text.data[offset];
        if ((byte & 0xc0) != 0x80 && byte != '\n') { // starts a character
            assert_int_equal(source_offset(source, source_place(source, offset)), offset);
        }
    }
    assert_int_equal(source_offset(source, (struct place){1, 99}), 3);
    assert_int_equal(source_offset(source, (struct place){99, 1}), source->text.size);
}

static void lines_come_without_their_end(void **state) {
    struct source *source = make(*state, "one\r\ntwo\n\nfour");
    static const char *const expected[] = {"", "one", "two", "", "four", ""};
    for (uint32_t line = 0; line < 6; line++) {
        assert_true(str_is(source_line(source, line), expected[line]));
    }
    assert_int_equal(source->line_count, 4);
}

// The text "ab" + "?" + "\n": three pieces of a source, the middle one a hole, the last one an
// escape of two bytes.
static struct mapped_text make_mapped(struct arena *arena) {
    struct mapped_text text = {.text = STR("ab?\n"), .source = make(arena, "'ab' + x + '\\n'")};
    *ARENA_PUSH(arena, &text.pieces) = (struct text_piece){0, 2, {1, 3}};
    *ARENA_PUSH(arena, &text.pieces) = (struct text_piece){2, 1, {7, 8}};
    *ARENA_PUSH(arena, &text.pieces) = (struct text_piece){3, 1, {12, 14}};
    *ARENA_PUSH(arena, &text.holes) =
        (struct text_hole){.offset = 2, .size = 1, .reason = STR("x is not known")};
    return text;
}

static void check_span(const struct mapped_text *text, uint32_t start, uint32_t end,
                       struct span expected) {
    struct span span = mapped_span(text, start, end, (struct span){90, 91});
    assert_int_equal(span.start, expected.start);
    assert_int_equal(span.end, expected.end);
}

static void a_text_knows_where_its_bytes_came_from(void **state) {
    struct mapped_text text = make_mapped(*state);
    check_span(&text, 0, 2, (struct span){1, 3});
    check_span(&text, 1, 2, (struct span){2, 3});
    check_span(&text, 3, 4, (struct span){12, 14}); // an escape as a whole
    check_span(&text, 1, 4, (struct span){2, 14});
    struct mapped_text none = {0};
    check_span(&none, 0, 1, (struct span){90, 91});
    struct source *source = make(*state, "abc");
    struct mapped_text whole = mapped_from_source(*state, source);
    check_span(&whole, 1, 3, (struct span){1, 3});
}

static void holes_are_found_by_the_bytes_they_cover(void **state) {
    struct mapped_text text = make_mapped(*state);
    assert_null(mapped_hole(&text, 0, 2));
    assert_null(mapped_hole(&text, 3, 4));
    assert_non_null(mapped_hole(&text, 2, 3));
    assert_non_null(mapped_hole(&text, 0, 4));
}

static void a_slice_keeps_its_origin(void **state) {
    struct mapped_text text = make_mapped(*state);
    struct mapped_text part = mapped_slice(*state, &text, 1, 4);
    assert_true(str_is(part.text, "b?\n"));
    check_span(&part, 0, 1, (struct span){2, 3});
    check_span(&part, 2, 3, (struct span){12, 14});
    assert_int_equal(part.holes.count, 1);
    assert_int_equal(part.holes.items[0].offset, 1);
    assert_int_equal(mapped_slice(*state, &text, 4, 4).pieces.count, 0);
}

static void an_appended_text_keeps_its_origin(void **state) {
    struct mapped_text text = make_mapped(*state);
    struct mapped_text more = mapped_slice(*state, &text, 1, 3);
    mapped_append(*state, &text, &more);
    assert_true(str_is(text.text, "ab?\nb?"));
    check_span(&text, 4, 5, (struct span){2, 3});
    assert_non_null(mapped_hole(&text, 5, 6));
    struct mapped_text empty = {0};
    mapped_append(*state, &empty, &more);
    assert_ptr_equal(empty.source, text.source);
    check_span(&empty, 0, 1, (struct span){2, 3});
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(offsets_have_line_and_column),
        cmocka_unit_test(places_lead_back_to_their_offset),
        cmocka_unit_test(lines_come_without_their_end),
        cmocka_unit_test(a_text_knows_where_its_bytes_came_from),
        cmocka_unit_test(holes_are_found_by_the_bytes_they_cover),
        cmocka_unit_test(a_slice_keeps_its_origin),
        cmocka_unit_test(an_appended_text_keeps_its_origin),
    };
    return cmocka_run_group_tests_name("source", tests, make_arena, free_arena);
}
