#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"

struct option {
    const char *name;
    const char *value; // what it takes; NULL: nothing
    enum option_group group;
    const char *help;
    bool (*set)(struct arguments *arguments, const char *value, struct cupel_error *error);
};

static bool set_staged(struct arguments *a, const char *value, struct cupel_error *error) {
    (void)value, (void)error;
    a->staged = true;
    return true;
}

static bool set_base(struct arguments *a, const char *value, struct cupel_error *error) {
    (void)error;
    a->options.base = value;
    return true;
}

static bool set_head(struct arguments *a, const char *value, struct cupel_error *error) {
    (void)error;
    a->options.head = value;
    return true;
}

static bool set_all(struct arguments *a, const char *value, struct cupel_error *error) {
    (void)value, (void)error;
    a->all = true;
    return true;
}

static bool set_stdin_name(struct arguments *a, const char *value, struct cupel_error *error) {
    (void)error;
    a->options.stdin_name = value;
    return true;
}

static bool set_format(struct arguments *a, const char *value, struct cupel_error *error) {
    (void)error;
    a->format = value;
    return true;
}

static bool set_output(struct arguments *a, const char *value, struct cupel_error *error) {
    const char *equals = strchr(value, '=');
    if (!equals || equals == value || equals[1] == '\0') {
        return refuse(error, "--output %s: expected FORMAT=FILE", value);
    }
    size_t size = (size_t)(equals - value);
    char *format = calloc(size + 1, 1);
    if (!format) {
        return refuse(error, "out of memory");
    }
    memcpy(format, value, size);
    a->outputs[a->output_count++] = (struct output){format, equals + 1};
    return true;
}

static bool set_select(struct arguments *a, const char *value, struct cupel_error *error) {
    (void)error;
    a->options.select = value;
    return true;
}

static bool set_ignore(struct arguments *a, const char *value, struct cupel_error *error) {
    (void)error;
    a->options.ignore = value;
    return true;
}

static bool set_baseline(struct arguments *a, const char *value, struct cupel_error *error) {
    (void)error;
    a->options.baseline = value;
    return true;
}

static bool set_write_baseline(struct arguments *a, const char *value,
                               struct cupel_error *error) {
    (void)error;
    a->new_baseline = value;
    return true;
}

static bool set_fail_on(struct arguments *a, const char *value, struct cupel_error *error) {
    (void)error;
    a->options.fail_on = value;
    return true;
}

// A whole number from `low` to `high`.
static bool read_number(const char *option, const char *value, unsigned low, unsigned high,
                        unsigned *number, struct cupel_error *error) {
    char *end;
    errno = 0;
    unsigned long read = strtoul(value, &end, 10);
    if (errno || end == value || *end != '\0' || value[0] == '-' || read < low || read > high) {
        return refuse(error, "%s %s: expected a number from %u to %u", option, value, low,
                      high);
    }
    *number = (unsigned)read;
    return true;
}

static bool set_version(struct arguments *a, const char *value, struct cupel_error *error) {
    return read_number("--postgres-version", value, 9, 30, &a->options.postgres_version, error);
}

static bool set_jobs(struct arguments *a, const char *value, struct cupel_error *error) {
    return read_number("--jobs", value, 1, 256, &a->options.jobs, error);
}

static bool set_direction(struct arguments *a, const char *value, struct cupel_error *error) {
    static const char *const names[] = {
        [CUPEL_UP] = "up", [CUPEL_DOWN] = "down", [CUPEL_BOTH] = "both"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(value, names[i]) == 0) {
            a->options.direction = (enum cupel_direction)i;
            return true;
        }
    }
    return refuse(error, "--direction %s: expected up, down or both", value);
}

static bool set_config(struct arguments *a, const char *value, struct cupel_error *error) {
    (void)error;
    a->options.config = value;
    return true;
}

