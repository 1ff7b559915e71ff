#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "project/git.h"

static void addresses_become_uris_without_secrets(void **state) {
    (void)state;
    static const struct {
        const char *address, *uri;
    } cases[] = {
        {"https://example.org/a/b.git", "https://example.org/a/b.git"},
        {"https://ann:token@example.org/a/b.git", "https://example.org/a/b.git"},
        {"https://x-access-token@example.org/a", "https://example.org/a"},
        {"HTTPS://example.org/a?token=1", "https://example.org/a"},
        {"ssh://git@example.org:22/a/b.git", "ssh://git@example.org:22/a/b.git"},
        {"ssh://git:secret@example.org/a", "ssh://example.org/a"},
        {"git@example.org:a/b.git", "ssh://git@example.org/a/b.git"},
        {"example.org:/a/b.git", "ssh://example.org/a/b.git"},
        {"/srv/git/a.git", ""},
        {"../a.git", ""},
        {"./odd:name", ""},
        {"file:///srv/git/a.git", ""},
        {"https://", ""},
        {"https://example.org/a b", ""},
        {"ext::sh -c touch% x", ""},
        {"", ""},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct str uri = git_address_uri(arena, str_from(cases[i].address));
        assert_string_equal(str_copy(arena, uri).data, cases[i].uri);
    }
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_become_uris_without_secrets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
