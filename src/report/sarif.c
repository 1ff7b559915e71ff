#include "report/sarif.h"

#include "report/describe.h"
#include "report/document.h"
#include "report/sarif_result.h"
#include "report/sarif_rules.h"
#include "report/terminal.h"

// What GitHub takes: 5,000 results of a run are shown, a file has at most 10 MB when packed.
// Source: docs.github.com, SARIF support for code scanning, Validating your SARIF file.
enum {
    RESULT_LIMIT = 5000,
    RESULT_BYTES = 8 * 1024 * 1024, // of all results; packing makes nothing larger
    REMARK_BYTES = 1024,
};

// Where a reader of the findings learns more. There is no page of cupel's own yet: the manual's
// page about locks, which most verdicts come from.
#define INFORMATION "https://www.postgresql.org/docs/current/explicit-locking.html"

struct sarif {
    struct arena *arena;
    const struct outcome *outcome;
    struct sarif_rules rules;
    size_t kept, bytes; // results so far
    size_t left_out, cut_texts;
};

// A finding of the baseline is accepted elsewhere than in the source.
static json_t *baseline_suppression(void) {
    return json_pack("[{s:s,s:s,s:s}]", "kind", "external", "status", "accepted",
                     "justification", "known to the baseline");
}

// The gravest come first when there is no room for all; what does not count comes last.
static int rank(const struct finding *finding) {
    return finding->suppression                 ? 3
           : finding->severity == CUPEL_ERROR   ? 0
           : finding->severity == CUPEL_WARNING ? 1
                                                : 2;
}

// The result, or NULL when there is no room for it.
static json_t *result(struct sarif *sarif, const struct finding *finding, bool is_known) {
    if (sarif->kept >= RESULT_LIMIT) {
        sarif->left_out++;
        return NULL;
    }
    size_t cut_texts = 0;
    json_t *object = sarif_result(sarif->arena, finding,
                                  sarif_rules_index(&sarif->rules, finding->rule), &cut_texts);
    if (is_known) {
        json_object_set_new(object, "suppressions", baseline_suppression());
    }
    if (sarif->outcome->has_baseline) { // all results have it, or none: SARIF 2.1.0, 3.27.24
        json_object_set_new(object, "baselineState",
                            json_string(is_known ? "unchanged" : "new"));
    }
    size_t size = document_size(object);
    if (sarif->bytes + size > RESULT_BYTES) {
        sarif->left_out++;
        json_decref(object);
        return NULL;
    }
    sarif->kept++;
    sarif->bytes += size;
    sarif->cut_texts += cut_texts;
    return object;
}

static json_t *results(struct sarif *sarif) {
    const struct findings *findings = &sarif->outcome->findings;
    const struct findings *known = &sarif->outcome->known;
    json_t **kept = ARENA_NEW(sarif->arena, json_t *, findings->count + 1);
    for (int now = 0; now <= 3; now++) {
        for (size_t i = 0; i < findings->count; i++) {
            if (rank(&findings->items[i]) == now) {
                kept[i] = result(sarif, &findings->items[i], false);
            }
        }
    }
    json_t *array = json_array();
    for (size_t i = 0; i < findings->count; i++) {
        if (kept[i]) {
            json_array_append_new(array, kept[i]);
        }
    }
    for (size_t i = 0; i < known->count; i++) {
        json_t *object = result(sarif, &known->items[i], true);
        if (object) {
            json_array_append_new(array, object);
        }
    }
    return array;
}

static void notify(struct sarif *sarif, json_t *notifications, const char *id,
                   const char *level, struct str text) {
    json_t *object = json_object();
    json_object_set_new(object, "descriptor", json_pack("{s:s}", "id", id));
    json_object_set_new(object, "level", json_string(level));
    text = printable(sarif->arena, text);
    json_object_set_new(
        object, "message",
        sarif_message(sarif->arena, sarif_plain(sarif->arena, str_cut(text, REMARK_BYTES))));
    json_array_append_new(notifications, object);
}

// After all else: it tells what was cut.
static json_t *invocations(struct sarif *sarif) {
    const struct str_list *remarks = &sarif->outcome->remarks;
    size_t cut = sarif->cut_texts + sarif->rules.cut_texts;
    json_t *notifications = json_array();
    for (size_t i = 0; i < remarks->count && i < RESULT_LIMIT; i++) {
        notify(sarif, notifications, "remark", "note", remarks->items[i]);
    }
    if (sarif->left_out > 0) {
        notify(sarif, notifications, "results-left-out", "warning",
               str_format(sarif->arena,
                          "%zu of %zu findings are left out, the least severe ones: code "
                          "scanning takes %d results and 10 MB",
                          sarif->left_out, sarif->left_out + sarif->kept, RESULT_LIMIT));
    }
    if (cut > 0) {
        notify(sarif, notifications, "texts-cut", "note",
               str_format(sarif->arena, "%zu text%s cut at the length that code scanning takes",
                          cut, cut == 1 ? " is" : "s are"));
    }
    json_t *invocation = json_object();
    document_put_bool(invocation, "executionSuccessful", true);
    json_object_set_new(invocation, "toolExecutionNotifications", notifications);
    return json_pack("[o]", invocation);
}

static void put_provenance(struct arena *arena, json_t *run,
                           const struct repository *repository) {
    if (repository->uri.size == 0) {
        return; // the schema asks for the address
    }
    json_t *object = json_object();
    document_put(arena, object, "repositoryUri", repository->uri);
    if (repository->revision.size > 0) {
        document_put(arena, object, "revisionId", repository->revision);
    }
    if (repository->branch.size > 0) {
        document_put(arena, object, "branch", repository->branch);
    }
    json_t *mapped = json_object();
    json_object_set_new(mapped, "uriBaseId", json_string("%SRCROOT%"));
    json_object_set_new(object, "mappedTo", mapped);
    json_object_set_new(run, "versionControlProvenance", json_pack("[o]", object));
}

void sarif_check(struct arena *arena, const struct outcome *outcome, FILE *out) {
    struct sarif sarif = {.arena = arena, .outcome = outcome};
    json_t *rules = sarif_rules_json(arena, outcome, &sarif.rules);
    json_t *driver = json_object();
    json_object_set_new(driver, "name", json_string("cupel"));
    json_object_set_new(driver, "version", json_string(CUPEL_VERSION));
    json_object_set_new(driver, "semanticVersion", json_string(CUPEL_VERSION));
    json_object_set_new(driver, "informationUri", json_string(INFORMATION));
    json_object_set_new(driver, "rules", rules);
    json_t *run = json_object();
    json_object_set_new(run, "tool", json_pack("{s:o}", "driver", driver));
    json_t *base = json_object();
    json_object_set_new(base, "description",
                        sarif_message(arena, STR("the repository's root")));
    json_object_set_new(run, "originalUriBaseIds", json_pack("{s:o}", "%SRCROOT%", base));
    put_provenance(arena, run, &outcome->repository);
    json_object_set_new(run, "columnKind", json_string("unicodeCodePoints"));
    json_object_set_new(run, "results", results(&sarif));
    json_object_set_new(run, "invocations", invocations(&sarif));
    json_t *root = json_object();
    json_object_set_new(root, "$schema",
                        json_string("https://json.schemastore.org/sarif-2.1.0.json"));
    json_object_set_new(root, "version", json_string("2.1.0"));
    json_object_set_new(root, "runs", json_pack("[o]", run));
    document_write(arena, root, out);
}
