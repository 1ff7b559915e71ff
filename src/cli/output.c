#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/command.h"

bool refuse(struct cupel_error *error, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error->message, sizeof error->message, format, arguments);
    va_end(arguments);
    return false;
}

// Paths and names in messages may hold anything: a terminal must not obey it.
static void write_safely(const char *text, FILE *out) {
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        fputc(c < 0x20 || c == 0x7f ? '?' : c, out);
    }
}

enum exit_status complain(const struct cupel_error *error) {
    fputs("cupel: ", stderr);
    if (error->file[0]) {
        write_safely(error->file, stderr);
        if (error->line) {
            fprintf(stderr, ":%u", error->line);
        }
        fputs(": ", stderr);
    }
    write_safely(error->message, stderr);
    fputc('\n', stderr);
    return EXIT_TROUBLE;
}

void write_notes(const struct cupel_run *run, const struct arguments *arguments) {
    if (arguments->options.quiet) {
        return;
    }
    for (size_t i = 0; i < cupel_note_count(run); i++) {
        fputs("cupel: ", stderr);
        write_safely(cupel_note(run, i), stderr);
        fputc('\n', stderr);
    }
}

static bool is_set(const char *variable) {
    const char *value = getenv(variable);
    return value && *value;
}

// Conventions: https://no-color.org, https://bixense.com/clicolors
static bool wants_color(enum color_choice choice, bool is_terminal) {
    if (choice != COLOR_AUTO) {
        return choice == COLOR_ALWAYS;
    }
    if (is_set("NO_COLOR")) {
        return false;
    }
    if (is_set("CLICOLOR_FORCE") && strcmp(getenv("CLICOLOR_FORCE"), "0") != 0) {
        return true;
    }
    const char *terminal = getenv("TERM");
    return is_terminal && terminal && strcmp(terminal, "dumb") != 0;
}

static unsigned terminal_width(int descriptor) {
    struct winsize size;
    if (ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
        return size.ws_col;
    }
    return 80;
}

void set_style(struct cupel_run *run, const struct arguments *arguments, FILE *out) {
    bool is_terminal = out && isatty(fileno(out));
    bool color = out && wants_color(arguments->color, is_terminal);
    cupel_set_style(run, color, is_terminal ? terminal_width(fileno(out)) : 0);
}
