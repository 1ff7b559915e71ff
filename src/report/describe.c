#include "report/describe.h"

#include <string.h>

#include "model/shown.h"

// Of a statement beside a finding; `cupel plan` shows it whole.
enum { STATEMENT_LINES = 6, LINE_BYTES = 500 };

const char *severity_name(enum cupel_severity severity) {
    static const char *const names[] = {
        [CUPEL_OFF] = "off",     [CUPEL_INFO] = "info",   [CUPEL_WARNING] = "warning",
        [CUPEL_ERROR] = "error", [CUPEL_NEVER] = "never",
    };
    return names[severity];
}

const char *severity_origin(const struct lint_settings *settings, const struct rule *rule) {
    const struct str_list *option = &settings->option_ignore;
    const char *select = settings->has_option_select ? "--select" : "select";
    if (!lint_selects(settings, rule)) {
        bool is_option = str_list_has(option, rule->id) || str_list_has(option, STR("all")) ||
                         str_list_has(option, rule->category);
        bool is_ignored = str_list_has(&settings->ignore, rule->id) ||
                          str_list_has(&settings->ignore, rule->category) ||
                          str_list_has(&settings->ignore, STR("all"));
        return is_option ? "--ignore" : is_ignored ? "ignore" : select;
    }
    if (lint_severity_set(settings, rule)) {
        return "[severity]";
    }
    return lint_severity(settings, rule) == rule->severity ? "rule" : select;
}

struct str counted(struct arena *arena, size_t count, const char *noun) {
    return str_format(arena, "%zu %s%s", count, noun, count == 1 ? "" : "s");
}

// A line end in a name would end the line it is shown in.
static struct str one_line(struct arena *arena, struct str text) {
    if (str_find(text, STR("\n"), 0) == SIZE_MAX) {
        return text;
    }
    struct text out = {.arena = arena};
    for (size_t i = 0; i < text.size; i++) {
        bool is_end = text.data[i] == '\n';
        text_add(&out, is_end ? STR("\\x0a") : str_slice(text, i, i + 1));
    }
    return text_str(&out);
}

struct str path_for_people(struct arena *arena, const struct outcome *outcome,
                           struct str path) {
    path = one_line(arena, path);
    if (outcome->away.size > 0) {
        return str_concat(arena, outcome->away, path);
    }
    struct str folder = outcome->folder;
    size_t common = 0; // bytes of the folders that both share, slash included
    for (size_t i = 0; i < folder.size && i < path.size && folder.data[i] == path.data[i];
         i++) {
        if (folder.data[i] == '/') {
            common = i + 1;
        }
    }
    struct text out = {.arena = arena};
    for (size_t i = common; i < folder.size; i++) {
        if (folder.data[i] == '/') {
            text_add(&out, STR("../"));
        }
    }
    text_add(&out, str_slice(path, common, path.size));
    return text_str(&out);
}

struct str step_text(struct arena *arena, const struct step *step, const char *name) {
    const struct field *field = step ? step_field_find(str_from(name)) : NULL;
    if (!field) {
        return (struct str){0};
    }
    struct field_value value = step_field(arena, step, field);
    return value.is_unknown ? (struct str){0} : value.text;
}

// A sentence ends at ". " or a line's end; the words before a colon that opens a code sample
// go without it.
struct str rule_help(struct arena *arena, const struct rule *rule) {
    struct str text = str_trim(rule->instead);
    size_t end = text.size;
    for (size_t i = 0; i + 1 < text.size; i++) {
        bool is_paragraph = text.data[i] == '\n' && text.data[i + 1] == '\n';
        if (is_paragraph ||
            (text.data[i] == '.' && (text.data[i + 1] == ' ' || text.data[i + 1] == '\n'))) {
            end = i;
            break;
        }
    }
    struct str sentence = str_trim(str_slice(text, 0, end));
    while (sentence.size > 0 && (sentence.data[sentence.size - 1] == ':' ||
                                 sentence.data[sentence.size - 1] == '.')) {
        sentence.size--;
    }
    struct text out = {.arena = arena};
    struct str line;
    while (str_split(&sentence, '\n', &line)) {
        if (out.count > 0) {
            text_add_char(&out, ' ');
        }
        text_add(&out, str_trim(line));
    }
    return text_str(&out);
}

