#include "cli/command.h"

static void write_command_help(const struct command *command, FILE *out) {
    fprintf(out, "cupel %s %s\n%s\nOptions:\n", command->name, command->usage, command->text);
    options_write(command->groups, out);
}

void help_write(const struct command *command, FILE *out) {
    if (command) {
        write_command_help(command, out);
        return;
    }
    fputs("cupel finds what is dangerous in Alembic migrations for PostgreSQL.\n\n", out);
    for (size_t i = 0; command_at(i); i++) {
        fprintf(out, "  cupel %-8s %s\n", command_at(i)->name, command_at(i)->summary);
    }
    fputs("\ncupel alone is cupel check: what this branch changed.\n"
          "cupel COMMAND --help lists the options of a command.\n",
          out);
}
