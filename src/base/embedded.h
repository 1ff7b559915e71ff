/**
 * embedded: files put into the program when it is built (scripts/embed.sh).
 */
#ifndef BASE_EMBEDDED_H
#define BASE_EMBEDDED_H

#include <stddef.h>

struct embedded_file {
    const char *path; // from the repository's root; NULL ends the table
    const char *text;
    size_t size;
};

#endif
