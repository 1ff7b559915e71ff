#include "report/sarif_result.h"

#include "report/describe.h"
#include "report/document.h"
#include "report/sarif_rules.h"
#include "report/terminal.h"

enum { MESSAGE_BYTES = 4096 }; // of one text

json_t *sarif_message(struct arena *arena, struct str text) {
    json_t *object = json_object();
    document_put(arena, object, "text", text);
    return object;
}

struct str sarif_cut(struct arena *arena, struct str text, size_t limit, size_t *cut_texts) {
    if (text.size <= limit) {
        return text;
    }
    ++*cut_texts;
    return str_concat(arena, str_cut(text, limit - 3), STR("\xe2\x80\xa6"));
}

// "[a](b)" would be a link (SARIF 2.1.0, 3.11.6): its bracket is escaped.
struct str sarif_plain(struct arena *arena, struct str text) {
    if (str_find(text, STR("]("), 0) == SIZE_MAX) {
        return text;
    }
    struct text out = {.arena = arena};
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] == '[' || text.data[i] == ']') {
            text_add_char(&out, '\\');
        }
        text_add_char(&out, text.data[i]);
    }
    return text_str(&out);
}

// A path as a relative reference: RFC 3986, 3.3 and 4.2.
static struct str path_uri(struct arena *arena, struct str path) {
    struct text out = {.arena = arena};
    for (size_t i = 0; i < path.size; i++) {
        char c = path.data[i];
        bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                        (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' ||
                        c == '~' || c == '/';
        if (is_plain) {
            text_add_char(&out, c);
        } else {
            text_addf(&out, "%%%02X", (unsigned char)c);
        }
    }
    return text_str(&out);
}

static json_t *region_of(const struct finding *finding, struct span span) {
    struct place start = {1, 1};
    struct place end = {1, 1};
    if (finding->source) {
        start = source_place(finding->source, span.start);
        end = source_place(finding->source, span.end);
    }
    json_t *region = json_object();
    document_put_number(region, "startLine", start.line);
    document_put_number(region, "startColumn", start.column);
    document_put_number(region, "endLine", end.line);
    document_put_number(region, "endColumn", end.column);
    return region;
}

static json_t *artifact_of(struct arena *arena, struct str path) {
    json_t *artifact = json_object();
    document_put(arena, artifact, "uri", path_uri(arena, path));
    json_object_set_new(artifact, "uriBaseId", json_string("%SRCROOT%"));
    return artifact;
}

static json_t *physical_location(struct arena *arena, const struct finding *finding,
                                 struct span span) {
    json_t *physical = json_object();
    json_object_set_new(physical, "artifactLocation", artifact_of(arena, finding->path));
    json_object_set_new(physical, "region", region_of(finding, span));
    return physical;
}

// One change of one file: a fix is for a viewer that offers it, and need not be safe.
static json_t *fixes(struct arena *arena, const struct finding *finding) {
    json_t *replacements = json_array();
    for (size_t i = 0; i < finding->fix->edits.count; i++) {
        const struct edit *edit = &finding->fix->edits.items[i];
        json_t *replacement = json_object();
        json_object_set_new(replacement, "deletedRegion", region_of(finding, edit->span));
        if (edit->text.size > 0) {
            json_object_set_new(replacement, "insertedContent",
                                sarif_message(arena, edit->text));
        }
        json_array_append_new(replacements, replacement);
    }
    json_t *change = json_object();
    json_object_set_new(change, "artifactLocation", artifact_of(arena, finding->path));
    json_object_set_new(change, "replacements", replacements);
    json_t *fix = json_object();
    json_object_set_new(fix, "description", sarif_message(arena, finding->fix->description));
    json_object_set_new(fix, "artifactChanges", json_pack("[o]", change));
    return json_pack("[o]", fix);
}

static json_t *location(struct arena *arena, const struct finding *finding) {
    json_t *object = json_object();
    json_object_set_new(object, "physicalLocation",
                        physical_location(arena, finding, finding->span));
    struct str revision =
        finding->migration ? finding->migration->revision.id : (struct str){0};
    if (revision.size > 0) {
        struct str function = finding->is_downgrade ? STR("downgrade") : STR("upgrade");
        json_t *logical = json_object();
        document_put(arena, logical, "name", function);
        document_put(arena, logical, "fullyQualifiedName",
                     str_dotted(arena, revision, function));
        json_object_set_new(logical, "kind", json_string("function"));
        json_object_set_new(object, "logicalLocations", json_pack("[o]", logical));
    }
    return object;
}

// The places in code that a message lists.
static json_t *related_locations(struct arena *arena, const struct code_lines *places) {
    json_t *array = json_array();
    for (size_t i = 0; i < places->count; i++) {
        json_t *physical = json_object();
        json_object_set_new(physical, "artifactLocation",
                            artifact_of(arena, places->items[i].path));
        json_object_set_new(physical, "region",
                            json_pack("{s:i}", "startLine", (int)places->items[i].line));
        json_t *object = json_object();
        document_put_number(object, "id", i + 1);
        json_object_set_new(object, "physicalLocation", physical);
        json_object_set_new(object, "message",
                            sarif_message(arena, STR("the code that names it")));
        json_array_append_new(array, object);
    }
    return array;
}

static json_t *suppressions(struct arena *arena, const struct finding *finding) {
    const struct suppression *suppression = finding->suppression;
    json_t *object = json_object();
    json_object_set_new(object, "kind", json_string("inSource"));
    json_object_set_new(object, "status", json_string("accepted"));
    if (suppression->reason.size > 0) {
        document_put(arena, object, "justification", printable(arena, suppression->reason));
    }
    json_t *place = json_object();
    json_object_set_new(place, "physicalLocation",
                        physical_location(arena, finding, suppression->span));
    json_object_set_new(object, "location", place);
    return json_pack("[o]", object);
}

static json_t *properties(struct arena *arena, const struct finding *finding,
                          size_t *cut_texts) {
    static const char *const fields[] = {"operation", "table", "name", "sql"};
    json_t *object = json_object();
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        struct str text = step_text(arena, finding->step, fields[i]);
        if (text.size > 0) {
            text = sarif_cut(arena, printable(arena, text), MESSAGE_BYTES, cut_texts);
            document_put(arena, object, fields[i], text);
        }
    }
    return object;
}

