#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "python_text.h"

struct guard_case {
    const char *module;
    const char *test;
    const char *expected; // what the test asks; empty: nothing that history could answer
};

static struct str guard_text(struct arena *arena, const struct condition *condition) {
    static const char *const names[] = {[GUARD_NONE] = "",
                                        [GUARD_TABLE_EXISTS] = "table",
                                        [GUARD_COLUMN_EXISTS] = "column",
                                        [GUARD_INDEX_EXISTS] = "index",
                                        [GUARD_CONSTRAINT_EXISTS] = "constraint",
                                        [GUARD_TYPE_EXISTS] = "type"};
    if (!condition || condition->guard == GUARD_NONE) {
        return (struct str){0};
    }
    struct str parts[] = {condition->guard_schema, condition->guard_table,
                          condition->guard_name};
    struct text text = {.arena = arena};
    text_addf(&text, "%s%s", condition->guard_negated ? "no " : "", names[condition->guard]);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (parts[i].size) {
            text_addf(&text, " " STR_FMT, STR_ARG(parts[i]));
        }
    }
    return text_str(&text);
}

static void check_guards(const struct guard_case *cases, size_t count) {
    for (size_t i = 0; i < count; i++) {
        struct arena *arena = arena_new();
        struct text body = {.arena = arena};
        text_addf(&body,
                  "bind = op.get_bind()\ninsp = sa.inspect(bind)\nif %s:\n"
                  "    op.drop_table('x')",
                  cases[i].test);
        struct operations *operations =
            read_upgrade(arena, cases[i].module, str_copy(arena, text_str(&body)).data);
        const struct operation *last = &operations->items[operations->count - 1];
        assert_int_equal(last->kind, OP_DROP_TABLE);
        assert_non_null(last->condition);
        struct str guard = guard_text(arena, last->condition);
        if (!str_is(guard, cases[i].expected)) {
            fail_msg("%s\nasks: " STR_FMT "\nnot: %s", cases[i].test, STR_ARG(guard),
                     cases[i].expected);
        }
        arena_free(arena);
    }
}

static void inspectors_are_asked(void **state) {
    (void)state;
    static const struct guard_case cases[] = {
        {"", "insp.has_table('t')", "table t"},
        {"", "not insp.has_table('t', schema='s')", "no table s t"},
        {"", "'t' in insp.get_table_names()", "table t"},
        {"", "'c' not in [c['name'] for c in insp.get_columns('t')]", "no column t c"},
        {"", "any(c['name'] == 'c' for c in insp.get_columns('t'))", "column t c"},
        {"", "not any('c' == c['name'] for c in insp.get_columns('t'))", "no column t c"},
        {"", "all(c['name'] != 'c' for c in insp.get_columns('t'))", "no column t c"},
        {"", "[c for c in insp.get_columns('t') if c['name'] == 'c']", "column t c"},
        {"", "len([i for i in insp.get_indexes('t') if i['name'] == 'i']) == 0",
         "no index t i"},
        {"", "next((i for i in insp.get_indexes('t') if i['name'] == 'i'), None) is None",
         "no index t i"},
        {"", "any(c['type'] == 'c' for c in insp.get_columns('t'))", ""},
    };
    check_guards(cases, sizeof cases / sizeof *cases);
}

static void queries_on_the_catalogs_are_asked(void **state) {
    (void)state;
    static const struct guard_case cases[] = {
        {"", "bind.execute(\"SELECT 1 FROM pg_indexes WHERE indexname = 'i'\").scalar()",
         "index i"},
        {"",
         "bind.execute(sa.text('SELECT 1 FROM information_schema.columns WHERE table_name = :t "
         "AND column_name = :c'), {'t': 'tt', 'c': 'cc'}).fetchone() is None",
         "no column tt cc"},
        {"", "bind.scalar(sa.text(\"SELECT to_regclass('s.t')\")) is not None", "table s t"},
        {"",
         "bind.execute(\"SELECT EXISTS (SELECT 1 FROM pg_type WHERE typname = 'e')\")"
         ".fetchone()[0]",
         "type e"},
        {"",
         "bind.execute(\"SELECT count(*) FROM information_schema.tables WHERE table_name = "
         "'t'\").scalar() > 0",
         "table t"},
        {"", "bind.execute(\"SELECT 1 FROM orders WHERE state = 'x'\").scalar()", ""},
    };
    check_guards(cases, sizeof cases / sizeof *cases);
}

static void helpers_are_asked(void **state) {
    (void)state;
    static const struct guard_case cases[] = {
        {"def has(t, c):\n"
         "    for x in sa.inspect(op.get_bind()).get_columns(t):\n"
         "        if x['name'] == c:\n"
         "            return True\n"
         "    return False\n",
         "not has('t', 'c')", "no column t c"},
        {"def has(t, c):\n"
         "    i = sa.inspect(op.get_bind())\n"
         "    if not i.has_table(t):\n"
         "        return False\n"
         "    return c in [x['name'] for x in i.get_columns(t)]\n",
         "has('t', 'c')", "column t c"},
        {"def has(t):\n"
         "    if sa.inspect(op.get_bind()).has_table(t):\n"
         "        return True\n"
         "    else:\n"
         "        return False\n",
         "has('t')", "table t"},
        {"def has(t):\n"
         "    if unknown():\n"
         "        return True\n"
         "    return sa.inspect(op.get_bind()).has_table(t)\n",
         "has('t')", ""},
    };
    check_guards(cases, sizeof cases / sizeof *cases);
}

#define ROWS(query) "bind.execute(sa.text(\"" query "\"))"
#define COLUMNS "SELECT column_name FROM information_schema.columns WHERE table_name = 't'"

static void sets_of_names_that_were_fetched_are_asked(void **state) {
    (void)state;
    static const struct guard_case cases[] = {
        {"", "'c' not in {r[0] for r in " ROWS(COLUMNS) "}", "no column t c"},
        {"", "'c' in [r['column_name'] for r in " ROWS(COLUMNS) ".fetchall()]", "column t c"},
        {"", "'c' in {name for (name,) in " ROWS(COLUMNS) "}", "column t c"},
        {"", "'c' in set(" ROWS(COLUMNS) ".scalars().all())", "column t c"},
        {"", "'x' in [r.tablename for r in " ROWS("SELECT tablename FROM pg_tables") "]",
         "table x"},
        {"",
         "'i' in list(" ROWS(
             "SELECT indexname FROM pg_indexes WHERE tablename = 't'") ".scalars())",
         "index t i"},
        // of any table, of another column, of rows chosen by something else
        {"",
         "'c' in {r[0] for r in " ROWS(
             "SELECT column_name FROM information_schema.columns") "}",
         ""},
        {"",
         "'c' in {r[0] for r in " ROWS("SELECT data_type, column_name FROM "
                                       "information_schema.columns WHERE table_name = 't'") "}",
         ""},
        {"", "'c' in {r[0] for r in " ROWS(COLUMNS " AND is_nullable = 'NO'") "}", ""},
    };
    check_guards(cases, sizeof cases / sizeof *cases);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(inspectors_are_asked),
        cmocka_unit_test(queries_on_the_catalogs_are_asked),
        cmocka_unit_test(helpers_are_asked),
        cmocka_unit_test(sets_of_names_that_were_fetched_are_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