// Locks from SHARE UPDATE EXCLUSIVE up are named; weaker ones every query takes as well.
struct str effect_locks_named(struct arena *arena, const struct effect *effect) {
    if (relation_locks_strongest(&effect->locks) < LOCK_SHARE_UPDATE_EXCLUSIVE) {
        return (struct str){0};
    }
    struct text out = {.arena = arena};
    for (int mode = LOCK_ACCESS_EXCLUSIVE; mode >= LOCK_SHARE_UPDATE_EXCLUSIVE; mode--) {
        const char *separator = "";
        for (size_t i = 0; i < effect->locks.count; i++) {
            const struct relation_lock *lock = &effect->locks.items[i];
            if ((int)lock->mode != mode || str_list_has(&effect->builds, lock->relation)) {
                continue;
            }
            if (*separator == '\0') {
                text_addf(&out, "%s%s on ", out.count > 0 ? "; " : "",
                          lock_mode_name(lock->mode));
            }
            struct str relation = shown_name(arena, lock->relation, "table");
            text_addf(&out, "%s" STR_FMT, separator, STR_ARG(relation));
            separator = ", ";
        }
    }
    return text_str(&out);
}

struct str effect_lock_text(struct arena *arena, const struct effect *effect) {
    struct str locks = effect_locks_named(arena, effect);
    return locks.size > 0
               ? str_format(arena, STR_FMT ": blocks %s", STR_ARG(locks), effect_blocks(effect))
               : locks;
}

static void add_work(struct text *out, const char *verb, const struct str_list *names,
                     const char *noun) {
    if (names->count == 0) {
        return;
    }
    struct str joined = shown_names(out->arena, names, noun, 0);
    text_addf(out, "%s%s " STR_FMT, out->count > 0 ? "; " : "", verb, STR_ARG(joined));
}

// A table that is rewritten is read as well: said once.
struct str effect_work_text(struct arena *arena, const struct effect *effect) {
    struct text out = {.arena = arena};
    struct str_list scans = {0};
    for (size_t i = 0; i < effect->scans.count; i++) {
        if (!str_list_has(&effect->rewrites, effect->scans.items[i])) {
            *ARENA_PUSH(arena, &scans) = effect->scans.items[i];
        }
    }
    add_work(&out, "rewrites", &effect->rewrites, "table");
    add_work(&out, "reads all of", &scans, "table");
    add_work(&out, "builds", &effect->builds, "index");
    return text_str(&out);
}

struct str effect_text(struct arena *arena, const struct effect *effect) {
    struct str lock = effect_lock_text(arena, effect);
    struct str work = effect_work_text(arena, effect);
    const char *separator = lock.size > 0 && work.size > 0 ? "; " : "";
    return str_format(arena, STR_FMT "%s" STR_FMT, STR_ARG(lock), separator, STR_ARG(work));
}

static size_t indentation(struct str line) {
    size_t blanks = 0;
    while (blanks < line.size && (line.data[blanks] == ' ' || line.data[blanks] == '\t')) {
        blanks++;
    }
    return blanks;
}

struct str sql_for_people(struct arena *arena, struct str sql) {
    struct str rest = str_trim(sql);
    struct str line;
    size_t common = SIZE_MAX;
    for (bool is_first = true; str_split(&rest, '\n', &line); is_first = false) {
        if (!is_first && str_trim(line).size > 0 && indentation(line) < common) {
            common = indentation(line);
        }
    }
    struct text out = {.arena = arena};
    rest = str_trim(sql);
    for (bool is_first = true; str_split(&rest, '\n', &line); is_first = false) {
        if (!is_first) {
            size_t cut = indentation(line) < common ? indentation(line) : common;
            text_add_char(&out, '\n');
            text_add(&out, STR("  "));
            line = str_slice(line, cut, line.size);
        }
        text_add(&out, line);
    }
    return text_str(&out);
}

