// The steps that findings are split into.
#include "lint/stage_steps.h"

// Texts of columns that are replaced by a copy.
// clang-format off
#define MAKE_TRIGGER(body) \
    "{op}.execute(`\n" \
    "\tCREATE FUNCTION {SYNC}() RETURNS trigger LANGUAGE plpgsql AS $$\n" \
    "\tBEGIN\n" \
    body \
    "\t\tRETURN NEW;\n" \
    "\tEND\n" \
    "\t$$\n" \
    "`)\n" \
    "{op}.execute(`\n" \
    "\tCREATE TRIGGER {TRIGGER} BEFORE INSERT OR UPDATE ON {TABLE}\n" \
    "\tFOR EACH ROW EXECUTE FUNCTION {SYNC}()\n" \
    "`)"
#define TRIGGER_FORWARD MAKE_TRIGGER("\t\tNEW.{COPY} := {from_new};\n")
#define TRIGGER_BOTH MAKE_TRIGGER( \
    "\t\tIF TG_OP = 'INSERT' THEN\n" \
    "\t\t\tNEW.{COPY} := coalesce(NEW.{COPY}, NEW.{COLUMN});\n" \
    "\t\t\tNEW.{COLUMN} := coalesce(NEW.{COLUMN}, NEW.{COPY});\n" \
    "\t\tELSIF NEW.{COPY} IS DISTINCT FROM OLD.{COPY} THEN\n" \
    "\t\t\tNEW.{COLUMN} := NEW.{COPY};\n" \
    "\t\tELSE\n" \
    "\t\t\tNEW.{COPY} := NEW.{COLUMN};\n" \
    "\t\tEND IF;\n")
#define NO_TRIGGER \
    "{op}.execute(`DROP TRIGGER {TRIGGER} ON {TABLE}`)\n" \
    "{op}.execute(`DROP FUNCTION {SYNC}()`)"
// What goes through a table in batches of about 1.6 MB, each its own transaction.
#define BATCHES_START \
    "# Each batch commits by itself. Interrupted, it can be run again: what is done stays.\n" \
    "with {op}.get_context().autocommit_block():\n" \
    "\t{op}.execute(`\n" \
    "\t\tDO $$\n" \
    "\t\tDECLARE\n" \
    "\t\t\tpage bigint := 0;\n" \
    "\t\t\tpage_size bigint := current_setting('block_size');\n" \
    "\t\tBEGIN\n"
#define BATCHES_END \
    "\t\tEND\n" \
    "\t\t$$\n" \
    "\t`)"
#define FILL_COPY BATCHES_START \
    "\t\t\tWHILE page * page_size < {size} LOOP\n" \
    "\t\t\t\tUPDATE {TABLE} SET {COPY} = {from_row}\n" \
    "\t\t\t\tWHERE {in_batch}\n" \
    "\t\t\t\tAND {COPY} IS NULL AND {COLUMN} IS NOT NULL;\n" \
    "\t\t\t\tCOMMIT;\n" \
    "\t\t\t\tpage := page + 200;\n" \
    "\t\t\tEND LOOP;\n" \
    BATCHES_END
// Without a trigger, what others write meanwhile may move to pages that are done: it is looked
// for again, but not for ever.
#define CHANGE_ROWS BATCHES_START \
    "\t\t\tFOR pass IN 1 .. 5 LOOP -- again for rows that others moved meanwhile\n" \
    "\t\t\t\tWHILE page * page_size < {size} LOOP\n" \
    "\t\t\t\t\t{UPDATE}\n" \
    "\t\t\t\t\tWHERE {in_batch}\n" \
    "\t\t\t\t\tAND {TEST};\n" \
    "\t\t\t\t\tCOMMIT;\n" \
    "\t\t\t\t\tpage := page + 200;\n" \
    "\t\t\t\tEND LOOP;\n" \
    "\t\t\t\tEXIT WHEN NOT EXISTS (\n" \
    "\t\t\t\t\tSELECT FROM {TABLE} WHERE {TEST}\n" \
    "\t\t\t\t);\n" \
    "\t\t\t\tpage := 0;\n" \
    "\t\t\tEND LOOP;\n" \
    BATCHES_END
