/**
 * evaluator: what the parts of the static evaluator share. Private to python/.
 *
 * A partial evaluator: what is known is computed as Python would, what is not becomes an
 * unknown value with its reason. A test that is not known takes both ways, and what they do is
 * conditional. Work is bounded: see the limits below.
 */
#ifndef PYTHON_EVALUATOR_H
#define PYTHON_EVALUATOR_H

#include "base/map.h"
#include "python/migration.h"
#include "python/value.h"

enum {
    STEP_LIMIT = 400000,      // nodes evaluated for one migration
    DEPTH_LIMIT = 600,        // of nested nodes under evaluation
    CALL_LIMIT = 40,          // of nested calls
    TURN_LIMIT = 2000,        // of one loop
    ITEM_LIMIT = 20000,       // of one container
    TEXT_LIMIT = 1024 * 1024, // bytes of one text
    MEMORY_LIMIT = 96 << 20,  // bytes for one migration
    MODULE_LIMIT = 64,        // helper modules read for one migration
};

struct module_list {
    struct module **items;
    size_t count, capacity;
};

struct module {
    struct str path; // of the file
    const struct source *source;
    const struct syntax_tree *tree;
    struct scope *globals;
    struct str_list star_imports; // modules that could not be read: names may come from them
    struct arena *arena;          // all that its own statements made
    // For modules.c, of helper modules:
    struct module *importer;       // while it is loaded: the one whose loading led to it
    struct module_list uses;       // what it looked at while it was loaded
    struct module_list changed_by; // whose loading changed what is in it
    bool is_loading;
    bool is_cut;                 // a limit was reached while it was loaded
    bool is_spoiled;             // a migration changed what is in it
    unsigned level, lowest;      // in the chain of importers: its own, the lowest looked at
    uint32_t steps, inner_steps; // that it took, that those took which it loaded
};

/** Helper modules of a reader: parsed once, evaluated once where nothing changes them. */
struct module_cache {
    struct arena *arena;
    struct syntax *syntax;
    struct map trees; // path to struct syntax_tree *
    struct map kept;  // path to struct kept_module *
    struct text path; // of the file that is looked for: most are not there
};

struct scope {
    struct scope *parent; // NULL: the module's globals
    struct module *module;
    struct map names;          // to struct value *
    struct str_list globals;   // names that `global` sends to the module
    struct str_list nonlocals; // names that `nonlocal` sends to a scope around
    bool is_class;             // not seen from functions inside
};

enum parameter_kind {
    PARAMETER_PLAIN,
    PARAMETER_KEYWORD_ONLY,
    PARAMETER_ARGS,
    PARAMETER_KWARGS
};

struct parameter {
    struct str name;
    struct value *fallback; // NULL: none
    enum parameter_kind kind;
};

/** A call of a cached function that did something. */
struct remembered {
    struct remembered *before;
    struct value_list args;
    const struct value *self;
    const struct condition *condition; // that was in force
    struct value *result;
};

struct function {
    struct str name;
    const struct node *body; // a block, or the expression of a lambda
    struct module *module;
    struct scope *scope; // where it was defined
    struct {
        struct parameter *items;
        size_t count, capacity;
    } parameters;
    bool is_lambda;
    bool is_static, is_class_method;
    bool is_generator; // has yield
    bool is_async;
    bool is_cached;               // @lru_cache: the same arguments have the same result
    struct remembered *results;   // that it gave, when is_cached
    const struct class *class;    // whose method it is; NULL: none
    struct str unknown_decorator; // one that is not read: what it does is not known; or empty
};

struct class_list {
    const struct class **items;
    size_t count, capacity;
};

struct class {
    struct str name;
    struct scope *scope;     // its attributes
    struct value_list bases; // CLASS or EXTERNAL
    struct class_list order; // itself and the bases that are read: the method resolution order
    struct value_list derived; // CLASS: of it, in the order that they were made
    struct value *meta;        // CLASS: its metaclass; NULL: type, or one that is not read
    struct module *module;
    bool is_enum;
    bool is_record; // a dataclass or NamedTuple: fields are the annotated names
    struct str_list fields;
};

