/**
 * routine: statements that make what runs by itself: functions, triggers, rules, policies.
 */
#ifndef SQL_ROUTINE_H
#define SQL_ROUTINE_H

#include "sql/statement.h"

statement_translator routine_function, routine_alter_function, routine_trigger, routine_rule,
    routine_policy, routine_alter_policy;

#endif
