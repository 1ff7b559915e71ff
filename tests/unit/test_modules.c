#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "python/migration.h"

// Migrations read one after the other by one reader give what each gives alone: helper modules
// are kept only where that makes no difference.

static const char *const files[] = {
    "plain.py",
    "names = ['a', 'b']\nclass Box:\n    table = 't'\ncount = 0\n"
    "def next_name():\n    global count\n    count = count + 1\n    return 'n%d' % count\n",
    "adds.py",
    "from plain import names, Box\nnames.append('from_adds')\nloaded = True\n",
    "one.py",
    "import other\nstart = 'one'\nseen = other.start if hasattr(other, 'start') else 'none'\n",
    "other.py",
    "import one\nstart = 'other'\nseen = one.start\n",
    "tables.py",
    "import sqlalchemy as sa\nmetadata = sa.MetaData()\n"
    "first = sa.Table('first', metadata, sa.Column('id', sa.Integer))\n",
    "second.py",
    "import sqlalchemy as sa\nfrom tables import metadata\n"
    "second = sa.Table('second', metadata, sa.Column('id', sa.Integer))\n",
    NULL,
};

static bool read_module(void *context, struct str path, struct str *text) {
    (void)context;
    for (size_t i = 0; files[i]; i += 2) {
        if (str_is(path, files[i])) {
            *text = str_from(files[i + 1]);
            return true;
        }
    }
    return false;
}

static const char *const bodies[] = {
    "from plain import names\n    op.drop_table('_'.join(names))",
    "from plain import names\n    names.append('c')\n    op.drop_table('_'.join(names))",
    "import adds, plain\n    op.drop_table('_'.join(plain.names) + str(adds.loaded))",
    "import plain, adds\n    op.drop_table(str(adds.loaded) + '_'.join(plain.names))",
    "from plain import Box\n    Box.table = 'u'\n    op.drop_table(Box.table)",
    "from plain import Box\n    op.drop_table(Box.table)",
    "from plain import next_name\n    op.drop_table(next_name())\n    "
    "op.drop_table(next_name())",
    "import one\n    op.drop_table(one.seen)",
    "import other\n    op.drop_table(other.seen)",
    "import other, one\n    op.drop_table(one.seen + other.seen)",
    "from tables import metadata\n    metadata.create_all(op.get_bind())",
    "from second import second\n    from tables import metadata\n"
    "    op.drop_table(second.name)\n    metadata.create_all(op.get_bind())",
    "from tables import metadata\n    import sqlalchemy as sa\n"
    "    sa.Table('third', metadata, sa.Column('id', sa.Integer))\n"
    "    metadata.create_all(op.get_bind())",
};

enum { BODIES = sizeof bodies / sizeof *bodies };

static struct python_reader *new_reader(struct arena *arena) {
    struct python_modules *modules = ARENA_NEW(arena, struct python_modules, 1);
    modules->read = read_module;
    *ARENA_PUSH(arena, &modules->roots) = STR("");
    return python_reader_new(arena, modules);
}

static struct str read_body(struct arena *arena, struct python_reader *reader, size_t index) {
    struct str text = str_format(arena,
                                 "from alembic import op\nrevision = 'a1'\ndown_revision = "
                                 "None\ndef upgrade():\n    %s\n",
                                 bodies[index]);
    struct migration *migration =
        python_read(reader, source_new(arena, STR("db/versions/1_x.py"), text), NULL);
    struct text shown = {.arena = arena};
    for (size_t i = 0; i < migration->upgrade.count; i++) {
        const struct operation *operation = &migration->upgrade.items[i];
        text_addf(&shown, STR_FMT STR_FMT STR_FMT "\n", STR_ARG(operation->sql),
                  STR_ARG(operation->table), STR_ARG(operation->reason));
    }
    return text_str(&shown);
}

static void each_migration_is_read_as_if_it_came_alone(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    for (size_t first = 0; first < BODIES; first++) {
        struct python_reader *reader = new_reader(arena);
        for (size_t i = 0; i < 2 * BODIES; i++) {
            size_t index = (first + i * (first + 1)) % BODIES;
            struct str alone = read_body(arena, new_reader(arena), index);
            struct str after = read_body(arena, reader, index);
            assert_true(alone.size > 0);
            assert_string_equal(after.data, alone.data);
        }
    }
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_migration_is_read_as_if_it_came_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
