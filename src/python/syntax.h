/**
 * syntax: Python source as a tree (tree-sitter-python), and queries over it.
 *
 * The tree is copied into nodes of our own: children are reached in one step, kinds and fields
 * are whole numbers. The one module that includes tree-sitter for Python.
 */
#ifndef PYTHON_SYNTAX_H
#define PYTHON_SYNTAX_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/source.h"
#include "base/str.h"

/** Node kinds that are told apart, by their names in the grammar; all others are NODE_OTHER. */
#define NODE_KINDS(X)                                                                          \
    X(MODULE, "module")                                                                        \
    X(COMMENT, "comment")                                                                      \
    X(ERROR, "ERROR")                                                                          \
    /* simple statements */                                                                    \
    X(EXPRESSION_STATEMENT, "expression_statement")                                            \
    X(IMPORT, "import_statement")                                                              \
    X(IMPORT_FROM, "import_from_statement")                                                    \
    X(FUTURE_IMPORT, "future_import_statement")                                                \
    X(ALIASED_IMPORT, "aliased_import")                                                        \
    X(WILDCARD_IMPORT, "wildcard_import")                                                      \
    X(RELATIVE_IMPORT, "relative_import")                                                      \
    X(IMPORT_PREFIX, "import_prefix")                                                          \
    X(DOTTED_NAME, "dotted_name")                                                              \
    X(ASSERT, "assert_statement")                                                              \
    X(DELETE, "delete_statement")                                                              \
    X(RAISE, "raise_statement")                                                                \
    X(RETURN, "return_statement")                                                              \
    X(PASS, "pass_statement")                                                                  \
    X(BREAK, "break_statement")                                                                \
    X(CONTINUE, "continue_statement")                                                          \
    X(GLOBAL, "global_statement")                                                              \
    X(NONLOCAL, "nonlocal_statement")                                                          \
    X(PRINT, "print_statement")                                                                \
    X(EXEC, "exec_statement")                                                                  \
    X(TYPE_ALIAS, "type_alias_statement")                                                      \
    /* compound statements */                                                                  \
    X(BLOCK, "block")                                                                          \
    X(IF, "if_statement")                                                                      \
    X(ELIF, "elif_clause")                                                                     \
    X(ELSE, "else_clause")                                                                     \
    X(FOR, "for_statement")                                                                    \
    X(WHILE, "while_statement")                                                                \
    X(TRY, "try_statement")                                                                    \
    X(EXCEPT, "except_clause")                                                                 \
    X(EXCEPT_GROUP, "except_group_clause")                                                     \
    X(FINALLY, "finally_clause")                                                               \
    X(WITH, "with_statement")                                                                  \
    X(WITH_CLAUSE, "with_clause")                                                              \
    X(WITH_ITEM, "with_item")                                                                  \
    X(MATCH, "match_statement")                                                                \
    X(CASE, "case_clause")                                                                     \
    X(CASE_PATTERN, "case_pattern")                                                            \
    X(UNION_PATTERN, "union_pattern")                                                          \
    X(FUNCTION, "function_definition")                                                         \
    X(CLASS, "class_definition")                                                               \
    X(DECORATED, "decorated_definition")                                                       \
    X(DECORATOR, "decorator")                                                                  \
    X(PARAMETERS, "parameters")                                                                \
    X(LAMBDA_PARAMETERS, "lambda_parameters")                                                  \
    X(DEFAULT_PARAMETER, "default_parameter")                                                  \
    X(TYPED_PARAMETER, "typed_parameter")                                                      \
    X(TYPED_DEFAULT_PARAMETER, "typed_default_parameter")                                      \
    X(LIST_SPLAT_PATTERN, "list_splat_pattern")                                                \
    X(DICTIONARY_SPLAT_PATTERN, "dictionary_splat_pattern")                                    \
    X(KEYWORD_SEPARATOR, "keyword_separator")                                                  \
    X(POSITIONAL_SEPARATOR, "positional_separator")                                            \
    /* expressions */                                                                          \
    X(ASSIGNMENT, "assignment")                                                                \
    X(AUGMENTED_ASSIGNMENT, "augmented_assignment")                                            \
    X(EXPRESSION_LIST, "expression_list")                                                      \
    X(PATTERN_LIST, "pattern_list")                                                            \
    X(TUPLE_PATTERN, "tuple_pattern")                                                          \
    X(LIST_PATTERN, "list_pattern")                                                            \
    X(AS_PATTERN, "as_pattern")                                                                \
    X(AS_PATTERN_TARGET, "as_pattern_target")                                                  \
    X(NAMED_EXPRESSION, "named_expression")                                                    \
    X(IDENTIFIER, "identifier")                                                                \
    X(ATTRIBUTE, "attribute")                                                                  \
    X(SUBSCRIPT, "subscript")                                                                  \
    X(SLICE, "slice")                                                                          \
    X(CALL, "call")                                                                            \
    X(ARGUMENT_LIST, "argument_list")                                                          \
    X(KEYWORD_ARGUMENT, "keyword_argument")                                                    \
    X(LIST_SPLAT, "list_splat")                                                                \
    X(DICTIONARY_SPLAT, "dictionary_splat")                                                    \
    X(PARENTHESIZED, "parenthesized_expression")                                               \
    X(CONDITIONAL, "conditional_expression")                                                   \
    X(BOOLEAN_OPERATOR, "boolean_operator")                                                    \
    X(NOT_OPERATOR, "not_operator")                                                            \
    X(COMPARISON, "comparison_operator")                                                       \
    X(BINARY_OPERATOR, "binary_operator")                                                      \
    X(UNARY_OPERATOR, "unary_operator")                                                        \
    X(LAMBDA, "lambda")                                                                        \
    X(AWAIT, "await")                                                                          \
    X(YIELD, "yield")                                                                          \
    X(ELLIPSIS, "ellipsis")                                                                    \
    X(TYPE, "type")                                                                            \
    /* displays and comprehensions */                                                          \
    X(LIST, "list")                                                                            \
    X(TUPLE, "tuple")                                                                          \
    X(SET, "set")                                                                              \
    X(DICTIONARY, "dictionary")                                                                \
    X(PAIR, "pair")                                                                            \
    X(LIST_COMPREHENSION, "list_comprehension")                                                \
    X(SET_COMPREHENSION, "set_comprehension")                                                  \
    X(DICTIONARY_COMPREHENSION, "dictionary_comprehension")                                    \
    X(GENERATOR, "generator_expression")                                                       \
    X(FOR_IN, "for_in_clause")                                                                 \
    X(IF_CLAUSE, "if_clause")                                                                  \
    /* literals */                                                                             \
    X(INTEGER, "integer")                                                                      \
    X(FLOAT, "float")                                                                          \
    X(TRUE, "true")                                                                            \
    X(FALSE, "false")                                                                          \
    X(NONE, "none")                                                                            \
    X(STRING, "string")                                                                        \
    X(CONCATENATED_STRING, "concatenated_string")                                              \
    X(STRING_START, "string_start")                                                            \
    X(STRING_CONTENT, "string_content")                                                        \
    X(STRING_END, "string_end")                                                                \
    X(INTERPOLATION, "interpolation")                                                          \
    X(FORMAT_SPECIFIER, "format_specifier")                                                    \
    X(TYPE_CONVERSION, "type_conversion")                                                      \
    X(ESCAPE_SEQUENCE, "escape_sequence")                                                      \
    X(ESCAPE_INTERPOLATION, "escape_interpolation")

