// clang-format off
/**
 * rulefile: the format of a rule's file, from TOML into struct rule.
 *
 *     id, severity ("error", "warning", "info", "off"), summary: what and how grave
 *     unknown-severity     of a finding that rests on an unknown field; default: at most warning
 *     sources              where its facts are from
 *     since, until         PostgreSQL versions: from since on, up to and without until
 *     scope                "step" (the default), "migration", "history" or "tree"
 *     yields-to            ids: silent where one of these speaks of the same step
 *     [match]              one or more of:
 *       operation          a kind of operation, or a list of them
 *       where              { field = value, field = [values], field = { not = value } }
 *       predicate          a name of lint/predicates.c
 *       regex, regex-on    PCRE2 over the statement's "sql" (the default) or the "file"
 *       query              tree-sitter query over the Python tree; @match marks the place
 *       when-unknown       "speak" or "silent" (the default) where a field is not known
 *       new-tables, small-tables, skipped-steps   "any": speaks of those too
 *     [lesser]             where or predicate, severity, message: a case of lesser weight
 *     [fix]                kind, safe, brings: see lint/fix.h
 *     [text]               message, message-unknown, why, instead
 *     [[example]]          bad, good; history, settings, env, code, sql, file, postgres-version
 *
 * Messages hold {field}, {field?text} (text only where the field says something) and
 * {field!text} (only where it does not); see lint/message.h.
 */
// clang-format on
#ifndef LINT_RULEFILE_H
#define LINT_RULEFILE_H

#include "model/rule.h"

/** Reads the part of rule->text before the line `[text]`. */
bool rulefile_read_match(struct arena *arena, struct rule *rule, struct cupel_error *error);

/** Reads the part from the line `[text]` on; the match must have been read. */
bool rulefile_read_texts(struct arena *arena, struct rule *rule, struct cupel_error *error);

/** Compiles the rule's query, if that has not been done. */
bool rulefile_need_query(struct arena *arena, struct rule *rule, struct cupel_error *error);

/** Offset of the line `[text]`, or the size where there is none. */
size_t rulefile_text_offset(struct str text);

#endif
