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

// The repository's modules.
static bool read_module(void *context, struct str path, struct str *text) {
    static const struct {
        const char *path, *text;
    } modules[] = {
        {"app/settings.py", "import os\nLEVEL = 'AUTOCOMMIT'\nEACH = True\nLOCK = '4s'\n"
                            "FROM_OUTSIDE = os.environ['LEVEL']\n"},
        {"app/engine.py", "from app.settings import LEVEL\n"
                          "OPTIONS = {'isolation_level': LEVEL, 'echo': False}\nNONE = {}\n"
                          "def options():\n    return {'transaction_per_migration': True}\n"},
        {"app/run.py", "from alembic import context\n"
                       "def run(connection):\n"
                       "    context.configure(connection, transaction_per_migration=True)\n"
                       "def run_offline():\n    context.configure(url='x')\n"},
        {"app/base.py",
         "import sqlalchemy as sa\nfrom sqlalchemy.orm import DeclarativeBase, registry\n"
         "NAMES = {'uq': 'uq_%(table_name)s', 'ck': None}\n"
         "metadata = sa.MetaData(naming_convention=NAMES)\n"
         "class Named(DeclarativeBase):\n    metadata = metadata\n"
         "class Registered(DeclarativeBase):\n"
         "    registry = registry(metadata=metadata)\n"
         "class Plain(DeclarativeBase):\n    pass\n"},
        {"app/models.py", "from sqlalchemy.orm import declarative_base\n"
                          "from .base import Named, Registered, Plain, metadata\n"
                          "Base = declarative_base(metadata=metadata)\n"
                          "Bare = declarative_base()\n"
                          "class Below(Registered):\n    __abstract__ = True\n"},
    };
    (void)context;
    for (size_t i = 0; i < sizeof modules / sizeof *modules; i++) {
        if (str_is(path, modules[i].path)) {
            *text = str_from(modules[i].text);
            return true;
        }
    }
    return false;
}