static bool set_color(struct arguments *a, const char *value, struct cupel_error *error) {
    static const char *const names[] = {
        [COLOR_AUTO] = "auto", [COLOR_ALWAYS] = "always", [COLOR_NEVER] = "never"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(value, names[i]) == 0) {
            a->color = (enum color_choice)i;
            return true;
        }
    }
    return refuse(error, "--color %s: expected auto, always or never", value);
}

static bool set_quiet(struct arguments *a, const char *value, struct cupel_error *error) {
    (void)value, (void)error;
    a->options.quiet = true;
    return true;
}

static bool set_verbose(struct arguments *a, const char *value, struct cupel_error *error) {
    (void)value, (void)error;
    a->options.verbose = true;
    return true;
}

static bool set_test(struct arguments *a, const char *value, struct cupel_error *error) {
    (void)value, (void)error;
    a->test = true;
    return true;
}

static bool set_hook(struct arguments *a, const char *value, struct cupel_error *error) {
    (void)value, (void)error;
    a->hook = true;
    return true;
}

// --config names a file everywhere but here.
static bool set_settings(struct arguments *a, const char *value, struct cupel_error *error) {
    (void)value, (void)error;
    a->settings = true;
    return true;
}

static bool set_fix(struct arguments *a, const char *value, struct cupel_error *error) {
    (void)value, (void)error;
    a->fix = true;
    return true;
}

static bool set_diff(struct arguments *a, const char *value, struct cupel_error *error) {
    (void)value, (void)error;
    a->diff = true;
    return true;
}

static bool set_unsafe_fixes(struct arguments *a, const char *value,
                             struct cupel_error *error) {
    (void)value, (void)error;
    a->unsafe_fixes = true;
    return true;
}

static bool set_split(struct arguments *a, const char *value, struct cupel_error *error) {
    (void)error;
    a->split = value;
    return true;
}

// The reason stands behind a comment's bracket, to the end of the line.
static bool set_add_suppressions(struct arguments *a, const char *value,
                                 struct cupel_error *error) {
    bool has_word = false;
    for (const char *c = value; *c; c++) {
        if ((unsigned char)*c < 0x20 || *c == 0x7f) {
            return refuse(error, "--add-suppressions: the reason is one line of text");
        }
        has_word |= *c != ' ';
    }
    a->reason = value;
    return has_word || refuse(error, "--add-suppressions: say the reason");
}

static bool set_help(struct arguments *a, const char *value, struct cupel_error *error) {
    (void)value, (void)error;
    a->help = true;
    return true;
}

static bool set_print_version(struct arguments *a, const char *value,
                              struct cupel_error *error) {
    (void)value, (void)error;
    a->version = true;
    return true;
}

