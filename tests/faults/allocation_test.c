/* Running out of memory, everywhere: each call of the table is made again and again over an old output file, with its
 * first allocation failing, then its second, until it succeeds untouched. Each time the call must end with HG_SYSTEM
 * and one message, the old file as it was, no other file, no block and no descriptor left.
 *
 * A plain program that prints TAP: Criterion forks, and leaks in its children go unseen. FLINT, which cannot report a
 * failure, has a pass of its own in child processes (flint_pass).
 */
#include "counted_memory.h"
#include "handgrad.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define OUTPUT "output"
#define DESCRIPTORS 64
#define SAMPLES 60

static const char old_content[] = "what was here before\n";

/* ---- the calls ---- */

struct messages {
    int count;
    char last[1024];
};

struct call;
typedef enum hg_status run_call(const struct call *call, struct messages *messages);

struct call {
    const char *what;
    run_call *run;
    const char *problem, *format;
    enum hg_status status; /* when nothing fails */
    int digits;
    const char *arithmetic, *working, *updates;
    const char *other; /* the second of two files; by what a derivative is taken */
    const char *expression;
};

static void hear(void *context, const char *message)
{
    struct messages *messages = context;
    messages->count++;
    snprintf(messages->last, sizeof messages->last, "%s", message);
}

static void drop_report(void *context, const char *report)
{
    (void)context, (void)report;
}

static enum hg_status run_trace(const struct call *call, struct messages *messages)
{
    struct hg_trace request = {.problem = call->problem,
                               .format = call->format,
                               .digits = call->digits,
                               .arithmetic = call->arithmetic,
                               .working = call->working,
                               .updates = call->updates,
                               .output = OUTPUT,
                               .message = hear,
                               .message_context = messages};
    return hg_trace(&request);
}

static enum hg_status run_verify(const struct call *call, struct messages *messages)
{
    struct hg_verify request = {.subject = call->problem,
                                .format = call->format,
                                .output = OUTPUT,
                                .message = hear,
                                .message_context = messages};
    return hg_verify(&request);
}

static enum hg_status run_predict(const struct call *call, struct messages *messages)
{
    struct hg_predict request = {.run = call->problem,
                                 .weights = call->other,
                                 .input = "rows.csv",
                                 .format = call->format,
                                 .output = OUTPUT,
                                 .message = hear,
                                 .message_context = messages};
    return hg_predict(&request);
}

static enum hg_status run_diff(const struct call *call, struct messages *messages)
{
    struct hg_diff request = {.a = call->problem,
                              .b = call->other,
                              .format = call->format,
                              .output = OUTPUT,
                              .message = hear,
                              .message_context = messages};
    return hg_diff(&request);
}

static enum hg_status run_derive(const struct call *call, struct messages *messages)
{
    struct hg_derive request = {.derivation = call->problem,
                                .expression = call->expression,
                                .wrt = call->other,
                                .format = call->format,
                                .digits = call->digits,
                                .output = OUTPUT,
                                .message = hear,
                                .message_context = messages};
    return hg_derive(&request);
}

static enum hg_status run_worksheet(const struct call *call, struct messages *messages)
{
    struct hg_worksheet request = {.problem = call->problem,
                                   .format = call->format,
                                   .blank = "all",
                                   .updates = call->updates,
                                   .output = OUTPUT,
                                   .message = hear,
                                   .message_context = messages};
    return hg_worksheet(&request);
}

static enum hg_status run_check(const struct call *call, struct messages *messages)
{
    struct hg_check request = {.problem = call->problem,
                               .answers = call->other,
                               .format = call->format,
                               .points = "slip=0.25",
                               .output = OUTPUT,
                               .message = hear,
                               .message_context = messages};
    return hg_check(&request);
}

