#include "model/shown.h"

static const struct str hole = {"…", sizeof "…" - 1};

// Bytes of an unknown part at the name's start, quoted or not.
static size_t hole_at_start(struct str name) {
    bool is_quoted = name.size > 0 && name.data[0] == '"';
    struct str rest = str_slice(name, is_quoted, name.size);
    if (!str_starts(rest, hole)) {
        return 0;
    }
    size_t end = is_quoted + hole.size;
    return is_quoted ? (end < name.size && name.data[end] == '"' ? end + 1 : 0) : end;
}

// What is left behind the unknown parts at the start.
static struct str known_part(struct str name) {
    struct str rest = name;
    for (size_t end; (end = hole_at_start(rest)) > 0;) {
        if (end == rest.size) {
            return (struct str){0};
        }
        if (rest.data[end] != '.') {
            break;
        }
        rest = str_slice(rest, end + 1, rest.size);
    }
    return rest;
}

bool shown_is_unknown(struct str name) {
    return name.size > 0 && known_part(name).size == 0;
}

struct str shown_name(struct arena *arena, struct str name, const char *noun) {
    return shown_is_unknown(name) ? str_format(arena, "an unknown %s", noun) : known_part(name);
}

struct str shown_names(struct arena *arena, const struct str_list *names, const char *noun,
                       size_t limit) {
    struct text out = {.arena = arena};
    size_t last = limit && names->count > limit ? limit - 1 : names->count;
    for (size_t i = 0; i < last; i++) {
        text_add(&out, i > 0 ? STR(", ") : STR(""));
        text_add(&out, shown_name(arena, names->items[i], noun));
    }
    if (last < names->count) {
        text_addf(&out, " and %zu more", names->count - last);
    }
    return text_str(&out);
}
