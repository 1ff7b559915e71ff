/**
 * packages: well-known packages that add operations to Alembic's, as Python that the evaluator reads in
 * their place: the files of packages/, put into the program. Private to python/.
 */
#ifndef PYTHON_PACKAGES_H
#define PYTHON_PACKAGES_H

#include "base/str.h"

/** The path of what stands for a module, by its dotted name; empty: for none of them. */
struct str package_find(struct str dotted);

/** The text of such a path; false: it is none. */
bool package_text(struct str path, struct str *text);

/** The paths; NULL past the end. */
const char *package_at(size_t index);

#endif
