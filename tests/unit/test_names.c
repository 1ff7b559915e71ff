#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "python/migration.h"

// The statements of upgrade() with a body, under a naming convention; then why names are not
// known.
static struct str sent(struct arena *arena, const struct naming_convention *naming,
                       const char *body) {
    struct str text = str_format(arena,
                                 "import sqlalchemy as sa\nfrom alembic import op\n"
                                 "revision = '1'\ndown_revision = None\n"
                                 "def upgrade():\n    %s\n",
                                 body);
    const struct source *source = source_new(arena, STR("1_x.py"), text);
    const struct migration *migration =
        python_read(python_reader_new(arena, NULL), source, naming);
    struct text shown = {.arena = arena};
    for (size_t i = 0; i < migration->upgrade.count; i++) {
        const struct operation *operation = &migration->upgrade.items[i];
        const struct str *reason = operation_unknown(operation, "name");
        text_addf(&shown, "%s" STR_FMT, i ? "; " : "", STR_ARG(operation->sql));
        if (reason) {
            text_addf(&shown, " [" STR_FMT "]", STR_ARG(*reason));
        }
    }
    return text_str(&shown);
}

static const struct {
    const char *unique, *foreign, *body, *expected;
} cases[] = {
    {"uq_%(table_name)s", "", "op.create_unique_constraint(None, 't', ['a'])",
     "ALTER TABLE t ADD CONSTRAINT uq_t UNIQUE (a)"},
    // Alembic raises: the constraint has no name to make one of
    {"uq_%(constraint_name)s", "", "op.create_unique_constraint(None, 't', ['a'])",
     "ALTER TABLE t ADD UNIQUE (a)"},
    {"uq_%(guid)s", "", "op.create_unique_constraint(None, 't', ['a'])",
     "ALTER TABLE t ADD CONSTRAINT … UNIQUE (a) [a function of the naming convention gives "
     "“guid”]"},
    {"uq_%(guid)s", "", "op.create_unique_constraint('named', 't', ['a'])",
     "ALTER TABLE t ADD CONSTRAINT named UNIQUE (a)"},
    {"uq_%(nothing)s", "", "op.create_unique_constraint(None, 't', ['a'])",
     "ALTER TABLE t ADD CONSTRAINT … UNIQUE (a) [“nothing” of the naming convention is not "
     "known]"},
    {"uq_%(column_0_name)s", "", "op.create_unique_constraint(None, 't', asked())",
     "ALTER TABLE t ADD CONSTRAINT … UNIQUE (…) [it is named after columns that are not "
     "known]"},
    {"uq_%(column_0_name)s", "", "op.create_unique_constraint(asked(), 't', ['a'])",
     "ALTER TABLE t ADD CONSTRAINT … UNIQUE (a) [the name asked is not defined]"},
    {"uq_%(table_name)q", "", "op.create_unique_constraint(None, 't', ['a'])",
     "ALTER TABLE t ADD CONSTRAINT … UNIQUE (a) [the naming convention's template is not "
     "read]"},
    {"uq_%(table_name)s", "", "op.create_unique_constraint(None, asked(), ['a'])",
     "ALTER TABLE … ADD CONSTRAINT … UNIQUE (a) [“table_name” of the naming convention is not "
     "known]"},
    // Alembic raises: the table that is referred to is not in the metadata
    {"", "fk_%(referred_column_0_name)s",
     "op.add_column('t', sa.Column('a', sa.Integer(), sa.ForeignKey('o.id')))",
     "ALTER TABLE t ADD COLUMN a INTEGER; ALTER TABLE t ADD CONSTRAINT … FOREIGN KEY(a) "
     "REFERENCES o (id) [the naming convention asks for a table that is not in the metadata]"},
    {"", "fk_%(referred_column_1_name)s",
     "op.create_foreign_key(None, 't', 'o', ['a'], ['id'])",
     "ALTER TABLE t ADD CONSTRAINT … FOREIGN KEY(a) REFERENCES o (id) [the naming convention "
     "asks for a column that it does not refer to]"},
    {"", "fk_%(referred_table_name)s", "op.drop_constraint(None, 't', type_='foreignkey')",
     "ALTER TABLE t DROP CONSTRAINT … [“referred_table_name” of the naming convention is not "
     "known]"},
    // A convention that says nothing of indexes takes SQLAlchemy's own away
    {"u", "", "op.create_index(None, 't', ['a'])",
     "CREATE INDEX … ON t (a) [the index has no name]"},
};

static void a_name_that_cannot_be_told_says_why(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena *arena = arena_new();
        struct naming_convention naming = {.is_there = TRUTH_YES};
        naming.templates[CONSTRAINT_UNIQUE].text = str_from(cases[i].unique);
        naming.templates[CONSTRAINT_FOREIGN_KEY].text = str_from(cases[i].foreign);
        *ARENA_PUSH(arena, &naming.functions) = STR("guid");
        struct str found = sent(arena, &naming, cases[i].body);
        if (!str_is(found, cases[i].expected)) {
            fail_msg("%s\nsends %.*s", cases[i].body, (int)found.size, found.data);
        }
        arena_free(arena);
    }
}

static void without_a_convention_indexes_alone_have_names(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct str found = sent(arena, NULL,
                            "op.create_table('t', sa.Column('a', sa.Integer(), unique=True), "
                            "sa.Column('b', sa.Integer(), index=True))");
    assert_true(str_is(found, "CREATE TABLE t (a INTEGER, b INTEGER, UNIQUE (a)); "
                              "CREATE INDEX ix_t_b ON t (b)"));
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_that_cannot_be_told_says_why),
        cmocka_unit_test(without_a_convention_indexes_alone_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
