#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "python/migration.h"

// What upgrade() does, an operation a line: its SQL or reason, then the conditions around it.
static struct str show(struct arena *arena, const struct operations *operations) {
    struct text text = {.arena = arena};
    for (size_t i = 0; i < operations->count; i++) {
        const struct operation *operation = &operations->items[i];
        bool opaque = operation->kind == OP_OPAQUE;
        bool rejected = operation->kind == OP_SYNTAX_ERROR;
        text_addf(&text, "%s" STR_FMT,
                  opaque     ? "opaque: "
                  : rejected ? "rejected: "
                             : "",
                  STR_ARG(opaque ? operation->reason : operation->sql));
        for (const struct condition *c = operation->condition; c; c = c->parent) {
            text_addf(&text, " [" STR_FMT "]", STR_ARG(c->text));
        }
        text_addf(&text, "%s\n", operation->in_loop ? " (loop)" : "");
    }
    return text_str(&text);
}

static bool read_module(void *context, struct str path, struct str *text) {
    const char *const *files = context; // path, text, …, NULL
    for (size_t i = 0; files && files[i]; i += 2) {
        if (str_is(path, files[i])) {
            *text = str_from(files[i + 1]);
            return true;
        }
    }
    return false;
}

static struct migration *read_file(struct arena *arena, const char *const *files,
                                   struct str text) {
    struct python_modules *modules = ARENA_NEW(arena, struct python_modules, 1);
    modules->read = read_module;
    modules->context = (void *)files;
    *ARENA_PUSH(arena, &modules->roots) = STR("");
    return python_read(python_reader_new(arena, modules),
                       source_new(arena, STR("db/versions/1_x.py"), text), NULL);
}

static const char head[] = "from alembic import op\nimport sqlalchemy as sa\nimport os\n"
                           "revision = 'a1'\ndown_revision = None\n";

// `module` stands before upgrade(), `body` is its body, a line each with "\n".
static void check_files(const char *const *files, const char *module, const char *body,
                        const char *expected) {
    struct arena *arena = arena_new();
    struct text text = {.arena = arena};
    text_addf(&text, "%s%s\ndef upgrade():\n", head, module);
    struct str rest = str_from(body), line;
    while (str_split(&rest, '\n', &line)) {
        text_addf(&text, "    " STR_FMT "\n", STR_ARG(line));
    }
    struct migration *migration = read_file(arena, files, text_str(&text));
    assert_string_equal(migration->unreadable.size ? migration->unreadable.data : "", "");
    struct str shown = show(arena, &migration->upgrade);
    assert_string_equal(shown.data, expected);
    arena_free(arena);
}

static void check(const char *module, const char *body, const char *expected) {
    check_files(NULL, module, body, expected);
}

#define DROP(table, column) "ALTER TABLE " table " DROP COLUMN " column

static void op_is_found_under_any_name(void **state) {
    (void)state;
    check("import alembic.op as o", "o.drop_column('t', 'c')", DROP("t", "c") "\n");
    check("import alembic", "alembic.op.drop_column('t', 'c')", DROP("t", "c") "\n");
    check("from alembic.op import drop_column as d", "d('t', 'c')", DROP("t", "c") "\n");
    check("", "from alembic import op as p\np.drop_column('t', 'c')", DROP("t", "c") "\n");
    check("", "q = op\nq.drop_column('t', 'c')", DROP("t", "c") "\n");
}

static void another_op_is_not_alembics(void **state) {
    (void)state;
    check("class op:\n    def drop_column(t, c):\n        pass", "op.drop_column('t', 'c')",
          "");
}

static void constants_locals_and_parameters_are_known(void **state) {
    (void)state;
    check("T = 't'", "c = 'c'\nop.drop_column(T, c)", DROP("t", "c") "\n");
    check("A, (B, *C) = 't', ['c', 'd']", "op.drop_column(A, B)\nop.drop_column(A, C[0])",
          DROP("t", "c") "\n" DROP("t", "d") "\n");
    check("def drop(table, column='c', *rest, **more):\n"
          "    op.drop_column(table, column)",
          "drop('t')\ndrop(column='d', table='u')", DROP("t", "c") "\n" DROP("u", "d") "\n");
    check("class Names:\n    table = 't'\n    column = table + 'c'",
          "op.drop_column(Names.table, Names.column)", DROP("t", "tc") "\n");
}