#define SET_NOT_NULL "{op}.alter_column(`{table}`, `{column}`, nullable=False{schema})"
#define LET_NULLS "{op}.alter_column(`{table}`, `{column}`, nullable=True{schema})"
#define ADD_PROOF \
    "{op}.create_check_constraint({op}.f(`{check}`), `{table}`, `{COLUMN} IS NOT NULL`{schema}, postgresql_not_valid=True)"
#define DROP_PROOF "{op}.drop_constraint({op}.f(`{check}`), `{table}`, type_=`check`{schema})"
#define VALIDATE_PROOF "{op}.execute(`ALTER TABLE {TABLE} VALIDATE CONSTRAINT {CHECK}`)"
// From PostgreSQL 18 on; dropping NOT NULL drops the constraint as well.
#define ADD_NOT_NULL \
    "{op}.execute(`ALTER TABLE {TABLE} ADD CONSTRAINT {NOT_NULL_NAME} NOT NULL {COLUMN} NOT VALID`)"
#define VALIDATE_NOT_NULL "{op}.execute(`ALTER TABLE {TABLE} VALIDATE CONSTRAINT {NOT_NULL_NAME}`)"
// NOT NULL of a column that has been filled: the steps behind the backfill.
#define REQUIRE_FILLED(shape) \
    {shape, STAGE_BACKFILL, "proved", NULL, ADD_PROOF, DROP_PROOF}, \
    {shape, STAGE_BACKFILL, "named", NULL, ADD_NOT_NULL, LET_NULLS}, \
    {shape, STAGE_VALIDATE, "proved", "validate {check}", VALIDATE_PROOF, ""}, \
    {shape, STAGE_VALIDATE, "named", "{table} {column} not null", VALIDATE_NOT_NULL, ""}, \
    {shape, STAGE_CONTRACT, "proved", "{table} {column} not null", SET_NOT_NULL "\n" DROP_PROOF, \
     ADD_PROOF "\n" LET_NULLS}
#define SEQUENCE_DEFAULT \
    "{op}.execute(`ALTER TABLE {TABLE} ALTER COLUMN {COLUMN} SET DEFAULT nextval('{SEQUENCE}')`)"
#define SEQUENCE_OF(options) \
    "{op}.execute(`CREATE SEQUENCE {SEQUENCE} AS {TYPE}" options " OWNED BY {TABLE}.{COLUMN}`)"
#define ADD_EMPTY_COLUMN \
    "{op}.execute(`ALTER TABLE {TABLE} ADD COLUMN {IF_NOT_EXISTS}{COLUMN} {TYPE}`)"
#define REQUIRE_COPY \
    "{op}.alter_column(`{table}`, `{copy}`, nullable=False{schema})\n" \
    "{op}.drop_constraint({op}.f(`{check}`), `{table}`, type_=`check`{schema})"
#define LET_COPY \
    "{op}.create_check_constraint({op}.f(`{check}`), `{table}`, `{COPY} IS NOT NULL`{schema}, postgresql_not_valid=True)\n" \
    "{op}.alter_column(`{table}`, `{copy}`, nullable=True{schema})"
#define DROP_COLUMN "{op}.drop_column(`{table}`, `{column}`{schema})"
#define ADD_COLUMN \
    "{op}.execute(`ALTER TABLE {TABLE} ADD COLUMN {COLUMN} {OLD_TYPE}`)\n" \
    "{op}.execute(`UPDATE {TABLE} SET {COLUMN} = CAST({COPY} AS {OLD_TYPE})`)"
// clang-format on