static enum hg_status run_grade(const struct call *call, struct messages *messages)
{
    struct hg_grade request = {.problem = call->problem,
                               .submissions = call->other,
                               .format = call->format,
                               .columns = strcmp(call->format, "csv") == 0 ? "quantities" : NULL,
                               .output = OUTPUT,
                               .summary = "/dev/null",
                               .report = drop_report,
                               .message = hear,
                               .message_context = messages};
    return hg_grade(&request);
}

/* So that what must hold of the output holds of a folder: it goes, and a file of it takes the output's place. Nothing here
 * may ask for memory. */
static void take_folder_for_output(const char *folder)
{
    static const char *const names[] = {"variant-01-worksheet.md",
                                        "variant-01-worksheet.csv",
                                        "variant-01-key.md",
                                        "variant-01-answers.json",
                                        "report.md",
                                        "report.json"};
    char path[64];
    snprintf(path, sizeof path, "%s/variant-01.json", folder);
    rename(path, OUTPUT);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    rmdir(folder);
}

static enum hg_status run_variants(const struct call *call, struct messages *messages)
{
    struct hg_variants request = {.problem = call->problem,
                                  .format = call->format,
                                  .digits = call->digits,
                                  .output = call->other ? call->other : OUTPUT,
                                  .message = hear,
                                  .message_context = messages};
    enum hg_status status = hg_variants(&request);
    if (status != HG_SYSTEM && call->other)
        take_folder_for_output(call->other);
    return status;
}

static enum hg_status run_train(const struct call *call, struct messages *messages)
{
    const char *const runs[] = {call->problem, call->other};
    struct hg_train request = {.runs = runs,
                               .run_count = call->other ? 2 : 1,
                               .format = call->format,
                               .history = "/dev/null",
                               .save = call->other ? NULL : "/dev/null",
                               .output = OUTPUT,
                               .message = hear,
                               .message_context = messages};
    return hg_train(&request);
}

