/**
 * graph: a revision graph drawn in text, newest first, as `git log --graph` draws commits.
 */
#ifndef REPORT_GRAPH_H
#define REPORT_GRAPH_H

#include "base/map.h"
#include "model/migration.h"
#include "report/terminal.h"

/** Writes a line for each revision: the branches it stands between, its id, what it is (head,
 * pending, label…) and its message. Where `is_whole` is false, long stretches in which nothing
 * branches and nothing is pending are cut short. */
void graph_write(const struct terminal *terminal, const struct history *history, bool is_whole);

#endif
