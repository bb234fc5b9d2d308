/* Which steps a worksheet asks for. */
#include "render/worksheet.h"

const char *blank_name(enum blank blank)
{
    static const char *const names[BLANKS] = {"results", "factors", "all"};
    return names[blank];
}

/* From which worksheet on steps of a role are asked for. */
static enum blank blank_of_role(enum role role)
{
    switch (role) {
    case ROLE_PRE_ACTIVATION:
    case ROLE_ACTIVATION:
    case ROLE_DROPOUT:
    case ROLE_LOSS:
    case ROLE_PENALTY:
    case ROLE_GRADIENT:
    case ROLE_UPDATE:
        return BLANK_RESULTS;
    case ROLE_TARGET: /* smoothed */
    case ROLE_PARTIAL:
    case ROLE_ERROR_TERM:
        return BLANK_FACTORS;
    default:
        return BLANK_ALL;
    }
}

/* The loss of a batch of one, without a penalty, is that of its sample again. */
static bool is_repeated(const struct tape *tape, const struct family *family)
{
    return family == tape->total && tape->loss && tape->batch_capacity == 1 && !tape->penalty &&
           tape->total != tape->loss;
}

/* Of one sample, to be combined with those of the others. */
static bool is_part_of_gradient(const struct family *family)
{
    return family->role == ROLE_GRADIENT && family->scope == SCOPE_STEP && family->bottom_family &&
           family->bottom_family->role == ROLE_PARAMETER;
}

bool worksheet_asks(const struct tape *tape, const struct family *family, enum blank blank)
{
    if (!family->formula)
        return false;
    if (blank == BLANK_ALL)
        return true;
    bool part = is_part_of_gradient(family);
    return !is_repeated(tape, family) && blank_of_role(family->role) <= blank &&
           (!part || blank == BLANK_FACTORS);
}

/* Rows of one update, or a few more. */
static size_t count_rows(const struct tape *tape, int update, enum blank blank)
{
    size_t rows = 0;
    for (int f = 0; f < tape->family_count; f++) {
        const struct family *family = tape->families[f];
        bool forward = family->phase == PHASE_FORWARD || family->phase == PHASE_TOTAL;
        if (worksheet_asks(tape, family, blank) && (forward || !tape_forward_only(tape, update)))
            rows += family->count *
                    (family->scope == SCOPE_STEP ? (size_t)tape_batch(tape, update)->count : 1);
    }
    return rows;
}

size_t worksheet_rows(const struct tape *tape, const struct selection *selection, enum blank blank)
{
    size_t rows = 0;
    for (int u = 1; u <= selection_last(selection, tape) && rows <= WORKSHEET_ROWS_MOST; u++)
        rows += selection_has(selection, u) ? count_rows(tape, u, blank) : 0;
    return rows;
}

bool worksheet_is_short(const struct tape *tape, const struct selection *selection,
                        enum blank blank, struct diagnostics *diagnostics)
{
    return worksheet_rows(tape, selection, blank) <= WORKSHEET_ROWS_MOST ||
           diagnose(diagnostics,
                    &(struct diagnostic){.code = DIAGNOSTIC_TOO_LARGE,
                                         .message = "the worksheet would have more than 20000 rows",
                                         .expected = "fewer updates, or fewer quantities"});
}
