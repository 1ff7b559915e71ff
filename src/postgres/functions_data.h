/**
 * functions_data: the volatility of the server's own functions, as pg_proc has it.
 */
#ifndef POSTGRES_FUNCTIONS_DATA_H
#define POSTGRES_FUNCTIONS_DATA_H

#include <stddef.h>

struct builtin_function {
    const char *name;
    char volatility; // pg_proc.provolatile: i immutable, s stable, v volatile
};

/** Sorted by name, by bytes. */
extern const struct builtin_function builtin_functions[];
extern const size_t builtin_function_count;

#endif
