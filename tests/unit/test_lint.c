#include <fnmatch.h>
#include <string.h>

#include "lint/lint.h"
#include "python/syntax.h"
#include "with_arena.h"

// A run over migrations built by hand.
static struct rules rules;
static struct lint_settings settings;
static struct outcome outcome;

static bool path_matches(struct str pattern, struct str path) {
    return fnmatch(str_copy(arena, pattern).data, str_copy(arena, path).data, 0) == 0;
}

static int set_up(void **state) {
    make_arena(state);
    rules = (struct rules){0};
    outcome = (struct outcome){.postgres_version = 15};
    settings = (struct lint_settings){.severities = {.arena = arena},
                                      .per_file_ignores = {.arena = arena},
                                      .path_matches = path_matches};
    struct cupel_error error = {0};
    assert_true(rules_read_builtin(arena, &rules, &error));
    *ARENA_PUSH(arena, &settings.ignore) = STR("empty-migration"); // as most here are
    return 0;
}

static struct judged *add_migration(const char *path, const char *text) {
    struct migration *migration = ARENA_NEW(arena, struct migration, 1);
    migration->source = source_new(arena, str_from(path), str_from(text));
    struct syntax_tree *tree = syntax_parse(syntax_new(arena), arena, migration->source);
    migration->tree = tree;
    for (size_t i = 0; i < tree->comments.count; i++) {
        *ARENA_PUSH(arena, &migration->comments) = tree->comments.items[i];
    }
    migration->revision.id = str_from(path);
    migration->revision.path = str_from(path);
    struct judged *judged = ARENA_PUSH(arena, &outcome.judged);
    judged->migration = migration;
    return judged;
}

// A step whose call is where `part` stands in the text.
static struct step *add_step(struct judged *judged, struct operation operation,
                             const char *part) {
    struct operation *kept = ARENA_NEW(arena, struct operation, 1);
    *kept = operation;
    size_t at = str_find(judged->migration->source->text, str_from(part), 0);
    assert_true(at != SIZE_MAX);
    kept->span = (struct span){(uint32_t)at, (uint32_t)(at + strlen(part))};
    kept->statement = (uint32_t)judged->steps.count + 1;
    struct step *step = ARENA_PUSH(arena, &judged->steps);
    step->operation = kept;
    step->table_rows = -1;
    step->table = operation.table;
    return step;
}

static void run(void) {
    struct cupel_error error = {0};
    if (!lint(arena, &rules, &settings, &outcome, &error)) {
        fail_msg("%s", error.message);
    }
}

static const struct finding *find(const char *id) {
    for (size_t i = 0; i < outcome.findings.count; i++) {
        if (str_is(outcome.findings.items[i].rule->id, id)) {
            return &outcome.findings.items[i];
        }
    }
    return NULL;
}

static size_t count(const char *id) {
    size_t found = 0;
    for (size_t i = 0; i < outcome.findings.count; i++) {
        found += str_is(outcome.findings.items[i].rule->id, id);
    }
    return found;
}

static const struct operation drop_badges = {.kind = OP_DROP_TABLE, .table = {"badges", 6}};
static const struct operation drop_note = {
    .kind = OP_DROP_COLUMN, .table = {"orders", 6}, .name = {"note", 4}};

// ---- rows

static enum cupel_severity severity_with(int64_t rows) {
    struct judged *judged = add_migration("rows.py", "build()\n");
    struct operation build = {
        .kind = OP_CREATE_INDEX, .table = {"orders", 6}, .name = {"ix", 2}};
    add_step(judged, build, "build()")->table_rows = rows;
    run();
    const struct finding *finding = find("index-without-concurrently");
    assert_non_null(finding);
    bool is_told = str_find(finding->message, STR("soon over"), 0) != SIZE_MAX;
    assert_int_equal(is_told, finding->severity == CUPEL_INFO);
    return finding->severity;
}

