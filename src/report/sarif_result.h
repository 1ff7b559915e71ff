/**
 * sarif_result: one finding as a SARIF result.
 */
#ifndef REPORT_SARIF_RESULT_H
#define REPORT_SARIF_RESULT_H

#include <jansson.h>

#include "base/arena.h"
#include "model/finding.h"

/** The result; `rule`: where its rule stands in the list. Counts the texts that are cut. */
json_t *sarif_result(struct arena *arena, const struct finding *finding, size_t rule,
                     size_t *cut_texts);

/** A SARIF message object. */
json_t *sarif_message(struct arena *arena, struct str text);

/** A text that no viewer takes for a message with links. */
struct str sarif_plain(struct arena *arena, struct str text);

/** The text, cut where it has more bytes than the limit; that is counted. */
struct str sarif_cut(struct arena *arena, struct str text, size_t limit, size_t *cut_texts);

#endif