static void strings_are_built_as_python_builds_them(void **state) {
    (void)state;
    static const char *const forms[] = {
        "'t' 'bl'",
        "'t' + 'bl'",
        "f'{T}bl'",
        "'%sbl' % T",
        "'%s%s' % (T, 'bl')",
        "'%(a)sbl' % {'a': T}",
        "'{}bl'.format(T)",
        "'{a}bl'.format(a=T)",
        "''.join([T, 'bl'])",
        "'TBL'.lower()",
        "'xbl'.replace('x', T)",
        "' tbl '.strip()",
        "'\\x74bl'",
        "'tblx'[:-1]",
        "'a tbl'.split()[1]",
        "str('tbl')",
    };
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        char body[128];
        snprintf(body, sizeof body, "op.drop_column(%s, 'c')", forms[i]);
        check("T = 't'", body, DROP("tbl", "c") "\n");
    }
}

static void loops_over_known_values_are_unrolled(void **state) {
    (void)state;
    check("", "for t in ['a', 'b']:\n    op.drop_column(t, 'c')",
          DROP("a", "c") "\n" DROP("b", "c") "\n");
    check("D = {'a': ['x'], 'b': ['y']}",
          "for t, cs in D.items():\n    for c in cs:\n        op.drop_column(t, c)",
          DROP("a", "x") "\n" DROP("b", "y") "\n");
    check("", "[op.drop_column(t, 'c') for t in ('a', 'b', 'z') if t != 'z']",
          DROP("a", "c") "\n" DROP("b", "c") "\n");
    check("",
          "for i, t in enumerate(['a', 'b']):\n    if i == 1:\n        break\n"
          "    op.drop_column(t, 'c')",
          DROP("a", "c") "\n");
    check("", "i = 0\nwhile i < 2:\n    op.drop_column('t%d' % i, 'c')\n    i += 1",
          DROP("t0", "c") "\n" DROP("t1", "c") "\n");
}

static void known_tests_take_their_way_alone(void **state) {
    (void)state;
    check("",
          "if op.get_bind().dialect.name == 'postgresql':\n    op.drop_column('t', 'c')\n"
          "else:\n    op.drop_column('t', 'd')",
          DROP("t", "c") "\n");
    check("",
          "if op.get_context().dialect.name != 'postgresql':\n    return\n"
          "op.drop_column('t', 'c')",
          DROP("t", "c") "\n");
}

static void unknown_tests_take_both_ways(void **state) {
    (void)state;
    check("",
          "if os.environ.get('X'):\n    op.drop_column('t', 'c')\n"
          "else:\n    op.drop_column('t', 'd')\nop.drop_column('t', 'e')",
          DROP("t", "c") " [os.environ.get('X')]\n" DROP(
              "t", "d") " [not (os.environ.get('X'))]\n" DROP("t", "e") "\n");
}

static void a_default_of_the_environment_names_and_decides_nothing(void **state) {
    (void)state;
    check("", "import os\ns = os.getenv('S', 'app')\nop.drop_table('t', schema=s)",
          "DROP TABLE app.t\n");
    check("",
          "import os\ns = os.getenv('S', 'app').lower()\n"
          "if s == 'other':\n    op.drop_column('t', 'c')",
          DROP("t", "c") " [s == 'other']\n");
    check("",
          "import os\nt = os.getenv('S') or 'u'\n"
          "if t == 'v':\n    op.drop_column('t', 'c')\nop.drop_column(t, 'd')",
          DROP("t", "c") " [t == 'v']\n" DROP("u", "d") "\n");
    check("", "import os\nif {'a': 1}.get(os.getenv('S', '')):\n    op.drop_column('t', 'c')",
          DROP("t", "c") " [{'a': 1}.get(os.getenv('S', ''))]\n");
}

static void what_follows_an_early_return_is_conditional(void **state) {
    (void)state;
    check("", "if os.environ.get('X'):\n    return\nop.drop_column('t', 'c')",
          DROP("t", "c") " [not (os.environ.get('X'))]\n");
    check("", "if os.environ.get('X'):\n    raise ValueError()\nop.drop_column('t', 'c')",
          DROP("t", "c") "\n");
}

