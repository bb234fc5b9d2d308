/* Submissions from folders and streams. */
#include "api/submissions.h"

#include "base/arena.h"
#include "base/lines.h"
#include "base/utf8.h"
#include <string.h>
#include <sys/stat.h>

struct submissions {
    const struct quantity_lookup *lookup;
    const char *folder;       /* NULL: it is a stream */
    const char *const *names; /* of the files in the folder */
    size_t count, next;
    struct lines lines;
};

/* Whose the answers are that could not be read for another reason, if they say so as they should; else NULL. */
static const char *student_of_broken(struct arena *arena, const struct json_source *source)
{
    struct diagnostics unheard;
    diagnostics_open(&unheard, arena);
    const struct json *root = json_read(arena, source, &unheard);
    const struct json *student =
        root && root->kind == JSON_OBJECT ? json_member(root, "student") : NULL;
    bool said = student && student->kind == JSON_STRING &&
                !utf8_has_control(student->text, student->length);
    return said ? student->text : NULL;
}

static void read_answers(const struct submissions *submissions, struct arena *arena,
                         const struct json_source *source, struct submission *submission,
                         struct diagnostics *diagnostics)
{
    submission->answers =
        submissions->folder ? answers_read(arena, source, submissions->lookup, diagnostics)
                            : answers_read_record(arena, source, submissions->lookup, diagnostics);
    const char *student =
        submission->answers ? submission->answers->student : student_of_broken(arena, source);
    if (student)
        submission->student = student;
}

/* ---- files in a folder ---- */

static bool is_ending(const char *ending, const char *wanted)
{
    size_t i = 0;
    for (; ending[i] && wanted[i]; i++)
        if ((ending[i] >= 'A' && ending[i] <= 'Z' ? ending[i] - 'A' + 'a' : ending[i]) != wanted[i])
            return false;
    return ending[i] == wanted[i];
}

static bool is_submission(const char *name)
{
    const char *ending = strrchr(name, '.');
    return ending &&
           (is_ending(ending, ".json") || is_ending(ending, ".csv") || is_ending(ending, ".md"));
}

static bool open_folder(struct submissions *submissions, struct call *call)
{
    size_t count, kept = 0;
    const char *const *names =
        folder_names(call->arena, submissions->folder, &count, &call->diagnostics);
    if (!names)
        return false;
    const char **own = arena_array(call->arena, count, sizeof *own);
    for (size_t i = 0; i < count; i++)
        if (is_submission(names[i]))
            own[kept++] = names[i];
    submissions->names = own;
    submissions->count = kept;
    return kept > 0 || diagnose(&call->diagnostics,
                                &(struct diagnostic){
                                    .code = DIAGNOSTIC_NO_FILE,
                                    .message = "there are no submissions in the folder",
                                    .file = submissions->folder,
                                    .expected = "files whose names end with .json, .csv or .md"});
}

/* What is no file would not be read, or would be waited for; what is too large need not be. */
static bool expect_small_file(const char *path, struct diagnostics *diagnostics)
{
    struct stat status;
    if (stat(path, &status) != 0)
        return true; /* reading it says why */
    struct diagnostic report = {.code = DIAGNOSTIC_NOT_A_FILE, .file = path};
    report.message = S_ISDIR(status.st_mode)    ? "it is a folder, not a file"
                     : !S_ISREG(status.st_mode) ? "it is a device or a pipe, not a file"
                                                : NULL;
    if (!report.message && status.st_size > (off_t)ANSWERS_BYTES_MOST) {
        report.code = DIAGNOSTIC_TOO_LARGE;
        report.message = answers_too_large;
    }
    return !report.message || diagnose(diagnostics, &report);
}

static void read_file(struct submissions *submissions, struct arena *arena,
                      struct submission *submission, struct diagnostics *diagnostics)
{
    const char *name = submissions->names[submissions->next++];
    struct json_source source = {.name = arena_printf(arena, "%s/%s", submissions->folder, name)};
    submission->name = utf8_repaired(arena, name);
    submission->student =
        utf8_repaired(arena, arena_copy(arena, name, (size_t)(strrchr(name, '.') - name)));
    if (!expect_small_file(source.name, diagnostics))
        return;
    source.bytes = file_read(arena, source.name, &source.length, diagnostics);
    if (source.bytes)
        read_answers(submissions, arena, &source, submission, diagnostics);
}

/* ---- lines of a stream ---- */

static bool is_blank(const char *line, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (!strchr(" \t\r", line[i]) || !line[i])
            return false;
    return true;
}

static enum submission_status read_line(struct submissions *submissions, struct arena *arena,
                                        struct submission *submission,
                                        struct diagnostics *diagnostics)
{
    struct lines *lines = &submissions->lines;
    struct json_source source = {.name = lines->name};
    enum line_status status;
    do
        status = lines_next(lines, &source.bytes, &source.length);
    while (status == LINE_READ && is_blank(source.bytes, source.length));
    if (status == LINES_END || status == LINES_FAILED)
        return status == LINES_END ? SUBMISSIONS_END : SUBMISSIONS_FAILED;
    source.lines_before = lines->number - 1;
    submission->name = arena_printf(arena, "%zu", lines->number);
    if (status == LINE_READ)
        read_answers(submissions, arena, &source, submission, diagnostics);
    else
        diagnose(diagnostics, &(struct diagnostic){.code = DIAGNOSTIC_TOO_LARGE,
                                                   .message = answers_too_large,
                                                   .file = lines->name,
                                                   .line = lines->number});
    return SUBMISSION_READ;
}

static bool open_stream(struct submissions *submissions, struct call *call,
                        const struct input *input)
{
    if (!input->text)
        return lines_open(&submissions->lines, call->arena, input->name, ANSWERS_BYTES_MOST,
                          &call->diagnostics);
    lines_open_text(&submissions->lines, input->name ? input->name : input->what, input->text,
                    input->length, ANSWERS_BYTES_MOST);
    return true;
}

/* ---- either ---- */

struct submissions *submissions_open(struct call *call, const struct input *input,
                                     const struct quantity_lookup *lookup)
{
    struct submissions *submissions = arena_alloc(call->arena, sizeof *submissions);
    submissions->lookup = lookup;
    if (!input->name && !input->text) {
        diagnose(&call->diagnostics, &(struct diagnostic){.code = DIAGNOSTIC_USAGE,
                                                          .message = "no submissions were given"});
        return NULL;
    }
    if (!input->text && file_is_folder(input->name))
        submissions->folder = input->name;
    bool open = submissions->folder ? open_folder(submissions, call)
                                    : open_stream(submissions, call, input);
    return open ? submissions : NULL;
}

size_t submissions_count(const struct submissions *submissions)
{
    return submissions->count;
}

enum submission_status submissions_next(struct submissions *submissions, struct arena *arena,
                                        struct submission *submission)
{
    struct diagnostics diagnostics;
    enum submission_status status = SUBMISSION_READ;
    diagnostics_open(&diagnostics, arena);
    *submission = (struct submission){0};
    if (!submissions->folder)
        status = read_line(submissions, arena, submission, &diagnostics);
    else if (submissions->next == submissions->count)
        status = SUBMISSIONS_END;
    else
        read_file(submissions, arena, submission, &diagnostics);
    submission->fault = diagnostics.first;
    return status;
}
