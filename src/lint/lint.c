#include "lint/lint.h"

#include "base/error.h"
#include "base/regex.h"
#include "lint/findings.h"
#include "lint/fix.h"
#include "lint/match.h"
#include "lint/message.h"
#include "lint/place.h"
#include "lint/predicates.h"
#include "lint/rulefile.h"
#include "lint/suppress.h"
#include "python/syntax.h"

enum {
    MATCHES_LIMIT = 100,    // of one regex or query in one file
    MANY_TEXTS = 64,        // from here on, machine code of a regex saves more than it costs
    FINDINGS_LIMIT = 100000 // of a run
};

// ---- the rules that could speak

struct active {
    struct rule *rule;
    enum cupel_severity severity;
};

struct linter {
    struct arena *arena;
    const struct rules *rules;
    const struct lint_settings *settings;
    struct outcome *outcome;
    struct cupel_error *error;
    struct {
        struct active *items;
        size_t count, capacity;
    } active;
    struct findings found;
    const struct judged *statement_of; // of the statement kept below
    struct span statement_span, statement;
};

static void mark_kinds(const struct outcome *outcome, bool *kinds) {
    for (size_t i = 0; i < outcome->judged.count; i++) {
        const struct steps *steps = &outcome->judged.items[i].steps;
        for (size_t k = 0; k < steps->count; k++) {
            kinds[steps->items[k].operation->kind] = true;
        }
    }
}

static bool is_for_version(const struct rule *rule, unsigned version) {
    return (!rule->since || version >= rule->since) && (!rule->until || version < rule->until);
}

static bool choose_rules(struct linter *linter) {
    bool kinds[OPERATION_KIND_COUNT] = {false};
    mark_kinds(linter->outcome, kinds);
    for (size_t i = 0; i < linter->rules->count; i++) {
        struct rule *rule = linter->rules->items[i];
        if (!lint_selects(linter->settings, rule) || !rules_may_speak(rule, kinds)) {
            continue;
        }
        if (!rules_need_match(linter->arena, rule, linter->error)) {
            return false;
        }
        enum cupel_severity severity = lint_severity(linter->settings, rule);
        if (severity != CUPEL_OFF && is_for_version(rule, linter->outcome->postgres_version)) {
            *ARENA_PUSH(linter->arena, &linter->active) = (struct active){rule, severity};
        }
    }
    return true;
}

// ---- making a finding

static struct line_range lines_of(const struct source *source, struct span span) {
    uint32_t end = span.end > span.start ? span.end - 1 : span.end;
    return (struct line_range){source_place(source, span.start).line,
                               source_place(source, end).line};
}

// The Python statement around a finding; several rules ask for the same one in a row.
static struct span statement_around(struct linter *linter, const struct judged *judged,
                                    struct span span) {
    if (linter->statement_of != judged || linter->statement_span.start != span.start ||
        linter->statement_span.end != span.end) {
        linter->statement_of = judged;
        linter->statement_span = span;
        linter->statement = place_statement(judged->migration, span);
    }
    return linter->statement;
}

static void suppress(struct linter *linter, const struct judged *judged,
                     struct finding *finding) {
    if (!judged || !finding->source || !judged->suppressions.count) {
        return;
    }
    struct span statement = statement_around(linter, judged, finding->span);
    // Rules about suppressions would otherwise be silenced by what they speak of.
    bool is_last = finding->rule->predicate && finding->rule->predicate->is_last;
    struct suppression_query query = {
        .rule = finding->rule,
        .statement = lines_of(finding->source, statement),
        .sql = lines_of(finding->source, finding->span),
        .by_name_alone = is_last,
        .needs_reason = linter->settings->require_reason,
    };
    finding->suppression = suppressions_find(&judged->suppressions, &query);
}

static bool is_wanted(const struct linter *linter, const struct rule *rule, struct str path) {
    return linter->found.count < FINDINGS_LIMIT && !lint_ignores(linter->settings, rule, path);
}

// ---- rules about steps

static enum cupel_severity weaker(enum cupel_severity a, enum cupel_severity b) {
    return a < b ? a : b;
}

static struct str path_of(const struct migration *migration) {
    return migration->source ? migration->source->path : migration->revision.path;
}

