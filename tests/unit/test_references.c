#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <string.h>

#include "project/references.h"

// Lines on which a text names the column (or, without one, the table): "2 5".
static void check(const char *path, const char *text, const char *table, const char *column,
                  const char *expected) {
    struct arena *arena = arena_new();
    struct code_files files = {0};
    *ARENA_PUSH(arena, &files) =
        (struct code_file){.path = str_from(path), .text = str_from(text)};
    struct reference_target target = {.table = str_from(table), .column = str_from(column)};
    references_find(arena, &files, &target, 1);
    bool lines[64] = {false};
    for (size_t i = 0; i < target.found.count; i++) {
        lines[target.found.items[i].line] = true;
    }
    struct text out = {.arena = arena};
    for (unsigned i = 0; i < sizeof lines; i++) {
        if (lines[i]) {
            text_addf(&out, "%s%u", out.count ? " " : "", i);
        }
    }
    assert_string_equal(text_str(&out).data ? text_str(&out).data : "", expected);
    arena_free(arena);
}

static void check_column(const char *text, const char *expected) {
    check("app/a.py", text, "users", "nickname", expected);
}

static void check_table(const char *text, const char *expected) {
    check("app/a.py", text, "users", NULL, expected);
}

#define MODEL "class User(Base):\n    __tablename__ = 'users'\n    nickname = Column(Text)\n"

static void models_map_columns(void **state) {
    (void)state;
    check_column(MODEL, "3");
    check_column("class User(Base):\n  __tablename__ = \"app.users\"\n"
                 "  nickname: Mapped[str] = mapped_column(\n    Text)\n",
                 "3");
    check_column("class User(Base):\n  __tablename__ = 'users'\n"
                 "  alias = Column('nickname', Text)\n  nickname = relationship('Name')\n",
                 "3");
    check_column("class User(Base):\n  __tablename__ = 'users'\n"
                 "  nickname = Column('nick', Text)\n",
                 "");
    check_column("class Pet(Base):\n  __tablename__ = 'pets'\n  nickname = Column(Text)\n", "");
    check_column("users = Table('users', m, Column('nickname', Text))\nx = users.c.nickname\n"
                 "y = pets.c.nickname\n",
                 "1 2");
    check_column("class Users(SQLModel, table=True):\n    nickname: str\n", "2");
    check_column("class Users(db.Model):\n    nickname = db.Column(db.Text)\n", "2");
}

static void attributes_of_a_model_are_uses(void **state) {
    (void)state;
    check_column(MODEL "q(User.nickname)\nq(Pet.nickname)\n", "3 4");
    check_column(MODEL "a = user.nickname\nb = pet.nickname\nc = current_user.nickname\n",
                 "3 4 6");
    check_column(MODEL "user.nickname()\n", "3");
    check_column(MODEL "u = User(id=1,\n  nickname=f(x))\nv = Pet(nickname=1)\n", "3 5");
    check_column(MODEL "select(User).filter_by(nickname=1)\n", "3 4");
    check_column(MODEL "    def f(self):\n        return self.nickname  # nickname\n", "3 5");
    check_column("a = user.nickname\n", ""); // nothing says that it is a row of the table
    check_column(MODEL "x = {'nickname': 1}\n\"\"\"User.nickname\"\"\"\n", "3");
}

static void sql_names_columns(void **state) {
    (void)state;
    check_column("q('SELECT nickname FROM users')", "1");
    check_column("q('''\nSELECT u.nickname\n  FROM app.users AS u''')", "2");
    check_column("q('SELECT id FROM users '\n  'WHERE nickname = 1')", "2");
    check_column("q('SELECT p.nickname FROM pets p JOIN users u ON u.id = p.owner')", "");
    check_column("q('SELECT id AS nickname FROM users WHERE id = :nickname')", "");
    check_column("q('INSERT INTO users (id, nickname) VALUES (1, 2)')", "1");
    check_column("q('UPDATE users SET nickname = %(nickname)s')", "1");
    check_column("q(\"SELECT 'nickname' FROM users\")", "");
    check_column("log('Select a nickname for the users')", "");
    check_column("q('SELECT nickname FROM pets')", "");
    check_column("k = ForeignKey('users.nickname')", "1");
    check_column("k = f('users.nickname')", "");
    check("a.sql", "-- users nickname\nSELECT 1;\nSELECT nickname\nFROM users;\n", "users",
          "nickname", "3");
    check("a.sql", "CREATE TABLE users (nickname text);\n", "users", "nickname", "");
}

static void tables_are_named(void **state) {
    (void)state;
    check_table(MODEL, "2");
    check_table("t = Table('users', m)\nk = ForeignKey('users.id')\n", "1 2");
    check_table("q('DELETE FROM users')\nlog('delete the users')\nx = 'users'\n", "1");
    check_table("q('select * from pets join only users')\n", "1");
    check_table("r = relationship('Role', secondary='users')\n", "1");
    check_table("q('CREATE TABLE users (id int)')", "");
    check("a.go", "// FROM users\ndb.Query(`SELECT id FROM users`)\n", "users", NULL, "2");
}

static void odd_texts_end(void **state) {
    (void)state;
    check_column("", "");
    check_column("class", "");
    check_column("class User(", "");
    check_column("class User(Base):\n    __tablename__ = ", "");
    check_column("class User(Base):\n    __tablename__ = 'users", "");
    check_column("Table('users'\nnickname", "");
    check_column("'users", "");
    check_column("\"\"\"users nickname", "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(models_map_columns), cmocka_unit_test(attributes_of_a_model_are_uses),
        cmocka_unit_test(sql_names_columns),  cmocka_unit_test(tables_are_named),
        cmocka_unit_test(odd_texts_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
