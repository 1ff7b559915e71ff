/**
 * command: what the files of the command line share.
 *
 * A command is a row of the table in command.c, an option a row of the table in options.c.
 */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "cupel/cupel.h"

enum exit_status { EXIT_CLEAN = 0, EXIT_FINDINGS = 1, EXIT_TROUBLE = 2 };

enum color_choice { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

/** --output FORMAT=FILE. */
struct output {
    char *format; // owned
    const char *file;
};

/** The command line, read. */
struct arguments {
    const struct command *command;
    struct cupel_options options;
    const char *format;       // NULL: text
    const char *new_baseline; // file of --write-baseline, or NULL
    struct output *outputs;
    size_t output_count;
    const char **paths; // positional arguments
    size_t path_count;
    enum color_choice color;
    bool hook, settings; // of cupel init
    const char *reason;  // of --add-suppressions, or NULL
    const char *split;   // of --split, or NULL
    bool staged, all, test, help, version;
    bool fix, diff, unsafe_fixes;
};

/** Which options a command knows. */
enum option_group {
    GROUP_ANY = 1,       // help
    GROUP_SETTINGS = 2,  // settings and rules
    GROUP_SELECTION = 4, // which migrations, how they are judged
    GROUP_FORMAT = 8,
    GROUP_RULES = 16, // cupel rules alone
    GROUP_CHECK = 32, // cupel check alone
    GROUP_INIT = 64,  // cupel init alone
};

struct command {
    const char *name;
    const char *usage;   // what follows the name
    const char *summary; // one line
    const char *text;    // of `cupel COMMAND --help`, below the usage
    unsigned groups;     // of options
    enum exit_status (*run)(struct arguments *arguments);
};

/** The command of a name, NULL when there is none; command_at lists them. */
const struct command *command_find(const char *name);
const struct command *command_at(size_t index);

enum exit_status command_judge(struct arguments *arguments); // check and plan
enum exit_status command_status(struct arguments *arguments);
enum exit_status command_rules(struct arguments *arguments);
enum exit_status command_explain(struct arguments *arguments);
enum exit_status command_init(struct arguments *arguments);

/** Reads the words behind the program's name. False with the error set. */
bool arguments_read(int count, char **words, struct arguments *arguments,
                    struct cupel_error *error);
void arguments_free(struct arguments *arguments);

/** Writes the usage of the program, or of one command. */
void help_write(const struct command *command, FILE *out);
/** Writes the options of the groups, for help. */
void options_write(unsigned groups, FILE *out);

/** Writes the files of --output and --write-baseline: all of them whole, or none. False with the error set. */
bool outputs_write(struct cupel_run *run, const struct arguments *arguments,
                   enum cupel_report report, struct cupel_error *error);

/** Sets the error's message; gives false. */
bool refuse(struct cupel_error *error, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 2, 3)))
#endif
    ;

/** Says on standard error why cupel could not do its job; gives EXIT_TROUBLE. */
enum exit_status complain(const struct cupel_error *error);
/** Writes the run's notes to standard error, unless the run is quiet. */
void write_notes(const struct cupel_run *run, const struct arguments *arguments);

/** Sets colours and width of the run's texts for a stream: NULL is a file. */
void set_style(struct cupel_run *run, const struct arguments *arguments, FILE *out);

#endif