static void below_ten_thousand_rows_a_lock_is_soon_over(void **state) {
    (void)state;
    assert_int_equal(severity_with(9999), CUPEL_INFO);
}

static void from_ten_thousand_rows_on_a_lock_lasts(void **state) {
    (void)state;
    assert_int_equal(severity_with(10000), CUPEL_ERROR);
}

static void of_rows_not_known_there_may_be_many(void **state) {
    (void)state;
    assert_int_equal(severity_with(-1), CUPEL_ERROR);
}

// ---- findings

static void a_dropped_table_is_found(void **state) {
    (void)state;
    struct judged *judged = add_migration("m.py", "def upgrade():\n    drop()\n");
    add_step(judged, drop_badges, "drop()");
    run();
    assert_int_equal(outcome.findings.count, 1);
    const struct finding *finding = find("drop-table");
    assert_non_null(finding);
    assert_int_equal(finding->severity, CUPEL_WARNING);
    assert_int_equal(source_place(finding->source, finding->span.start).line, 2);
    assert_true(str_find(finding->message, STR("badges"), 0) != SIZE_MAX);
    assert_true(finding->rule->instead.size > 0);
    assert_int_equal(finding->fingerprint.size, 16);
    assert_int_equal(outcome.warning_count, 1);
    assert_int_equal(outcome.error_count, 0);
}

static void findings_are_sorted_by_file_line_column_rule(void **state) {
    (void)state;
    struct judged *later = add_migration("b.py", "drop(); cut()\n");
    add_step(later, drop_note, "cut()");
    add_step(later, drop_badges, "drop()");
    struct judged *first = add_migration("a.py", "\n\ncut()\n");
    add_step(first, drop_note, "cut()");
    run();
    assert_int_equal(outcome.findings.count, 3);
    assert_true(str_is(outcome.findings.items[0].path, "a.py"));
    assert_true(str_is(outcome.findings.items[1].rule->id, "drop-table"));
    assert_true(str_is(outcome.findings.items[2].rule->id, "drop-column"));
}

static void the_same_said_twice_of_a_place_is_one_finding(void **state) {
    (void)state;
    struct judged *judged = add_migration("m.py", "drop()\n");
    add_step(judged, drop_badges, "drop()");
    add_step(judged, drop_badges, "drop()");
    struct operation other = {.kind = OP_DROP_TABLE, .table = STR("medals")};
    add_step(judged, other, "drop()");
    run();
    assert_int_equal(outcome.findings.count, 2);
}

static void fingerprints_outlive_moved_lines_and_tell_equals_apart(void **state) {
    (void)state;
    struct judged *judged = add_migration("m.py", "drop()\ndrop_again()\n");
    add_step(judged, drop_badges, "drop()");
    add_step(judged, drop_badges, "drop_again()");
    run();
    assert_int_equal(outcome.findings.count, 2);
    struct str first = outcome.findings.items[0].fingerprint;
    struct str second = outcome.findings.items[1].fingerprint;
    assert_false(str_equal(first, second));

    outcome = (struct outcome){.postgres_version = 15};
    struct judged *moved = add_migration("m.py", "\n\n# moved\ndrop()\ndrop_again()\n");
    add_step(moved, drop_badges, "drop()");
    add_step(moved, drop_badges, "drop_again()");
    run();
    assert_true(str_equal(first, outcome.findings.items[0].fingerprint));
    assert_true(str_equal(second, outcome.findings.items[1].fingerprint));

    outcome = (struct outcome){.postgres_version = 15};
    struct judged *other = add_migration("other.py", "drop()\n");
    add_step(other, drop_badges, "drop()");
    run();
    assert_false(str_equal(first, outcome.findings.items[0].fingerprint));
}

