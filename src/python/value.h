/**
 * value: what a Python expression may be, as far as it can be known without running it.
 *
 * Unknown is a value like any other: it carries the reason, and spreads. SQLAlchemy objects are
 * terms, made of the model's own types.
 */
#ifndef PYTHON_VALUE_H
#define PYTHON_VALUE_H

#include "base/source.h"
#include "model/operation.h"

enum value_kind {
    VALUE_UNKNOWN,  // reason; may carry a guard (a boolean that asks what exists)
    VALUE_NONE,     // None
    VALUE_BOOL,     // yes
    VALUE_INT,      // number
    VALUE_FLOAT,    // real
    VALUE_TEXT,     // text: str or bytes, perhaps with holes
    VALUE_LIST,     // items
    VALUE_TUPLE,    // items
    VALUE_SET,      // items
    VALUE_DICT,     // items, keys
    VALUE_FUNCTION, // function: def or lambda
    VALUE_CLASS,    // class: of a file that was read
    VALUE_INSTANCE, // class, and attributes in `keys`/`items`
    VALUE_EXTERNAL, // name: the dotted path of a module or a name in one that is not read:
                    // alembic.op, sqlalchemy.Column, builtins.len, uuid.uuid4
    VALUE_METHOD,   // self and name: a method of a value, not called yet
    VALUE_TERM,     // term: a SQLAlchemy or Alembic object
    VALUE_PATH,     // text: a pathlib.Path
    VALUE_FILE,     // text: an open file's content
    VALUE_PARTIAL,  // self, items, keys: functools.partial(); keys name the last of the items
    VALUE_STACK,    // contextlib.ExitStack: items, the managers entered
    VALUE_SUPER,    // self and class: super(), the class whose bases are asked
    VALUE_PROPERTY, // items: what gets, sets and deletes it, None where nothing does; yes: what it
                    // gets once stays
    VALUE_PENDING, // function, self, call: a generator or coroutine that has not begun
};

struct naming_convention; // model/migration.h
struct value;
struct call;
struct term;
struct function; // python/evaluate.c
struct class;    // python/evaluate.c

/** What an unknown truth asks of the schema: see struct condition. */
struct guard_value {
    enum guard guard;
    bool negated;
    bool is_item; // one of what exists, or its name: compared with a name it is the question
    struct str schema, table, name;
};

struct value {
    struct arena *arena; // that it lies in
    enum value_kind kind;
    struct span span; // where it was made
    bool yes;
    bool is_bytes;
    bool is_final_name;   // TEXT: of op.f() or conv()
    bool is_iterator;     // LIST: next() takes its first item
    uint8_t forget_depth; // while it is being forgotten
    bool is_partial;      // a container that may hold more than its items: reason says why
    bool is_perhaps;      // an item of a container that is there under a condition alone
    bool is_method;       // PARTIAL: of a partialmethod(), to be bound to an instance
    bool is_attributes;   // DICT: the __dict__ of `self`
    bool has_truth;       // UNKNOWN: whether it is true is known nevertheless: yes
    const struct condition *condition; // containers: in force where it was made
    const struct condition *lazy; // of operations that are done when its items are asked for
    int64_t number;
    double real;
    struct mapped_text text; // also of PATH and FILE
    struct str reason;
    struct str name;
    struct guard_value guard;
    struct value_list {
        struct value **items;
        size_t count, capacity;
    } items;
    struct value_list keys; // DICT: as many as items; INSTANCE: texts
    struct value *self;
    const struct function *function;
    const struct class *class;
    const struct call *call; // PENDING
    struct term *term;       // TERM; UNKNOWN, of a declarative base: its MetaData
};

enum term_kind {
    TERM_TYPE,       // type (and enum_labels): sa.String(50), postgresql.ENUM(…)
    TERM_COLUMN,     // column and what hangs on it: sa.Column(…)
    TERM_CONSTRAINT, // constraint: sa.UniqueConstraint(…), sa.ForeignKey(…) (of_column)
    TERM_INDEX,      // operation (CREATE_INDEX): sa.Index(…)
    TERM_TABLE,      // operation (CREATE_TABLE) and indexes: sa.Table(…), sa.table(…)
    TERM_EXPRESSION, // expression: sa.text(…), sa.func.now(), sa.literal(…), table.c.x == 1
    TERM_STATEMENT,  // operation: sa.insert(t), t.update().where(…), sa.select(…)
    TERM_SQL, // text: sa.text(…), sa.DDL(…): SQL that can be executed, an expression too
    TERM_IDENTITY,   // column.identity, column.identity_options
    TERM_COMPUTED,   // column.generation, column.generated
    TERM_SEQUENCE,   // operation (CREATE_SEQUENCE)
    TERM_METADATA,   // sa.MetaData(): tables made with it in `tables`
    TERM_BATCH,      // operation.table, operation.schema: batch_alter_table
    TERM_CONNECTION, // op.get_bind(), an engine, a session, a transaction of one
    TERM_INSPECTOR,  // sa.inspect(bind)
    TERM_CONTEXT,    // op.get_context()
    TERM_AUTOCOMMIT, // context.autocommit_block()
    TERM_DIALECT,    // bind.dialect
    TERM_RESULT,     // rows that a query gives: unknown
    TERM_COLUMNS,    // table.c, of what is in operation and parts
};

