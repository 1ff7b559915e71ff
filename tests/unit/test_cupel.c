#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cupel/cupel.h"

// A project in a folder of its own, outside of every repository.
struct project {
    char folder[64];
};

static void write_file(const struct project *project, const char *path, const char *text) {
    char full[256];
    snprintf(full, sizeof full, "%s/%s", project->folder, path);
    FILE *out = fopen(full, "wb");
    assert_non_null(out);
    fputs(text, out);
    fclose(out);
}

static void write_migration(const struct project *project, const char *id, const char *down,
                            const char *body) {
    char path[64], text[512];
    snprintf(path, sizeof path, "db/versions/%s.py", id);
    snprintf(text, sizeof text,
             "from alembic import op\nimport sqlalchemy as sa\n\nrevision = \"%s\"\n"
             "down_revision = %s\n\n\ndef upgrade():\n    %s\n",
             id, down, body);
    write_file(project, path, text);
}

static int make_project(void **state) {
    struct project *project = calloc(1, sizeof *project);
    snprintf(project->folder, sizeof project->folder, "/tmp/test_cupel.XXXXXX");
    if (!mkdtemp(project->folder)) {
        return -1;
    }
    char path[128];
    snprintf(path, sizeof path, "%s/db", project->folder);
    mkdir(path, 0777);
    snprintf(path, sizeof path, "%s/db/versions", project->folder);
    mkdir(path, 0777);
    write_file(project, "alembic.ini", "[alembic]\nscript_location = db\n");
    write_migration(project, "r1", "None",
                    "op.create_table(\"orders\", sa.Column(\"id\", sa.Integer()), "
                    "sa.Column(\"note\", sa.Text()))");
    write_migration(project, "r2", "\"r1\"", "op.drop_column(\"orders\", \"note\")");
    *state = project;
    return 0;
}

static int remove_project(void **state) {
    static const char *const files[] = {"db/versions/r1.py", "db/versions/r2.py",
                                        "db/versions/r3.py", "cupel.toml", "alembic.ini"};
    struct project *project = *state;
    char path[128];
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        snprintf(path, sizeof path, "%s/%s", project->folder, files[i]);
        unlink(path);
    }
    snprintf(path, sizeof path, "%s/db/versions", project->folder);
    rmdir(path);
    snprintf(path, sizeof path, "%s/db", project->folder);
    rmdir(path);
    rmdir(project->folder);
    free(project);
    return 0;
}

static struct cupel_run *judge(const struct cupel_options *options) {
    struct cupel_error error = {0};
    struct cupel_run *run = cupel_open(options, &error);
    assert_string_equal(error.message, "");
    assert_true(cupel_judge(run, &error));
    return run;
}

static char *report(const struct cupel_run *run, enum cupel_report kind, const char *format) {
    struct cupel_error error = {0};
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_true(cupel_write(run, kind, format, out, &error));
    fclose(out);
    return text;
}

static void assert_reports(const struct cupel_run *run, const char *expected) {
    char *text = report(run, CUPEL_CHECK, "text");
    if (!strstr(text, expected)) {
        print_error("not in the report: %s\n%s", expected, text);
    }
    assert_non_null(strstr(text, expected));
    free(text);
}

static void every_migration_is_judged_in_its_history(void **state) {
    const struct project *project = *state;
    struct cupel_run *run =
        judge(&(struct cupel_options){.folder = project->folder, .selection = CUPEL_ALL});
    assert_int_equal(cupel_migration_count(run), 2);
    assert_true(cupel_has_failed(run));
    assert_reports(run, "db/versions/r2.py:9:5: warning[drop-column]");
    cupel_close(run);
}

static void a_named_file_is_judged_alone(void **state) {
    const struct project *project = *state;
    const char *paths[] = {"db/versions/r1.py"};
    struct cupel_run *run = judge(&(struct cupel_options){.folder = project->folder,
                                                          .select = "drop-column",
                                                          .selection = CUPEL_PATHS,
                                                          .paths = paths,
                                                          .path_count = 1});
    assert_int_equal(cupel_migration_count(run), 1);
    assert_false(cupel_has_failed(run));
    cupel_close(run);
}

