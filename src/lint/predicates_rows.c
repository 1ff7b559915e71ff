// Predicates about statements that change rows.
#include "lint/predicates.h"

enum truth predicate_rows_have_no_bound(const struct match_subject *subject) {
    const struct expression *where = &subject->step->operation->expression;
    if (where->is_unknown) {
        return TRUTH_UNKNOWN;
    }
    return where->is_bounded ? TRUTH_NO : TRUTH_YES;
}
