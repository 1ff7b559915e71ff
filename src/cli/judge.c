// cupel check and cupel plan: one run, two views of it.

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/command.h"

enum { STDIN_LIMIT = 2 * 1024 * 1024 + 1 }; // one byte over the size that is read

static bool read_stdin(struct arguments *arguments, char **buffer, struct cupel_error *error) {
    *buffer = malloc(STDIN_LIMIT);
    if (!*buffer) {
        return refuse(error, "out of memory");
    }
    arguments->options.stdin_text = *buffer;
    arguments->options.stdin_size = fread(*buffer, 1, STDIN_LIMIT, stdin);
    if (ferror(stdin)) {
        return refuse(error, "cannot read standard input: %s", strerror(errno));
    }
    return true;
}

static enum cupel_report report_of(const struct arguments *arguments) {
    return strcmp(arguments->command->name, "plan") == 0 ? CUPEL_PLAN : CUPEL_CHECK;
}

// Before the work: a format that does not exist must not cost the wait for it.
static bool check_formats(const struct arguments *arguments, struct cupel_error *error) {
    enum cupel_report report = report_of(arguments);
    for (size_t i = 0; i < arguments->output_count; i++) {
        if (!cupel_has_format(report, arguments->outputs[i].format, error)) {
            return false;
        }
    }
    return cupel_has_format(report, arguments->format ? arguments->format : "text", error);
}

static bool write_reports(struct cupel_run *run, const struct arguments *arguments,
                          struct cupel_error *error) {
    if (!outputs_write(run, arguments, report_of(arguments), error)) {
        return false;
    }
    set_style(run, arguments, stdout);
    if (arguments->diff) {
        return cupel_write_diff(run, stdout, error);
    }
    const char *format = arguments->format ? arguments->format : "text";
    // Where there was nothing to judge, nothing goes to standard output.
    return cupel_migration_count(run) == 0 ||
           cupel_write(run, report_of(arguments), format, stdout, error);
}

// --fix, --diff, --add-suppressions: before anything is reported. With --diff nothing changes.
static bool change(struct cupel_run *run, const struct arguments *arguments,
                   struct cupel_error *error) {
    if (!arguments->fix && !arguments->diff && !arguments->reason) {
        return true;
    }
    bool done = arguments->reason  ? cupel_silence(run, arguments->reason, error)
                : arguments->split ? cupel_split(run, arguments->split, error)
                                   : cupel_fix(run, arguments->unsafe_fixes, error);
    return done && (arguments->diff || cupel_apply(run, error));
}

// The clock's, or what SOURCE_DATE_EPOCH says, so that the same input gives the same files.
// Source: reproducible-builds.org/specs/source-date-epoch
static int64_t read_now(void) {
    const char *set = getenv("SOURCE_DATE_EPOCH");
    char *end = NULL;
    long long seconds = set ? strtoll(set, &end, 10) : 0;
    return end && end != set && *end == '\0' && seconds >= 0 ? seconds : (int64_t)time(NULL);
}

enum exit_status command_judge(struct arguments *arguments) {
    struct cupel_error error = {0};
    struct cupel_run *run = NULL;
    char *buffer = NULL;
    enum exit_status status = EXIT_CLEAN;
    if (!check_formats(arguments, &error) ||
        (arguments->options.stdin_name && !read_stdin(arguments, &buffer, &error))) {
        status = complain(&error);
        goto out;
    }
    arguments->options.now = read_now();
    run = cupel_open(&arguments->options, &error);
    if (!run || !cupel_judge(run, &error) || !change(run, arguments, &error)) {
        status = complain(&error);
        goto out;
    }
    write_notes(run, arguments);
    if (!write_reports(run, arguments, &error)) {
        status = complain(&error);
    } else if (report_of(arguments) == CUPEL_CHECK && cupel_has_failed(run)) {
        status = EXIT_FINDINGS;
    }
out:
    cupel_close(run);
    free(buffer);
    return status;
}