// With few rows nothing takes long: rules about how long others wait only inform.
static bool is_over_soon(const struct rule *rule, const struct step *step) {
    enum { FEW_ROWS = 10000 };
    bool is_about_time = str_is(rule->category, "locking") || str_is(rule->category, "data") ||
                         str_is(rule->id, "foreign-key-without-index");
    return is_about_time && step->table_rows >= 0 && step->table_rows < FEW_ROWS;
}

static void judge_step(struct linter *linter, const struct active *active,
                       const struct match_subject *subject) {
    struct rule *rule = active->rule;
    const struct migration *migration = subject->judged->migration;
    enum truth answer = match_step(rule, subject);
    if (answer == TRUTH_NO || (answer == TRUTH_UNKNOWN && !rule->speaks_when_unknown) ||
        !is_wanted(linter, rule, path_of(migration)) ||
        !rules_need_texts(linter->arena, rule, linter->error)) {
        return;
    }
    enum cupel_severity severity = active->severity;
    struct str message = rule->message;
    if (answer == TRUTH_UNKNOWN) {
        severity = weaker(severity, rule->unknown_severity);
        message = rule->message_unknown.size ? rule->message_unknown : message;
    } else if (match_lesser(rule, subject)) {
        severity = weaker(severity, rule->lesser.severity);
        message = rule->lesser.message;
    }
    if (severity == CUPEL_OFF) {
        return;
    }
    struct str text = message_fill(linter->arena, message, subject->step, NULL);
    if (is_over_soon(rule, subject->step)) {
        severity = weaker(severity, CUPEL_INFO);
        struct str rows = message_fill(linter->arena, STR("; with {rows} that is soon over"),
                                       subject->step, NULL);
        text = str_concat(linter->arena, text, rows);
    }
    *ARENA_PUSH(linter->arena, &linter->found) = (struct finding){
        .rule = rule,
        .severity = severity,
        .message = text,
        .migration = migration,
        .step = subject->step,
        .judged = subject->judged,
        .is_downgrade = subject->judged->is_downgrade,
        .source = migration->source,
        .path = path_of(migration),
        .span = subject->step->operation->span,
    };
}

static bool yields(const struct findings *found, size_t first, const struct rule *rule) {
    for (size_t i = first; i < found->count; i++) {
        if (str_list_has(&rule->yields_to, found->items[i].rule->id)) {
            return true;
        }
    }
    return false;
}

// Of the findings of one step, those stay that yield to no other; they are marked where they
// are suppressed.
static void settle_step(struct linter *linter, const struct judged *judged, size_t first) {
    size_t end = linter->found.count;
    bool *stays = ARENA_NEW(linter->arena, bool, end - first);
    for (size_t i = first; i < end; i++) {
        stays[i - first] = !yields(&linter->found, first, linter->found.items[i].rule);
    }
    linter->found.count = first;
    for (size_t i = first; i < end; i++) {
        if (stays[i - first]) {
            struct finding finding = linter->found.items[i];
            suppress(linter, judged, &finding);
            finding.fingerprint = findings_key_of_step(linter->arena, &finding);
            linter->found.items[linter->found.count++] = finding;
        }
    }
}

// ---- findings that come again

static bool is_repeated(const struct finding *a, const struct finding *b) {
    return a->rule == b->rule && a->severity == b->severity &&
           str_equal(a->message, b->message);
}

// Of a migration's findings that rules count, the first of each message stays and says how
// many more there are. Those that are suppressed stay as they are.
static void count_repeats(struct linter *linter, size_t first) {
    struct findings *found = &linter->found;
    size_t *more = ARENA_NEW(linter->arena, size_t, found->count - first);
    size_t end = first;
    for (size_t i = first; i < found->count; i++) {
        const struct finding *finding = &found->items[i];
        bool counts = finding->rule->counts_repeats && !finding->suppression;
        size_t same = counts ? first : end;
        while (same < end &&
               (found->items[same].suppression || !is_repeated(&found->items[same], finding))) {
            same++;
        }
        if (same < end) {
            more[same - first]++;
        } else {
            more[end - first] = 0;
            found->items[end++] = *finding;
        }
    }
    found->count = end;
    for (size_t i = first; i < end; i++) {
        if (more[i - first]) {
            struct finding *finding = &found->items[i];
            finding->message =
                str_format(linter->arena, STR_FMT " (%zu more such in this file)",
                           STR_ARG(finding->message), more[i - first]);
        }
    }
}