/** How the execution of statements ended. */
enum flow { FLOW_NEXT, FLOW_RETURN, FLOW_RAISE, FLOW_BREAK, FLOW_CONTINUE };

struct frame {
    struct frame *caller;
    const struct function *function; // NULL: a module or a class body
    bool is_cut;                     // it called itself too often: not all of it was followed
    bool may_raise;                  // under a condition
    struct scope *scope;
    const struct condition *exit; // when some way out was taken under a condition: what holds
                                  // for the rest
    struct value_list results;    // of return statements that may have been reached
    struct {
        const struct condition **items; // as many as results: what held there
        size_t count, capacity;
    } result_conditions;
    struct value_list yields;
    bool yields_are_partial; // some of them under a condition
    struct str yields_reason;
    const struct condition *condition; // in force when it was called
    size_t operations;                 // done by then
    struct consumer *consumer;         // what waits for its yields; NULL: they are gathered
    bool is_closed;                    // nobody waits for further yields
};

struct consumer;
struct evaluator;
typedef void consumer_take_function(struct evaluator *evaluator, struct consumer *consumer,
                                    struct value *yielded);

/** What runs where a generator yields: the body of a loop over it, of a `with`. */
struct consumer {
    consumer_take_function *take;
    struct frame *frame; // that the body belongs to
    struct loop *loop;
    bool in_other_file;     // as the emitter has it there
    bool is_taken, is_done; // something was yielded; no more is wanted
    enum flow flow;         // how the body ended
};

struct loop {
    struct loop *outer;
    const struct condition *condition; // for the turns to come
};

struct assignment {
    struct scope *scope;
    struct str name;
    struct value *before; // NULL: not bound
    struct value *after;
};

struct assignments {
    struct assignment *items;
    size_t count, capacity;
};

struct known_condition {
    struct str key;
    bool outcome;
    uint32_t id;
};

struct evaluator {
    struct arena *arena;
    struct syntax *syntax;
    const struct python_modules *modules;
    struct module_cache *cache;             // outlives the migration
    const struct naming_convention *naming; // of what op.* makes; NULL: none is known
    struct map loaded;                      // path to struct module *
    struct module *main;
    struct module *loading; // the innermost module being loaded; NULL: none
    struct emitter *emitter;
    struct frame *frame;
    struct loop *loop;
    struct assignments *journal; // of the branch being evaluated; NULL: none
    struct {
        struct known_condition *items;
        size_t count, capacity;
    } conditions;
    uint32_t steps;
    unsigned depth, calls;
    size_t memory_start;
    bool is_stopped;      // a limit was reached
    bool is_raising;      // a call ended with an exception that nothing caught yet
    bool may_have_raised; // the last call may have: under a condition
    bool is_in_statement; // the call under evaluation is a statement of its own
};

// ---- statement.c

/** Evaluates the statements of a block (or of a module). */
enum flow evaluate_block(struct evaluator *evaluator, const struct node *block);
/** Binds a name, a tuple of names, an attribute or an item. */
void assign(struct evaluator *evaluator, const struct node *target, struct value *value);

// ---- compound.c: statements that hold others

/** if, for, while, try, with, match. */
enum flow evaluate_compound(struct evaluator *evaluator, const struct node *node);
/** The text of an expression on one line, for people. */
struct str condition_text(struct evaluator *evaluator, const struct node *node);

// ---- match.c

enum flow evaluate_match(struct evaluator *evaluator, const struct node *node);

// ---- with.c

enum flow evaluate_with(struct evaluator *evaluator, const struct node *node);
/** A context manager of contextlib; NULL: it is none of them. */
struct value *context_call(struct evaluator *evaluator, struct str path,
                           const struct call *call);
/** A method of an ExitStack; NULL: it is none that is known. */
struct value *stack_method(struct evaluator *evaluator, struct value *stack, struct str name,
                           const struct call *call);

// ---- evaluate.c: expressions

