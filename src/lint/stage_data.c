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
#define FILL \
    "with {op}.get_context().autocommit_block():\n" \
    "\t{op}.execute(`\n" \
    "\t\tDO $$\n" \
    "\t\tDECLARE\n" \
    "\t\t\tpage bigint := 0;\n" \
    "\t\t\tpages bigint := pg_relation_size('{TABLE}') / current_setting('block_size')::bigint;\n" \
    "\t\tBEGIN\n" \
    "\t\t\tWHILE page <= pages LOOP\n" \
    "\t\t\t\tUPDATE {TABLE} SET {COPY} = {from_row}\n" \
    "\t\t\t\tWHERE ctid >= ('(' || page || ',0)')::tid\n" \
    "\t\t\t\tAND ctid < ('(' || page + 1000 || ',0)')::tid\n" \
    "\t\t\t\tAND {COPY} IS NULL AND {COLUMN} IS NOT NULL;\n" \
    "\t\t\t\tCOMMIT;\n" \
    "\t\t\t\tpage := page + 1000;\n" \
    "\t\t\tEND LOOP;\n" \
    "\t\tEND\n" \
    "\t\t$$\n" \
    "\t`)"
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
     "{op}.create_foreign_key({op}.f(`{name}`), `{table}`, `{ref_table}`, {columns}, {ref_columns}{options}, postgresql_not_valid=True)",
     ""},
    {"validate", STAGE_VALIDATE, NULL, "validate {name}",
     "{op}.execute(`ALTER TABLE {TABLE} VALIDATE CONSTRAINT {NAME}`)",
     ""},

    {"not-null", STAGE_EXPAND, NULL, NULL,
     "{op}.create_check_constraint({op}.f(`{check}`), `{table}`, `{COLUMN} IS NOT NULL`{schema}, postgresql_not_valid=True)",
     "{op}.drop_constraint({op}.f(`{check}`), `{table}`, type_=`check`{schema})"},
    {"not-null", STAGE_VALIDATE, NULL, "validate {check}",
     "{op}.execute(`ALTER TABLE {TABLE} VALIDATE CONSTRAINT {CHECK}`)",
     ""},
    {"not-null", STAGE_CONTRACT, NULL, "{table} {column} not null",
     "{statement}\n"
     "{op}.drop_constraint({op}.f(`{check}`), `{table}`, type_=`check`{schema})",
     "{op}.create_check_constraint({op}.f(`{check}`), `{table}`, `{COLUMN} IS NOT NULL`{schema}, postgresql_not_valid=True)\n"
     "{undo}"},

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
    {"type", STAGE_BACKFILL, NULL, "fill {table} {copy}", FILL, ""},
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
    {"rename", STAGE_BACKFILL, NULL, "fill {table} {copy}", FILL, ""},
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