/* What is called, how, on what, in which format, how it ends; then what else is asked for. */
static const struct call calls[] = {
    {"trace, markdown", run_trace, "two_three_one", "markdown", HG_OK},
    {"trace, ndjson", run_trace, "two_three_one", "ndjson", HG_OK},
    {"trace of a batch, text", run_trace, "exam_softmax", "text", HG_OK},
    {"trace of a file, json", run_trace, "problem.json", "json", HG_OK},
    {"trace of formulas", run_trace, "formulas.json", "markdown", HG_OK, .updates = "last"},
    {"trace, float64", run_trace, "two_three_one", "ndjson", HG_OK, .arithmetic = "float64"},
    {"trace, work by hand", run_trace, "problem.json", "text", HG_OK, .working = "sf:4"},
    {"trace, page", run_trace, "two_three_one", "html", HG_OK},
    {"trace of formulas, page", run_trace, "formulas.json", "html", HG_OK, .working = "sf:4"},
    {"trace with a warning", run_trace, "warning.json", "markdown", HG_OK},
    {"trace of an unknown key", run_trace, "unknown_key.json", "markdown", HG_BAD_INPUT},
    {"trace of an unknown name", run_trace, "two_thre_one", "markdown", HG_BAD_INPUT},
    {"trace with a division by zero", run_trace, "division.json", "ndjson", HG_BAD_INPUT},
    {"trace of a run, ndjson", run_trace, "run.json", "ndjson", HG_OK, .updates = "4"},
    {"verify a problem", run_verify, "problem.json", "markdown", HG_OK},
    {"verify formulas", run_verify, "formulas.json", "json", HG_OK},
    {"verify a trace", run_verify, "trace.json", "text", HG_OK},
    {"verify an edited trace", run_verify, "edited.ndjson", "text", HG_DIFFERENCE},
    {"verify a trace cut off", run_verify, "cut.ndjson", "text", HG_BAD_INPUT},
    {"predict, csv", run_predict, "moons.json", "csv", HG_OK, .other = "run.safetensors"},
    {"predict, text", run_predict, "moons.json", "text", HG_OK},
    {"diff of two traces", run_diff, "trace.json", "text", HG_OK, .other = "trace.ndjson"},
    {"diff of two problems", run_diff, "another.json", "text", HG_DIFFERENCE,
     .other = "other.json"},
    {"diff of trace and problem", run_diff, "edited.ndjson", "json", HG_DIFFERENCE,
     .other = "other.json"},
    {"worksheet, markdown", run_worksheet, "two_three_one", "markdown", HG_OK},
    {"worksheet of formulas, csv", run_worksheet, "formulas.json", "csv", HG_OK, .updates = "last"},
    {"worksheet of a batch, tex", run_worksheet, "exam_bce", "tex", HG_OK},
    {"worksheet of formulas, html", run_worksheet, "formulas.json", "html", HG_OK},
    {"check right answers, json", run_check, "problem.json", "json", HG_OK, .other = "right.csv"},
    {"check wrong answers, markdown", run_check, "problem.json", "markdown", HG_DIFFERENCE,
     .other = "wrong.json"},
    {"check wrong answers, html", run_check, "problem.json", "html", HG_DIFFERENCE,
     .other = "wrong.json"},
    {"check answers to something else", run_check, "formulas.json", "text", HG_BAD_INPUT,
     .other = "wrong.json"},
    {"grade a stream, csv", run_grade, "problem.json", "csv", HG_DIFFERENCE,
     .other = "class.ndjson"},
    {"grade a stream, ndjson", run_grade, "formulas.json", "ndjson", HG_DIFFERENCE,
     .other = "class.ndjson"},
    {"grade a folder, csv", run_grade, "problem.json", "csv", HG_DIFFERENCE, .other = "."},
    {"variants, ndjson", run_variants, "vary.json", "ndjson", HG_OK, 4},
    {"variants into a folder", run_variants, "vary.json", "markdown", HG_OK, 4, .other = "folder"},
    {"train, text", run_train, "run.json", "text", HG_OK},
    {"train two runs, json", run_train, "run.json", "json", HG_DIFFERENCE,
     .other = "diverging.json"},
    {"train on bad data", run_train, "bad_run.json", "text", HG_BAD_INPUT},
    {"derive, markdown", run_derive, "derivation.json", "markdown", HG_OK},
    {"derive, tex", run_derive, "derivation.json", "tex", HG_OK, 50},
    {"derive, html", run_derive, "derivation.json", "html", HG_OK, 50},
    {"derive what is refuted, json", run_derive, "refuted.json", "json", HG_DIFFERENCE},
    {"derive what is refuted, text", run_derive, "refuted.json", "text", HG_DIFFERENCE},
    {"derive a derivative", run_derive, NULL, "text", HG_OK, .other = "w[k]",
     .expression = "sum(i=1..K, log(1 + exp(w[i])))"},
    {"derive a derivative of nothing", run_derive, NULL, "text", HG_BAD_INPUT, .other = "z",
     .expression = "exp(z"},
    {"derive a problem", run_derive, "problem.json", "markdown", HG_BAD_INPUT},
    {"derive with a bad expression", run_derive, "bad_expression.json", "text", HG_BAD_INPUT},
};

/* ---- the folder ---- */

static _Noreturn void stop(const char *name)
{
    printf("Bail out! cannot make %s\n", name);
    exit(1);
}

static void write_file(const char *name, const char *content)
{
    FILE *file = fopen(name, "w");
    if (file == NULL || fputs(content, file) < 0 || fclose(file) != 0)
        stop(name);
}

/* Its targets should sum to 1. */
#define CLASSIFIER                                                                                 \
    "\"layers\": [{\"activation\": \"softmax\", \"weights\": [[1], [2]], \"biases\": [0, 0]}],\n"  \
    "\"loss\": \"categorical_cross_entropy\"}\n"

#define DERIVATION                                                                                 \
    "{\"format\": \"handgrad-derivation\", \"version\": 1, \"title\": \"A derivation\",\n"