enum node_kind {
    NODE_OTHER,
#define NODE_KIND(kind, name) NODE_##kind,
    NODE_KINDS(NODE_KIND)
#undef NODE_KIND
        NODE_KIND_COUNT
};

/** Fields of the grammar that say which child is which. */
#define NODE_FIELDS(X)                                                                         \
    X(ALIAS, "alias")                                                                          \
    X(ALTERNATIVE, "alternative")                                                              \
    X(ARGUMENT, "argument")                                                                    \
    X(ARGUMENTS, "arguments")                                                                  \
    X(ATTRIBUTE, "attribute")                                                                  \
    X(BODY, "body")                                                                            \
    X(CONDITION, "condition")                                                                  \
    X(CONSEQUENCE, "consequence")                                                              \
    X(DEFINITION, "definition")                                                                \
    X(EXPRESSION, "expression")                                                                \
    X(FORMAT_SPECIFIER, "format_specifier")                                                    \
    X(FUNCTION, "function")                                                                    \
    X(GUARD, "guard")                                                                          \
    X(KEY, "key")                                                                              \
    X(LEFT, "left")                                                                            \
    X(MODULE_NAME, "module_name")                                                              \
    X(NAME, "name")                                                                            \
    X(OBJECT, "object")                                                                        \
    X(OPERATOR, "operator")                                                                    \
    X(OPERATORS, "operators")                                                                  \
    X(PARAMETERS, "parameters")                                                                \
    X(RETURN_TYPE, "return_type")                                                              \
    X(RIGHT, "right")                                                                          \
    X(SUBJECT, "subject")                                                                      \
    X(SUBSCRIPT, "subscript")                                                                  \
    X(SUPERCLASSES, "superclasses")                                                            \
    X(TYPE, "type")                                                                            \
    X(TYPE_CONVERSION, "type_conversion")                                                      \
    X(VALUE, "value")

