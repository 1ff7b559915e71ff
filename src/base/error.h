/**
 * error: why cupel could not do its job.
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <stdarg.h>
#include <stdint.h>

#include "base/str.h"
#include "cupel/cupel.h"

/** Sets file (may be NULL), line (0: none) and message, unless an error is set already. */
void error_set(struct cupel_error *error, const char *file, uint32_t line, const char *format,
               ...) PRINTF_LIKE(4, 5);

#endif
