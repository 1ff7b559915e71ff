// Where the repository came from and where it stands: what SARIF calls provenance.

#include "project/git_private.h"

// RFC 3986, 2: what a URI may hold.
static bool is_uri(struct str text) {
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.data[i];
        if (c <= ' ' || c >= 0x7f ||
            str_find(STR("\"<>\\^`{|}"), str_slice(text, i, i + 1), 0) != SIZE_MAX) {
            return false;
        }
    }
    return text.size > 0;
}

// Names may be shown, passwords and tokens not: of a user, ssh needs the name, the web nothing.
static struct str without_secrets(struct arena *arena, struct str scheme, struct str rest) {
    size_t slash = str_find(rest, STR("/"), 0);
    struct str host = str_slice(rest, 0, slash == SIZE_MAX ? rest.size : slash);
    struct str path = str_slice(rest, host.size, rest.size);
    size_t at = str_find_last(host, '@');
    struct str user = {0};
    if (at != SIZE_MAX) {
        struct str info = str_slice(host, 0, at);
        host = str_slice(host, at + 1, host.size);
        if (str_is(scheme, "ssh") && str_find(info, STR(":"), 0) == SIZE_MAX) {
            user = str_concat(arena, info, STR("@"));
        }
    }
    size_t query = str_find(path, STR("?"), 0);
    path = str_slice(path, 0, query == SIZE_MAX ? path.size : query);
    if (host.size == 0) {
        return (struct str){0};
    }
    return str_format(arena, STR_FMT "://" STR_FMT STR_FMT STR_FMT, STR_ARG(scheme),
                      STR_ARG(user), STR_ARG(host), STR_ARG(path));
}

struct str git_address_uri(struct arena *arena, struct str address) {
    static const char *const schemes[] = {"https", "http", "ssh", "git"};
    struct str uri = {0};
    size_t colon = str_find(address, STR("://"), 0);
    if (colon != SIZE_MAX) {
        struct str scheme = str_lower(arena, str_slice(address, 0, colon));
        for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++) {
            if (str_is(scheme, schemes[i])) {
                uri =
                    without_secrets(arena, scheme, str_slice(address, colon + 3, address.size));
            }
        }
    } else {
        // user@host:path, as scp has it (git-clone, GIT URLS); with a slash before the colon it
        // is a path of this machine.
        size_t scp = str_find(address, STR(":"), 0);
        size_t slash = str_find(address, STR("/"), 0);
        if (scp != SIZE_MAX && scp > 0 && slash > scp) {
            struct str path = str_slice(address, scp + 1, address.size);
            path = path.size > 0 && path.data[0] == '/' ? str_slice(path, 1, path.size) : path;
            uri =
                without_secrets(arena, STR("ssh"),
                                str_format(arena, STR_FMT "/" STR_FMT,
                                           STR_ARG(str_slice(address, 0, scp)), STR_ARG(path)));
        }
    }
    return is_uri(uri) ? uri : (struct str){0};
}

void git_origin_read(struct arena *arena, struct git *git, struct git_origin *origin) {
    *origin = (struct git_origin){0};
    git_config *config = NULL;
    const char *address = NULL;
    if (git_repository_config_snapshot(&config, git->repository) == 0 &&
        git_config_get_string(&address, config, "remote.origin.url") == 0) {
        origin->uri = str_copy(arena, git_address_uri(arena, str_from(address)));
    }
    git_config_free(config);
    git_reference *head = NULL;
    if (git_repository_head(&head, git->repository) == 0) {
        git_oid_tostr(origin->head.hex, sizeof origin->head.hex, git_reference_target(head));
        if (git_reference_is_branch(head)) {
            origin->branch = str_copy(arena, str_from(git_reference_shorthand(head)));
        }
    }
    git_reference_free(head);
}