static void standard_input_stands_in_for_its_name(void **state) {
    const struct project *project = *state;
    const char *text = "from alembic import op\nrevision = \"r3\"\ndown_revision = \"r2\"\n"
                       "def upgrade():\n    op.drop_table(\"orders\")\n";
    struct cupel_run *run = judge(&(struct cupel_options){.folder = project->folder,
                                                          .selection = CUPEL_STDIN,
                                                          .stdin_name = "db/versions/r3.py",
                                                          .stdin_text = text,
                                                          .stdin_size = strlen(text)});
    assert_int_equal(cupel_migration_count(run), 1);
    assert_reports(run, "db/versions/r3.py:5:5: warning[drop-table]");
    cupel_close(run);
}

static void older_revisions_tell_the_type_of_a_column_under_its_old_table_name(void **state) {
    const struct project *project = *state;
    write_migration(project, "r2", "\"r1\"", "op.rename_table(\"orders\", \"purchases\")");
    write_migration(project, "r3", "\"r2\"",
                    "op.alter_column(\"purchases\", \"id\", type_=sa.BigInteger())");
    const char *paths[] = {"db/versions/r3.py"};
    struct cupel_run *run = judge(&(struct cupel_options){
        .folder = project->folder, .selection = CUPEL_PATHS, .paths = paths, .path_count = 1});
    assert_reports(run, "changing id from INTEGER to BIGINT");
    cupel_close(run);
}

static void two_runs_live_side_by_side(void **state) {
    const struct project *project = *state;
    struct cupel_options options = {.folder = project->folder, .selection = CUPEL_ALL};
    struct cupel_run *one = judge(&options);
    options.select = "drop-table";
    struct cupel_run *two = judge(&options);
    assert_true(cupel_has_failed(one));
    assert_false(cupel_has_failed(two));
    cupel_close(one);
    assert_reports(two, "nothing found");
    cupel_close(two);
}

static void check_failure(const struct cupel_options *options, const char *expected) {
    struct cupel_error error = {0};
    struct cupel_run *run = cupel_open(options, &error);
    if (run) {
        assert_false(cupel_judge(run, &error));
    }
    assert_string_equal(error.message, expected);
    cupel_close(run);
}

static void what_cannot_be_done_says_why(void **state) {
    const struct project *project = *state;
    const char *paths[] = {"nowhere.py"};
    check_failure(&(struct cupel_options){.folder = project->folder,
                                          .selection = CUPEL_PATHS,
                                          .paths = paths,
                                          .path_count = 1},
                  "nowhere.py: no such file or folder");
    check_failure(&(struct cupel_options){.folder = project->folder},
                  "this is no git repository: name files or folders, or use --all");
    check_failure(&(struct cupel_options){.folder = "/no/such/folder"}, "no such folder");
    write_file(project, "cupel.toml", "start-after = 3\n");
    struct cupel_error error = {0};
    assert_null(cupel_open(&(struct cupel_options){.folder = project->folder}, &error));
    assert_string_equal(error.file, "cupel.toml");
    assert_int_equal(error.line, 1);
}

static void formats_that_do_not_exist_are_named(void **state) {
    (void)state;
    struct cupel_error error = {0};
    assert_true(cupel_has_format(CUPEL_CHECK, "json", &error));
    assert_true(cupel_has_format(CUPEL_RULES, "markdown", &error));
    assert_false(cupel_has_format(CUPEL_PLAN, "markdown", &error));
    assert_string_equal(error.message, "no such format: markdown (there are: text, json)");
}

static void the_nearest_word_is_found(void **state) {
    (void)state;
    const char *const words[] = {"--staged", "--base"};
    assert_string_equal(cupel_nearest("--stagged", words, 2), "--staged");
    assert_null(cupel_nearest("--zzzzzzz", words, 2));
}

#define IN_PROJECT(test) cmocka_unit_test_setup_teardown(test, make_project, remove_project)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_PROJECT(every_migration_is_judged_in_its_history),
        IN_PROJECT(a_named_file_is_judged_alone),
        IN_PROJECT(standard_input_stands_in_for_its_name),
        IN_PROJECT(older_revisions_tell_the_type_of_a_column_under_its_old_table_name),
        IN_PROJECT(two_runs_live_side_by_side),
        IN_PROJECT(what_cannot_be_done_says_why),
        cmocka_unit_test(formats_that_do_not_exist_are_named),
        cmocka_unit_test(the_nearest_word_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