/** Never NULL. */
struct value *evaluate(struct evaluator *evaluator, const struct node *node);
/** The source of the code that is being evaluated. */
const struct source *evaluator_source(const struct evaluator *evaluator);
struct str evaluator_text(const struct evaluator *evaluator, const struct node *node);
/** Counts a step; false when a limit is reached (which is reported once). */
bool evaluator_step(struct evaluator *evaluator, struct span span);
/** Says that what comes after this is not followed. */
void report_limit(struct evaluator *evaluator, struct span span);
/** target = value, as an expression: its value. */
struct value *evaluate_assignment(struct evaluator *evaluator, const struct node *node);

// ---- scope.c: names, and what becomes of them when a test is not known

struct scope *scope_new(struct evaluator *evaluator, struct scope *parent,
                        struct module *module);
struct value *scope_find(const struct scope *scope, struct str name);
void scope_set(struct evaluator *evaluator, struct scope *scope, struct str name,
               struct value *value);

/** The condition that a test has an outcome; `test` may carry a guard. */
const struct condition *condition_new(struct evaluator *evaluator, const struct value *test,
                                      struct str text, bool outcome);

/** One way of a fork; NULL does nothing. */
typedef enum flow (*way)(struct evaluator *evaluator, void *context);

struct fork {
    struct str text;          // of the test
    const struct value *test; // NULL: none that could carry a guard
    way yes, no;
    void *context;
};

/** Takes both ways, each under its condition, and joins what they assigned. */
enum flow fork_evaluate(struct evaluator *evaluator, const struct fork *fork);

/** Operations from `first` on are done only when what the value stands for is run: a generator,
 * map(). */
void lazy_mark(struct evaluator *evaluator, struct value *value, size_t first);
/** It is run to its end. */
void lazy_run(struct evaluator *evaluator, const struct value *value);

/** Takes a way that may be taken any number of times (a loop, a handler). */
enum flow perhaps_evaluate(struct evaluator *evaluator, struct str text, way body,
                           void *context);

// ---- call.c

struct value *evaluate_call(struct evaluator *evaluator, const struct node *node);
struct value *call_value(struct evaluator *evaluator, struct value *callee,
                         const struct call *call);
struct value *call_function(struct evaluator *evaluator, const struct function *function,
                            struct value *self, const struct call *call);
/** The same, of one that call_function() puts off; a consumer, or NULL, waits for its yields. */
struct value *call_now(struct evaluator *evaluator, const struct function *function,
                       struct value *self, const struct call *call, struct consumer *consumer);
/** An emitter that sends what is done to `out`. */
struct emitter evaluator_emitter(struct evaluator *evaluator, const struct source *source,
                                 struct operations *out);

// ---- pending.c: generators, coroutines, context managers

struct value *pending_new(struct evaluator *evaluator, const struct function *function,
                          struct value *self, const struct call *call);
/** Runs it to its end: its result, or the list of what it yields; with a consumer, which takes
 * each, that is empty. Its items are used up then. */
struct value *pending_run(struct evaluator *evaluator, struct value *value,
                          struct consumer *consumer);
/** A generator becomes the iterator of all that it yields; what it does, is done as they are
 * asked for. Other values stay as they are. */
void pending_list(struct evaluator *evaluator, struct value *value);
/** await value */
struct value *pending_await(struct evaluator *evaluator, struct value *value);
/** Runs it, if it is one, whatever it gives. */
void pending_finish(struct evaluator *evaluator, struct value *value);
/** What becomes of those that a function gets that is not read: coroutines are run. */
void pending_hand_over(struct evaluator *evaluator, const struct call *call);
/** with.__enter__() of a generator: what its yield gives; pending_leave() does the rest. */
struct value *pending_enter(struct evaluator *evaluator, struct value *manager);
void pending_leave(struct evaluator *evaluator, struct value *manager);
struct value *pending_method(struct evaluator *evaluator, struct value *value, struct str name,
                             const struct call *call);
struct consumer consumer_new(const struct evaluator *evaluator, consumer_take_function *take);
/** The running generator yields to what waits for it. */
void consumer_take(struct evaluator *evaluator, struct value *yielded);

// ---- cache.c: functions with @lru_cache

/** What it gave for these arguments, when that is sure to have been; else NULL. */
struct value *cache_find(const struct evaluator *evaluator, const struct function *function,
                         const struct value *self, const struct call *call);