static void a_doubt_weakens_the_severity_and_is_said(void **state) {
    (void)state;
    struct judged *judged = add_migration("m.py", "change()\n");
    struct operation operation = {
        .kind = OP_ALTER_COLUMN_TYPE, .table = STR("orders"), .name = STR("code")};
    struct step *step = add_step(judged, operation, "change()");
    step->type_change = TYPE_CHANGE_UNKNOWN;
    run();
    const struct finding *finding = find("column-type-rewrite");
    assert_non_null(finding);
    assert_int_equal(finding->severity, CUPEL_WARNING);
    assert_true(str_find(finding->message, STR("unknown"), 0) != SIZE_MAX);
    step->type_change = TYPE_CHANGE_REWRITE;
    run();
    assert_int_equal(find("column-type-rewrite")->severity, CUPEL_ERROR);
    step->type_change = TYPE_CHANGE_FREE;
    run();
    assert_null(find("column-type-rewrite"));
}

static void a_lesser_case_has_its_own_severity_and_message(void **state) {
    (void)state;
    struct judged *judged = add_migration("m.py", "rename()\nview()\n");
    struct operation rename = {
        .kind = OP_RENAME_TABLE, .table = STR("orders"), .new_name = STR("purchases")};
    struct operation view = {.kind = OP_CREATE_VIEW, .table = STR("orders")};
    add_step(judged, rename, "rename()")->transaction = 1;
    run();
    assert_int_equal(find("rename-table")->severity, CUPEL_ERROR);
    add_step(judged, view, "view()")->transaction = 1;
    run();
    assert_int_equal(find("rename-table")->severity, CUPEL_INFO);
    assert_true(str_find(find("rename-table")->message, STR("view"), 0) != SIZE_MAX);
}

static void what_alembic_does_for_itself_and_skipped_steps_are_not_judged(void **state) {
    (void)state;
    struct judged *judged = add_migration("m.py", "drop()\ncut()\n");
    struct operation own = drop_badges;
    own.by_alembic = true;
    add_step(judged, own, "drop()");
    add_step(judged, drop_note, "cut()")->skipped = true;
    run();
    assert_int_equal(outcome.findings.count, 0);
}

// ---- settings

static void severities_come_from_the_settings(void **state) {
    (void)state;
    enum cupel_severity error = CUPEL_ERROR;
    enum cupel_severity off = CUPEL_OFF;
    struct judged *judged = add_migration("m.py", "drop()\n");
    add_step(judged, drop_badges, "drop()");
    map_put(&settings.severities, STR("drop-table"), &error);
    run();
    assert_int_equal(find("drop-table")->severity, CUPEL_ERROR);
    assert_int_equal(outcome.error_count, 1);
    map_put(&settings.severities, STR("drop-table"), &off);
    run();
    assert_int_equal(outcome.findings.count, 0);
    *ARENA_PUSH(arena, &settings.select) = STR("drop-table");
    run();
    assert_int_equal(outcome.findings.count, 1);
}

static void the_narrower_name_wins_in_select_and_ignore(void **state) {
    (void)state;
    static const struct {
        const char *select, *ignore;
        bool speaks;
    } cases[] = {
        {NULL, NULL, true},
        {"all", NULL, true},
        {"drop-table", NULL, true},
        {"compatibility", NULL, true},
        {"locking", NULL, false},
        {NULL, "drop-table", false},
        {NULL, "compatibility", false},
        {NULL, "locking", true},
        {"drop-table", "compatibility", true},
        {"compatibility", "drop-table", false},
        {"drop-table", "drop-table", false},
        {"all", "all", false},
    };
    struct judged *judged = add_migration("m.py", "drop()\n");
    add_step(judged, drop_badges, "drop()");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        settings.select = (struct str_list){0};
        settings.ignore = (struct str_list){0};
        if (cases[i].select) {
            *ARENA_PUSH(arena, &settings.select) = str_from(cases[i].select);
        }
        if (cases[i].ignore) {
            *ARENA_PUSH(arena, &settings.ignore) = str_from(cases[i].ignore);
        }
        run();
        if ((find("drop-table") != NULL) != cases[i].speaks) {
            fail_msg("case %zu", i);
        }
    }
}

