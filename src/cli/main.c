#include <signal.h>

#include "cli/command.h"

static enum exit_status run(struct arguments *arguments, bool has_command) {
    if (arguments->version) {
        puts("cupel " CUPEL_VERSION);
        return EXIT_CLEAN;
    }
    if (arguments->help) {
        help_write(has_command ? arguments->command : NULL, stdout);
        return EXIT_CLEAN;
    }
    return arguments->command->run(arguments);
}

int main(int argc, char **argv) {
    // A reader that closes its pipe ends cupel without a word, whatever the caller had set.
    signal(SIGPIPE, SIG_DFL);
    struct arguments arguments;
    struct cupel_error error = {0};
    bool is_read = arguments_read(argc - 1, argv + 1, &arguments, &error);
    bool has_command = argc > 1 && command_find(argv[1]);
    enum exit_status status = is_read ? run(&arguments, has_command) : complain(&error);
    arguments_free(&arguments);
    return (int)status;
}