static struct match_subject subject_of(struct linter *linter, const struct judged *judged) {
    return (struct match_subject){
        .arena = linter->arena,
        .rules = linter->rules,
        .settings = linter->settings,
        .outcome = linter->outcome,
        .judged = judged,
        .error = linter->error,
    };
}

static void judge_steps(struct linter *linter, const struct judged *judged) {
    struct match_subject subject = subject_of(linter, judged);
    size_t start = linter->found.count;
    for (size_t i = 0; i < judged->steps.count; i++) {
        subject.step = &judged->steps.items[i];
        subject.step_index = i;
        if (subject.step->operation->by_alembic) {
            continue;
        }
        size_t first = linter->found.count;
        for (size_t k = 0; k < linter->active.count; k++) {
            if (linter->active.items[k].rule->scope == SCOPE_STEP) {
                judge_step(linter, &linter->active.items[k], &subject);
            }
        }
        if (linter->found.count > first) {
            settle_step(linter, judged, first);
        }
    }
    count_repeats(linter, start);
}

// ---- rules about more than a step

static const struct judged *judged_of(const struct outcome *outcome,
                                      const struct migration *migration) {
    for (size_t i = 0; i < outcome->judged.count; i++) {
        if (outcome->judged.items[i].migration == migration) {
            return &outcome->judged.items[i];
        }
    }
    return NULL;
}

static void add_place(struct linter *linter, const struct active *active,
                      const struct judged *judged, const struct match_place *place) {
    const struct migration *migration = place->migration;
    struct str path = migration ? path_of(migration) : place->revision->path;
    if (!is_wanted(linter, active->rule, path) ||
        !rules_need_texts(linter->arena, active->rule, linter->error)) {
        return;
    }
    struct finding finding = {
        .rule = active->rule,
        .severity = active->severity,
        .judged = judged ? judged : judged_of(linter->outcome, migration),
        .message = message_fill(linter->arena, active->rule->message, place->step, place),
        .migration = migration,
        .step = place->step,
        .is_downgrade = judged && judged->is_downgrade,
        .source = migration ? migration->source : NULL,
        .path = path,
        .span = place->span,
        .name = place->name,
        .detail = place->detail,
    };
    struct str key = findings_key(linter->arena, &finding, place->name, place->detail);
    finding.fingerprint =
        place->step
            ? str_concat(linter->arena, findings_key_of_step(linter->arena, &finding), key)
            : key;
    suppress(linter, finding.judged, &finding);
    *ARENA_PUSH(linter->arena, &linter->found) = finding;
}

static void judge_places(struct linter *linter, const struct active *active,
                         const struct judged *judged) {
    struct match_subject subject = subject_of(linter, judged);
    struct match_places places = {0};
    active->rule->predicate->places(&subject, &places);
    for (size_t i = 0; i < places.count; i++) {
        add_place(linter, active, judged, &places.items[i]);
    }
}

// Is there a match at or after `from`?
static bool find_in_file(struct linter *linter, const struct rule *rule,
                         const struct judged *judged, size_t from, struct span *whole) {
    enum regex_result result =
        regex_find(rule->regex, judged->migration->source->text, from, whole, 1);
    if (result == REGEX_GAVE_UP) {
        struct match_subject subject = subject_of(linter, judged);
        match_gave_up(rule, &subject);
    }
    return result == REGEX_MATCH;
}

static void judge_query(struct linter *linter, const struct active *active,
                        const struct judged *judged) {
    struct rule *rule = active->rule;
    struct span whole = {0};
    if (!judged->migration->tree ||
        (rule->regex && !find_in_file(linter, rule, judged, 0, &whole)) ||
        !rulefile_need_query(linter->arena, rule, linter->error)) {
        return;
    }
    struct spans spans = {0};
    syntax_query_run(linter->arena, rule->query_handle, judged->migration->tree, &spans);
    for (size_t i = 0; i < spans.count && i < MATCHES_LIMIT; i++) {
        struct str text = judged->migration->source->text;
        struct match_place place = {
            .migration = judged->migration,
            .span = spans.items[i],
            .detail = str_slice(text, spans.items[i].start, spans.items[i].end),
        };
        add_place(linter, active, judged, &place);
    }
}