// clang-format off
static const struct option options[] = {
    {"--staged", NULL, GROUP_SELECTION, "what is staged, read from the git index", set_staged},
    {"--base", "REV", GROUP_SELECTION, "what REV...HEAD changed, read from the head commit", set_base},
    {"--head", "REV", GROUP_SELECTION, "with --base: this revision instead of HEAD", set_head},
    {"--all", NULL, GROUP_SELECTION, "every migration of the project", set_all},
    {"--stdin-name", "NAME", GROUP_SELECTION, "with - as PATH: judge standard input as if it were NAME", set_stdin_name},
    {"--direction", "up|down|both", GROUP_SELECTION, "which functions are judged (default up)", set_direction},
    {"--format", "FORMAT", GROUP_FORMAT, "text (default) or another, to standard output", set_format},
    {"--output", "FORMAT=FILE", GROUP_SELECTION, "also write this, whole or not at all; may be repeated", set_output},
    {"--select", "RULE,...", GROUP_SETTINGS, "only these rules and categories", set_select},
    {"--ignore", "RULE,...", GROUP_SETTINGS, "not these rules and categories", set_ignore},
    {"--fail-on", "SEVERITY", GROUP_CHECK, "error, warning (default), info or never", set_fail_on},
    {"--baseline", "FILE", GROUP_CHECK, "known findings, which do not count", set_baseline},
    {"--write-baseline", "FILE", GROUP_CHECK, "record what is found as known", set_write_baseline},
    {"--fix", NULL, GROUP_CHECK, "make the safe fixes in the work tree", set_fix},
    {"--diff", NULL, GROUP_CHECK, "print what would be changed instead, and change nothing", set_diff},
    {"--unsafe-fixes", NULL, GROUP_CHECK, "with --fix or --diff: also those that the models must follow: types, indexes", set_unsafe_fixes},
    {"--split", "FINDING", GROUP_CHECK, "with --fix or --diff: in several revisions; a fingerprint, PATH:LINE or RULE,...", set_split},
    {"--add-suppressions", "REASON", GROUP_CHECK, "silence what is found, by comments in the work tree", set_add_suppressions},
    {"--postgres-version", "N", GROUP_SETTINGS, "the oldest server the migrations will run on (default 15)", set_version},
    {"--config", "FILE", GROUP_SETTINGS, "settings from this file only", set_config},
    {"--jobs", "N", GROUP_SELECTION, "worker threads (default: one for each core)", set_jobs},
    {"--hook", NULL, GROUP_INIT, "install the git hook: judge what is staged before each commit", set_hook},
    {"--config", NULL, GROUP_INIT, "write a settings file with every setting commented out", set_settings},
    {"--test", NULL, GROUP_RULES, "judge every rule's own examples", set_test},
    {"--color", "auto|always|never", GROUP_ANY, "NO_COLOR and CLICOLOR_FORCE are honoured", set_color},
    {"--quiet", NULL, GROUP_ANY, "findings only", set_quiet},
    {"--verbose", NULL, GROUP_ANY, "also what was skipped and why", set_verbose},
    {"--help", NULL, GROUP_ANY, "this text", set_help},
    {"--version", NULL, GROUP_ANY, "the version of cupel", set_print_version},
};
// clang-format on

enum { OPTION_COUNT = sizeof options / sizeof options[0] };

void options_write(unsigned groups, FILE *out) {
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        const struct option *option = &options[i];
        if (groups & option->group) {
            int width = fprintf(out, "  %s%s%s", option->name, option->value ? " " : "",
                                option->value ? option->value : "");
            fprintf(out, "%*s%s\n", width < 29 ? 29 - width : 1, "", option->help);
        }
    }
}

// `--option=value` names the option up to the equals sign.
// The command's own option of that name, else another's.
static const struct option *find_option(const char *word, size_t size, unsigned groups) {
    const struct option *found = NULL;
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        if (strlen(options[i].name) == size && memcmp(options[i].name, word, size) == 0 &&
            (!found || (options[i].group & groups))) {
            found = &options[i];
        }
    }
    return found;
}

static bool no_such_option(const char *word, size_t size, const struct command *command,
                           struct cupel_error *error) {
    const char *names[OPTION_COUNT];
    size_t count = 0;
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        if (options[i].group & command->groups) {
            names[count++] = options[i].name;
        }
    }
    char bare[64]; // without =value
    snprintf(bare, sizeof bare, "%.*s", (int)size, word);
    const char *nearest = cupel_nearest(bare, names, count);
    return nearest
               ? refuse(error, "no such option: %s; the nearest is %s", bare, nearest)
               : refuse(error, "no such option: %s; see cupel %s --help", bare, command->name);
}