void cache_add(struct evaluator *evaluator, struct function *function, const struct value *self,
               const struct call *call, struct value *result);

// ---- foreign.c: calls of what is not read

/** Is the database handed over, so that what is called may do anything to it? */
bool foreign_gets_database(const struct call *call);
/** Does it speak to a database or to another program, going by its name? */
bool foreign_speaks(struct str name);
/** A call that nothing is known about: said, where it may do something; its result is unknown. */
struct value *foreign_call(struct evaluator *evaluator, struct str what, struct str reason,
                           const struct call *call, bool in_statement);
/** Functions given to one that is not followed may be called there, any number of times. */
void foreign_run_callbacks(struct evaluator *evaluator, struct str path,
                           const struct call *call);
/** A value that the standard library gave, or a part of one. */
bool foreign_is_library(const struct value *value);
/** A method of a container or logger, or one that ends something: nothing to a database. */
bool foreign_is_harmless(struct str name);
/** rows.all() of rows that ask what exists. */
bool foreign_is_same_rows(const struct value *method);

// ---- define.c: functions

struct value *evaluate_function(struct evaluator *evaluator, const struct node *node);
struct value *evaluate_lambda(struct evaluator *evaluator, const struct node *node);
/** A function or class and what its decorators make of it; NULL: there is none. */
struct value *evaluate_decorated(struct evaluator *evaluator, const struct node *node);
/** Evaluates an annotation, where that may do something. */
void evaluate_annotation(struct evaluator *evaluator, const struct node *node);

// ---- attribute.c

struct value *evaluate_attribute(struct evaluator *evaluator, struct value *object,
                                 struct str name, struct span span);

// ---- members.c

/** The members of an enum class, as instances with name and value. */
void class_members(struct evaluator *evaluator, const struct class *class,
                   struct value_list *members);

// ---- module.c: imports

void evaluate_import(struct evaluator *evaluator, const struct node *node);
void evaluate_import_from(struct evaluator *evaluator, const struct node *node);
/** What an external name is, when a module of the repository says it; else the value itself. */
struct value *resolve_external(struct evaluator *evaluator, struct value *value);
/** The env.py of the migration's script folder; NULL: there is none. */
struct module *module_of_environment(struct evaluator *evaluator);
/** Loads what stands for packages that are known. */
void modules_load_packages(struct evaluator *evaluator);
struct module *module_new(struct evaluator *evaluator, const struct source *source,
                          const struct syntax_tree *tree);

// ---- modules.c: helper modules that are kept from one migration to the next

/** A module that an earlier migration loaded, with all that it looked at, when nothing tells it
 * from one that is loaded anew; else NULL. */
struct module *modules_take(struct evaluator *evaluator, struct str path);
/** The module being loaded looks at another one. */
void modules_note_use(struct evaluator *evaluator, struct module *module);
/** What is set aside while a module is loaded. */
struct loading {
    struct arena *arena;
    size_t memory_start;
    uint32_t steps;
    struct module *importer;
};

struct module_cache *module_cache_new(struct arena *arena, struct syntax *syntax);

/** From here to modules_end() all is made in an arena of the module's own. */
struct loading modules_begin(struct evaluator *evaluator);
void modules_end(struct evaluator *evaluator, const struct loading *loading,
                 struct module *module);
/** The module is the one being loaded. */
void modules_enter(struct evaluator *evaluator, struct module *module);
/** A limit is reached: what is being loaded is not all there. */
void modules_note_limit(struct evaluator *evaluator);
/** Something that lies in this arena is about to change: its module may not be what it was. */
void modules_touch(struct evaluator *evaluator, const struct arena *arena);

// ---- text.c: string literals, str()

struct value *evaluate_string(struct evaluator *evaluator, const struct node *node);
struct value *evaluate_concatenated_string(struct evaluator *evaluator,
                                           const struct node *node);
/** str(value): the text itself, digits, a hole with the reason. */
struct mapped_text text_of(struct evaluator *evaluator, const struct value *value);
struct mapped_text text_hole(struct evaluator *evaluator, struct str reason);
/** The same text, as a default: for names, not for tests. */
struct value *text_by_default(struct evaluator *evaluator, const struct value *text,
                              struct str reason);
