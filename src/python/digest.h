/**
 * digest: MD5, for the names that SQLAlchemy shortens with it. Private to python/.
 */
#ifndef PYTHON_DIGEST_H
#define PYTHON_DIGEST_H

#include "base/str.h"

/** The MD5 digest (RFC 1321) of a text, as 32 hexadecimal digits. */
struct str digest_md5(struct arena *arena, struct str text);

#endif
