#include "cupel/cupel.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "cupel_run.h"
#include "lint/baseline.h"
#include "lint/embedded.h"
#include "report/report.h"

// Reports for machines hold every remark; people at the terminal ask for the lesser ones.
static void note_add(struct cupel_run *run, bool is_shown, const char *format,
                     va_list arguments) {
    struct text text = {.arena = run->arena};
    text_addfv(&text, format, arguments);
    *ARENA_PUSH(run->arena, &run->outcome.remarks) = text_str(&text);
    if (is_shown) {
        *ARENA_PUSH(run->arena, &run->notes) = text_str(&text);
    }
}

void note(struct cupel_run *run, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    note_add(run, true, format, arguments);
    va_end(arguments);
}

void note_detail(struct cupel_run *run, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    note_add(run, run->options.verbose, format, arguments);
    va_end(arguments);
}

struct cupel_run *cupel_open(const struct cupel_options *options, struct cupel_error *error) {
    struct arena *arena = arena_new();
    struct cupel_run *run = ARENA_NEW(arena, struct cupel_run, 1);
    run->arena = arena;
    run->options = *options;
    if (!run_open(run, error)) {
        cupel_close(run);
        return NULL;
    }
    cupel_set_style(run, options->color, options->width);
    run->outcome.verbose = options->verbose;
    run->outcome.quiet = options->quiet;
    run->outcome.folder = run->folder;
    run->outcome.away = run->away;
    run->outcome.postgres_version = run->settings.postgres_version;
    return run;
}

void cupel_close(struct cupel_run *run) {
    if (!run) {
        return;
    }
    // The first worker works in the run's own arena; the readers go before what they read.
    for (size_t i = 1; i < run->workers.count; i++) {
        arena_free(run->workers.items[i].arena);
    }
    arena_free(run->arena);
}

size_t cupel_migration_count(const struct cupel_run *run) {
    return run->outcome.migration_count;
}

bool cupel_has_failed(const struct cupel_run *run) {
    const struct outcome *outcome = &run->outcome;
    switch (run->settings.fail_on) {
    case CUPEL_ERROR:
        return outcome->error_count > 0;
    case CUPEL_WARNING:
        return outcome->error_count + outcome->warning_count > 0;
    case CUPEL_INFO:
        return outcome->error_count + outcome->warning_count + outcome->info_count > 0;
    default:
        return false;
    }
}

size_t cupel_note_count(const struct cupel_run *run) {
    return run->notes.count;
}

const char *cupel_note(const struct cupel_run *run, size_t index) {
    return index < run->notes.count ? run->notes.items[index].data : NULL;
}

void cupel_set_style(struct cupel_run *run, bool color, unsigned width) {
    run->outcome.color = color;
    run->outcome.width = width;
}

static bool has_report(const struct report_format *format, enum cupel_report report) {
    return report == CUPEL_CHECK    ? format->check != NULL
           : report == CUPEL_PLAN   ? format->plan != NULL
           : report == CUPEL_STATUS ? format->status != NULL
                                    : format->rules != NULL;
}

bool cupel_has_format(enum cupel_report report, const char *format, struct cupel_error *error) {
    const struct report_format *found = report_format_find(format);
    if (found && has_report(found, report)) {
        return true;
    }
    char names[128] = "";
    size_t used = 0;
    for (size_t i = 0; report_format_at(i); i++) {
        if (has_report(report_format_at(i), report) && used < sizeof names) {
            used += (size_t)snprintf(names + used, sizeof names - used, "%s%s",
                                     used ? ", " : "", report_format_at(i)->name);
        }
    }
    error_set(error, NULL, 0, "no such format: %s (there are: %s)", format, names);
    return false;
}

bool run_flush(FILE *out, struct cupel_error *error) {
    if (fflush(out) != 0 || ferror(out)) {
        error_set(error, NULL, 0, "cannot write the report: %s", strerror(errno));
        return false;
    }
    return true;
}

static void add_repository(struct arena *arena, const struct cupel_run *run,
                           struct repository *repository) {
    struct git_origin origin;
    if (!run->git) {
        return;
    }
    git_origin_read(arena, run->git, &origin);
    bool is_named = run->head.hex[0] != '\0'; // --head: no branch need lead there
    const char *revision = is_named ? run->head.hex : origin.head.hex;
    *repository = (struct repository){
        .uri = origin.uri,
        .revision = str_copy(arena, str_from(revision)),
        .branch = strcmp(revision, origin.head.hex) == 0 ? origin.branch : (struct str){0},
    };
}

