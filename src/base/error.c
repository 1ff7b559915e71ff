#include "base/error.h"

#include <stdio.h>

void error_set(struct cupel_error *error, const char *file, uint32_t line, const char *format,
               ...) {
    if (error->message[0]) {
        return;
    }
    snprintf(error->file, sizeof error->file, "%s", file ? file : "");
    error->line = line;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error->message, sizeof error->message, format, arguments);
    va_end(arguments);
}
