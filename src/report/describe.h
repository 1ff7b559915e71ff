/**
 * describe: the words that several reports share.
 */
#ifndef REPORT_DESCRIBE_H
#define REPORT_DESCRIBE_H

#include "base/arena.h"
#include "lint/lint.h"
#include "model/finding.h"

/** error, warning, info, off. */
const char *severity_name(enum cupel_severity severity);

/** Where the severity in force was set: rule (the rule itself), [severity], select or ignore of
 * the settings, --select or --ignore. */
const char *severity_origin(const struct lint_settings *settings, const struct rule *rule);

/** A path as people at the terminal write it: relative to the working directory. */
struct str path_for_people(struct arena *arena, const struct outcome *outcome, struct str path);

/** The text of a step's field (model/step.h); empty: there is no step, or nothing is known. */
struct str step_text(struct arena *arena, const struct step *step, const char *name);

/** The first sentence of a rule's `instead`: the safe way in one line. */
struct str rule_help(struct arena *arena, const struct rule *rule);

/** What a statement takes and what that stops: "ACCESS EXCLUSIVE on orders: blocks reads and
 * writes"; empty: no lock that matters. Indexes that are built go without saying. */
struct str effect_lock_text(struct arena *arena, const struct effect *effect);

/** The locks alone: "ACCESS EXCLUSIVE on orders". */
struct str effect_locks_named(struct arena *arena, const struct effect *effect);

/** What is rewritten, read, built: "rewrites orders; builds ix_orders"; empty: nothing. */
struct str effect_work_text(struct arena *arena, const struct effect *effect);

/** Both, in one line. */
struct str effect_text(struct arena *arena, const struct effect *effect);

/** A statement's first lines, as sql_for_people gives them, with a word on how many follow. */
struct str statement_start(struct arena *arena, struct str sql);

/** What stands beside a finding's message, a line each: the SQL that runs, the lock it takes,
 * the safe way. */
struct str finding_details(struct arena *arena, const struct finding *finding);

/** How many findings there are: "2 errors, 1 warning", or "nothing found". */
struct str findings_counted(struct arena *arena, const struct outcome *outcome);

/** A statement's text without the indentation that its lines share but the first. */
struct str sql_for_people(struct arena *arena, struct str sql);

/** Adds the locks, rewrites, scans and builds of `more`: clauses of one statement. */
void effect_add(struct arena *arena, struct effect *effect, const struct effect *more);

/** What is wrong with a revision graph, in one line. */
struct str fault_text(struct arena *arena, const struct history_fault *fault);

/** "1 migration", "3 migrations". */
struct str counted(struct arena *arena, size_t count, const char *noun);

#endif