struct value *text_value(struct evaluator *evaluator, struct span span,
                         const struct mapped_text *text);
/** Writes a code point, up to four bytes: how many. */
size_t text_put_utf8(char *out, uint32_t code);
/** How many characters, and where one begins: Python counts code points. */
size_t text_length(struct str text);
size_t text_offset(struct str text, size_t character);
/** A text in the making: bytes are gathered once, pieces and holes are moved along. */
struct building {
    struct evaluator *evaluator;
    struct text bytes;
    struct mapped_text mapped;
};

struct building building_new(struct evaluator *evaluator);
void building_add(struct building *building, const struct mapped_text *more);
void building_add_slice(struct building *building, const struct mapped_text *from, size_t start,
                        size_t end);
void building_add_repr(struct building *building, const struct value *value);
struct mapped_text building_take(struct building *building);

// ---- format_spec.c

/** format(value, spec); what is not followed is a hole. */
struct mapped_text format_value(struct evaluator *evaluator, struct value *value,
                                struct str spec);
/** The same for "%flags" and the letter of `kind`. */
struct mapped_text format_percent(struct evaluator *evaluator, struct value *value,
                                  struct str flags, char kind);

// ---- text_methods.c

/** A method of a string that looks at its characters; NULL: there is none such, or its result is
 * not known. */
struct value *text_character_method(struct evaluator *evaluator, const struct value *text,
                                    struct str name, const struct call *call);

// ---- format.c: formatting and methods of strings

/** The number that digits of a base (at most 16) write; others are passed over. */
uint32_t text_digits(struct str text, unsigned base);
/** text % arguments. */
struct value *text_percent(struct evaluator *evaluator, const struct value *text,
                           const struct value *arguments, struct span span);
/** A method of str, bytes; NULL when it has none such. */
struct value *text_method(struct evaluator *evaluator, const struct value *text,
                          struct str name, const struct call *call);

// ---- operator.c

struct value *evaluate_binary(struct evaluator *evaluator, const struct node *node);
struct value *binary_operation(struct evaluator *evaluator, struct str symbol,
                               struct value *left, struct value *right, struct span span);
/** The unknown result of an operation, with the reason of the side that is not known. */
struct value *operation_unknown_value(struct evaluator *evaluator, const struct value *left,
                                      const struct value *right, struct span span);
struct value *evaluate_comparison(struct evaluator *evaluator, const struct node *node);

// ---- container.c: subscripts, displays, comprehensions

struct value *evaluate_subscript(struct evaluator *evaluator, const struct node *node);
struct value *evaluate_display(struct evaluator *evaluator, const struct node *node);
struct value *evaluate_comprehension(struct evaluator *evaluator, const struct node *node);
/** Are two keys of a dictionary the same? Names of modules that are not read are told apart:
 * who writes both as keys means two. */
enum truth key_equal(const struct value *a, const struct value *b);
struct value *subscript_get(struct evaluator *evaluator, struct value *object,
                            struct value *key, struct span span);
void subscript_set(struct evaluator *evaluator, struct value *object, struct value *key,
                   struct value *item);

// ---- builtin.c: built-in functions, methods of containers, the standard library

/** True when the dotted path is of Python's standard library (or builtins). */
bool builtin_has(struct str path);
struct value *builtin_call(struct evaluator *evaluator, struct str path,
                           const struct call *call);

// ---- iterable.c

typedef struct value *builtin_function(struct evaluator *evaluator, const struct call *call);
/** list(), iter(), zip() and the like. */
builtin_function iterable_list, iterable_iter, iterable_tuple, iterable_set, iterable_sorted,
    iterable_reversed, iterable_len, iterable_range, iterable_enumerate, iterable_zip,
    iterable_any, iterable_all;

/** The items that a loop over the value meets. `partial`: there may be more (or fewer). */
void iterate(struct evaluator *evaluator, struct value *value, struct value_list *items,
             bool *partial, struct str *reason);
