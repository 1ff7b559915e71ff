/**
 * naming: what Alembic calls the file of a new revision.
 */
#ifndef PROJECT_NAMING_H
#define PROJECT_NAMING_H

#include "project/settings.h"

/** When a revision is made: a date as Alembic takes it apart. */
struct naming_date {
    int year, month, day, hour, minute, second;
    int64_t epoch;
    bool has_zone; // it is in UTC because the project says so: +00:00 is written behind it
};

/** The date of a time, in seconds since 1970: in UTC where the project names a time zone, else
 * the local one. */
struct naming_date naming_date(const struct alembic_project *project, int64_t time);

/** As Create Date has it. */
struct str naming_print_date(struct arena *arena, const struct naming_date *date);

/** The file's name by the project's file_template, with ".py"; empty where the template has
 * what Alembic does not know. Source: alembic/script/base.py, _rev_path. */
struct str naming_file(struct arena *arena, const struct alembic_project *project,
                       struct str revision, struct str message, const struct naming_date *date);

#endif
