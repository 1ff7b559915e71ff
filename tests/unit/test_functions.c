#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "postgres/functions.h"
#include "postgres/functions_data.h"

static void the_data_is_sorted_and_sound(void **state) {
    (void)state;
    assert_true(builtin_function_count > 2000);
    for (size_t i = 0; i < builtin_function_count; i++) {
        assert_non_null(strchr("isv", builtin_functions[i].volatility));
        assert_true(!i || strcmp(builtin_functions[i - 1].name, builtin_functions[i].name) < 0);
    }
}

static void functions_have_their_labels(void **state) {
    (void)state;
    static const struct {
        const char *name;
        enum volatility volatility;
    } cases[] = {
        {"now", VOLATILITY_STABLE},
        {"statement_timestamp", VOLATILITY_STABLE},
        {"transaction_timestamp", VOLATILITY_STABLE},
        {"timezone", VOLATILITY_STABLE},
        {"to_char", VOLATILITY_STABLE},
        {"txid_current", VOLATILITY_STABLE},
        {"current_timestamp", VOLATILITY_STABLE},
        {"lower", VOLATILITY_STABLE},
        {"clock_timestamp", VOLATILITY_VOLATILE},
        {"timeofday", VOLATILITY_VOLATILE},
        {"random", VOLATILITY_VOLATILE},
        {"gen_random_uuid", VOLATILITY_VOLATILE},
        {"uuid_generate_v4", VOLATILITY_VOLATILE},
        {"gen_random_bytes", VOLATILITY_VOLATILE},
        {"nextval", VOLATILITY_VOLATILE},
        {"uuidv7", VOLATILITY_VOLATILE},
        {"zeroblob", VOLATILITY_UNKNOWN},
        {"", VOLATILITY_UNKNOWN},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(function_volatility(str_from(cases[i].name)), cases[i].volatility);
    }
}

static void a_function_without_a_label_is_volatile(void **state) {
    (void)state;
    static const struct {
        const char *options;
        unsigned version;
        enum volatility volatility;
    } cases[] = {
        {"LANGUAGE plpgsql IMMUTABLE", 15, VOLATILITY_STABLE},
        {"LANGUAGE sql STABLE", 15, VOLATILITY_STABLE},
        {"LANGUAGE plpgsql", 15, VOLATILITY_VOLATILE},
        {"LANGUAGE plpgsql VOLATILE", 15, VOLATILITY_VOLATILE},
        {"LANGUAGE sql VOLATILE", 15, VOLATILITY_VOLATILE},
        {"LANGUAGE sql", 12, VOLATILITY_UNKNOWN}, // inlined, and judged by its body
        {"LANGUAGE sql", 11, VOLATILITY_VOLATILE},
        {"", 15, VOLATILITY_VOLATILE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(
            function_declared_volatility(str_from(cases[i].options), cases[i].version),
            cases[i].volatility);
    }
}

static struct expression call(struct str *name) {
    return (struct expression){.text = STR("f()"), .functions = {name, 1, 1}};
}

static void an_expression_is_as_volatile_as_its_worst_function(void **state) {
    (void)state;
    struct str names[] = {STR("lower"), STR("random"), STR("now"), STR("f")};
    struct expression none = {0}, unknown = {.is_unknown = true};
    struct expression literal = {.text = STR("0"), .is_constant = true};
    struct expression sum = {.text = STR("1 + 2")};
    struct expression stable = {.text = STR("lower(x)"), .functions = {names, 1, 1}};
    struct expression both = {.text = STR("lower(random())"), .functions = {names, 2, 2}};
    assert_int_equal(expression_volatility(&none, NULL), VOLATILITY_NONE);
    assert_int_equal(expression_volatility(&unknown, NULL), VOLATILITY_UNKNOWN);
    assert_int_equal(expression_volatility(&literal, NULL), VOLATILITY_CONSTANT);
    assert_int_equal(expression_volatility(&sum, NULL), VOLATILITY_STABLE);
    assert_int_equal(expression_volatility(&stable, NULL), VOLATILITY_STABLE);
    assert_int_equal(expression_volatility(&both, NULL), VOLATILITY_VOLATILE);
}

static void a_declared_function_is_taken_at_its_word(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct map declared = {.arena = arena};
    struct str name = STR("order_number");
    enum volatility stable = VOLATILITY_STABLE, volatile_one = VOLATILITY_VOLATILE;
    struct expression expression = call(&name);
    assert_int_equal(expression_volatility(&expression, &declared), VOLATILITY_UNKNOWN);
    map_put(&declared, name, &stable);
    assert_int_equal(expression_volatility(&expression, &declared), VOLATILITY_STABLE);
    map_put(&declared, name, &volatile_one);
    assert_int_equal(expression_volatility(&expression, &declared), VOLATILITY_VOLATILE);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_data_is_sorted_and_sound),
        cmocka_unit_test(functions_have_their_labels),
        cmocka_unit_test(a_function_without_a_label_is_volatile),
        cmocka_unit_test(an_expression_is_as_volatile_as_its_worst_function),
        cmocka_unit_test(a_declared_function_is_taken_at_its_word),
    };
    return cmocka_run_group_tests_name("functions", tests, NULL, NULL);
}
