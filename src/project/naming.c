#include "project/naming.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

// Days since 1970-01-01. Source: days_from_civil, howardhinnant.github.io/date_algorithms.html
static int64_t days_of(int64_t year, int64_t month, int64_t day) {
    year -= month <= 2;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t year_of_era = year - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 +
           day_of_year - 719468;
}

// A zone that the system knows; without it the name would be taken for a rule of its own.
static bool is_zone(struct str name) {
    char path[256] = "/usr/share/zoneinfo/";
    size_t size = strlen(path);
    if (!name.size || name.data[0] == '/' || size + name.size >= sizeof path ||
        str_find(name, STR(".."), 0) != SIZE_MAX) {
        return false;
    }
    memcpy(path + size, name.data, name.size);
    path[size + name.size] = '\0';
    struct stat info;
    return stat(path, &info) == 0 && S_ISREG(info.st_mode);
}

// POSIX knows the zone of the process alone: it is set for the moment. No thread reads it.
static bool in_zone(const char *zone, time_t seconds, struct tm *tm) {
    const char *now = getenv("TZ");
    char *before = now ? strdup(now) : NULL;
    setenv("TZ", zone, 1);
    tzset();
    bool done = localtime_r(&seconds, tm) != NULL;
    if (before) {
        setenv("TZ", before, 1);
    } else {
        unsetenv("TZ");
    }
    tzset();
    free(before);
    return done;
}

struct naming_date naming_date(const struct alembic_project *project, int64_t time) {
    struct tm tm = {0};
    time_t seconds = (time_t)time;
    char zone[128] = "";
    bool has_zone = project->timezone.size > 0;
    bool done;
    if (is_zone(project->timezone) && project->timezone.size < sizeof zone) {
        memcpy(zone, project->timezone.data, project->timezone.size);
        done = in_zone(zone, seconds, &tm);
    } else {
        done = (has_zone ? gmtime_r(&seconds, &tm) : localtime_r(&seconds, &tm)) != NULL;
    }
    int64_t shown = days_of(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday) * 86400 +
                    (int64_t)tm.tm_hour * 3600 + (int64_t)tm.tm_min * 60 + tm.tm_sec;
    return (struct naming_date){
        .year = done ? tm.tm_year + 1900 : 1970,
        .month = tm.tm_mon + 1,
        .day = tm.tm_mday,
        .hour = tm.tm_hour,
        .minute = tm.tm_min,
        .second = tm.tm_sec,
        .epoch = time,
        .has_zone = has_zone,
        .offset = done ? (int)((shown - time) / 60) : 0,
    };
}

struct str naming_print_date(struct arena *arena, const struct naming_date *date) {
    int offset = date->offset < 0 ? -date->offset : date->offset;
    struct str zone = {0};
    if (date->has_zone) {
        zone = str_format(arena, "%c%02d:%02d", date->offset < 0 ? '-' : '+', offset / 60,
                          offset % 60);
    }
    return str_format(arena, "%04d-%02d-%02d %02d:%02d:%02d" STR_FMT, date->year, date->month,
                      date->day, date->hour, date->minute, date->second, STR_ARG(zone));
}

static bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_' || (unsigned char)c >= 0x80;
}

// One that is too long ends at a word, and in "_". Source: alembic/script/base.py, _rev_path.
struct str naming_slug(struct arena *arena, struct str message, size_t limit) {
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
    struct str slug = naming_slug(arena, message, limit);
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