// The facts in one line: AUTOCOMMIT, transaction_per_migration, the timeouts that are set.
static void check_with(const char *text, const struct environment_settings *settings,
                       const char *expected) {
    struct arena *arena = arena_new();
    struct python_modules modules = {.read = read_module};
    *ARENA_PUSH(arena, &modules.roots) = STR("");
    struct environment_facts facts = environment_read(
        arena, source_new(arena, STR("migrations/env.py"), str_from(text)), &modules, settings);
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

static void check(const char *text, const char *expected) {
    check_with(text, &(struct environment_settings){0}, expected);
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

static void what_comes_from_the_repository_is_known(void **state) {
    (void)state;
    static const struct environment_case cases[] = {
        {"from app.settings import LEVEL\ne = create_engine(u, isolation_level=LEVEL)\n",
         "yes unknown"},
        {"from app import settings\ne = create_engine(u, isolation_level=settings.LEVEL)\n",
         "yes unknown"},
        {"from app.settings import FROM_OUTSIDE as level\n"
         "e = create_engine(u, isolation_level=level)\n",
         "unknown unknown"},
        {"from elsewhere import LEVEL\ne = create_engine(u, isolation_level=LEVEL)\n",
         "unknown unknown"},
        {"from app.engine import OPTIONS\ne = create_engine(u, **OPTIONS)\n", "yes unknown"},
        {"from app.engine import NONE\ne = create_engine(u, **NONE)\n", "no unknown"},
        {"from elsewhere import OPTIONS\ne = create_engine(u, **OPTIONS)\n", "unknown unknown"},
        {"from app.settings import EACH\n"
         "context.configure(c, transaction_per_migration=EACH)\n",
         "no yes"},
        {"from elsewhere import EACH\ncontext.configure(c, transaction_per_migration=EACH)\n",
         "no unknown"},
        {"from app.engine import options\ncontext.configure(c, **options())\n", "no yes"},
        {"from app.settings import LOCK\n"
         "e = create_engine(u, connect_args={'server_settings': {'lock_timeout': LOCK}})\n",
         "no unknown lock 4s"},
        {"from app.run import run\nrun(c)\n", "no yes"},
        {"from app import run\nrun.run(c)\n", "no yes"},
        {"from app.run import run\nrun(c)\ncontext.configure(c)\n", "no no"},
    };
    check_all(cases, sizeof cases / sizeof *cases);
}

static void the_ini_file_gives_what_engine_from_config_takes(void **state) {
    (void)state;
    static const struct environment_settings settings = {
        {"postgresql://db/x?options=-c%20lock_timeout%3D7000", 50}, {"autocommit", 10}};
    static const char section[] = "config.get_section(config.config_ini_section)";
    char text[256];
    snprintf(text, sizeof text, "e = engine_from_config(%s)\ncontext.configure(c)\n", section);
    check_with(text, &settings, "yes no lock 7000");
    snprintf(text, sizeof text, "e = engine_from_config(%s, isolation_level='SERIALIZABLE')\n",
             section);
    check_with(text, &settings, "no unknown lock 7000");
    check_with("e = create_engine(url)\ncontext.configure(c)\n", &settings, "no no");
    check_with("from elsewhere import run\nrun()\n", &settings, "unknown unknown");
}

static void check_naming(const char *text, enum truth is_there, const char *unique) {
    struct arena *arena = arena_new();
    struct python_modules modules = {.read = read_module};
    *ARENA_PUSH(arena, &modules.roots) = STR("");
    struct environment_facts facts =
        environment_read(arena, source_new(arena, STR("migrations/env.py"), str_from(text)),
                         &modules, &(struct environment_settings){0});
    if (facts.naming.is_there != is_there ||
        !str_is(facts.naming.templates[CONSTRAINT_UNIQUE].text, unique)) {
        fail_msg("%s\ngives %s " STR_FMT, text, truth_name(facts.naming.is_there),
                 STR_ARG(facts.naming.templates[CONSTRAINT_UNIQUE].text));
    }
    arena_free(arena);
}

static void a_naming_convention_is_found_behind_the_metadata(void **state) {
    (void)state;
    static const struct {
        const char *imports, *metadata;
        enum truth is_there;
        const char *unique;
    } cases[] = {
        {"", "None", TRUTH_NO, ""},
        {"", "sqlalchemy.MetaData()", TRUTH_NO, ""},
        {"", "[sqlalchemy.MetaData(naming_convention={'uq': 'u'})]", TRUTH_NO, ""},
        {"", "sqlalchemy.MetaData(naming_convention={'uq': 'u'})", TRUTH_YES, "u"},
        {"", "sqlalchemy.MetaData(naming_convention=names())", TRUTH_UNKNOWN, ""},
        {"", "sqlalchemy.MetaData(**options())", TRUTH_UNKNOWN, ""},
        {"from app.base import metadata", "metadata", TRUTH_YES, "uq_%(table_name)s"},
        {"from app.models import Base", "Base.metadata", TRUTH_YES, "uq_%(table_name)s"},
        {"from app import models", "models.Named.metadata", TRUTH_YES, "uq_%(table_name)s"},
        {"from app.models import Below", "Below.metadata", TRUTH_YES, "uq_%(table_name)s"},
        {"from app.models import Bare", "Bare.metadata", TRUTH_NO, ""},
        {"from app.models import Plain", "Plain.metadata", TRUTH_NO, ""},
        {"from app.extensions import db", "db.metadata", TRUTH_UNKNOWN, ""},
        {"from sqlmodel import SQLModel", "SQLModel.metadata", TRUTH_UNKNOWN, ""},
        {"m = sqlalchemy.MetaData()\nm.naming_convention = {'uq': 'v'}", "m", TRUTH_YES, "v"},
        {"m = sqlalchemy.MetaData()\nif asked():\n    m.naming_convention = {'uq': 'v'}", "m",
         TRUTH_UNKNOWN, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[512];
        snprintf(text, sizeof text,
                 "import sqlalchemy\n%s\ntarget = %s\n"
                 "def run():\n    context.configure(connection=c, target_metadata=target)\n",
                 cases[i].imports, cases[i].metadata);
        check_naming(text, cases[i].is_there, cases[i].unique);
    }
    check_naming("context.configure(c)\n", TRUTH_NO, "");
    check_naming("context.configure(c, **more())\n", TRUTH_UNKNOWN, "");
    check_naming("", TRUTH_UNKNOWN, "");
    check_naming("import sqlalchemy\ncontext.configure(c)\n"
                 "context.configure(c, target_metadata=sqlalchemy.MetaData("
                 "naming_convention={'uq': 'u'}))\n",
                 TRUTH_UNKNOWN, "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(transactions_are_per_migration_when_configured),
        cmocka_unit_test(autocommit_is_found_however_it_is_given),
        cmocka_unit_test(timeouts_set_on_connect_are_found),
        cmocka_unit_test(what_comes_from_the_repository_is_known),
        cmocka_unit_test(a_naming_convention_is_found_behind_the_metadata),
        cmocka_unit_test(the_ini_file_gives_what_engine_from_config_takes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
