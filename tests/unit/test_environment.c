#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "python/environment.h"

static const char *truth_name(enum truth truth) {
    return truth == TRUTH_YES ? "yes" : truth == TRUTH_NO ? "no" : "unknown";
}

// The facts in one line: AUTOCOMMIT, transaction_per_migration, the timeouts that are set.
static void check(const char *text, const char *expected) {
    struct arena *arena = arena_new();
    struct environment_facts facts =
        environment_read(arena, source_new(arena, STR("migrations/env.py"), str_from(text)));
    struct str found =
        str_format(arena, "%s %s" STR_FMT STR_FMT STR_FMT STR_FMT, truth_name(facts.autocommit),
                   truth_name(facts.transaction_per_migration),
                   STR_ARG(facts.lock_timeout.size ? STR(" lock ") : (struct str){0}),
                   STR_ARG(facts.lock_timeout),
                   STR_ARG(facts.statement_timeout.size ? STR(" statement ") : (struct str){0}),
                   STR_ARG(facts.statement_timeout));
    if (!str_is(found, expected)) {
        fail_msg("%s\ngives " STR_FMT ", not %s", text, STR_ARG(found), expected);
    }
    arena_free(arena);
}

struct environment_case {
    const char *text, *expected;
};

static void check_all(const struct environment_case *cases, size_t count) {
    for (size_t i = 0; i < count; i++) {
        check(cases[i].text, cases[i].expected);
    }
}

static void transactions_are_per_migration_when_configured(void **state) {
    (void)state;
    static const struct environment_case cases[] = {
        {"context.configure(connection=c)\n", "no no"},
        {"context.configure(connection=c, transaction_per_migration=True)\n", "no yes"},
        {"EACH = not False\ncontext.configure(c, transaction_per_migration=EACH)\n", "no yes"},
        {"context.configure(c, transaction_per_migration=settings.EACH)\n", "no unknown"},
        {"more = {'transaction_per_migration': True}\ncontext.configure(c, **more)\n",
         "no yes"},
        {"context.configure(c, **app.extensions['migrate'].configure_args)\n", "no unknown"},
        {"def offline():\n    context.configure(url=u, transaction_per_migration=True)\n"
         "def run_migrations_online():\n    context.configure(connection=c)\n",
         "no no"},
        {"def one():\n    context.configure(c)\n"
         "def two():\n    context.configure(c, transaction_per_migration=True)\n",
         "no unknown"},
        {"from app.migrate import run\nrun()\n", "no unknown"},
        {"def broken(:\n", "no unknown"},
        {"", "no unknown"},
    };
    check_all(cases, sizeof cases / sizeof *cases);
}

static void autocommit_is_found_however_it_is_given(void **state) {
    (void)state;
    static const struct environment_case cases[] = {
        {"e = create_engine(url, isolation_level='AUTOCOMMIT')\n", "yes unknown"},
        {"LEVEL = 'AUTO' + 'COMMIT'\ne = create_engine(url, isolation_level=LEVEL)\n",
         "yes unknown"},
        {"e = e.execution_options(isolation_level='autocommit')\n", "yes unknown"},
        {"e = create_engine(url, execution_options={'isolation_level': 'AUTOCOMMIT'})\n",
         "yes unknown"},
        {"section['sqlalchemy.isolation_level'] = 'AUTOCOMMIT'\n", "yes unknown"},
        {"e = create_engine(url, isolation_level='REPEATABLE READ')\n", "no unknown"},
        {"e = create_engine(url, isolation_level=level())\n", "unknown unknown"},
        {"if os.environ.get('X'):\n    e = create_engine(url, isolation_level='AUTOCOMMIT')\n",
         "unknown unknown"},
        {"def run_migrations_offline():\n    f(isolation_level='AUTOCOMMIT')\n", "no unknown"},
        {"# isolation_level='AUTOCOMMIT'\n", "no unknown"},
    };
    check_all(cases, sizeof cases / sizeof *cases);
}

static void timeouts_set_on_connect_are_found(void **state) {
    (void)state;
    static const struct environment_case cases[] = {
        {"e = create_engine(url, connect_args={'options': '-c lock_timeout=4000'})\n",
         "no unknown lock 4000"},
        {"e = create_engine(url, connect_args={'options': '-clock_timeout=4s'})\n",
         "no unknown lock 4s"},
        {"e = create_engine(u, connect_args={'server_settings': {'lock_timeout': '5s'}})\n",
         "no unknown lock 5s"},
        {"c.execute(text('SET lock_timeout = 4000'))\nc.execute('SET statement_timeout TO "
         "0')\n",
         "no unknown lock 4000 statement 0"},
        {"@event.listens_for(e, 'connect')\ndef connect(connection, record):\n"
         "    connection.cursor().execute(\"SET lock_timeout TO '2s'\")\n",
         "no unknown lock 2s"},
        {"c.execute(\"select set_config('lock_timeout', '3s', false)\")\n",
         "no unknown lock 3s"},
        {"e = create_engine('postgresql://db/x?options=-c%20lock_timeout%3D7000')\n",
         "no unknown lock 7000"},
        {"c.execute(f'SET lock_timeout = {settings.TIMEOUT}')\n", "no unknown lock …"},
        {"c.execute('SET deadlock_timeout = 4000')\n", "no unknown"},
        {"'''SET lock_timeout = 4000'''\n", "no unknown"},
        {"if c.dialect.name == 'postgresql':\n    c.execute('SET lock_timeout = 1')\n",
         "no unknown lock 1"},
        {"if settings.CAREFUL:\n    c.execute('SET lock_timeout = 1')\n", "no unknown"},
    };
    check_all(cases, sizeof cases / sizeof *cases);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(transactions_are_per_migration_when_configured),
        cmocka_unit_test(autocommit_is_found_however_it_is_given),
        cmocka_unit_test(timeouts_set_on_connect_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