json_t *sarif_result(struct arena *arena, const struct finding *finding, size_t rule,
                     size_t *cut_texts) {
    struct text text = {.arena = arena};
    text_add(&text, finding->message);
    struct str details = finding_details(arena, finding);
    if (details.size > 0) {
        text_addf(&text, "\n" STR_FMT, STR_ARG(details));
    }
    struct str shown = sarif_plain(arena, printable(arena, text_str(&text)));
    json_t *object = json_object();
    document_put(arena, object, "ruleId", finding->rule->id);
    document_put_number(object, "ruleIndex", rule);
    json_object_set_new(object, "level", json_string(sarif_level(finding->severity)));
    json_object_set_new(
        object, "message",
        sarif_message(arena, sarif_cut(arena, shown, MESSAGE_BYTES, cut_texts)));
    json_object_set_new(object, "locations", json_pack("[o]", location(arena, finding)));
    const struct step *step = finding->step;
    if (step && step->used_at.count > 0 &&
        str_find(finding->rule->message, STR("{still_used}"), 0) != SIZE_MAX) {
        json_object_set_new(object, "relatedLocations",
                            related_locations(arena, &step->used_at));
    }
    json_t *prints = json_object();
    document_put(arena, prints, "cupel/v1", finding->fingerprint);
    json_object_set_new(object, "partialFingerprints", prints);
    if (finding->suppression) {
        json_object_set_new(object, "suppressions", suppressions(arena, finding));
    }
    if (finding->fix) {
        json_object_set_new(object, "fixes", fixes(arena, finding));
    }
    json_object_set_new(object, "properties", properties(arena, finding, cut_texts));
    return object;
}
