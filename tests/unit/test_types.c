#include "model/type.h"
#include "postgres/types.h"
#include "with_arena.h"

// A type as the tables below write it: name, up to two modifiers (-1: none), [] for arrays.
static struct sql_type type(const char *name, int32_t first, int32_t second) {
    int32_t modifiers[] = {first, second};
    struct str text = str_from(name);
    bool is_array = str_ends(text, STR("[]"));
    text = is_array ? str_slice(text, 0, text.size - 2) : text;
    uint32_t count = first < 0 ? 0 : second < 0 ? 1 : 2;
    return type_make(arena, (struct str){0}, text, modifiers, count, is_array);
}

static enum type_change change(struct type_question question) {
    question.postgres_version = question.postgres_version ? question.postgres_version : 15;
    question.column = STR("v");
    return type_change_find(&question).change;
}

struct pair {
    const char *from;
    int32_t from_first, from_second;
    const char *to;
    int32_t to_first, to_second;
    enum type_change change;
};

#define NO (-1)
#define SAME TYPE_CHANGE_NONE
#define FREE TYPE_CHANGE_FREE
#define INDEX TYPE_CHANGE_INDEX
#define REWRITE TYPE_CHANGE_REWRITE
#define UNKNOWN TYPE_CHANGE_UNKNOWN

// clang-format off
static const struct pair pairs[] = {
    {"varchar", 10, NO, "varchar", 20, NO, FREE},
    {"varchar", 10, NO, "varchar", 10, NO, SAME},
    {"varchar", 10, NO, "varchar", 5, NO, REWRITE},
    {"varchar", 10, NO, "text", NO, NO, FREE},
    {"varchar", 10, NO, "varchar", NO, NO, FREE},
    {"text", NO, NO, "varchar", NO, NO, FREE},
    {"text", NO, NO, "varchar", 20, NO, REWRITE},
    {"varchar", NO, NO, "varchar", 100, NO, REWRITE},
    {"text", NO, NO, "text", NO, NO, SAME},
    {"char", 10, NO, "char", 20, NO, REWRITE},
    {"char", 10, NO, "text", NO, NO, REWRITE},
    {"char", 10, NO, "varchar", NO, NO, REWRITE},
    {"varchar", 10, NO, "char", 10, NO, REWRITE},
    {"text", NO, NO, "citext", NO, NO, INDEX},
    {"varchar", 20, NO, "citext", NO, NO, INDEX},
    {"citext", NO, NO, "text", NO, NO, INDEX},
    {"text", NO, NO, "name", NO, NO, REWRITE},
    {"text", NO, NO, "xml", NO, NO, REWRITE},
    {"xml", NO, NO, "text", NO, NO, FREE},
    {"text", NO, NO, "jsonb", NO, NO, REWRITE},
    {"integer", NO, NO, "bigint", NO, NO, REWRITE},
    {"bigint", NO, NO, "integer", NO, NO, REWRITE},
    {"integer", NO, NO, "smallint", NO, NO, REWRITE},
    {"integer", NO, NO, "numeric", NO, NO, REWRITE},
    {"integer", NO, NO, "oid", NO, NO, INDEX},
    {"real", NO, NO, "double precision", NO, NO, REWRITE},
    {"numeric", 10, 2, "numeric", 12, 2, FREE},
    {"numeric", 10, 2, "numeric", 12, 4, REWRITE},
    {"numeric", 10, 2, "numeric", 8, 2, REWRITE},
    {"numeric", 10, 2, "numeric", NO, NO, FREE},
    {"numeric", NO, NO, "numeric", 10, 2, REWRITE},
    {"numeric", 8, NO, "numeric", 18, NO, FREE},
    {"numeric", 8, NO, "numeric", 18, 2, REWRITE},
    {"timestamp", 3, NO, "timestamp", 6, NO, FREE},
    {"timestamp", 6, NO, "timestamp", 3, NO, REWRITE},
    {"timestamp", 0, NO, "timestamp", NO, NO, FREE},
    {"timestamp", NO, NO, "timestamp", 6, NO, FREE},
    {"timestamptz", 3, NO, "timestamptz", NO, NO, FREE},
    {"time", 3, NO, "time", NO, NO, FREE},
    {"interval", 0x1c08, NO, "interval", NO, NO, FREE},       // day to second
    {"interval", 0x0006, NO, "interval", 0x0008, NO, FREE},   // year to month, day
    {"interval", NO, NO, "interval", 0x0008, NO, REWRITE},    // day
    {"interval", 0x7fff, 3, "interval", NO, NO, FREE},        // interval(3)
    {"interval", NO, NO, "interval", 0x7fff, 3, REWRITE},
    {"date", NO, NO, "timestamp", NO, NO, REWRITE},
    {"timestamp", NO, NO, "date", NO, NO, REWRITE},
    {"varbit", 10, NO, "varbit", 20, NO, FREE},
    {"varbit", 10, NO, "varbit", NO, NO, FREE},
    {"varbit", 10, NO, "varbit", 5, NO, REWRITE},
    {"bit", 4, NO, "bit", 8, NO, REWRITE},
    {"cidr", NO, NO, "inet", NO, NO, FREE},
    {"inet", NO, NO, "cidr", NO, NO, REWRITE},
    {"json", NO, NO, "jsonb", NO, NO, REWRITE},
    {"jsonb", NO, NO, "json", NO, NO, REWRITE},
    {"jsonb", NO, NO, "text", NO, NO, REWRITE},
    {"uuid", NO, NO, "text", NO, NO, REWRITE},
    {"varchar[]", 10, NO, "varchar[]", 20, NO, REWRITE},
    {"varchar[]", 10, NO, "varchar[]", NO, NO, FREE},
    {"varchar[]", 10, NO, "varchar[]", 10, NO, SAME},
    {"varchar[]", 10, NO, "text[]", NO, NO, REWRITE},
    {"integer[]", NO, NO, "bigint[]", NO, NO, REWRITE},
    {"text", NO, NO, "text[]", NO, NO, REWRITE},
    {"mood", NO, NO, "mood", NO, NO, SAME},
    {"mood", NO, NO, "feeling", NO, NO, UNKNOWN},
    {"text", NO, NO, "mood", NO, NO, UNKNOWN},
};
// clang-format on

