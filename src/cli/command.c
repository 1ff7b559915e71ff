#include "cli/command.h"

#include <string.h>

// clang-format off
static const struct command commands[] = {
    {"check", "[SELECTION] [OPTIONS] [PATH...]", "find what is dangerous; the default command",
     "Judges the migrations that this branch changed, or those that SELECTION names.\n"
     "Exit status: 0 nothing found at or above --fail-on, 1 something found, 2 cupel could\n"
     "not do its job.\n"
     "Formats: text, json, sarif, github, gitlab, junit, markdown.\n",
     GROUP_ANY | GROUP_SETTINGS | GROUP_SELECTION | GROUP_FORMAT | GROUP_CHECK, command_judge},
    {"plan", "[SELECTION] [OPTIONS] [PATH...]", "what PostgreSQL will do: statements, locks, rewrites",
     "Shows each statement with the locks it takes, what they block, and what is rewritten,\n"
     "read whole or built; where transactions begin and end.\n"
     "Formats: text, json.\n",
     GROUP_ANY | GROUP_SETTINGS | GROUP_SELECTION | GROUP_FORMAT, command_judge},
    {"status", "[OPTIONS]", "the revision graph: heads, bases, pending revisions, faults",
     "A revision is pending when the base branch does not have it.\n"
     "Formats: text, json.\n",
     GROUP_ANY | GROUP_SETTINGS | GROUP_FORMAT, command_status},
    {"explain", "RULE", "why a rule exists, and what to do instead",
     "Shows one rule's page. `cupel rules` lists the rules.\n",
     GROUP_ANY | GROUP_SETTINGS, command_explain},
    {"rules", "[OPTIONS]", "the rule set in force",
     "Lists the rules with the severities in force and where each was set.\n"
     "Formats: text, json, markdown.\n",
     GROUP_ANY | GROUP_SETTINGS | GROUP_FORMAT | GROUP_RULES, command_rules},
    {"init", "[--hook] [--config]", "install the git hook, write a commented settings file",
     "Does both when neither is named. Nothing that is there already is overwritten. The hook\n"
     "goes where git looks for hooks, core.hooksPath honoured; the settings go to the root.\n",
     GROUP_ANY | GROUP_INIT, command_init},
};
// clang-format on

const struct command *command_at(size_t index) {
    return index < sizeof commands / sizeof commands[0] ? &commands[index] : NULL;
}

const struct command *command_find(const char *name) {
    for (size_t i = 0; command_at(i); i++) {
        if (strcmp(commands[i].name, name) == 0) {
            return &commands[i];
        }
    }
    return NULL;
}