static void files_may_be_spared(void **state) {
    (void)state;
    struct str_list *names = ARENA_NEW(arena, struct str_list, 1);
    *ARENA_PUSH(arena, names) = STR("compatibility");
    map_put(&settings.per_file_ignores, STR("old/*.py"), names);
    struct judged *old = add_migration("old/a.py", "drop()\n");
    add_step(old, drop_badges, "drop()");
    struct judged *new = add_migration("new/a.py", "drop()\n");
    add_step(new, drop_badges, "drop()");
    run();
    assert_int_equal(outcome.findings.count, 1);
    assert_true(str_is(outcome.findings.items[0].path, "new/a.py"));
}

static void an_unknown_name_in_the_settings_is_an_error_with_the_nearest(void **state) {
    (void)state;
    struct cupel_error error = {0};
    *ARENA_PUSH(arena, &settings.ignore) = STR("locking");
    *ARENA_PUSH(arena, &settings.select) = STR("all");
    assert_true(lint_settings_check(arena, &settings, &rules, "cupel.toml", &error));
    *ARENA_PUSH(arena, &settings.ignore) = STR("drop-tabel");
    assert_false(lint_settings_check(arena, &settings, &rules, "cupel.toml", &error));
    assert_non_null(strstr(error.message, "did you mean \"drop-table\"?"));
    assert_string_equal(error.file, "cupel.toml");

    settings.ignore = (struct str_list){0};
    enum cupel_severity off = CUPEL_OFF;
    map_put(&settings.severities, STR("drop-colum"), &off);
    error = (struct cupel_error){0};
    assert_false(lint_settings_check(arena, &settings, &rules, "cupel.toml", &error));
    assert_non_null(strstr(error.message, "drop-column"));
}

static void versions_bound_a_rule(void **state) {
    (void)state;
    struct judged *judged = add_migration("m.py", "add()\n");
    struct operation operation = {
        .kind = OP_ADD_COLUMN, .table = STR("orders"), .name = STR("token")};
    operation.column.default_value.text = STR("random()");
    add_step(judged, operation, "add()")->default_volatility = VOLATILITY_VOLATILE;
    outcome.postgres_version = 11;
    run();
    assert_non_null(find("volatile-default-rewrite"));
    outcome.postgres_version = 10;
    run();
    assert_null(find("volatile-default-rewrite"));
}

// ---- suppressions

static void a_suppressed_finding_does_not_count(void **state) {
    (void)state;
    struct judged *judged = add_migration(
        "m.py",
        "def upgrade():\n    drop(\n        1\n    )  # cupel: ignore[drop-table] old\n");
    add_step(judged, drop_badges, "drop(");
    run();
    assert_int_equal(outcome.findings.count, 1);
    assert_non_null(outcome.findings.items[0].suppression);
    assert_true(str_is(outcome.findings.items[0].suppression->reason, "old"));
    assert_int_equal(outcome.suppressed_count, 1);
    assert_int_equal(outcome.warning_count, 0);
}

static void a_suppression_that_silences_nothing_is_found(void **state) {
    (void)state;
    struct judged *judged =
        add_migration("m.py", "drop()  # cupel: ignore[drop-table, drop-column]\n"
                              "x()  # cupel: ignore\n");
    add_step(judged, drop_badges, "drop()");
    run();
    assert_int_equal(count("unused-suppression"), 2);
    assert_true(str_find(find("unused-suppression")->message, STR("drop-column"), 0) !=
                SIZE_MAX);
    assert_int_equal(outcome.suppressed_count, 1);
}

static void rules_that_are_not_in_force_leave_suppressions_alone(void **state) {
    (void)state;
    struct judged *judged = add_migration("m.py", "x()  # cupel: ignore[drop-table]\n");
    add_step(judged, drop_note, "x()");
    *ARENA_PUSH(arena, &settings.ignore) = STR("drop-table");
    run();
    assert_int_equal(count("unused-suppression"), 0);
}