struct str statement_start(struct arena *arena, struct str sql) {
    struct str rest = sql_for_people(arena, sql);
    struct str line;
    struct text out = {.arena = arena};
    for (size_t lines = 0; lines < STATEMENT_LINES && str_split(&rest, '\n', &line); lines++) {
        text_addf(&out, "%s" STR_FMT, lines > 0 ? "\n" : "",
                  STR_ARG(str_cut(line, LINE_BYTES)));
        text_add(&out, line.size > LINE_BYTES ? STR(" ...") : (struct str){0});
    }
    size_t more = 0;
    while (str_split(&rest, '\n', &line)) {
        more++;
    }
    if (more > 0) {
        text_addf(&out, "\n(%zu more line%s)", more, more == 1 ? "" : "s");
    }
    return text_str(&out);
}

static void add_line(struct text *out, const char *label, struct str text) {
    if (text.size > 0) {
        text_addf(out, "%s%s: " STR_FMT, out->count > 0 ? "\n" : "", label, STR_ARG(text));
    }
}

struct str finding_details(struct arena *arena, const struct finding *finding) {
    struct text out = {.arena = arena};
    if (finding->step) {
        add_line(&out, "runs", statement_start(arena, finding->step->operation->sql));
        bool locks = effect_lock_text(arena, &finding->step->effect).size > 0;
        add_line(&out, locks ? "lock" : "work", effect_text(arena, &finding->step->effect));
    }
    add_line(&out, "help", rule_help(arena, finding->rule));
    return text_str(&out);
}

struct str findings_counted(struct arena *arena, const struct outcome *outcome) {
    const struct {
        size_t count;
        const char *noun;
    } parts[] = {
        {outcome->error_count, "error"},
        {outcome->warning_count, "warning"},
        {outcome->info_count, "info"},
    };
    struct text out = {.arena = arena};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (parts[i].count > 0) {
            struct str part = i == 2 ? str_format(arena, "%zu info", parts[i].count)
                                     : counted(arena, parts[i].count, parts[i].noun);
            text_addf(&out, "%s" STR_FMT, out.count > 0 ? ", " : "", STR_ARG(part));
        }
    }
    return out.count > 0 ? text_str(&out) : STR("nothing found");
}

static void add_names(struct arena *arena, struct str_list *to, const struct str_list *from) {
    for (size_t i = 0; i < from->count; i++) {
        if (!str_list_has(to, from->items[i])) {
            *ARENA_PUSH(arena, to) = from->items[i];
        }
    }
}

void effect_add(struct arena *arena, struct effect *effect, const struct effect *more) {
    for (size_t i = 0; i < more->locks.count; i++) {
        relation_locks_add(arena, &effect->locks, more->locks.items[i].relation,
                           more->locks.items[i].mode);
    }
    add_names(arena, &effect->rewrites, &more->rewrites);
    add_names(arena, &effect->scans, &more->scans);
    add_names(arena, &effect->builds, &more->builds);
    effect->is_known = effect->is_known && more->is_known;
}

struct str fault_text(struct arena *arena, const struct history_fault *fault) {
    static const struct {
        const char *rule, *before;
    } words[] = {
        {"several-heads", "the history has several heads: "},
        {"unknown-down-revision", "no migration has the down revision "},
        {"duplicate-revision", "several migrations have the revision "},
        {"revision-cycle", "these revisions follow each other in a circle: "},
        {"heads-diverge-from-base",
         "merged with the base branch there would be several heads: "},
        {"revision-inserted-before-released", "below a revision that the base branch has: "},
    };
    struct str names = fault->detail.size > 0 ? fault->detail
                       : fault->names.count > 0
                           ? str_join(arena, fault->names.items, fault->names.count, STR(", "))
                           : fault->message_name;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(words[i].rule, fault->rule) == 0) {
            return str_format(arena, "%s" STR_FMT, words[i].before, STR_ARG(names));
        }
    }
    return names;
}