#define RUN(dataset, rate)                                                                         \
    "{\"dataset\": " dataset ", \"batch_size\": 3,\n"                                              \
    " \"layers\": [{\"units\": 2, \"activation\": \"tanh\", \"dropout\": {\"rate\": 0.1, "         \
    "\"seed\": "                                                                                   \
    "1},\n"                                                                                        \
    "   \"initializer\": {\"kind\": \"he_normal\", \"seed\": 1}},\n"                               \
    "  {\"units\": 1, \"initializer\": {\"kind\": \"he_normal\", \"seed\": 2}}],\n"                \
    " \"loss\": \"squared_error\", \"optimizer\": {\"kind\": \"momentum\", \"momentum\": 0.9, "    \
    "\"learning_rate\": " rate "},\n"                                                              \
    " \"schedule\": {\"epochs\": 2, \"precision\": \"double\"}}\n"

static const struct {
    const char *name, *content;
} files[] = {
    {"run.json",
     RUN("{\"kind\": \"xor\", \"samples\": 10, \"split\": {\"validation\": 0.2}}", "0.1")},
    {"diverging.json", RUN("{\"kind\": \"xor\", \"samples\": 10}", "1e300")},
    {"bad_run.json", RUN("{\"kind\": \"csv\", \"file\": \"right.csv\", \"label\": \"name\"}", "1")},
    {"derivation.json",
     DERIVATION " \"symbols\": {\"K\": {\"range\": [2, 3]}, \"a\": {\"indices\": [\"K\"]}},\n"
                " \"define\": [\"y[j] = exp(a[j])/sum(i=1..K, exp(a[i]))\"],\n"
                " \"claims\": [{\"claim\": \"dy[j]/da[k]\", \"lines\": [{\"cases\": [\n"
                "   {\"when\": \"j == k\", \"expr\": \"y[j]*(1 - y[k])\"}, {\"when\": "
                "\"otherwise\", \"expr\": "
                "\"-y[j]*y[k]\"}]}]}]}\n"},
    {"refuted.json", DERIVATION
     " \"symbols\": {\"x\": {}}, \"claims\": [{\"claim\": \"exp(x)\", \"lines\": [{\"expr\": "
     "\"1 + x\"}]}]}\n"},
    {"bad_expression.json", DERIVATION
     " \"symbols\": {\"x\": {}}, \"claims\": [{\"claim\": \"exp(x\", \"lines\": [{\"expr\": "
     "\"1 + x\"}]}]}\n"},
    {"right.csv", "name,value\nz1[1],5.25\n"},
    {"wrong.json",
     "{\"answers\": {\"z1[1]\": \"52.5\", \"a1[1]\": \"52.5\"}, \"student\": \"17\",\n"
     " \"format\": \"handgrad-answers\", \"version\": 1}\n"},
    {"class.ndjson",
     "{\"z1[1]\": \"52.5\", \"a1[1]\": \"5.2\"}\n\n{\"z1[1]\": 5.25}\n{\"z9\": 5}\n{\n"},
    {"problem.json",
     "{\"title\": \"given as a file \\u03b1\", \"inputs\": [[6, 1]], \"targets\": [[1]],\n"
     " \"layers\": [{\"weights\": [[1, 0.5]], \"biases\": [-1.25]}],\n"
     " \"loss\": \"squared_error\", \"optimizer\": {\"learning_rate\": 0.1}}\n"},
    {"another.json",
     "{\"inputs\": [[6, 1]], \"layers\": [{\"weights\": [[1, 2]], \"biases\": [0]}]}\n"},
    {"other.json",
     "{\"inputs\": [[6, 1]], \"layers\": [{\"weights\": [[1, 0.75]], \"biases\": [0]}]}\n"},
    {"formulas.json",
     "{\"given\": {\"x\": 2, \"v\": [0.5, -0.5, 3]}, \"formulas\": [\"q[i] (i=1..2) = "
     "tanh(x*v[i])\",\n"
     " \"f = sum(i=1..2, q[i]^2)\"], \"objective\": \"f\", \"updates\": 2,\n"
     " \"optimizer\": {\"kind\": \"adam\", \"learning_rate\": 0.1}}\n"},
    {"vary.json",
     "{\"title\": \"t\", \"given\": {\"x\": 2}, \"formulas\": [\"f = x/4\"], \"objective\": "
     "\"f\",\n"
     " \"vary\": {\"x\": {\"choose\": [0.63]}}}\n"},
    {"warning.json", "{\"inputs\": [[1]], \"targets\": [[0.3, 0.3]], " CLASSIFIER},
    {"moons.json",
     "{\"inputs\": 2, \"layers\": [{\"units\": 1, \"activation\": \"sigmoid\", \"initializer\": "
     "{\"kind\": \"he_normal\", \"seed\": 3}}],\n \"loss\": \"binary_cross_entropy\", "
     "\"optimizer\": "
     "{\"learning_rate\": 0.1},\n \"dataset\": {\"kind\": \"moons\", \"samples\": 8, \"scaling\": "
     "\"standard\", \"class_names\": [\"a\", \"b\"]},\n \"schedule\": {\"epochs\": 1}}\n"},
    {"rows.csv", "x1,x2\n1,2\n0.5,-3\n"},
    {"unknown_key.json",
     "{\"inputs\": [[1]], \"layers\": [{\"weigths\": [[1]], \"biases\": [0]}]}\n"},
    {"division.json", "{\"inputs\": [[1]], \"targets\": [[1]], \"layers\": [{\"activation\": "
                      "\"relu\", \"weights\": [[1]],\n"
                      " \"biases\": [-2]}], \"loss\": \"binary_cross_entropy\"}\n"},
};