static void every_pair_costs_what_the_server_charges(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        const struct pair *pair = &pairs[i];
        enum type_change actual = change((struct type_question){
            .from.type = type(pair->from, pair->from_first, pair->from_second),
            .to.type = type(pair->to, pair->to_first, pair->to_second),
        });
        if (actual != pair->change) {
            fail_msg("%s to %s (row %zu): %d instead of %d", pair->from, pair->to, i,
                     (int)actual, (int)pair->change);
        }
    }
}

static void timestamps_are_the_same_bytes_in_utc_from_12_on(void **state) {
    (void)state;
    static const struct {
        const char *timezone;
        unsigned version;
        enum type_change change;
    } cases[] = {
        {"UTC", 15, INDEX},
        {"UTC", 12, INDEX},
        {"UTC", 11, REWRITE},
        {"Etc/UTC", 15, INDEX},
        {"gmt", 15, INDEX},
        {"Europe/London", 15, REWRITE},
        {"Europe/Stockholm", 15, REWRITE},
        {"", 15, UNKNOWN},
        {"", 11, REWRITE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct type_question question = {
            .from.type = type("timestamp", NO, NO),
            .to.type = type("timestamptz", NO, NO),
            .postgres_version = cases[i].version,
            .timezone = str_from(cases[i].timezone),
        };
        assert_int_equal(change(question), cases[i].change);
        struct type_facts from = question.from;
        question.from = question.to;
        question.to = from;
        assert_int_equal(change(question), cases[i].change);
    }
}

static struct type_facts domain(const char *base, int32_t length, enum truth has_constraints) {
    return (struct type_facts){.type = type("d", NO, NO),
                               .kind = TYPE_KIND_DOMAIN,
                               .base = type(base, length, NO),
                               .has_constraints = has_constraints};
}

static void a_domain_without_constraints_is_its_base_type(void **state) {
    (void)state;
    struct type_facts base = {.type = type("varchar", 20, NO)};
    struct type_facts text = {.type = type("text", NO, NO)};
    struct type_facts plain = domain("varchar", 20, TRUTH_NO);
    struct type_facts checked = domain("varchar", 20, TRUTH_YES);
    struct type_facts unclear = domain("varchar", 20, TRUTH_UNKNOWN);
    struct type_facts number = domain("integer", NO, TRUTH_YES);
    assert_int_equal(change((struct type_question){.from = base, .to = plain}), FREE);
    assert_int_equal(change((struct type_question){.from = base, .to = checked}), REWRITE);
    assert_int_equal(change((struct type_question){.from = base, .to = unclear}), UNKNOWN);
    assert_int_equal(change((struct type_question){.from = text, .to = plain}), REWRITE);
    // the length is applied again
    assert_int_equal(change((struct type_question){.from = checked, .to = base}), REWRITE);
    assert_int_equal(change((struct type_question){.from = checked, .to = text}), FREE);
    assert_int_equal(
        change((struct type_question){.from = number, .to.type = type("integer", NO, NO)}),
        FREE);
}

static void an_enum_is_never_free(void **state) {
    (void)state;
    struct type_facts old = {.type = type("old_mood", NO, NO), .kind = TYPE_KIND_ENUM};
    struct type_facts new = {.type = type("new_mood", NO, NO)};
    struct type_facts text = {.type = type("text", NO, NO)};
    new.type.is_enum = true;
    assert_int_equal(change((struct type_question){.from = old, .to = new}), REWRITE);
    assert_int_equal(change((struct type_question){.from = text, .to = new}), REWRITE);
    assert_int_equal(change((struct type_question){.from = old, .to = text}), REWRITE);
    assert_int_equal(change((struct type_question){.from = old, .to = old}), SAME);
}

static enum type_change with_using(struct expression using_expression) {
    return change((struct type_question){.from.type = type("varchar", 10, NO),
                                         .to.type = type("varchar", 20, NO),
                                         .using_expression = &using_expression});
}

static void using_a_mere_cast_changes_nothing(void **state) {
    (void)state;
    struct str v = STR("v"), other = STR("w");
    struct expression column = {
        .text = STR("v"), .is_column_cast = true, .columns = {&v, 1, 1}};
    struct expression cast = column, text = column, unlimited = column;
    struct sql_type casts[] = {type("varchar", 20, NO), type("varchar", NO, NO),
                               type("char", 20, NO)};
    cast.cast_to = &casts[0];
    unlimited.cast_to = &casts[1];
    text.cast_to = &casts[2];
    assert_int_equal(with_using(column), FREE);
    assert_int_equal(with_using(cast), FREE);
    assert_int_equal(with_using(text), REWRITE);      // there and back
    assert_int_equal(with_using(unlimited), REWRITE); // the length is applied again
    column.columns.items = &other;
    assert_int_equal(with_using(column), REWRITE); // another column's values
    assert_int_equal(with_using((struct expression){.text = STR("left(v, 20)")}), REWRITE);
    assert_int_equal(with_using((struct expression){.is_unknown = true}), UNKNOWN);
}

static void another_collation_rebuilds_indexes(void **state) {
    (void)state;
    struct type_question question = {.from.type = type("varchar", 20, NO),
                                     .to.type = type("varchar", 20, NO)};
    question.to.collation = STR("C");
    assert_int_equal(change(question), INDEX);
    question.from.collation = STR("C");
    assert_int_equal(change(question), SAME);
    question.to.collation = (struct str){0}; // back to the type's own
    assert_int_equal(change(question), INDEX);
    question.from.collation = STR("default");
    assert_int_equal(change(question), SAME);
}

static void an_unknown_old_type_is_not_guessed(void **state) {
    (void)state;
    struct type_question question = {.to.type = type("integer", NO, NO),
                                     .postgres_version = 15};
    struct type_answer answer = type_change_find(&question);
    assert_int_equal(answer.change, UNKNOWN);
    assert_string_equal(answer.reason.data, "nothing tells the old type");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_pair_costs_what_the_server_charges),
        cmocka_unit_test(timestamps_are_the_same_bytes_in_utc_from_12_on),
        cmocka_unit_test(a_domain_without_constraints_is_its_base_type),
        cmocka_unit_test(an_enum_is_never_free),
        cmocka_unit_test(using_a_mere_cast_changes_nothing),
        cmocka_unit_test(another_collation_rebuilds_indexes),
        cmocka_unit_test(an_unknown_old_type_is_not_guessed),
    };
    return cmocka_run_group_tests_name("types", tests, make_arena, free_arena);
}