/** A SQLAlchemy or Alembic object. Members hold for the kinds named above. */
struct term {
    enum term_kind kind;
    struct span span;
    struct sql_type type;
    struct str_list enum_labels;
    bool enum_labels_known;
    bool create_type; // a named Enum that creates its type with its table
    struct column_def column;
    struct constraints constraints; // of a COLUMN: primary key, unique, foreign keys, checks
    struct value_list parts;        // TABLE, STATEMENT: the table's columns; INDEX: its keys
    const struct term *of_type;     // COLUMN: its type's term; NULL: none is given
    struct constraints late_constraints; // COLUMN: keys that CREATE TABLE leaves out
    bool use_alter;                      // CONSTRAINT: ForeignKey(use_alter=True), likewise
    bool inherit_schema;                 // TYPE: an enum in the schema of its table
    bool check_first;                    // TYPE: create() asks first whether it is there
    bool has_nullable;                   // COLUMN: nullable= was given
    bool primary_key;
    bool index, unique;     // Column(index=True, unique=True)
    bool has_autoincrement; // autoincrement= was given: see autoincrement
    bool autoincrement;
    struct str comment; // COLUMN, TABLE; empty: none
    struct constraint_def constraint;
    struct operation operation;
    struct operations indexes;
    struct expression expression;
    struct mapped_text text;  // SQL: what is sent
    struct value_list tables; // METADATA
    struct value *naming;     // METADATA: its naming_convention; NULL: none is given
    struct operations queue;  // BATCH: sent when the block ends
};

/** One call with its arguments evaluated. */
struct call {
    struct span span; // of the whole call
    struct value_list args;
    struct call_keyword {
        struct str name;
        struct value *value;
    } * keywords;
    size_t keyword_count;
    bool args_are_partial;     // *args that is not known: there may be more
    bool keywords_are_partial; // **kwargs that is not known
    struct str reason;         // why
};

/** The keyword, else the argument at `position` (SIZE_MAX: keyword only), or NULL when absent.
 */
struct value *call_argument(const struct call *call, size_t position, const char *name);

/** Where operations go. One for each direction of a migration; python/evaluate moves it. */
struct emitter {
    struct arena *arena;
    const struct source *source;
    struct operations *out;
    const struct naming_convention *naming; // of the metadata in use; NULL: SQLAlchemy's own
    uint32_t statement;                     // the last number given
    const struct condition *condition;      // in force; NULL: unconditional
    bool in_loop;
    struct span call_span; // of the call in the migration's own file that led here: operations
                           // made by helpers of other files are reported there
    bool in_other_file;
    struct spans *comments; // comments in SQL texts are added here; NULL: not wanted
    /** Calls a function of the file, for load_dialect_impl() and the like. Given by
     * python/evaluate; NULL: functions cannot be called. */
    struct value *(*call_value)(void *context, struct value *function, const struct call *call);
    /** A value that may belong to a helper module is about to change; NULL: nobody asks. */
    void (*touch)(void *context, const struct value *value);
    void *call_context;
};

/** A new operation with span, condition and the rest filled in, in a statement of its own. */
struct operation *emit(struct emitter *emitter, enum operation_kind kind, struct span span);
/** The same, as another clause of the last statement. */
struct operation *emit_clause(struct emitter *emitter, enum operation_kind kind,
                              struct span span);
/** An OPAQUE operation: something happens here that cannot be known. */
void emit_opaque(struct emitter *emitter, struct span span, struct str reason);
/** SQL text that is executed; `binds`: `:name` are bind parameters (sa.text). */
void emit_sql(struct emitter *emitter, const struct mapped_text *sql, struct span span,
              bool binds);

struct value *value_new(struct arena *arena, enum value_kind kind, struct span span);
struct value *value_unknown(struct arena *arena, struct span span, struct str reason);
struct value *value_bool(struct arena *arena, struct span span, bool yes);
struct value *value_int(struct arena *arena, struct span span, int64_t number);
/** A text that came from no literal. */
struct value *value_text(struct arena *arena, struct span span, struct str text);
struct value *value_external(struct arena *arena, struct span span, struct str name);
struct value *value_term(struct arena *arena, struct span span, enum term_kind kind);

/** Python's truth of a value; unknown ones are TRUTH_UNKNOWN. */
enum truth value_truth(const struct value *value);
/** == as Python has it; TRUTH_UNKNOWN when either side is not known. */
enum truth value_equal(const struct value *a, const struct value *b);
/** True for a text without holes; then *text is set. */
bool value_is_text(const struct value *value, struct str *text);
/** The same for a text that may hold defaults: right for names, never for a test. */
bool value_is_likely_text(const struct value *value, struct str *text);
/** A list or a tuple. */
bool value_is_sequence(const struct value *value);
/** The value of a key in a DICT or INSTANCE, NULL when absent. */
struct value *value_get(const struct value *value, struct str key);
/** Sets a key of a DICT or INSTANCE. */
void value_set(struct arena *arena, struct value *value, struct str key, struct value *item);
/** Why it is not known: its reason, or that of the first part that is not; empty: it is known.
 */
struct str value_reason(struct arena *arena, const struct value *value);
/** A float as repr() has it: the fewest digits that give it back, "1.0". */
struct str value_real_text(struct arena *arena, double real);
/** "a list", "None": for reasons. */
const char *value_kind_name(const struct value *value);

#endif