static void a_name_that_two_ways_left_different_is_unknown(void **state) {
    (void)state;
    check("", "t = 'a'\nif os.environ.get('X'):\n    t = 'b'\nop.execute(f'DROP TABLE {t}')",
          "DROP TABLE …\n");
    check("",
          "if os.environ.get('X'):\n    t = 'b'\nelse:\n    t = 'b'\n"
          "op.drop_column(t, 'c')",
          DROP("b", "c") "\n");
}

static void what_unknown_items_change_is_not_known(void **state) {
    (void)state;
    static const char *const fills[] = {
        "d = {'a': []}\nfor r in bind.execute('x'):\n    d[r.k].append(r.v)\nl = d['a']",
        "l = []\nd = {'a': l}\nd[os.environ['X']].append('t')",
        "from collections import defaultdict\nd = defaultdict(list)\n"
        "for r in os.listdir('.'):\n    d[r].append(r)\nl = d",
        "l = ['a']\nl[os.environ['X']] = 'b'\nl = l[1:]",
    };
    for (size_t i = 0; i < sizeof fills / sizeof *fills; i++) {
        struct arena *arena = arena_new();
        struct str text =
            str_format(arena, "%sdef upgrade():\n    bind = op.get_bind()\n    ", head);
        struct str rest = str_from(fills[i]), line;
        while (str_split(&rest, '\n', &line)) {
            text = str_format(arena, STR_FMT STR_FMT "\n    ", STR_ARG(text), STR_ARG(line));
        }
        text = str_format(arena, STR_FMT "for t in l:\n        op.drop_column(t, 'c')\n",
                          STR_ARG(text));
        struct migration *migration = read_file(arena, NULL, text);
        const struct operations *upgrade = &migration->upgrade;
        assert_true(upgrade->count > 0);
        assert_int_equal(upgrade->items[upgrade->count - 1].kind, OP_DROP_COLUMN);
        arena_free(arena);
    }
}

static void a_default_for_what_is_not_known_is_no_answer(void **state) {
    (void)state;
    check("import json",
          "for t in json.loads(os.environ['X'] or '[]'):\n    op.drop_column(t, 'c')",
          DROP("…", "c") " [for … in json.loads(os.environ['X'] or '[]')] (loop)\n");
    check("", "if os.environ.get('X') or True:\n    op.drop_column('t', 'c')",
          DROP("t", "c") "\n");
    check("", "t = '' or 't'\nop.drop_column(t, 'c')", DROP("t", "c") "\n");
}

static void functions_given_away_may_be_called(void **state) {
    (void)state;
    check("import threading\ndef f(*a):\n    op.drop_column('t', 'c')",
          "threading.Thread(target=f).start()",
          DROP("t", "c") " [it is called by threading.Thread()] (loop)\n");
    check("import contextlib",
          "with contextlib.closing(op.get_bind().connection.cursor()) as c:\n"
          "    c.execute('ALTER TABLE t DROP COLUMN c')",
          DROP("t", "c") "\n");
    check(
        "import copy", "copy.copy(op).drop_column('t', 'c')",
        "opaque: what copy.copy(op).drop_column() does is not known: copy.copy() is known only "
        "when it runs\n");
}

static void the_same_test_has_the_same_id(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct str text = str_format(
        arena,
        "%sX = os.environ.get('X')\ndef upgrade():\n    if X:\n        op.drop_table('a')\n"
        "    if X:\n        op.drop_table('b')\n    if not X:\n        op.drop_table('c')\n",
        head);
    struct operations *operations = &read_file(arena, NULL, text)->upgrade;
    assert_int_equal(operations->count, 3);
    assert_int_equal(operations->items[0].condition->id, operations->items[1].condition->id);
    assert_int_not_equal(operations->items[0].condition->id,
                         operations->items[2].condition->id);
    arena_free(arena);
}

static void helper_modules_of_the_repository_are_followed(void **state) {
    (void)state;
    static const char *const files[] = {
        "db/helpers.py",
        "from alembic import op\nT = 't'\ndef drop(c):\n    op.drop_column(T, c)\n",
        "db/__init__.py", "", NULL};
    check_files(files, "from db.helpers import drop", "drop('c')", DROP("t", "c") "\n");
    check_files(files, "from ..helpers import drop as d", "d('c')", DROP("t", "c") "\n");
    check_files(files, "import db.helpers as h", "h.drop(h.T)", DROP("t", "t") "\n");
    check_files(files, "from db.helpers import *", "drop('c')", DROP("t", "c") "\n");
}