static void a_function_that_was_not_judged_keeps_its_suppressions(void **state) {
    (void)state;
    const char *text = "def upgrade():\n    x()\n\n\ndef downgrade():\n"
                       "    drop()  # cupel: ignore[downgrade-loses-data]\n    pass\n";
    struct judged *judged = add_migration("m.py", text);
    run();
    assert_int_equal(count("unused-suppression"), 0);
    struct judged *down = ARENA_PUSH(arena, &outcome.judged);
    judged = &outcome.judged.items[0];
    *down = (struct judged){.migration = judged->migration, .is_downgrade = true};
    run();
    assert_int_equal(count("unused-suppression"), 1);
    add_step(&outcome.judged.items[1], drop_badges, "drop()");
    run();
    assert_int_equal(count("unused-suppression"), 0);
    assert_int_equal(outcome.suppressed_count, 1);
}

static void a_suppression_of_no_rule_is_found_with_the_nearest(void **state) {
    (void)state;
    add_migration("m.py", "x()  # cupel: ignore[drop-tabel]\n");
    run();
    const struct finding *finding = find("unknown-suppression");
    assert_non_null(finding);
    assert_true(str_find(finding->message, STR("drop-table"), 0) != SIZE_MAX);
    assert_int_equal(count("unused-suppression"), 0);
}

static void a_blanket_suppression_does_not_silence_what_is_said_of_it(void **state) {
    (void)state;
    add_migration("m.py", "x()  # cupel: ignore\n");
    run();
    assert_int_equal(outcome.warning_count, 1);
}

static void a_reason_may_be_required(void **state) {
    (void)state;
    struct judged *judged = add_migration("m.py", "drop()  # cupel: ignore[drop-table]\n");
    add_step(judged, drop_badges, "drop()");
    settings.require_reason = true;
    run();
    assert_null(find("drop-table")->suppression);
    assert_true(str_find(find("unused-suppression")->message, STR("reason"), 0) != SIZE_MAX);
}

// ---- files and history

static void an_unreadable_migration_is_found_once(void **state) {
    (void)state;
    struct judged *judged = add_migration("m.py", "op.drop(\n");
    struct migration *migration = (struct migration *)judged->migration;
    migration->unreadable = STR("a bracket is not closed");
    struct judged *down = ARENA_PUSH(arena, &outcome.judged);
    *down = (struct judged){.migration = migration, .is_downgrade = true};
    run();
    assert_int_equal(count("unreadable-migration"), 1);
    assert_int_equal(outcome.error_count, 1);
}

static void a_leftover_comment_is_found_in_the_text(void **state) {
    (void)state;
    add_migration("m.py", "# ### commands auto generated by Alembic - please adjust! ###\n"
                          "# ### commands auto generated by Alembic - please adjust! ###\n");
    run();
    assert_int_equal(count("autogenerate-leftover"), 1);
    assert_int_equal(find("autogenerate-leftover")->span.start, 2);
}