/** What it holds, and what those hold, is no longer known. Others than containers stay. */
void container_forget(struct evaluator *evaluator, struct value *container, struct str reason);
/** Takes the first item of an iterator; NULL: it is none, or has none that is known. */
struct value *container_take_next(struct evaluator *evaluator, struct value *iterator);
/** As iterate, by something that may stop before the end. */
void iterate_partly(struct evaluator *evaluator, struct value *value, struct value_list *items,
                    bool *partial, struct str *reason);
/** Notes that a container changes: under another condition than it was made, it is partial.
 * True: the change is certain. */
bool container_changes(struct evaluator *evaluator, struct value *container);
/** sorted(), list.sort() with key= and reverse=; false: the order is not known. */
bool list_sort(struct evaluator *evaluator, struct value_list *list, const struct call *call);
/** The value as an item that may be there or not. */
struct value *perhaps_item(struct evaluator *evaluator, const struct value *value);
/** Its items are not known any more, not even those that it had. */
void container_lose(struct evaluator *evaluator, struct value *container, struct str reason);
/** A new container, made under the condition in force. */
struct value *builtin_list(struct evaluator *evaluator, enum value_kind kind, struct span span);
struct value *builtin_pair(struct evaluator *evaluator, struct value *one, struct value *other,
                           struct span span);
/** The result of a call that could not be computed, with the reason of what it was given. */
struct value *builtin_unknown(struct evaluator *evaluator, const char *name,
                              const struct call *call);
/** dict(…). */
struct value *builtin_dict(struct evaluator *evaluator, const struct call *call);

// ---- guards.c: what code asks of the schema

/** Asks after one thing, which may exist or not: get_columns("t") alone does not. */
bool guard_is_complete(const struct value *value);
/** A key or column that holds the name, of an item of what exists. */
bool guard_is_name(struct str column);
/** An unknown item of a collection, with what the collection asks. */
struct value *guard_item(struct evaluator *evaluator, const struct value *over,
                         struct str reason, struct span span);
/** The question that a comparison comes to; NULL: none. */
struct value *guard_comparison(struct evaluator *evaluator, const struct value *left,
                               struct str symbol, const struct value *right, struct span span);
/** What a function asks whose results are not all the same. */
struct guard_value guard_of_results(const struct frame *frame);

// ---- library.c: further functions of the standard library

/** NULL: it is none of them, or its result is not known. */
struct value *library_call(struct evaluator *evaluator, struct str path,
                           const struct call *call);
/** Calls what a functools.partial() stands for. */
struct value *partial_call(struct evaluator *evaluator, const struct value *partial,
                           const struct call *call);
/** A partialmethod() that is asked for on an instance. */
struct value *partial_bound(struct evaluator *evaluator, const struct value *partial,
                            struct value *object, struct span span);

// ---- paths.c: paths, and the repository's files

/** A function of os.path, pathlib, importlib.resources; opening a file. NULL: it is none of
 * them, or its result is not known. */
struct value *path_call(struct evaluator *evaluator, struct str name, const struct call *call);
/** left / right where one is a Path; else NULL. */
struct value *path_operation(struct evaluator *evaluator, const struct value *left,
                             const struct value *right, struct span span);
/** An attribute or a method of a Path, a method of an open file; NULL when it has none such. */
struct value *path_attribute(struct evaluator *evaluator, const struct value *object,
                             struct str name, struct span span);
struct value *path_method(struct evaluator *evaluator, struct value *object, struct str name,
                          const struct call *call);
struct value *file_method(struct evaluator *evaluator, struct value *object, struct str name,
                          const struct call *call);
void file_lines(struct evaluator *evaluator, const struct value *file,
                struct value_list *lines);

// ---- data.c

/** json.loads, csv.reader and the like; NULL: it is none of them, or what it gives is not known.
 */
struct value *data_call(struct evaluator *evaluator, struct str path, const struct call *call);

// ---- method.c

/** A method of a container; NULL when it has none such. */
/** Adds an item that a set may have already. */
void set_add(struct evaluator *evaluator, struct value *set, struct value *item);
struct value *container_method(struct evaluator *evaluator, struct value *object,
                               struct str name, const struct call *call);

#endif
