#define PCRE2_CODE_UNIT_WIDTH 8
#include "base/regex.h"

#include <pcre2.h>

enum {
    // Bounds on one match. A pattern that needs more backtracks without end; the limits are
    // reached in about a tenth of a second.
    MATCH_LIMIT = 1000000,
    STEPS_PER_BYTE = 4, // where that is more: .*? takes one for each byte
    DEPTH_LIMIT = 100000,
    HEAP_LIMIT_KIB = 64 * 1024,
    MESSAGE_SIZE = 256, // the manual, pcre2api, "Obtaining a textual error message": fits all
};

struct regex {
    pcre2_code *code;
    pcre2_match_context *context;
};

static void destroy_regex(void *object) {
    struct regex *regex = object;
    pcre2_match_context_free(regex->context);
    pcre2_code_free(regex->code);
}

struct regex *regex_new(struct arena *arena, struct str pattern, struct str *problem) {
    const uint32_t options =
        PCRE2_MULTILINE | PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C;
    int code = 0;
    PCRE2_SIZE offset = 0;
    const char *data = pattern.size ? pattern.data : "";
    pcre2_code *compiled =
        pcre2_compile((PCRE2_SPTR)data, pattern.size, options, &code, &offset, NULL);
    if (!compiled) {
        PCRE2_UCHAR message[MESSAGE_SIZE];
        pcre2_get_error_message(code, message, sizeof message);
        *problem = str_format(arena, "%s, at byte %zu of the pattern", (const char *)message,
                              (size_t)offset + 1);
        return NULL;
    }
    struct regex *regex = ARENA_NEW(arena, struct regex, 1);
    regex->code = compiled;
    regex->context = pcre2_match_context_create(NULL);
    arena_own(arena, regex, destroy_regex);
    if (!regex->context) {
        *problem = STR("out of memory");
        return NULL;
    }
    pcre2_set_match_limit(regex->context, MATCH_LIMIT);
    pcre2_set_depth_limit(regex->context, DEPTH_LIMIT);
    pcre2_set_heap_limit(regex->context, HEAP_LIMIT_KIB);
    return regex;
}

void regex_hurry(struct regex *regex) {
    // Where there is no such compiler, or it fails, patterns are interpreted as before.
    pcre2_jit_compile(regex->code, PCRE2_JIT_COMPLETE);
}

// The spans of the first `found` groups; those that took no part stay {0, 0}.
static void copy_groups(pcre2_match_data *data, size_t found, struct span *groups,
                        size_t group_count) {
    const PCRE2_SIZE *offsets = pcre2_get_ovector_pointer(data);
    for (size_t i = 0; i < group_count; i++) {
        groups[i] = (struct span){0};
        if (i < found && offsets[2 * i] != PCRE2_UNSET) {
            groups[i] = (struct span){(uint32_t)offsets[2 * i], (uint32_t)offsets[2 * i + 1]};
        }
    }
}

// The limits for a text: one of megabytes takes steps in proportion. NULL: out of memory.
static pcre2_match_context *limits_for(const struct regex *regex, struct str text) {
    pcre2_match_context *limits = pcre2_match_context_copy(regex->context);
    size_t steps = text.size * STEPS_PER_BYTE;
    if (limits && steps > MATCH_LIMIT) {
        pcre2_set_match_limit(limits, steps < UINT32_MAX ? (uint32_t)steps : UINT32_MAX);
    }
    return limits;
}

enum regex_result regex_find(const struct regex *regex, struct str text, size_t from,
                             struct span *groups, size_t group_count) {
    if (from > text.size || text.size > UINT32_MAX) {
        return REGEX_NO_MATCH;
    }
    // Made for each call, so that threads can share the pattern.
    pcre2_match_data *data = pcre2_match_data_create_from_pattern(regex->code, NULL);
    pcre2_match_context *limits = data ? limits_for(regex, text) : NULL;
    if (!limits) {
        pcre2_match_data_free(data);
        return REGEX_GAVE_UP;
    }
    PCRE2_SPTR bytes = (PCRE2_SPTR)(text.size ? text.data : "");
    int found = pcre2_match(regex->code, bytes, text.size, from, 0, data, limits);
    // Compiled code has a small stack, and counts its steps otherwise.
    if (found == PCRE2_ERROR_JIT_STACKLIMIT || found == PCRE2_ERROR_MATCHLIMIT) {
        found = pcre2_match(regex->code, bytes, text.size, from, PCRE2_NO_JIT, data, limits);
    }
    enum regex_result result = REGEX_GAVE_UP;
    if (found == PCRE2_ERROR_NOMATCH) {
        result = REGEX_NO_MATCH;
    } else if (found > 0) {
        result = REGEX_MATCH;
        copy_groups(data, (size_t)found, groups, group_count);
    }
    pcre2_match_context_free(limits);
    pcre2_match_data_free(data);
    return result;
}