// What some reports tell beside the findings.
static bool complete_outcome(struct arena *arena, const struct cupel_run *run,
                             struct outcome *outcome, struct cupel_error *error) {
    if (!rules_need_all(run->arena, &run->rules, error)) {
        return false;
    }
    for (size_t i = 0; i < run->rules.count; i++) {
        const struct rule *rule = run->rules.items[i];
        enum cupel_severity severity = lint_severity(&run->lint, rule);
        if (severity != CUPEL_OFF) {
            *ARENA_PUSH(arena, &outcome->rules) = (struct rule_in_force){rule, severity};
        }
    }
    add_repository(arena, run, &outcome->repository);
    return true;
}

bool cupel_write(const struct cupel_run *run, enum cupel_report report, const char *format,
                 FILE *out, struct cupel_error *error) {
    if (!cupel_has_format(report, format, error) ||
        (report == CUPEL_RULES && !rules_need_all(run->arena, &run->rules, error))) {
        return false;
    }
    const struct report_format *writer = report_format_find(format);
    struct arena *arena = arena_new();
    struct outcome outcome = run->outcome;
    if (writer->lists_rules && !complete_outcome(arena, run, &outcome, error)) {
        arena_free(arena);
        return false;
    }
    switch (report) {
    case CUPEL_CHECK:
        writer->check(arena, &outcome, out);
        break;
    case CUPEL_PLAN:
        writer->plan(arena, &outcome, out);
        break;
    case CUPEL_STATUS:
        writer->status(arena, &outcome, out);
        break;
    case CUPEL_RULES:
        writer->rules(arena, &run->rules, &run->lint, out);
        break;
    }
    arena_free(arena);
    return run_flush(out, error);
}

bool cupel_write_baseline(struct cupel_run *run, FILE *out, struct cupel_error *error) {
    struct str text = baseline_print(run->arena, &run->outcome);
    baseline_apply(run->arena, NULL, &run->outcome);
    fwrite(text.data, 1, text.size, out);
    return run_flush(out, error);
}

size_t cupel_known_count(const struct cupel_run *run) {
    return run->outcome.known.count;
}

const char *cupel_template(const char *path) {
    for (const struct embedded_file *file = embedded_templates; file->path; file++) {
        if (strcmp(file->path, path) == 0) {
            return file->text;
        }
    }
    return NULL;
}

const char *cupel_hooks_folder(struct cupel_run *run, struct cupel_error *error) {
    struct str folder = {0};
    return run_need_git(run, error) && git_hooks_folder(run->arena, run->git, &folder, error)
               ? folder.data
               : NULL;
}

const char *cupel_root(const struct cupel_run *run) {
    return run->root.size > 0 ? run->root.data : "";
}

const char *cupel_settings_path(const struct cupel_run *run) {
    return run->settings.path.size > 0 ? run->settings.path.data : NULL;
}

bool cupel_explain(const struct cupel_run *run, const char *rule, FILE *out,
                   struct cupel_error *error) {
    if (!rules_need_all(run->arena, &run->rules, error)) {
        return false;
    }
    const struct rule *found = rules_find(&run->rules, str_from(rule));
    if (!found) {
        struct str nearest = rules_nearest(run->arena, &run->rules, str_from(rule));
        if (nearest.size > 0) {
            error_set(error, NULL, 0, "there is no rule %s; the nearest is " STR_FMT, rule,
                      STR_ARG(nearest));
        } else {
            error_set(error, NULL, 0, "there is no rule %s; `cupel rules` lists them", rule);
        }
        return false;
    }
    struct arena *arena = arena_new();
    report_rule(arena, found, &run->outcome, out);
    arena_free(arena);
    return run_flush(out, error);
}

const char *cupel_nearest(const char *word, const char *const *words, size_t count) {
    struct arena *arena = arena_new();
    struct str *list = ARENA_NEW(arena, struct str, count);
    for (size_t i = 0; i < count; i++) {
        list[i] = str_from(words[i]);
    }
    const char *nearest = str_nearest(str_from(word), list, count).data; // one of the words
    arena_free(arena);
    return nearest;
}