#define FILES (sizeof files / sizeof *files)

/* Traces of other.json, which are short, and what may become of one. */
static const struct {
    const char *name, *format;
    const char *from, *to; /* the first of these is edited; NULL: nothing is */
    long cut;              /* bytes that are left off */
} traces[] = {
    {"trace.json", "json", NULL, NULL, 0},
    {"trace.ndjson", "ndjson", NULL, NULL, 0},
    {"edited.ndjson", "ndjson", "\"shown\": \"6.75", "\"shown\": \"6.74", 0},
    {"cut.ndjson", "ndjson", NULL, NULL, 20},
};

#define TRACES (sizeof traces / sizeof *traces)

static void make_trace(size_t which)
{
    static char content[1 << 16];
    struct hg_trace request = {
        .problem = "other.json", .format = traces[which].format, .output = traces[which].name};
    if (hg_trace(&request) != HG_OK)
        stop(traces[which].name);
    FILE *file = fopen(traces[which].name, "r");
    size_t length = file != NULL ? fread(content, 1, sizeof content - 1, file) : 0;
    if (length == 0 || fclose(file) != 0)
        stop(traces[which].name);
    content[length - (size_t)traces[which].cut] = '\0';
    char *edited = traces[which].from != NULL ? strstr(content, traces[which].from) : content;
    if (edited == NULL)
        stop(traces[which].name);
    if (traces[which].to != NULL)
        memcpy(edited, traces[which].to, strlen(traces[which].to));
    write_file(traces[which].name, content);
}

/* A saved run of moons.json: tensors of floats, all 0. */
static void make_weights(void)
{
    static const char header[] =
        "{\"w1\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]},"
        "\"b1\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,12]},"
        "\"scaling.scale\":{\"dtype\":\"F64\",\"shape\":[2],\"data_offsets\":[12,28]}}";
    static const unsigned char length[8] = {sizeof header - 1}, floats[12],
                               ones[16] = {[6] = 0xf0, [7] = 0x3f, [14] = 0xf0, [15] = 0x3f};
    FILE *file = fopen("run.safetensors", "wb");
    if (!file || fwrite(length, 8, 1, file) != 1 ||
        fwrite(header, sizeof header - 1, 1, file) != 1 || fwrite(floats, 12, 1, file) != 1 ||
        fwrite(ones, 16, 1, file) != 1 || fclose(file) != 0)
        stop("run.safetensors");
}

