#define _XOPEN_SOURCE 700 // for mkdtemp(), realpath()
#include "project/files.h"
#include "project/git.h"
#include "project/path.h"
#include "place.h"

// libgit2 up to 1.5 leaks the memory of a match in repositories with format version 1.
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void) {
    return "leak:pcre2_";
}

// git reads nothing of whoever runs this.
static const char *const variables[] = {
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_PREFIX",
};

static void clear_environment(void) {
    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
        unsetenv(variables[i]);
    }
}

// A place with a repository `r` in it.
static int make_repository(void **state) {
    make_place(state);
    const struct place *place = *state;
    clear_environment();
    setenv("HOME", place->root.data, 1);
    setenv("XDG_CONFIG_HOME", place->root.data, 1);
    setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
    // `git config --global` must write below HOME: whoever runs this may have named a device here.
    unsetenv("GIT_CONFIG_GLOBAL");
    setenv("GIT_CEILING_DIRECTORIES", "/tmp", 1);
    setenv("GIT_AUTHOR_NAME", "A", 1);
    setenv("GIT_AUTHOR_EMAIL", "a@example.org", 1);
    setenv("GIT_COMMITTER_NAME", "A", 1);
    setenv("GIT_COMMITTER_EMAIL", "a@example.org", 1);
    setenv("GIT_AUTHOR_DATE", "2024-01-01T00:00:00Z", 1);
    setenv("GIT_COMMITTER_DATE", "2024-01-01T00:00:00Z", 1);
    run(place, "git init -q -b main r");
    return 0;
}

static int remove_repository(void **state) {
    clear_environment();
    return remove_place(state);
}

static const char *below(const struct place *place, const char *path) {
    return str_format(place->arena, "%s%s", place->root.data, path).data;
}

static struct git *open_git(const struct place *place, const char *path) {
    struct cupel_error error = {0};
    struct git *git = git_open(place->arena, below(place, path), &error);
    assert_string_equal(error.message, "");
    assert_non_null(git);
    return git;
}

static struct git_commit_name commit_of(struct git *git, const char *revision) {
    struct cupel_error error = {0};
    struct git_commit_name name = {{0}};
    if (!git_resolve(git, revision, &name, &error)) {
        fail_msg("%s: %s", revision, error.message);
    }
    return name;
}

static const char letters[] = {
    [GIT_ADDED] = 'A',   [GIT_MODIFIED] = 'M', [GIT_DELETED] = 'D',
    [GIT_RENAMED] = 'R', [GIT_COPIED] = 'C',   [GIT_TYPE_CHANGED] = 'T',
};

// "A path", "R old>path", "=" before the path where the content is the same.
static struct str show(struct arena *arena, const struct git_changes *changes) {
    struct text text = {.arena = arena};
    for (size_t i = 0; i < changes->count; i++) {
        const struct git_change *change = &changes->items[i];
        bool has_old = !str_equal(change->path, change->old_path);
        text_addf(&text, "%s%c %s" STR_FMT "%s" STR_FMT, i ? ", " : "", letters[change->kind],
                  change->same_content ? "=" : "",
                  STR_ARG(has_old ? change->old_path : STR("")), has_old ? ">" : "",
                  STR_ARG(change->path));
    }
    return text_str(&text);
}

static struct str compare(const struct place *place, struct git *git,
                          const struct git_comparison *comparison) {
    struct cupel_error error = {0};
    struct git_changes changes = {0};
    if (!git_changes_find(place->arena, git, comparison, &changes, &error)) {
        return str_copy(place->arena, str_from(error.message));
    }
    return show(place->arena, &changes);
}

static struct str staged(const struct place *place, struct git *git) {
    struct git_comparison comparison = {.side = GIT_SIDE_INDEX};
    if (!git_is_unborn(git)) {
        comparison.from = commit_of(git, "HEAD");
    }
    return compare(place, git, &comparison);
}

static struct str worktree(const struct place *place, struct git *git, const char *folder) {
    struct git_comparison comparison = {.side = GIT_SIDE_WORKTREE};
    if (!git_is_unborn(git)) {
        comparison.from = commit_of(git, "HEAD");
    }
    if (folder) {
        *ARENA_PUSH(place->arena, &comparison.folders) = str_from(folder);
    }
    return compare(place, git, &comparison);
}