static void operations_of_another_file_are_placed_at_the_call(void **state) {
    (void)state;
    static const char *const files[] = {
        "h.py", "from alembic import op\ndef drop(c):\n    op.drop_column('t', c)\n", NULL};
    struct arena *arena = arena_new();
    struct str text = str_format(
        arena, "%sfrom h import drop\ndef upgrade():\n    pass\n    drop('c')\n", head);
    struct migration *migration = read_file(arena, files, text);
    assert_int_equal(migration->upgrade.count, 1);
    struct place place =
        source_place(migration->source, migration->upgrade.items[0].span.start);
    assert_int_equal(place.line, 9);
    arena_free(arena);
}

static void files_of_the_repository_are_read(void **state) {
    (void)state;
    static const char *const files[] = {"db/sql/a.sql", "DROP TABLE a", "b.sql",
                                        "DROP TABLE b\r\n", NULL};
    check_files(
        files, "from pathlib import Path\nimport importlib.resources as r",
        "op.execute((Path(__file__).resolve().parents[1] / 'sql' / 'a.sql').read_text())\n"
        "op.execute(open(os.path.join(os.path.dirname(__file__), '../sql/a.sql')).read())\n"
        "with open('b.sql') as f:\n    op.execute(f.read())\n"
        "op.execute(r.files('db.sql').joinpath('a.sql').read_text())\n"
        "op.execute(open('../outside.sql').read())",
        "DROP TABLE a\nDROP TABLE a\nDROP TABLE b\nDROP TABLE a\n"
        "opaque: what is executed is not known: the file ../outside.sql could not be read "
        "here\n");
}

static void an_autocommit_connection_is_outside(void **state) {
    (void)state;
    check("",
          "with op.get_bind().engine.connect().execution_options("
          "isolation_level='AUTOCOMMIT') as c:\n"
          "    c.execute('VACUUM t')\nop.drop_table('t')",
          "\nVACUUM t\n\nDROP TABLE t\n");
}

static void what_is_not_read_is_said(void **state) {
    (void)state;
    check("from app.tools import seed", "seed()",
          "opaque: what app.tools.seed() does is not known: it is not in this repository\n");
    check("from app import tools", "x = tools.count()\ntools.work(op.get_bind())",
          "opaque: what app.tools.work() does is not known: it is not in this repository\n");
    check("import logging\nlog = logging.getLogger('x')", "log.info('hello')\nprint('x')", "");
}

static void a_session_binds_what_a_connection_does_not(void **state) {
    (void)state;
    check("",
          "s = sa.orm.sessionmaker(bind=op.get_bind())()\n"
          "s.execute('DELETE FROM t WHERE a = :x', {'x': 1})",
          "DELETE FROM t WHERE a = :x\n");
    check("", "op.get_bind().execute('DELETE FROM t WHERE a = :x')",
          "rejected: DELETE FROM t WHERE a = :x\n");
}

static void work_is_bounded(void **state) {
    (void)state;
    check("def f():\n    g()\ndef g():\n    f()", "f()", "");
    check("def f(n):\n    f(n + 1)\n    op.drop_table('t')", "f(os.name)",
          "DROP TABLE t\nDROP TABLE t\nopaque: calls of f() are nested too deep\n");
    check("", "x = 'a' * 10000000000\ny = list(range(100000000000))", "");
    check("", "x = 'a'\nfor i in range(40):\n    x = f'{x}{x}'\nop.drop_column('t', 'c')",
          DROP("t", "c") "\n");
}

static void endless_work_is_given_up_and_said(void **state) {
    (void)state;
    check("", "for a in range(1500):\n    for b in range(1500):\n        c = a + b",
          "opaque: it does more than can be followed; what comes after this is not known\n");
}

static void a_syntax_error_makes_the_file_unreadable(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct migration *migration =
        read_file(arena, NULL, STR("revision = 'a'\ndown_revision = None\ndef upgrade(:\n"));
    assert_true(str_starts(migration->unreadable, STR("syntax error")));
    assert_int_equal(source_place(migration->source, migration->unreadable_span.start).line, 3);
    arena_free(arena);
}