enum node_field {
    FIELD_OF_NONE,
#define NODE_FIELD(field, name) FIELD_OF_##field,
    NODE_FIELDS(NODE_FIELD)
#undef NODE_FIELD
        NODE_FIELD_COUNT
};

struct syntax;

struct node {
    const struct node *parent;
    const struct node *child; // the first; unnamed ones (punctuation, keywords) included
    const struct node *next;  // sibling
    struct span span;
    uint8_t kind;    // enum node_kind
    uint8_t field;   // enum node_field: what it is to its parent
    bool is_named;   // false: punctuation and keywords
    bool is_missing; // put in by error recovery: empty
};

struct syntax_tree {
    const struct source *source;
    const struct node *root;        // NULL: `problem` says why there is none; see syntax_root()
    struct str problem;             // parsing took too long, nesting too deep
    const struct node *first_error; // the first ERROR or missing node; NULL: the text is Python
    struct spans comments;
    struct syntax *parser; // of nodes that come later; else NULL
};

/** A parser; used by one thread at a time. The arena owns it. */
struct syntax *syntax_new(struct arena *arena);

/** Parses a file, within a deadline (2 s) and a depth; never NULL. */
struct syntax_tree *syntax_parse(struct syntax *syntax, struct arena *arena,
                                 const struct source *source);

/** The tree without its nodes, which come later if they are asked for: they take ten times the
 * text's memory, and few files are. It lives as long as the parser. */
struct syntax_tree *syntax_later(struct syntax *syntax, const struct syntax_tree *tree);
/** The root, parsed now where the nodes come later. NULL: there is none. */
const struct node *syntax_root(struct syntax_tree *tree);

struct str syntax_text(const struct source *source, const struct node *node);
/** The child of that field, or NULL. */
const struct node *node_field(const struct node *node, enum node_field field);
/** The first named child that is no comment, or NULL; node_next gives the ones after it. */
const struct node *node_first(const struct node *node);
const struct node *node_next(const struct node *node);

/** A compiled tree-sitter query with its text predicates (#eq?, #match?, #any-of?, and not-).
 */
struct syntax_query;

/** NULL when it is no query; `problem` then says why and where. Any thread may use the result.
 */
struct syntax_query *syntax_query_new(struct arena *arena, struct str text,
                                      struct str *problem);

/** The spans of the capture @match (else the first capture) of each match, in order. */
void syntax_query_run(struct arena *arena, const struct syntax_query *query,
                      const struct syntax_tree *tree, struct spans *matches);

#endif