static struct str between(const struct place *place, struct git *git, const char *from,
                          const char *to) {
    return compare(place, git,
                   &(struct git_comparison){.from = commit_of(git, from),
                                            .side = GIT_SIDE_COMMIT,
                                            .to = commit_of(git, to)});
}

static void without_a_repository_there_is_none(void **state) {
    struct place *place = *state;
    struct cupel_error error = {0};
    run(place, "mkdir -p plain/.git other; echo nonsense >other/.gitx");
    assert_null(git_open(place->arena, below(place, "plain"), &error));
    assert_null(git_open(place->arena, below(place, "other"), &error));
    assert_null(git_open(place->arena, below(place, "missing"), &error));
    assert_string_equal(error.message, "");
}

static void a_repository_is_found_from_below_and_through_links(void **state) {
    struct place *place = *state;
    run(place, "mkdir -p r/a/b; ln -s r/a link");
    char *real = realpath(below(place, "r"), NULL);
    struct str root = str_format(place->arena, "%s/", real);
    free(real);
    static const char *const folders[] = {"r", "r/a/b", "link", "link/b"};
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        assert_string_equal(git_root(open_git(place, folders[i])).data, root.data);
    }
}

static void a_repository_that_cannot_be_read_is_an_error(void **state) {
    struct place *place = *state;
    struct cupel_error error = {0};
    run(place, "git -C r config core.repositoryformatversion 1; "
               "git -C r config extensions.fromTheFuture true");
    assert_null(git_open(place->arena, below(place, "r"), &error));
    assert_non_null(strstr(error.message, "cannot open the git repository: "));
    error = (struct cupel_error){0};
    setenv("GIT_DIR", below(place, "missing"), 1);
    assert_null(git_open(place->arena, below(place, "r"), &error));
    assert_non_null(strstr(error.message, "cannot open the git repository: "));
}

static void somebody_elses_repository_is_read_when_it_is_trusted(void **state) {
    struct place *place = *state;
    struct cupel_error error = {0};
    if (geteuid() != 0) {
        return; // cannot give files away
    }
    run(place, "chown -R 12345 r");
    assert_null(git_open(place->arena, below(place, "r"), &error));
    assert_non_null(strstr(error.message, "safe.directory"));
    run(place, "git config --global --add safe.directory \"$PWD/r\"");
    assert_non_null(open_git(place, "r"));
}

static void an_unborn_branch_has_no_commit(void **state) {
    struct place *place = *state;
    run(place, "cd r; echo x >a.py; git add a.py; echo y >b.py");
    struct git *git = open_git(place, "r");
    struct cupel_error error = {0};
    struct git_commit_name name;
    assert_true(git_is_unborn(git));
    assert_false(git_has_revision(git, "HEAD"));
    assert_false(git_resolve(git, "HEAD", &name, &error));
    assert_string_equal(error.message, "HEAD names no commit yet");
    assert_string_equal(staged(place, git).data, "A a.py");
    assert_string_equal(worktree(place, git, NULL).data, "A a.py, A b.py");
    assert_int_equal(git_default_base(place->arena, git).size, 0);
}

// Three commits on main and a branch `side` from the first.
static void make_history(const struct place *place) {
    run(place, "cd r; printf 'one\\ntwo\\nthree\\nfour\\n' >a.py; echo k >keep.py; git add .; "
               "git commit -qm 1; git tag -am t v1; "
               "git checkout -qb side; echo s >s.py; git add .; git commit -qm s; "
               "git checkout -q main; echo five >>a.py; git commit -qam 2; "
               "git mv a.py b.py; git commit -qm 3");
}

static void revisions_are_resolved(void **state) {
    struct place *place = *state;
    make_history(place);
    struct git *git = open_git(place, "r");
    struct cupel_error error = {0};
    struct git_commit_name base, name;
    assert_int_equal(strlen(commit_of(git, "HEAD").hex), 40);
    assert_string_equal(commit_of(git, "HEAD~2").hex, commit_of(git, "v1").hex);
    assert_string_equal(commit_of(git, "side^").hex, commit_of(git, "v1").hex);
    assert_false(git_resolve(git, "nowhere", &name, &error));
    assert_string_equal(error.message, "git knows no revision 'nowhere'");
    assert_false(git_has_revision(git, "0000000000000000000000000000000000000000"));
    assert_false(git_has_revision(git, "HEAD:a.py"));
    struct git_commit_name main_tip = commit_of(git, "main");
    struct git_commit_name side_tip = commit_of(git, "side");
    error = (struct cupel_error){0};
    assert_true(git_common_ancestor(git, &main_tip, &side_tip, &base, &error));
    assert_string_equal(base.hex, commit_of(git, "v1").hex);
}