static void the_header_is_read(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct migration *migration = read_file(
        arena, NULL,
        STR("\"\"\"add a\n\nCreate Date: 2026-01-02 03:04:05\n\"\"\"\nrevision: str = 'b2'\n"
            "down_revision = ('a1', 'c3')\nbranch_labels = ['x']\ndef upgrade():\n    pass\n"));
    const struct revision *revision = &migration->revision;
    assert_true(str_is(revision->id, "b2"));
    assert_true(str_is(revision->message, "add a"));
    assert_true(str_is(revision->created, "2026-01-02 03:04:05"));
    assert_int_equal(revision->down_revisions.count, 2);
    assert_true(str_is(revision->branch_labels.items[0], "x"));
    assert_int_equal(source_place(migration->source, revision->span.start).line, 5);
    arena_free(arena);
}

static void each_engine_of_a_multidb_template_is_judged(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct str text =
        str_format(arena,
                   "%sdef upgrade(engine_name):\n    globals()['upgrade_' + engine_name]()\n"
                   "def upgrade_one():\n    op.drop_table('a')\n"
                   "def upgrade_two():\n    op.drop_table('b')\n",
                   head);
    struct str shown = show(arena, &read_file(arena, NULL, text)->upgrade);
    assert_string_equal(shown.data, "DROP TABLE a\nDROP TABLE b\n");
    arena_free(arena);
}

static void what_nobody_may_ask_for_is_done_perhaps(void **state) {
    (void)state;
    check("", "(op.drop_column('a', n) for n in ['b'])",
          DROP("a", "b") " [its items are asked for]\n");
    check("", "map(lambda n: op.drop_column('a', n), ['b'])",
          DROP("a", "b") " [its items are asked for]\n");
    check("", "list(map(lambda n: op.drop_column('a', n), ['b']))", DROP("a", "b") "\n");
}

static void what_a_condition_adds_is_there_perhaps(void **state) {
    (void)state;
    check("",
          "names = ['b']\nif os.environ.get('x'):\n    names.append('c')\n"
          "for n in names:\n    op.drop_column('a', n)",
          DROP("a", "b") "\n" DROP(
              "a", "c") " [an item that may be there]\n"
                        "ALTER TABLE a DROP COLUMN … [for … in names] (loop)\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(op_is_found_under_any_name),
        cmocka_unit_test(another_op_is_not_alembics),
        cmocka_unit_test(constants_locals_and_parameters_are_known),
        cmocka_unit_test(strings_are_built_as_python_builds_them),
        cmocka_unit_test(loops_over_known_values_are_unrolled),
        cmocka_unit_test(known_tests_take_their_way_alone),
        cmocka_unit_test(unknown_tests_take_both_ways),
        cmocka_unit_test(a_default_of_the_environment_names_and_decides_nothing),
        cmocka_unit_test(what_follows_an_early_return_is_conditional),
        cmocka_unit_test(a_name_that_two_ways_left_different_is_unknown),
        cmocka_unit_test(the_same_test_has_the_same_id),
        cmocka_unit_test(helper_modules_of_the_repository_are_followed),
        cmocka_unit_test(operations_of_another_file_are_placed_at_the_call),
        cmocka_unit_test(files_of_the_repository_are_read),
        cmocka_unit_test(an_autocommit_connection_is_outside),
        cmocka_unit_test(what_is_not_read_is_said),
        cmocka_unit_test(a_session_binds_what_a_connection_does_not),
        cmocka_unit_test(what_unknown_items_change_is_not_known),
        cmocka_unit_test(a_default_for_what_is_not_known_is_no_answer),
        cmocka_unit_test(functions_given_away_may_be_called),
        cmocka_unit_test(work_is_bounded),
        cmocka_unit_test(endless_work_is_given_up_and_said),
        cmocka_unit_test(a_syntax_error_makes_the_file_unreadable),
        cmocka_unit_test(the_header_is_read),
        cmocka_unit_test(each_engine_of_a_multidb_template_is_judged),
        cmocka_unit_test(what_nobody_may_ask_for_is_done_perhaps),
        cmocka_unit_test(what_a_condition_adds_is_there_perhaps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
