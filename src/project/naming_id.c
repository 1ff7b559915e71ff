// Ids of further revisions, in the manner of a project's own.
#include "project/naming.h"
#include "project/revisions.h"

enum { DATE_DIGITS = 14 }; // 20260105100000

// How an id is made of parts: letters, digits, and words behind "_".
struct form {
    enum {
        FORM_HEXADECIMAL, // or any other: Alembic's own way is the one to take
        FORM_NUMBER,      // 0007, v12, 0007_add_orders
        FORM_DATE,        // 20260105, 2026_01_05_1000, 20260105_100000_add_orders
    } kind;
    size_t start, end; // of the digits, what is between those of dates included
    size_t digits;
    bool has_words;
};

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static uint32_t number_at(struct str id, size_t start, size_t end) {
    uint32_t number = 0;
    for (size_t i = start; i < end && i < id.size; i++) {
        number = is_digit(id.data[i]) ? number * 10 + (uint32_t)(id.data[i] - '0') : number;
    }
    return number;
}

static bool ends_there(struct str id, size_t end, bool *has_words) {
    *has_words = end + 1 < id.size && id.data[end] == '_';
    return end == id.size || *has_words;
}

static bool read_date(struct str id, struct form *form) {
    char digits[DATE_DIGITS];
    size_t count = 0;
    size_t end = 0;
    for (size_t i = 0; i < id.size && count < DATE_DIGITS; i++) {
        if (is_digit(id.data[i])) {
            digits[count++] = id.data[i];
            end = i + 1;
        } else if (id.data[i] != '_' || i == 0 || id.data[i - 1] == '_') {
            break;
        }
    }
    struct str text = {digits, count};
    uint32_t year = number_at(text, 0, 4);
    uint32_t month = number_at(text, 4, 6);
    uint32_t day = number_at(text, 6, 8);
    *form = (struct form){.kind = FORM_DATE, .end = end, .digits = count};
    return (count == 8 || count == 12 || count == DATE_DIGITS) && year > 1990 && year < 2100 &&
           month >= 1 && month <= 12 && day >= 1 && day <= 31 &&
           ends_there(id, end, &form->has_words);
}

static struct form read_form(struct str id) {
    enum { LETTERS_MAX = 8, DIGITS_MAX = 6 };
    struct form form = {0};
    if (read_date(id, &form)) {
        return form;
    }
    form = (struct form){.kind = FORM_NUMBER};
    while (form.start < id.size && form.start < LETTERS_MAX && !is_digit(id.data[form.start])) {
        form.start++;
    }
    form.end = form.start;
    while (form.end < id.size && is_digit(id.data[form.end])) {
        form.end++;
    }
    form.digits = form.end - form.start;
    bool is_number = form.digits > 0 && form.digits <= DIGITS_MAX &&
                     ends_there(id, form.end, &form.has_words);
    return is_number ? form : (struct form){0};
}

// What the project does: the form of the id, where at least half of the others have it.
static struct form find_form(const struct history *history, struct str id, uint32_t *highest) {
    struct form form = read_form(id);
    size_t alike = 0;
    *highest = 0;
    for (size_t i = 0; i < history->count; i++) {
        struct form other = read_form(history->revisions[i].id);
        alike += other.kind == form.kind;
        if (other.kind == form.kind) {
            uint32_t number = number_at(history->revisions[i].id, other.start, other.end);
            *highest = number > *highest ? number : *highest;
        }
    }
    return 2 * alike >= history->count ? form : (struct form){0};
}

// The words, as far as they fit: alembic_version holds 32 characters, unless longer ids tell
// that the project has made it wider.
static struct str add_words(struct arena *arena, const struct naming_question *question,
                            struct str id) {
    size_t limit = 32;
    for (size_t i = 0; i < question->history->count; i++) {
        size_t size = question->history->revisions[i].id.size;
        limit = size > limit ? size : limit;
    }
    if (limit < id.size + 2) {
        return id;
    }
    struct str slug = naming_slug(arena, question->message, limit - id.size - 1);
    while (slug.size && slug.data[slug.size - 1] == '_') {
        slug.size--;
    }
    return slug.size ? str_format(arena, STR_FMT "_" STR_FMT, STR_ARG(id), STR_ARG(slug)) : id;
}

// The next number; behind one that others follow, letters: 0007a comes before 0008.
static struct str number_id(struct arena *arena, const struct naming_question *question,
                            const struct form *form, uint32_t highest, uint32_t turn) {
    struct str like = question->like;
    uint32_t number = number_at(like, form->start, form->end);
    struct str before = str_slice(like, 0, form->start);
    if (number >= highest) {
        return str_format(arena, STR_FMT "%0*u", STR_ARG(before), (int)form->digits,
                          number + turn);
    }
    return str_format(arena, STR_FMT "%c", STR_ARG(str_slice(like, 0, form->end)),
                      (char)('a' + (turn - 1) % 26));
}

static struct str date_id(struct arena *arena, const struct naming_question *question,
                          const struct form *form, uint32_t turn) {
    bool has_seconds = form->digits == DATE_DIGITS;
    bool has_minutes = form->digits > 8;
    struct naming_date date =
        naming_date(question->project, question->now + (has_seconds   ? turn
                                                        : has_minutes ? turn * 60
                                                                      : 0));
    struct str digits = str_format(arena, "%04d%02d%02d%02d%02d%02d", date.year, date.month,
                                   date.day, date.hour, date.minute, date.second);
    struct text id = {.arena = arena};
    size_t at = 0;
    for (size_t i = 0; i < form->end; i++) {
        bool is_part = is_digit(question->like.data[i]);
        text_add_char(&id, is_part ? digits.data[at++] : question->like.data[i]);
    }
    if (!has_minutes) {
        text_add_char(&id, (char)('a' + (turn - 1) % 26));
    }
    return text_str(&id);
}

static struct str make_id(struct arena *arena, const struct naming_question *question,
                          const struct form *form, uint32_t highest, uint32_t turn) {
    const uint64_t mask = 0xffffffffffff; // twelve digits, as Alembic's own
    if (form->kind == FORM_HEXADECIMAL) {
        struct str key = str_format(arena, STR_FMT ":%u", STR_ARG(question->seed), turn);
        return str_format(arena, "%012llx", (unsigned long long)(str_hash(key) & mask));
    }
    struct str id = form->kind == FORM_NUMBER ? number_id(arena, question, form, highest, turn)
                                              : date_id(arena, question, form, turn);
    return form->has_words ? add_words(arena, question, id) : id;
}

struct str naming_id(struct arena *arena, const struct naming_question *question) {
    uint32_t highest;
    struct form form = find_form(question->history, question->like, &highest);
    for (uint32_t turn = question->number;; turn++) {
        struct str id = make_id(arena, question, &form, highest, turn);
        if (history_find(question->history, id) == SIZE_MAX) {
            return id;
        }
        if (turn > question->number + 1000) { // none is free
            form = (struct form){0};
        }
    }
}