static void the_default_base_is_the_first_that_exists(void **state) {
    struct place *place = *state;
    make_history(place);
    assert_string_equal(git_default_base(place->arena, open_git(place, "r")).data, "main");
    run(place, "cd r; git branch -m main trunk; git branch master side");
    assert_string_equal(git_default_base(place->arena, open_git(place, "r")).data, "master");
    run(place, "git clone -q r c");
    assert_string_equal(git_default_base(place->arena, open_git(place, "c")).data,
                        "origin/HEAD");
    run(place, "git -C c remote set-head origin -d");
    assert_string_equal(git_default_base(place->arena, open_git(place, "c")).data,
                        "origin/master");
}

static void commits_are_compared(void **state) {
    struct place *place = *state;
    make_history(place);
    struct git *git = open_git(place, "r");
    assert_string_equal(between(place, git, "v1", "main").data, "R a.py>b.py");
    assert_string_equal(between(place, git, "main~1", "main").data, "R =a.py>b.py");
    assert_string_equal(between(place, git, "v1", "main~1").data, "M a.py");
    assert_string_equal(between(place, git, "side", "v1").data, "D s.py");
    assert_string_equal(between(place, git, "v1", "v1").data, "");
    struct git_comparison all = {.side = GIT_SIDE_COMMIT, .to = commit_of(git, "side")};
    assert_string_equal(compare(place, git, &all).data, "A a.py, A keep.py, A s.py");
}

static void kinds_of_change_are_told_apart(void **state) {
    struct place *place = *state;
    run(place,
        "cd r; for i in mode gone link copied; do printf '%s 1\\n2\\n3\\n4\\n' $i >$i.py; "
        "done; git add .; git commit -qm 1; chmod +x mode.py; git rm -q gone.py; "
        "rm link.py; ln -s mode.py link.py; cp copied.py copy.py; echo 5 >>copied.py; "
        "git add -A");
    struct git *git = open_git(place, "r");
    assert_string_equal(staged(place, git).data,
                        "M copied.py, C =copied.py>copy.py, D gone.py, T link.py, M =mode.py");
}

static void staged_is_what_the_index_has(void **state) {
    struct place *place = *state;
    make_history(place);
    run(place, "cd r; echo staged >new.py; git add new.py; echo more >>new.py; echo x >>b.py; "
               "echo u >untracked.py; git add -N untracked.py; rm keep.py");
    struct git *git = open_git(place, "r");
    struct cupel_error error = {0};
    struct str text;
    assert_string_equal(staged(place, git).data, "A new.py");
    assert_int_equal(git_read(place->arena, git, NULL, STR("new.py"), &text, &error),
                     GIT_READ_DONE);
    assert_string_equal(text.data, "staged\n");
    assert_int_equal(git_read(place->arena, git, NULL, STR("untracked.py"), &text, &error),
                     GIT_READ_ABSENT);
    struct str_list paths = {0};
    assert_true(git_list(place->arena, git, NULL, &paths, &error));
    assert_string_equal(str_join(place->arena, paths.items, paths.count, STR(" ")).data,
                        "b.py keep.py new.py");
}

static void the_work_tree_is_compared_with_untracked_files(void **state) {
    struct place *place = *state;
    make_history(place);
    run(place,
        "cd r; mkdir -p d/e ignored; echo '/ignored' >.gitignore; echo i >ignored/i.py; "
        "echo u >d/e/u.py; echo t >d/t.txt; echo x >>keep.py; echo s >s.py; git add s.py; "
        "mv b.py d/moved.py");
    struct git *git = open_git(place, "r");
    assert_string_equal(worktree(place, git, NULL).data,
                        "A .gitignore, A d/e/u.py, R =b.py>d/moved.py, A d/t.txt, M keep.py, "
                        "A s.py");
    // Outside of the folders a deletion is seen once it is in the index.
    assert_string_equal(worktree(place, git, "d").data, "A d/e/u.py, A d/moved.py, A d/t.txt");
    run(place, "cd r; git rm -q --cached b.py");
    git = open_git(place, "r");
    assert_string_equal(worktree(place, git, "d").data,
                        "A d/e/u.py, R =b.py>d/moved.py, A d/t.txt");
    assert_string_equal(worktree(place, git, "d/e").data, "A d/e/u.py");
    assert_string_equal(worktree(place, git, "nowhere").data, "");
}