static void imports_of_the_application_are_found(void **state) {
    (void)state;
    static const struct {
        const char *text;
        size_t count;
    } cases[] = {
        {"from shop.models import Order\n", 1},
        {"from shop import models\n", 1},
        {"import shop.models as m\n", 1},
        {"from . import helpers\n", 1},
        {"def upgrade():\n    from shop.settings import DEBUG\n", 1},
        {"from sqlalchemy.orm import Session\nfrom alembic import op, context\n", 0},
        {"from sqlmodel import models\n", 0},
        {"import json\n# from shop.models import Order\n", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        outcome = (struct outcome){.postgres_version = 15};
        add_migration("m.py", cases[i].text);
        run();
        if (count("application-import") != cases[i].count) {
            fail_msg("%s", cases[i].text);
        }
    }
}

static struct history *add_history(const char *rule, const char *const *names, size_t count_,
                                   const char *judged_name) {
    struct history *history = ARENA_NEW(arena, struct history, 1);
    history->revisions = ARENA_NEW(arena, struct revision, count_);
    history->order = ARENA_NEW(arena, uint32_t, count_);
    history->count = count_;
    struct history_fault *fault = ARENA_PUSH(arena, &history->faults);
    fault->rule = rule;
    for (size_t i = 0; i < count_; i++) {
        history->revisions[i].id = str_from(names[i]);
        history->revisions[i].path = str_format(arena, "%s.py", names[i]);
        history->revisions[i].is_pending = strcmp(names[i], judged_name) == 0;
        history->order[i] = (uint32_t)i;
        *ARENA_PUSH(arena, &fault->names) = str_from(names[i]);
    }
    fault->revision = &history->revisions[0];
    fault->message_name = str_from(names[0]);
    outcome.histories = history;
    outcome.history_count = 1;
    return history;
}

static void several_heads_are_reported_at_the_newest_judged_one(void **state) {
    (void)state;
    static const char *const names[] = {"a1", "b2"};
    add_migration("b2.py", "x()\n");
    add_history("several-heads", names, 2, "b2");
    run();
    assert_int_equal(count("several-heads"), 1);
    assert_true(str_is(find("several-heads")->path, "b2.py"));
    assert_true(str_find(find("several-heads")->message, STR("a1, b2"), 0) != SIZE_MAX);
}

static void faults_of_migrations_that_are_not_judged_are_not_reported(void **state) {
    (void)state;
    static const char *const names[] = {"a1", "b2"};
    static const char *const faults[] = {"several-heads", "unknown-down-revision",
                                         "duplicate-revision", "revision-cycle"};
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        outcome = (struct outcome){.postgres_version = 15};
        add_migration("c3.py", "x()\n");
        add_history(faults[i], names, 2, "b2");
        run();
        assert_int_equal(outcome.findings.count, 0);
        add_migration("a1.py", "x()\n");
        run();
        assert_int_equal(count(faults[i]), 1);
    }
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, free_arena)
    const struct CMUnitTest tests[] = {
        TEST(below_ten_thousand_rows_a_lock_is_soon_over),
        TEST(from_ten_thousand_rows_on_a_lock_lasts),
        TEST(of_rows_not_known_there_may_be_many),
        TEST(a_dropped_table_is_found),
        TEST(findings_are_sorted_by_file_line_column_rule),
        TEST(the_same_said_twice_of_a_place_is_one_finding),
        TEST(fingerprints_outlive_moved_lines_and_tell_equals_apart),
        TEST(a_doubt_weakens_the_severity_and_is_said),
        TEST(a_lesser_case_has_its_own_severity_and_message),
        TEST(what_alembic_does_for_itself_and_skipped_steps_are_not_judged),
        TEST(severities_come_from_the_settings),
        TEST(the_narrower_name_wins_in_select_and_ignore),
        TEST(files_may_be_spared),
        TEST(an_unknown_name_in_the_settings_is_an_error_with_the_nearest),
        TEST(versions_bound_a_rule),
        TEST(a_suppressed_finding_does_not_count),
        TEST(a_suppression_that_silences_nothing_is_found),
        TEST(rules_that_are_not_in_force_leave_suppressions_alone),
        TEST(a_function_that_was_not_judged_keeps_its_suppressions),
        TEST(a_suppression_of_no_rule_is_found_with_the_nearest),
        TEST(a_blanket_suppression_does_not_silence_what_is_said_of_it),
        TEST(a_reason_may_be_required),
        TEST(an_unreadable_migration_is_found_once),
        TEST(a_leftover_comment_is_found_in_the_text),
        TEST(imports_of_the_application_are_found),
        TEST(several_heads_are_reported_at_the_newest_judged_one),
        TEST(faults_of_migrations_that_are_not_judged_are_not_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
