#include "project/naming.h"

#include <stdlib.h>
#include <time.h>

struct naming_date naming_date(const struct alembic_project *project, int64_t time) {
    struct tm tm = {0};
    time_t seconds = (time_t)time;
    bool is_utc = project->timezone.size > 0;
    struct tm *done = is_utc ? gmtime_r(&seconds, &tm) : localtime_r(&seconds, &tm);
    return (struct naming_date){
        .year = done ? tm.tm_year + 1900 : 1970,
        .month = tm.tm_mon + 1,
        .day = tm.tm_mday,
        .hour = tm.tm_hour,
        .minute = tm.tm_min,
        .second = tm.tm_sec,
        .epoch = time,
        .has_zone = is_utc,
    };
}

struct str naming_print_date(struct arena *arena, const struct naming_date *date) {
    return str_format(arena, "%04d-%02d-%02d %02d:%02d:%02d%s", date->year, date->month,
                      date->day, date->hour, date->minute, date->second,
                      date->has_zone ? "+00:00" : "");
}

static bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_' || (unsigned char)c >= 0x80;
}

// The words of the message. One that is too long ends at a word, and in "_".
static struct str slug_of(struct arena *arena, struct str message, size_t limit) {
    struct text slug = {.arena = arena};
    for (size_t i = 0; i < message.size; i++) {
        if (is_word(message.data[i])) {
            bool starts = i > 0 && !is_word(message.data[i - 1]) && slug.count > 0;
            text_addf(&slug, "%s%c", starts ? "_" : "", message.data[i]);
        }
    }
    struct str whole = str_lower(arena, text_str(&slug));
    if (whole.size <= limit) {
        return whole;
    }
    struct str cut = str_cut(whole, limit);
    size_t last = str_find_last(cut, '_');
    return str_concat(arena, str_slice(cut, 0, last == SIZE_MAX ? cut.size : last), STR("_"));
}

// %(name)s, %(name)d, %(name).2d, %(name)02d.
static bool put_token(struct text *out, struct str name, struct str form, struct str revision,
                      struct str slug, const struct naming_date *date) {
    const struct {
        const char *name;
        int64_t value;
    } numbers[] = {
        {"year", date->year},   {"month", date->month},   {"day", date->day},
        {"hour", date->hour},   {"minute", date->minute}, {"second", date->second},
        {"epoch", date->epoch},
    };
    bool is_plain = str_is(form, "s");
    if (str_is(name, "rev") || str_is(name, "slug")) {
        text_add(out, str_is(name, "rev") ? revision : slug);
        return is_plain;
    }
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        if (str_is(name, numbers[i].name)) {
            int width = 0;
            size_t at = form.size && form.data[0] == '.' ? 1 : 0;
            for (; at + 1 < form.size && form.data[at] >= '0' && form.data[at] <= '9'; at++) {
                width = width * 10 + (form.data[at] - '0');
            }
            text_addf(out, "%0*lld", width < 20 ? width : 20, (long long)numbers[i].value);
            return at + 1 == form.size && (form.data[at] == 'd' || is_plain);
        }
    }
    return false;
}

struct str naming_file(struct arena *arena, const struct alembic_project *project,
                       struct str revision, struct str message,
                       const struct naming_date *date) {
    enum { SLUG_LIMIT = 40 }; // Alembic's truncate_slug_length
    struct str template = project->file_template;
    struct text out = {.arena = arena};
    size_t limit = project->slug_limit ? project->slug_limit : SLUG_LIMIT;
    struct str slug = slug_of(arena, message, limit);
    if (!template.size) {
        template = STR("%(rev)s_%(slug)s");
    }
    for (size_t i = 0; i < template.size; i++) {
        if (template.data[i] != '%') {
            text_add_char(&out, template.data[i]);
            continue;
        }
        size_t close = str_find(template, STR(")"), i);
        size_t end = close == SIZE_MAX ? close : close + 1;
        while (end < template.size &&
               (template.data[end] == '.' ||
                (template.data[end] >= '0' && template.data[end] <= '9'))) {
            end++;
        }
        if (end >= template.size || template.data[i + 1] != '(' ||
            !put_token(&out, str_slice(template, i + 2, close),
                       str_slice(template, close + 1, end + 1), revision, slug, date)) {
            return (struct str){0};
        }
        i = end;
    }
    text_add(&out, STR(".py"));
    return text_str(&out);
}
