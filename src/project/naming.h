/**
 * naming: what new revisions are called, and their files.
 */
#ifndef PROJECT_NAMING_H
#define PROJECT_NAMING_H

#include "model/migration.h"
#include "project/settings.h"

/** When a revision is made: a date as Alembic takes it apart. */
struct naming_date {
    int year, month, day, hour, minute, second;
    int64_t epoch;
    bool has_zone; // the project says which: the offset is written behind it
    int offset;    // minutes east of UTC
};

/** The date of a time, in seconds since 1970: in the project's time zone (UTC where the system
 * knows none of that name), else the local one. */
struct naming_date naming_date(const struct alembic_project *project, int64_t time);

/** As Create Date has it. */
struct str naming_print_date(struct arena *arena, const struct naming_date *date);

/** The words of a message as file names have them, cut as Alembic does. */
struct str naming_slug(struct arena *arena, struct str message, size_t limit);

/** The file's name by the project's file_template, with ".py", below the version location; empty where the template has
 * what Alembic does not know. Source: alembic/script/base.py, _rev_path. */
struct str naming_file(struct arena *arena, const struct alembic_project *project,
                       struct str revision, struct str message, const struct naming_date *date);

/** What an id is asked for. */
struct naming_question {
    const struct alembic_project *project;
    const struct history *history;
    struct str like;    // the id of the revision that the new one comes behind
    struct str message; // of the new one
    struct str seed;    // the same for the same revision
    uint32_t number;    // of the new ones behind `like`, from 1
    int64_t now;
};

/** An id that no revision of the history has, in the manner of the project: twelve hexadecimal
 * digits, the next number, the date; with words of the message where its ids have them. */
struct str naming_id(struct arena *arena, const struct naming_question *question);

#endif