static int files_expected = (int)FILES + 2; /* and the output and the weights */

static int count_entries(void)
{
    int count = 0;
    DIR *folder = opendir(".");
    while (folder != NULL && readdir(folder) != NULL)
        count++;
    if (folder != NULL)
        closedir(folder);
    return count - 2; /* . and .. */
}

static int count_descriptors(void)
{
    int count = 0;
    for (int descriptor = 0; descriptor < DESCRIPTORS; descriptor++)
        count += fcntl(descriptor, F_GETFD) >= 0;
    return count;
}

static bool output_is_old(void)
{
    char content[sizeof old_content + 1];
    FILE *file = fopen(OUTPUT, "r");
    size_t length = file != NULL ? fread(content, 1, sizeof content, file) : 0;
    if (file != NULL)
        fclose(file);
    return length == sizeof old_content - 1 && memcmp(content, old_content, length) == 0;
}

/* Only where it must be: some file systems write a file that is written anew to the disk at once. */
static void restore_output(void)
{
    if (!output_is_old())
        write_file(OUTPUT, old_content);
}

/* ---- what must hold ---- */

static int complaints; /* of the case that is under way */

static void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void complain(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    if (complaints++ < 10) {
        fputs("# ", stdout);
        vprintf(format, arguments);
        putchar('\n');
    }
    va_end(arguments);
}

static int cases;

static void finish_case(const char *what, const char *how)
{
    printf("%s %d - %s: %s\n", complaints == 0 ? "ok" : "not ok", ++cases, what, how);
    fflush(stdout);
    complaints = 0;
}

static void check_failed(long failing, enum hg_status status, const struct messages *messages)
{
    if (status != HG_SYSTEM)
        complain("allocation %ld: status %d", failing, (int)status);
    if (messages->count != 1 || strcmp(messages->last, "error: out of memory\n") != 0)
        complain("allocation %ld: %d messages, the last: %s", failing, messages->count,
                 messages->last);
    if (!output_is_old())
        complain("allocation %ld: the old file was touched", failing);
}

static void check_untouched(const struct call *call, enum hg_status status)
{
    if (status != call->status)
        complain("untouched: status %d", (int)status);
    bool done = status == HG_OK || status == HG_DIFFERENCE;
    if (output_is_old() == done)
        complain("untouched: the output file is %s", done ? "as before" : "touched");
}

/* Makes the call with allocation `failing` refused. False when it did not come to that. */
static bool try_call(const struct call *call, long failing, enum memory_failure failure)
{
    struct messages messages = {0};
    int descriptors = count_descriptors();
    restore_output();
    memory_arm(failing, failure);
    enum hg_status status = call->run(call, &messages);
    bool failed = memory_asked() >= failing;
    if (memory_live() != 0)
        complain("allocation %ld: %ld blocks left", failing, memory_live());
    memory_disarm();
    if (count_descriptors() != descriptors)
        complain("allocation %ld: a descriptor was left open", failing);
    if (count_entries() != files_expected)
        complain("allocation %ld: a file was left", failing);
    if (failed)
        check_failed(failing, status, &messages);
    else
        check_untouched(call, status);
    return failed;
}

static void every_allocation(const struct call *call, enum memory_failure failure)
{
    char how[80];
    long failing = 1;
    while (try_call(call, failing, failure))
        failing++;
    if (failing < 3)
        complain("only %ld allocations were counted", failing - 1);
    snprintf(how, sizeof how, "each of %ld allocations fails%s", failing - 1,
             failure == MEMORY_FAILS_ONCE ? "" : ", and all after it");
    finish_case(call->what, how);
}

/* ---- the last allocation ---- */

/* Where a block of an arena ends, and so which of our requests is an allocation, depends on the sizes before it: here
 * the last allocation of a call, whichever it is, fails for many numbers of samples, each with a warning. */