// Sources: PostgreSQL manual, ALTER TABLE, Notes (NOT VALID and VALIDATE; a valid CHECK that
// proves NOT NULL, from 12 on) and ADD table_constraint_using_index. CHECK before SET NOT NULL
// and DROP CONSTRAINT in two statements: in one the CHECK goes first, and the scan is back.
// clang-format off
static const struct stage_step steps[] = {
    {"validate", STAGE_EXPAND, "of_column", NULL,
     "{op}.create_foreign_key({key}, `{table}`, `{ref_table}`, {columns}, {ref_columns}{options}, postgresql_not_valid=True)",
     ""},
    {"validate", STAGE_VALIDATE, NULL, "validate {name}",
     "{op}.execute(`ALTER TABLE {TABLE} VALIDATE CONSTRAINT {NAME}`)",
     ""},

    {"validate-later", STAGE_VALIDATE, NULL, "validate {name}", "{statement}", ""},
    {"validate-domain", STAGE_VALIDATE, NULL, "validate {name}",
     "{op}.execute(`ALTER DOMAIN {DOMAIN} VALIDATE CONSTRAINT {NAME}`)",
     ""},

    // The column's CHECKs stand aside for the change of its type.
    {"checks", STAGE_EXPAND, NULL, NULL, "{add_checks}", ""},
    {"checks", STAGE_VALIDATE, NULL, "validate {name}", "{validate_checks}", ""},

    {"not-null", STAGE_EXPAND, "proved", NULL, ADD_PROOF, DROP_PROOF},
    {"not-null", STAGE_VALIDATE, "proved", "validate {check}", VALIDATE_PROOF, ""},
    {"not-null", STAGE_CONTRACT, "proved", "{table} {column} not null",
     "{statement}\n" DROP_PROOF, ADD_PROOF "\n" "{undo}"},
    {"not-null", STAGE_EXPAND, "named", NULL, ADD_NOT_NULL, "{undo}"},
    {"not-null", STAGE_VALIDATE, "named", "{table} {column} not null", VALIDATE_NOT_NULL, ""},

    // Source: PostgreSQL manual, ALTER TABLE, Notes: what a default costs when the column is added.
    {"default", STAGE_EXPAND, "new", NULL, ADD_EMPTY_COLUMN, ""},
    {"default", STAGE_EXPAND, NULL, NULL, "{set_default}", ""},
    {"default", STAGE_BACKFILL, NULL, "fill {table} {column}", CHANGE_ROWS, ""},
    REQUIRE_FILLED("default"),

    {"serial", STAGE_EXPAND, NULL, NULL,
     ADD_EMPTY_COLUMN "\n" SEQUENCE_OF("") "\n" SEQUENCE_DEFAULT, ""},
    {"serial", STAGE_BACKFILL, NULL, "fill {table} {column}", CHANGE_ROWS, ""},
    REQUIRE_FILLED("serial"),

    // A sequence of its own gives the numbers until all rows have one.
    {"identity", STAGE_EXPAND, NULL, NULL,
     ADD_EMPTY_COLUMN "\n" SEQUENCE_OF("{SEQUENCE_OPTIONS}") "\n" SEQUENCE_DEFAULT, ""},
    {"identity", STAGE_BACKFILL, NULL, "fill {table} {column}", CHANGE_ROWS, ""},
    REQUIRE_FILLED("identity"),
    {"identity", STAGE_CONTRACT, NULL, "{table} {column} is an identity",
     "{op}.execute(`ALTER TABLE {TABLE} ALTER COLUMN {COLUMN} DROP DEFAULT`)\n"
     "{op}.execute(`ALTER TABLE {TABLE} ALTER COLUMN {COLUMN} ADD GENERATED {ALWAYS} AS IDENTITY{IDENTITY_OPTIONS}`)\n"
     "{op}.execute(`SELECT setval(pg_get_serial_sequence('{TABLE}', '{column}'), nextval('{SEQUENCE}'), false)`)\n"
     "{op}.execute(`DROP SEQUENCE {SEQUENCE}`)",
     SEQUENCE_OF("{SEQUENCE_OPTIONS}") "\n"
     "{op}.execute(`SELECT setval('{SEQUENCE}', nextval(pg_get_serial_sequence('{TABLE}', '{column}')), false)`)\n"
     "{op}.execute(`ALTER TABLE {TABLE} ALTER COLUMN {COLUMN} DROP IDENTITY`)\n"
     SEQUENCE_DEFAULT},

    // With a value for the rows that are there: they need not be touched.
    {"required", STAGE_CONTRACT, "value", "{table} {column} without default",
     "# Once no code is running that inserts without {column}.\n"
     "{op}.alter_column(`{table}`, `{column}`, server_default=None{schema})",
     "{op}.alter_column(`{table}`, `{column}`, server_default={value}{schema})"},
    // Without one nobody but the people who run it can fill them.
    {"required", STAGE_EXPAND, "new", NULL, ADD_EMPTY_COLUMN, ""},
    {"required", STAGE_BACKFILL, "required", "require {table} {column}",
     "# First release the code that sets {column}, and fill the rows that are there, in\n"
     "# batches: from here on a row without it can be neither inserted nor updated.",
     ""},
    REQUIRE_FILLED("required"),

    {"rows", STAGE_EXPAND, "first", NULL, CHANGE_ROWS, ""},
    {"rows", STAGE_BACKFILL, "behind", "change rows of {table}", CHANGE_ROWS, ""},

    {"unique-index", STAGE_EXPAND, NULL, NULL,
     "with {op}.get_context().autocommit_block():\n"
     "\t{op}.create_index({op}.f(`{name}`), `{table}`, {columns}{schema}, unique=True, postgresql_concurrently=True)",
     "with {op}.get_context().autocommit_block():\n"
     "\t{op}.drop_index({op}.f(`{name}`), table_name=`{table}`{schema}, postgresql_concurrently=True)"},
    {"unique-index", STAGE_CONTRACT, NULL, "{name} takes its index over",
     "{op}.execute(`ALTER TABLE {TABLE} ADD CONSTRAINT {NAME} UNIQUE USING INDEX {NAME}{DEFERRABLE}`)",
     "{undo}\n"
     "with {op}.get_context().autocommit_block():\n"
     "\t{op}.create_index({op}.f(`{name}`), `{table}`, {columns}{schema}, unique=True, postgresql_concurrently=True)"},

    {"primary-key-index", STAGE_EXPAND, "check", NULL,
     "{op}.create_check_constraint({op}.f(`{check}`), `{table}`, `{NOT_NULL}`{schema}, postgresql_not_valid=True)",
     "{op}.drop_constraint({op}.f(`{check}`), `{table}`, type_=`check`{schema})"},
    {"primary-key-index", STAGE_EXPAND, NULL, NULL,
     "with {op}.get_context().autocommit_block():\n"
     "\t{op}.create_index({op}.f(`{name}`), `{table}`, {columns}{schema}, unique=True, postgresql_concurrently=True)",
     "with {op}.get_context().autocommit_block():\n"
     "\t{op}.drop_index({op}.f(`{name}`), table_name=`{table}`{schema}, postgresql_concurrently=True)"},
    {"primary-key-index", STAGE_VALIDATE, "check", "validate {check}",
     "{op}.execute(`ALTER TABLE {TABLE} VALIDATE CONSTRAINT {CHECK}`)",
     ""},
    {"primary-key-index", STAGE_CONTRACT, "check", "{name} takes its index over",
     "{set_not_null}\n"
     "{op}.drop_constraint({op}.f(`{check}`), `{table}`, type_=`check`{schema})\n"
     "{op}.execute(`ALTER TABLE {TABLE} ADD CONSTRAINT {NAME} PRIMARY KEY USING INDEX {NAME}{DEFERRABLE}`)",
     "{undo}\n"
     "{op}.create_check_constraint({op}.f(`{check}`), `{table}`, `{NOT_NULL}`{schema}, postgresql_not_valid=True)\n"
     "with {op}.get_context().autocommit_block():\n"
     "\t{op}.create_index({op}.f(`{name}`), `{table}`, {columns}{schema}, unique=True, postgresql_concurrently=True)"},
    {"primary-key-index", STAGE_CONTRACT, "known_not_null", "{name} takes its index over",
     "{op}.execute(`ALTER TABLE {TABLE} ADD CONSTRAINT {NAME} PRIMARY KEY USING INDEX {NAME}{DEFERRABLE}`)",
     "{undo}\n"
     "with {op}.get_context().autocommit_block():\n"
     "\t{op}.create_index({op}.f(`{name}`), `{table}`, {columns}{schema}, unique=True, postgresql_concurrently=True)"},

    // A copy of the column, kept equal by a trigger, filled, and put in the column's place. Rows
    // are taken by pages: ranges of ctid are read alone from PostgreSQL 14 on.
    {"type", STAGE_EXPAND, NULL, NULL,
     "{add_copy}",
     "{op}.drop_column(`{table}`, `{copy}`{schema})"},
    {"type", STAGE_EXPAND, "required", NULL,
     "{op}.create_check_constraint({op}.f(`{check}`), `{table}`, `{COPY} IS NOT NULL`{schema}, postgresql_not_valid=True)",
     "{op}.drop_constraint({op}.f(`{check}`), `{table}`, type_=`check`{schema})"},
    {"type", STAGE_EXPAND, NULL, NULL, TRIGGER_FORWARD, NO_TRIGGER},
    {"type", STAGE_BACKFILL, NULL, "fill {table} {copy}", FILL_COPY, ""},
    {"type", STAGE_VALIDATE, "required", "validate {check}",
     "{op}.execute(`ALTER TABLE {TABLE} VALIDATE CONSTRAINT {CHECK}`)",
     ""},
    {"type", STAGE_CONTRACT, NULL, "{table} {column} is its copy", NO_TRIGGER, TRIGGER_FORWARD},
    {"type", STAGE_CONTRACT, "required", NULL, REQUIRE_COPY, LET_COPY},
    {"type", STAGE_CONTRACT, "required", NULL,
     "",
     "{op}.alter_column(`{table}`, `{column}`, nullable=False{schema})"},
    {"type", STAGE_CONTRACT, NULL, NULL, DROP_COLUMN, ADD_COLUMN},
    {"type", STAGE_CONTRACT, NULL, NULL,
     "{op}.alter_column(`{table}`, `{copy}`, new_column_name=`{column}`{schema})",
     "{op}.alter_column(`{table}`, `{column}`, new_column_name=`{copy}`{schema})"},

    // Old code writes the old name, new code the new one: the trigger goes both ways.
    {"rename", STAGE_EXPAND, NULL, NULL,
     "{add_copy}",
     "{op}.drop_column(`{table}`, `{copy}`{schema})"},
    {"rename", STAGE_EXPAND, "required", NULL,
     "{op}.create_check_constraint({op}.f(`{check}`), `{table}`, `{COPY} IS NOT NULL`{schema}, postgresql_not_valid=True)",
     "{op}.drop_constraint({op}.f(`{check}`), `{table}`, type_=`check`{schema})"},
    {"rename", STAGE_EXPAND, NULL, NULL, TRIGGER_BOTH, NO_TRIGGER},
    {"rename", STAGE_BACKFILL, NULL, "fill {table} {copy}", FILL_COPY, ""},
    {"rename", STAGE_VALIDATE, "required", "validate {check}",
     "{op}.execute(`ALTER TABLE {TABLE} VALIDATE CONSTRAINT {CHECK}`)",
     ""},
    {"rename", STAGE_CONTRACT, NULL, "drop {table} {column}", NO_TRIGGER, TRIGGER_BOTH},
    {"rename", STAGE_CONTRACT, "required", NULL, REQUIRE_COPY, LET_COPY},
    {"rename", STAGE_CONTRACT, "required", NULL,
     "",
     "{op}.alter_column(`{table}`, `{column}`, nullable=False{schema})"},
    {"rename", STAGE_CONTRACT, NULL, NULL, DROP_COLUMN, ADD_COLUMN},
};
// clang-format on

const struct stage_step *stage_step_at(size_t index) {
    return index < sizeof steps / sizeof steps[0] ? &steps[index] : NULL;
}
