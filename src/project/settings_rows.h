/**
 * settings_rows: the file of row counts that the settings name. Used by settings alone.
 */
#ifndef PROJECT_SETTINGS_ROWS_H
#define PROJECT_SETTINGS_ROWS_H

#include "project/settings.h"

struct settings_reader {
    struct arena *arena;
    struct files *files;
    const char *path;  // of the settings file, for messages
    struct str folder; // that the settings' paths start at
    bool is_outside;   // the folder lies outside of the root: it is a path on disk
    struct settings *settings;
    struct cupel_error *error;
};

/** Reads the file that settings->table_rows names (none: nothing to do) into settings->rows. */
bool settings_read_rows(struct settings_reader *reader);

#endif