static void judge_text(struct linter *linter, const struct active *active,
                       const struct judged *judged) {
    struct str text = judged->migration->source->text;
    size_t from = 0;
    struct span whole = {0};
    for (size_t i = 0; i < MATCHES_LIMIT && from <= text.size &&
                       find_in_file(linter, active->rule, judged, from, &whole);
         i++) {
        struct match_place place = {
            .migration = judged->migration,
            .span = whole,
            .detail = str_slice(text, whole.start, whole.end),
        };
        add_place(linter, active, judged, &place);
        from = whole.end > from ? whole.end : from + 1;
    }
}

// A migration judged in both directions is one file.
static void judge_migration(struct linter *linter, const struct active *active,
                            const struct judged *judged) {
    if (active->rule->predicate) {
        judge_places(linter, active, judged);
    } else if (!judged->migration->source || !match_is_first(linter->outcome, judged)) {
        return;
    } else if (active->rule->query.size) {
        judge_query(linter, active, judged);
    } else {
        judge_text(linter, active, judged);
    }
}

static void judge_wider(struct linter *linter, bool last) {
    const struct outcome *outcome = linter->outcome;
    for (size_t k = 0; k < linter->active.count; k++) {
        const struct active *active = &linter->active.items[k];
        const struct rule *rule = active->rule;
        bool is_last = rule->predicate && rule->predicate->is_last;
        if (rule->scope == SCOPE_STEP || is_last != last) {
            continue;
        }
        if (rule->scope != SCOPE_MIGRATION) {
            judge_places(linter, active, NULL);
            continue;
        }
        if (rule->regex && outcome->judged.count >= MANY_TEXTS) {
            regex_hurry(rule->regex);
        }
        for (size_t i = 0; i < outcome->judged.count; i++) {
            judge_migration(linter, active, &outcome->judged.items[i]);
        }
    }
}

// ---- suppressions

// Both directions of a migration share its suppressions: one of them may use what the other
// does not.
static void read_suppressions(struct linter *linter) {
    struct outcome *outcome = linter->outcome;
    for (size_t i = 0; i < outcome->judged.count; i++) {
        struct judged *judged = &outcome->judged.items[i];
        judged->suppressions = match_is_first(outcome, judged)
                                   ? suppressions_read(linter->arena, judged->migration)
                                   : (judged - 1)->suppressions;
    }
}

// What is to be said of a suppression depends on the severity of the rules it names.
static bool read_suppressed_rules(struct linter *linter) {
    for (size_t i = 0; i < linter->outcome->judged.count; i++) {
        const struct suppressions *list = &linter->outcome->judged.items[i].suppressions;
        for (size_t k = 0; k < list->count; k++) {
            const struct str_list *names = &list->items[k].rules;
            for (size_t n = 0; n < names->count; n++) {
                struct rule *rule = rules_find_mutable(linter->rules, names->items[n]);
                if (rule && !rules_need_match(linter->arena, rule, linter->error)) {
                    return false;
                }
            }
        }
    }
    return true;
}

bool lint(struct arena *arena, const struct rules *rules, const struct lint_settings *settings,
          struct outcome *outcome, struct cupel_error *error) {
    struct linter linter = {.arena = arena,
                            .rules = rules,
                            .settings = settings,
                            .outcome = outcome,
                            .error = error};
    if (!choose_rules(&linter)) {
        return false;
    }
    read_suppressions(&linter);
    if (!read_suppressed_rules(&linter)) {
        return false;
    }
    for (size_t i = 0; i < outcome->judged.count; i++) {
        predicate_prepare(arena, &outcome->judged.items[i]);
        judge_steps(&linter, &outcome->judged.items[i]);
    }
    judge_wider(&linter, false);
    judge_wider(&linter, true);
    findings_finish(arena, &linter.found);
    outcome->findings = linter.found;
    fixes_make(arena, outcome);
    findings_count(outcome);
    return error->message[0] == '\0';
}
