#include "report/gitlab.h"

#include "report/describe.h"
#include "report/document.h"
#include "report/terminal.h"

// Source: docs.gitlab.com, Code Quality, Code Quality report format.
static const char *severity_of(enum cupel_severity severity) {
    return severity == CUPEL_ERROR ? "critical" : severity == CUPEL_WARNING ? "major" : "info";
}

static json_t *issue(struct arena *arena, const struct finding *finding) {
    struct place start = {1, 1};
    struct place end = {1, 1};
    if (finding->source) {
        start = source_place(finding->source, finding->span.start);
        end = source_place(finding->source, finding->span.end);
    }
    json_t *lines = json_object();
    document_put_number(lines, "begin", start.line);
    document_put_number(lines, "end", end.line);
    json_t *location = json_object();
    document_put(arena, location, "path", finding->path);
    json_object_set_new(location, "lines", lines);
    json_t *object = json_object();
    json_object_set_new(object, "type", json_string("issue"));
    document_put(arena, object, "check_name", finding->rule->id);
    document_put(arena, object, "description", printable(arena, finding->message));
    json_t *content = json_object();
    document_put(arena, content, "body", printable(arena, finding_details(arena, finding)));
    json_object_set_new(object, "content", content);
    json_object_set_new(object, "categories", json_pack("[s]", "Bug Risk"));
    json_object_set_new(object, "severity", json_string(severity_of(finding->severity)));
    document_put(arena, object, "fingerprint", finding->fingerprint);
    json_object_set_new(object, "location", location);
    return object;
}

void gitlab_check(struct arena *arena, const struct outcome *outcome, FILE *out) {
    json_t *array = json_array();
    for (size_t i = 0; i < outcome->findings.count; i++) {
        if (!outcome->findings.items[i].suppression) {
            json_array_append_new(array, issue(arena, &outcome->findings.items[i]));
        }
    }
    document_write(arena, array, out);
}
