#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "report/json.h"

// A migration of one statement with two clauses, and one that cannot be known.
struct sample {
    struct arena *arena;
    struct source *source;
    struct migration migration;
    struct operation operations[3];
    struct rule rule;
    struct outcome outcome;
};

static struct sample *make_sample(void) {
    struct arena *arena = arena_new();
    struct sample *sample = ARENA_NEW(arena, struct sample, 1);
    sample->arena = arena;
    sample->source =
        source_new(arena, STR("db/1.py"), STR("def upgrade():\n    x()\n    y()\n"));
    sample->migration = (struct migration){
        .source = sample->source, .revision = {.id = STR("a1"), .path = STR("db/1.py")}};
    *ARENA_PUSH(arena, &sample->migration.revision.down_revisions) = STR("a0");
    sample->operations[0] = (struct operation){.kind = OP_DROP_COLUMN,
                                               .schema = STR("shop"),
                                               .table = STR("orders"),
                                               .name = STR("note"),
                                               .sql = STR("ALTER TABLE \"caf\xe9\""),
                                               .statement = 1,
                                               .span = {19, 22}};
    sample->operations[1] = (struct operation){
        .kind = OP_OPAQUE, .reason = STR("who knows"), .span = {27, 30}, .statement = 2};
    sample->operations[2] = (struct operation){.kind = OP_AUTOCOMMIT_BEGIN};
    struct steps steps = {0};
    for (size_t i = 0; i < 3; i++) {
        struct step *step = ARENA_PUSH(arena, &steps);
        step->operation = &sample->operations[i];
        step->table = i == 0 ? STR("shop.orders") : STR("");
        step->transaction = 1;
    }
    relation_locks_add(arena, &steps.items[0].effect.locks, STR("shop.orders"),
                       LOCK_ACCESS_EXCLUSIVE);
    *ARENA_PUSH(arena, &sample->outcome.judged) =
        (struct judged){.migration = &sample->migration, .steps = steps};
    sample->rule = (struct rule){.id = STR("drop-column")};
    *ARENA_PUSH(arena, &sample->outcome.findings) =
        (struct finding){.rule = &sample->rule,
                         .severity = CUPEL_WARNING,
                         .message = STR("a \"quoted\" \x1b message"),
                         .migration = &sample->migration,
                         .step = &steps.items[0],
                         .source = sample->source,
                         .path = sample->source->path,
                         .span = {19, 22},
                         .fingerprint = STR("f00")};
    sample->outcome.warning_count = 1;
    return sample;
}

static json_t *read_back(struct sample *sample,
                         void (*write)(struct arena *, const struct outcome *, FILE *)) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    write(sample->arena, &sample->outcome, out);
    fclose(out);
    json_error_t error;
    json_t *root = json_loads(text, 0, &error);
    assert_non_null(root);
    free(text);
    return root;
}

static const char *text_at(json_t *object, const char *key) {
    return json_string_value(json_object_get(object, key));
}

static int number_at(json_t *object, const char *key) {
    return (int)json_integer_value(json_object_get(object, key));
}

static void a_finding_has_its_place_and_statement(void **state) {
    (void)state;
    struct sample *sample = make_sample();
    json_t *root = read_back(sample, json_check);
    assert_int_equal(number_at(json_object_get(root, "summary"), "warnings"), 1);
    json_t *finding = json_array_get(json_object_get(root, "findings"), 0);
    assert_string_equal(text_at(finding, "rule"), "drop-column");
    assert_string_equal(text_at(finding, "severity"), "warning");
    assert_string_equal(text_at(finding, "message"), "a \"quoted\" \x1b message");
    assert_int_equal(number_at(finding, "line"), 2);
    assert_int_equal(number_at(finding, "column"), 5);
    assert_int_equal(number_at(finding, "end_column"), 8); // behind the last character
    assert_string_equal(text_at(finding, "revision"), "a1");
    assert_string_equal(text_at(finding, "operation"), "drop_column");
    assert_string_equal(text_at(finding, "table"), "shop.orders");
    assert_string_equal(text_at(finding, "fingerprint"), "f00");
    json_decref(root);
    arena_free(sample->arena);
}

static void suppressed_findings_are_left_out(void **state) {
    (void)state;
    struct sample *sample = make_sample();
    struct suppression suppression = {.is_used = true};
    sample->outcome.findings.items[0].suppression = &suppression;
    json_t *root = read_back(sample, json_check);
    assert_int_equal(json_array_size(json_object_get(root, "findings")), 0);
    json_decref(root);
    arena_free(sample->arena);
}

static void a_plan_has_steps_and_what_is_opaque(void **state) {
    (void)state;
    struct sample *sample = make_sample();
    json_t *root = read_back(sample, json_plan);
    json_t *migration = json_array_get(json_object_get(root, "migrations"), 0);
    assert_string_equal(text_at(migration, "direction"), "upgrade");
    json_t *steps = json_object_get(migration, "steps");
    assert_int_equal(json_array_size(steps), 1); // borders of transactions are no steps
    json_t *step = json_array_get(steps, 0);
    assert_string_equal(text_at(step, "schema"), "shop");
    assert_string_equal(text_at(step, "table"), "orders");
    assert_string_equal(text_at(step, "blocks"), "reads and writes");
    json_t *lock = json_array_get(json_object_get(step, "locks"), 0);
    assert_string_equal(text_at(lock, "relation"), "shop.orders");
    assert_string_equal(text_at(lock, "mode"), "ACCESS EXCLUSIVE");
    json_t *opaque = json_array_get(json_object_get(migration, "opaque"), 0);
    assert_string_equal(text_at(opaque, "reason"), "who knows");
    assert_int_equal(number_at(opaque, "line"), 3);
    json_decref(root);
    arena_free(sample->arena);
}

static void bytes_that_are_no_utf8_become_a_mark(void **state) {
    (void)state;
    struct sample *sample = make_sample();
    json_t *root = read_back(sample, json_plan);
    json_t *migration = json_array_get(json_object_get(root, "migrations"), 0);
    json_t *step = json_array_get(json_object_get(migration, "steps"), 0);
    assert_string_equal(text_at(step, "sql"), "ALTER TABLE \"caf\xef\xbf\xbd\"");
    json_decref(root);
    arena_free(sample->arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_finding_has_its_place_and_statement),
        cmocka_unit_test(suppressed_findings_are_left_out),
        cmocka_unit_test(a_plan_has_steps_and_what_is_opaque),
        cmocka_unit_test(bytes_that_are_no_utf8_become_a_mark),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