static void folders_and_endings_limit_what_is_told(void **state) {
    struct place *place = *state;
    run(place, "cd r; mkdir -p v w; printf '1\\n2\\n3\\n4\\n' >w/old.py; echo x >w/gone.py; "
               "git add .; git commit -qm 1; git mv w/old.py v/new.py; git rm -q w/gone.py; "
               "mkdir -p w; echo y >v/y.py; echo z >v/z.txt; echo q >w/q.py; echo a >vv.py; "
               "git add .");
    struct git *git = open_git(place, "r");
    struct git_comparison comparison = {.from = commit_of(git, "HEAD"), .side = GIT_SIDE_INDEX};
    *ARENA_PUSH(place->arena, &comparison.folders) = STR("v");
    *ARENA_PUSH(place->arena, &comparison.endings) = STR(".py");
    assert_string_equal(compare(place, git, &comparison).data,
                        "R =w/old.py>v/new.py, A v/y.py");
    comparison.folders.items[0] = STR("w");
    assert_string_equal(compare(place, git, &comparison).data,
                        "D w/gone.py, D w/old.py, A w/q.py");
}

static void a_bare_repository_has_commits_but_no_work_tree(void **state) {
    struct place *place = *state;
    make_history(place);
    run(place, "git clone -q --bare r bare.git");
    struct git *git = open_git(place, "bare.git");
    struct cupel_error error = {0};
    struct git_commit_name tip = commit_of(git, "main");
    struct str text;
    assert_true(git_is_bare(git));
    assert_int_equal(git_root(git).size, 0);
    assert_string_equal(between(place, git, "v1", "main").data, "R a.py>b.py");
    assert_string_equal(worktree(place, git, NULL).data,
                        "a bare git repository has no work tree");
    assert_int_equal(git_read(place->arena, git, &tip, STR("keep.py"), &text, &error),
                     GIT_READ_DONE);
    assert_string_equal(text.data, "k\n");
}

static void linked_work_trees_and_submodules_have_their_own_root(void **state) {
    struct place *place = *state;
    make_history(place);
    run(place, "git -C r worktree add -q ../linked side; git init -q -b main outer; cd outer; "
               "git -c protocol.file.allow=always submodule --quiet add ../r sub; "
               "echo u >u.py; echo v >sub/v.py");
    struct git *git = open_git(place, "linked");
    assert_true(str_ends(git_root(git), STR("/linked/")));
    assert_string_equal(commit_of(git, "HEAD").hex, commit_of(git, "side").hex);
    git = open_git(place, "outer/sub");
    assert_true(str_ends(git_root(git), STR("/outer/sub/")));
    assert_string_equal(worktree(place, git, NULL).data, "A v.py");
    git = open_git(place, "outer");
    assert_string_equal(worktree(place, git, NULL).data, "A .gitmodules, A u.py");
}

static void a_shallow_clone_says_what_it_lacks(void **state) {
    struct place *place = *state;
    make_history(place);
    run(place, "git clone -q --depth 1 --no-single-branch \"file://$PWD/r\" shallow; "
               "git -C r checkout -qb topic main~1; git -C r commit -q --allow-empty -m t1; "
               "git -C r merge -q --no-edit main; "
               "git clone -q --depth 2 --branch topic \"file://$PWD/r\" two");
    struct git *git = open_git(place, "shallow");
    struct cupel_error error = {0};
    struct git_commit_name base;
    struct git_commit_name one = commit_of(git, "HEAD");
    struct git_commit_name two = commit_of(git, "origin/side");
    assert_false(git_common_ancestor(git, &one, &two, &base, &error));
    assert_non_null(strstr(error.message, "fetch-depth: 0"));
    error = (struct cupel_error){0};
    assert_false(git_resolve(git, "HEAD~1", &base, &error));
    assert_non_null(strstr(error.message, "fetch-depth: 0"));
    // What continuous integration checks out: a merge and its two parents. That is enough.
    git = open_git(place, "two");
    one = commit_of(git, "HEAD^2");
    two = commit_of(git, "HEAD");
    error = (struct cupel_error){0};
    assert_true(git_common_ancestor(git, &one, &two, &base, &error));
    assert_string_equal(base.hex, one.hex);
}

