#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "model/type.h"

static const struct str none = {0};

static struct sql_type make(struct arena *arena, const char *name) {
    return type_make(arena, none, str_from(name), NULL, 0, 0);
}

static void aliases_become_the_internal_name(void **state) {
    (void)state;
    static const struct {
        const char *alias, *name, *text;
    } cases[] = {
        {"VARCHAR", "varchar", "VARCHAR"},
        {"character varying", "varchar", "VARCHAR"},
        {"Int", "int4", "INTEGER"},
        {"int8", "int8", "BIGINT"},
        {"smallint", "int2", "SMALLINT"},
        {"double precision", "float8", "DOUBLE PRECISION"},
        {"float", "float8", "FLOAT"},
        {"real", "float4", "REAL"},
        {"decimal", "numeric", "DECIMAL"},
        {"bool", "bool", "BOOLEAN"},
        {"timestamp", "timestamp", "TIMESTAMP WITHOUT TIME ZONE"},
        {"timestamptz", "timestamptz", "TIMESTAMP WITH TIME ZONE"},
        {"time with time zone", "timetz", "TIME WITH TIME ZONE"},
        {"char", "bpchar", "CHAR"},
        {"serial", "serial4", "SERIAL"},
        {"bigserial", "serial8", "BIGSERIAL"},
        {"jsonb", "jsonb", "JSONB"},
        {"mood", "mood", "mood"},
        {"Mood", "Mood", "\"Mood\""},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sql_type type = make(arena, cases[i].alias);
        assert_true(str_is(type.name, cases[i].name));
        assert_true(str_is(type.text, cases[i].text));
        assert_false(type.is_unknown);
    }
    arena_free(arena);
}

static void modifiers_are_printed_where_sqlalchemy_prints_them(void **state) {
    (void)state;
    static const struct {
        const char *name;
        int32_t modifiers[2];
        uint32_t count, dimensions;
        const char *text;
    } cases[] = {
        {"varchar", {50}, 1, 0, "VARCHAR(50)"},
        {"numeric", {10, 2}, 2, 0, "NUMERIC(10, 2)"},
        {"timestamptz", {3}, 1, 0, "TIMESTAMP(3) WITH TIME ZONE"},
        {"text", {0}, 0, 1, "TEXT[]"},
        {"varchar", {5}, 1, 2, "VARCHAR(5)[][]"},
        {"interval", {0x7fff, 3}, 2, 0, "INTERVAL (3)"},
        {"interval", {0x1c08}, 1, 0, "INTERVAL DAY TO SECOND"},
        {"vector", {3}, 1, 0, "vector(3)"},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sql_type type =
            type_make(arena, none, str_from(cases[i].name), cases[i].modifiers, cases[i].count,
                      cases[i].dimensions);
        assert_true(str_is(type.text, cases[i].text));
        assert_int_equal(type.dimensions, cases[i].dimensions);
    }
    arena_free(arena);
}

static void what_is_not_written_is_filled_in(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    int32_t precision = 10, small = 24;
    struct sql_type character = make(arena, "char");
    struct sql_type numeric = type_make(arena, none, STR("numeric"), &precision, 1, 0);
    struct sql_type real = type_make(arena, none, STR("float"), &small, 1, 0);
    assert_int_equal(character.modifier_count, 1);
    assert_int_equal(character.modifiers[0], 1);
    assert_int_equal(numeric.modifier_count, 2);
    assert_int_equal(numeric.modifiers[1], 0);
    assert_true(str_is(numeric.text, "NUMERIC(10)"));
    assert_true(str_is(real.name, "float4"));
    assert_int_equal(real.modifier_count, 0);
    assert_int_equal(make(arena, "bpchar").modifier_count, 0);
    arena_free(arena);
}

static void schemas_tell_users_types_from_built_in_ones(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct sql_type built_in = type_make(arena, STR("pg_catalog"), STR("int4"), NULL, 0, 0);
    struct sql_type users = type_make(arena, STR("app"), STR("text"), NULL, 0, 0);
    struct sql_type byte = type_make(arena, STR("pg_catalog"), STR("char"), NULL, 0, 0);
    assert_int_equal(built_in.schema.size, 0);
    assert_true(str_is(built_in.text, "INTEGER"));
    assert_true(str_is(users.schema, "app"));
    assert_true(str_is(users.text, "app.text"));
    assert_true(str_is(byte.name, "char"));
    assert_false(
        type_equal(&users, &(struct sql_type){.schema = STR("b"), .name = STR("text")}));
    arena_free(arena);
}

static void serials_have_a_type_beneath(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct sql_type serial = make(arena, "bigserial"), text = make(arena, "text");
    assert_true(type_is_serial(&serial));
    assert_false(type_is_serial(&text));
    assert_true(str_is(type_base_of_serial(arena, serial).name, "int8"));
    assert_true(str_is(type_base_of_serial(arena, text).name, "text"));
    arena_free(arena);
}

static void types_are_equal_by_name_modifiers_and_being_an_array(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    int32_t five = 5, six = 6;
    struct sql_type a = type_make(arena, none, STR("varchar"), &five, 1, 0);
    struct sql_type same = type_make(arena, none, STR("character varying"), &five, 1, 0);
    struct sql_type other = type_make(arena, none, STR("varchar"), &six, 1, 0);
    struct sql_type array = type_make(arena, none, STR("varchar"), &five, 1, 1);
    struct sql_type matrix = type_make(arena, none, STR("varchar"), &five, 1, 2);
    struct sql_type nobody = type_unknown();
    assert_true(type_equal(&a, &same));
    assert_false(type_equal(&a, &other));
    assert_false(type_equal(&a, &array));
    assert_true(type_equal(&array, &matrix)); // PostgreSQL keeps no number of dimensions
    assert_false(type_equal(&nobody, &nobody));
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(aliases_become_the_internal_name),
        cmocka_unit_test(modifiers_are_printed_where_sqlalchemy_prints_them),
        cmocka_unit_test(what_is_not_written_is_filled_in),
        cmocka_unit_test(schemas_tell_users_types_from_built_in_ones),
        cmocka_unit_test(serials_have_a_type_beneath),
        cmocka_unit_test(types_are_equal_by_name_modifiers_and_being_an_array),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