// Sets the option at words[*at]; its value may be the next word.
static bool read_option(int count, char **words, int *at, struct arguments *arguments,
                        struct cupel_error *error) {
    const char *word = words[*at];
    const char *equals = strchr(word, '=');
    size_t size = equals ? (size_t)(equals - word) : strlen(word);
    if (strcmp(word, "-h") == 0) {
        word = "--help";
        size = strlen(word);
    }
    const struct option *option = find_option(word, size, arguments->command->groups);
    if (!option) {
        return no_such_option(word, size, arguments->command, error);
    }
    if (!(option->group & arguments->command->groups)) {
        return refuse(error, "%s is no option of cupel %s", option->name,
                      arguments->command->name);
    }
    if (!option->value) {
        if (equals) {
            return refuse(error, "%s takes no value", option->name);
        }
        return option->set(arguments, NULL, error);
    }
    if (!equals && *at + 1 >= count) {
        return refuse(error, "%s needs a value: %s", option->name, option->value);
    }
    return option->set(arguments, equals ? equals + 1 : words[++*at], error);
}

static bool choose_selection(struct arguments *a, struct cupel_error *error) {
    if (!(a->command->groups & GROUP_SELECTION)) {
        return true;
    }
    bool is_range = a->options.base || a->options.head;
    bool is_stdin = a->path_count == 1 && strcmp(a->paths[0], "-") == 0;
    if (a->staged + a->all + is_range + is_stdin > 1) {
        return refuse(error, "--staged, --base, --all and - exclude each other");
    }
    if (is_stdin != (a->options.stdin_name != NULL)) {
        return refuse(error, "standard input is judged with both: --stdin-name NAME -");
    }
    a->options.selection = a->staged       ? CUPEL_STAGED
                           : is_range      ? CUPEL_RANGE
                           : a->all        ? CUPEL_ALL
                           : is_stdin      ? CUPEL_STDIN
                           : a->path_count ? CUPEL_PATHS
                                           : CUPEL_CHANGED;
    if (!is_stdin) {
        a->options.paths = a->paths;
        a->options.path_count = a->path_count;
    }
    return true;
}

static bool check_fixing(const struct arguments *a, struct cupel_error *error) {
    if (a->fix && a->reason) {
        return refuse(error, "--fix and --add-suppressions exclude each other: fix first");
    }
    if (a->unsafe_fixes && !a->fix && !a->diff) {
        return refuse(error, "--unsafe-fixes goes with --fix or --diff");
    }
    if (a->split && (!a->fix && !a->diff)) {
        return refuse(error, "--split goes with --fix or --diff");
    }
    if (a->split && (a->reason || a->unsafe_fixes)) {
        return refuse(error, "--split and %s exclude each other",
                      a->reason ? "--add-suppressions" : "--unsafe-fixes");
    }
    if (a->options.selection == CUPEL_STDIN && (a->fix || a->reason) && !a->diff) {
        return refuse(error, "standard input cannot be changed: take --diff");
    }
    return true;
}

bool arguments_read(int count, char **words, struct arguments *arguments,
                    struct cupel_error *error) {
    *arguments = (struct arguments){.command = command_find("check")};
    arguments->paths = calloc((size_t)count + 1, sizeof *arguments->paths);
    arguments->outputs = calloc((size_t)count + 1, sizeof *arguments->outputs);
    if (!arguments->paths || !arguments->outputs) {
        return refuse(error, "out of memory");
    }
    int first = count > 0 && command_find(words[0]) ? 1 : 0;
    if (first) {
        arguments->command = command_find(words[0]);
    }
    bool only_paths = false; // behind --
    for (int i = first; i < count; i++) {
        if (!only_paths && strcmp(words[i], "--") == 0) {
            only_paths = true;
        } else if (only_paths || words[i][0] != '-' || words[i][1] == '\0') {
            arguments->paths[arguments->path_count++] = words[i];
        } else if (!read_option(count, words, &i, arguments, error)) {
            return false;
        }
    }
    return choose_selection(arguments, error) && check_fixing(arguments, error);
}

void arguments_free(struct arguments *arguments) {
    for (size_t i = 0; i < arguments->output_count; i++) {
        free(arguments->outputs[i].format);
    }
    free(arguments->outputs);
    free(arguments->paths);
}