static void unrelated_histories_have_no_merge_base(void **state) {
    struct place *place = *state;
    make_history(place);
    run(place, "cd r; git checkout -q --orphan alone; git commit -qm alone");
    struct git *git = open_git(place, "r");
    struct cupel_error error = {0};
    struct git_commit_name base;
    struct git_commit_name one = commit_of(git, "alone");
    struct git_commit_name two = commit_of(git, "main");
    assert_false(git_common_ancestor(git, &one, &two, &base, &error));
    assert_non_null(strstr(error.message, "no commit is common to "));
    assert_null(strstr(error.message, "fetch-depth"));
}

static void a_partial_clone_says_how_to_get_what_it_lacks(void **state) {
    struct place *place = *state;
    make_history(place);
    run(place, "git -C r config uploadpack.allowFilter true; "
               "git clone -q --no-checkout --filter=blob:none \"file://$PWD/r\" partial");
    struct git *git = open_git(place, "partial");
    struct cupel_error error = {0};
    struct git_commit_name tip = commit_of(git, "HEAD");
    struct str text;
    assert_int_equal(git_read(place->arena, git, &tip, STR("b.py"), &text, &error),
                     GIT_READ_FAILED);
    assert_non_null(strstr(error.message, "this is a partial clone"));
}

static void blobs_are_read_by_path(void **state) {
    struct place *place = *state;
    run(place,
        "cd r; mkdir -p d/e; echo deep >d/e/f.py; ln -s d link; : >empty.py; "
        "head -c 2097153 /dev/zero >big.py; printf '\\303\\244 \"x\\n' >'d/\303\244 b.py'; "
        "git add .; git commit -qm 1; echo changed >d/e/f.py");
    struct git *git = open_git(place, "r");
    struct git_commit_name tip = commit_of(git, "HEAD");
    const struct git_commit_name *const sides[] = {&tip, NULL};
    static const struct {
        const char *path;
        enum git_read_result result;
        const char *text;
    } cases[] = {
        {"d/e/f.py", GIT_READ_DONE, "deep\n"},
        {"d/e/f.py", GIT_READ_DONE, "deep\n"},
        {"d/\303\244 b.py", GIT_READ_DONE, "\303\244 \"x\n"},
        {"empty.py", GIT_READ_DONE, ""},
        {"big.py", GIT_READ_TOO_BIG, NULL},
        {"link", GIT_READ_NO_TEXT, NULL},
        {"no.py", GIT_READ_ABSENT, NULL},
        {"no/no.py", GIT_READ_ABSENT, NULL},
        {"d/e/f.py/x", GIT_READ_ABSENT, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        for (size_t side = 0; side < 2; side++) {
            struct cupel_error error = {0};
            struct str text;
            enum git_read_result result = git_read(place->arena, git, sides[side],
                                                   str_from(cases[i].path), &text, &error);
            assert_int_equal(result, cases[i].result);
            assert_string_equal(error.message, "");
            if (result == GIT_READ_DONE) {
                assert_string_equal(text.data, cases[i].text);
            }
        }
    }
    struct cupel_error error = {0};
    struct str text;
    assert_int_equal(git_read(place->arena, git, &tip, STR("d"), &text, &error),
                     GIT_READ_NO_TEXT);
    for (size_t side = 0; side < 2; side++) {
        struct str_list paths = {0};
        assert_true(git_list(place->arena, git, sides[side], &paths, &error));
        assert_string_equal(str_join(place->arena, paths.items, paths.count, STR("|")).data,
                            "big.py|d/e/f.py|d/\303\244 b.py|empty.py");
    }
}

static void a_file_in_conflict_is_ours_and_modified(void **state) {
    struct place *place = *state;
    run(place, "cd r; echo 1 >a.py; git add .; git commit -qm 1; git checkout -qb x; "
               "echo theirs >a.py; git commit -qam x; git checkout -q main; echo ours >a.py; "
               "git commit -qam o; git merge -q x >/dev/null || true");
    struct git *git = open_git(place, "r");
    struct cupel_error error = {0};
    struct str text;
    assert_int_equal(git_read(place->arena, git, NULL, STR("a.py"), &text, &error),
                     GIT_READ_DONE);
    assert_string_equal(text.data, "ours\n");
    assert_string_equal(worktree(place, git, NULL).data, "M a.py");
    struct str_list paths = {0};
    assert_true(git_list(place->arena, git, NULL, &paths, &error));
    assert_int_equal(paths.count, 1);
}

static void the_environment_is_honoured_as_in_a_hook(void **state) {
    struct place *place = *state;
    make_history(place);
    // As `git commit PATH` does: an index of its own.
    run(place, "cd r; echo a >one.py; git add one.py; cp .git/index .git/next-index; "
               "echo b >two.py; git add two.py; mkdir sub");
    setenv("GIT_INDEX_FILE", ".git/next-index", 1);
    assert_string_equal(staged(place, open_git(place, "r")).data, "A one.py");
    char before[4096];
    assert_non_null(getcwd(before, sizeof before));
    assert_int_equal(chdir(below(place, "r/sub")), 0);
    setenv("GIT_DIR", below(place, "r/.git"), 1);
    struct git *git = open_git(place, "r/sub");
    assert_int_equal(chdir(before), 0);
    assert_true(str_ends(git_root(git), STR("/r/")));
    assert_string_equal(staged(place, git).data, "A one.py");
    unsetenv("GIT_INDEX_FILE");
    // As for files kept apart from their repository: the working directory is the work tree.
    run(place, "mkdir tree; echo t >tree/t.py");
    assert_int_equal(chdir(below(place, "tree")), 0);
    git = open_git(place, "tree");
    assert_int_equal(chdir(before), 0);
    assert_true(str_ends(git_root(git), STR("/tree/")));
    setenv("GIT_WORK_TREE", below(place, "tree"), 1);
    git = open_git(place, "tree");
    assert_true(str_ends(git_root(git), STR("/tree/")));
    assert_string_equal(staged(place, git).data, "A one.py, A two.py");
}

static void objects_in_quarantine_are_found(void **state) {
    struct place *place = *state;
    make_history(place);
    run(place, "cp -r r q; mkdir objects; cd q; echo n >n.py; git add n.py; git commit -qm n; "
               "git rev-parse HEAD >../name; cp -r .git/objects/* ../objects; git update-ref "
               "refs/heads/main HEAD~1");
    struct files *disk = files_from_disk(place->arena, str_from(place->root.data));
    struct str name, problem;
    files_read(disk, STR("name"), &name, &problem);
    name = str_copy(place->arena, str_trim(name));
    assert_false(git_has_revision(open_git(place, "r"), name.data));
    setenv("GIT_OBJECT_DIRECTORY", below(place, "objects"), 1);
    assert_true(git_has_revision(open_git(place, "r"), name.data));
}

static void a_sparse_checkout_deletes_nothing(void **state) {
    struct place *place = *state;
    run(place, "cd r; mkdir in out; echo 1 >in/a.py; echo 2 >out/b.py; git add .; "
               "git commit -qm 1; git sparse-checkout set in");
    struct git *git = open_git(place, "r");
    assert_string_equal(worktree(place, git, NULL).data, "");
}

static void files_of_commits_and_the_index_are_listed_and_read(void **state) {
    struct place *place = *state;
    run(place, "cd r; mkdir -p v/x; echo 1 >v/1.py; echo 2 >v/x/2.py; echo a >v.py; git add .; "
               "git commit -qm 1; echo 3 >v/3.py; git add .; echo untracked >v/4.py");
    struct git *git = open_git(place, "r");
    struct cupel_error error = {0};
    struct git_commit_name tip = commit_of(git, "HEAD");
    struct files *commit = files_from_commit(place->arena, git, &tip, &error);
    struct files *index = files_from_index(place->arena, git, &error);
    struct str_list paths = {0};
    struct str text, problem;
    files_list(commit, STR("v"), false, &paths);
    assert_string_equal(str_join(place->arena, paths.items, paths.count, STR(" ")).data,
                        "v/1.py");
    paths = (struct str_list){0};
    files_list(index, STR("v"), true, &paths);
    assert_string_equal(str_join(place->arena, paths.items, paths.count, STR(" ")).data,
                        "v/1.py v/3.py v/x/2.py");
    assert_true(files_is_folder(commit, STR("v/x")));
    assert_false(files_is_folder(commit, STR("v/1.py")));
    assert_int_equal(files_read(index, STR("v/3.py"), &text, &problem), FILE_READ);
    assert_int_equal(files_read(index, STR("v/4.py"), &text, &problem), FILE_ABSENT);
    assert_int_equal(files_read(commit, STR("v"), &text, &problem), FILE_NO_TEXT);
    struct git *own = open_git(place, "r");
    struct files *fork = files_fork(place->arena, commit, own);
    assert_int_equal(files_read(fork, STR("v/x/2.py"), &text, &problem), FILE_READ);
    assert_string_equal(text.data, "2\n");
}

static void a_survey_of_a_work_tree_asks_the_index(void **state) {
    struct place *place = *state;
    run(place, "cd r; mkdir -p a/b c d; touch a/b/1.py c/2.py; git add .; touch a/new.ini "
               "d/unseen.ini");
    struct git *git = open_git(place, "r");
    struct files *files = files_from_disk(place->arena, git_root(git));
    struct cupel_error error = {0};
    assert_true(files_use_git(files, git, &error));
    struct str_list paths = {0};
    assert_false(files_survey(files, STR("a/b"), &paths));
    assert_string_equal(str_join(place->arena, paths.items, paths.count, STR(" ")).data,
                        "a/b/1.py a/new.ini c/2.py");
}

static void a_file_as_the_index_has_it_is_told_from_a_changed_one(void **state) {
    struct place *place = *state;
    run(place, "cd r; echo one >a.py; touch -d 2020-01-01 a.py; echo one >b.py; git add .");
    struct git *git = open_git(place, "r");
    assert_true(git_is_clean(git, STR("a.py")));
    assert_false(git_is_clean(git, STR("c.py")));
    // As long as before, and as old to all appearance
    run(place, "cd r; echo two >a.py; touch -d 2020-01-01 a.py");
    assert_false(git_is_clean(open_git(place, "r"), STR("a.py")));
    struct files *files = files_from_index(place->arena, git, &(struct cupel_error){0});
    struct str text, problem;
    assert_int_equal(files_read(files, STR("a.py"), &text, &problem), FILE_READ);
    assert_true(str_is(text, "one\n"));
}

static void with_filters_nothing_is_told_of_the_work_tree(void **state) {
    struct place *place = *state;
    run(place, "cd r; echo '*.py filter=x' >.gitattributes; echo one >a.py; "
               "touch -d 2020-01-01 a.py; git add .");
    assert_false(git_is_clean(open_git(place, "r"), STR("a.py")));
}

#define IN_REPOSITORY(test)                                                                    \
    cmocka_unit_test_setup_teardown(test, make_repository, remove_repository)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_REPOSITORY(without_a_repository_there_is_none),
        IN_REPOSITORY(a_repository_is_found_from_below_and_through_links),
        IN_REPOSITORY(a_repository_that_cannot_be_read_is_an_error),
        IN_REPOSITORY(somebody_elses_repository_is_read_when_it_is_trusted),
        IN_REPOSITORY(an_unborn_branch_has_no_commit),
        IN_REPOSITORY(revisions_are_resolved),
        IN_REPOSITORY(the_default_base_is_the_first_that_exists),
        IN_REPOSITORY(commits_are_compared),
        IN_REPOSITORY(kinds_of_change_are_told_apart),
        IN_REPOSITORY(staged_is_what_the_index_has),
        IN_REPOSITORY(the_work_tree_is_compared_with_untracked_files),
        IN_REPOSITORY(folders_and_endings_limit_what_is_told),
        IN_REPOSITORY(a_bare_repository_has_commits_but_no_work_tree),
        IN_REPOSITORY(linked_work_trees_and_submodules_have_their_own_root),
        IN_REPOSITORY(a_shallow_clone_says_what_it_lacks),
        IN_REPOSITORY(unrelated_histories_have_no_merge_base),
        IN_REPOSITORY(a_partial_clone_says_how_to_get_what_it_lacks),
        IN_REPOSITORY(blobs_are_read_by_path),
        IN_REPOSITORY(a_file_in_conflict_is_ours_and_modified),
        IN_REPOSITORY(the_environment_is_honoured_as_in_a_hook),
        IN_REPOSITORY(objects_in_quarantine_are_found),
        IN_REPOSITORY(a_sparse_checkout_deletes_nothing),
        IN_REPOSITORY(files_of_commits_and_the_index_are_listed_and_read),
        IN_REPOSITORY(a_survey_of_a_work_tree_asks_the_index),
        IN_REPOSITORY(a_file_as_the_index_has_it_is_told_from_a_changed_one),
        IN_REPOSITORY(with_filters_nothing_is_told_of_the_work_tree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
