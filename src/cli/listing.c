// cupel status, rules and explain: views that judge nothing.

#include "cli/command.h"

static enum exit_status write_listing(struct cupel_run *run, const struct arguments *arguments,
                                      enum cupel_report report) {
    struct cupel_error error = {0};
    const char *format = arguments->format ? arguments->format : "text";
    set_style(run, arguments, stdout);
    return cupel_write(run, report, format, stdout, &error) ? EXIT_CLEAN : complain(&error);
}

// Opens a run for a command that takes no PATH.
static struct cupel_run *open_plain(const struct arguments *arguments,
                                    struct cupel_error *error) {
    if (arguments->path_count > 0) {
        refuse(error, "cupel %s takes no path: %s", arguments->command->name,
               arguments->paths[0]);
        return NULL;
    }
    return cupel_open(&arguments->options, error);
}

enum exit_status command_status(struct arguments *arguments) {
    struct cupel_error error = {0};
    arguments->options.selection = CUPEL_ALL;
    struct cupel_run *run = open_plain(arguments, &error);
    enum exit_status status = EXIT_CLEAN;
    if (!run || !cupel_survey(run, &error)) {
        status = complain(&error);
    } else {
        write_notes(run, arguments);
        status = write_listing(run, arguments, CUPEL_STATUS);
    }
    cupel_close(run);
    return status;
}

enum exit_status command_rules(struct arguments *arguments) {
    struct cupel_error error = {0};
    struct cupel_run *run = open_plain(arguments, &error);
    enum exit_status status = EXIT_CLEAN;
    if (!run) {
        status = complain(&error);
    } else if (!arguments->test) {
        status = write_listing(run, arguments, CUPEL_RULES);
    } else if (!cupel_test_rules(run, stdout, &error)) {
        status = error.message[0] ? complain(&error) : EXIT_FINDINGS;
    }
    cupel_close(run);
    return status;
}

enum exit_status command_explain(struct arguments *arguments) {
    struct cupel_error error = {0};
    enum exit_status status = EXIT_CLEAN;
    if (arguments->path_count != 1) {
        refuse(&error, "cupel explain takes one rule; `cupel rules` lists them");
        return complain(&error);
    }
    struct cupel_run *run = cupel_open(&arguments->options, &error);
    if (run) {
        set_style(run, arguments, stdout);
    }
    if (!run || !cupel_explain(run, arguments->paths[0], stdout, &error)) {
        status = complain(&error);
    }
    cupel_close(run);
    return status;
}