static void last_allocation(void)
{
    static const struct call call = {"", run_trace, "samples.json", "markdown", HG_OK};
    files_expected++;
    for (int samples = 1; samples <= SAMPLES; samples++) {
        FILE *file = fopen(call.problem, "w");
        for (int i = 0; file != NULL && i < samples; i++)
            fprintf(file, "%s[1]", i == 0 ? "{\"inputs\": [" : ", ");
        for (int i = 0; file != NULL && i < samples; i++)
            fprintf(file, "%s[0.3, 0.3]", i == 0 ? "], \"targets\": [" : ", ");
        if (file == NULL || fputs("], " CLASSIFIER, file) < 0 || fclose(file) != 0)
            complain("cannot write %s", call.problem);
        try_call(&call, LONG_MAX, MEMORY_FAILS_ONCE);
        try_call(&call, memory_asked(), MEMORY_FAILS_ONCE);
    }
    files_expected--;
    unlink(call.problem);
    finish_case("trace of problems of many sizes", "the last allocation fails");
}

/* ---- FLINT ---- */

static void leave(void)
{
    _exit(HG_SYSTEM);
}

/* Digits beyond what fits into FLINT's numbers themselves. */
static const struct call flint_call = {"trace, 50 digits", run_trace, "problem.json",
                                       "ndjson",           HG_OK,     60};

/* Makes the call in a child process that leaves when FLINT has no memory. False when nothing had to fail. */
static bool try_child(const struct call *call, long failing)
{
    int result = 0;
    restore_output();
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        struct messages messages = {0};
        memory_include_flint();
        hg_on_flint_exhausted(leave);
        memory_arm(failing, MEMORY_FAILS_ON);
        enum hg_status status = call->run(call, &messages);
        _exit(memory_asked() < failing ? 100 : (int)status);
    }
    if (child < 0 || waitpid(child, &result, 0) != child)
        complain("allocation %ld: no child process", failing);
    if (WIFEXITED(result) && WEXITSTATUS(result) == 100)
        return false;
    if (!WIFEXITED(result) || WEXITSTATUS(result) != HG_SYSTEM)
        complain("allocation %ld: wait status %#x", failing, (unsigned)result);
    if (!output_is_old())
        complain("allocation %ld: the old file was touched", failing);
    if (count_entries() != files_expected)
        complain("allocation %ld: a file was left", failing);
    return complaints == 0;
}

/* Each one by itself for a while, then samples: a child process for each takes its time. */
static void flint_pass(void)
{
    char how[80];
    long failing = 1, children = 0;
    for (; try_child(&flint_call, failing); children++)
        failing += failing < 120 ? 1 : 37;
    snprintf(how, sizeof how, "%ld allocations fail, FLINT's and GMP's among them", children);
    finish_case(flint_call.what, how);
}

int main(void)
{
    char folder[] = "faults-XXXXXX";
    if (mkdtemp(folder) == NULL || chdir(folder) != 0) {
        printf("Bail out! no folder to work in\n");
        return 1;
    }
    memory_include_cjson();
    for (size_t i = 0; i < FILES; i++)
        write_file(files[i].name, files[i].content);
    make_weights();
    flint_pass(); /* first: FLINT keeps blocks for later */
    for (size_t i = 0; i < TRACES; i++)
        make_trace(i);
    files_expected += (int)TRACES;
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        every_allocation(&calls[i], MEMORY_FAILS_ONCE);
        every_allocation(&calls[i], MEMORY_FAILS_ON);
    }
    last_allocation();
    for (size_t i = 0; i < FILES; i++)
        unlink(files[i].name);
    for (size_t i = 0; i < TRACES; i++)
        unlink(traces[i].name);
    unlink("run.safetensors");
    unlink(OUTPUT);
    printf("1..%d\n", cases);
    return chdir("..") == 0 && rmdir(folder) == 0 ? 0 : 1;
}
