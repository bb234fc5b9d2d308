/* From expressions to operations: value numbering, and each value at the outermost loop that it depends on (Aho, Lam, Sethi
 * and Ullman, "Compilers", 2006, sections 8.5 and 9.5). Registers are given out by vm_registers.c. */
#include "training/vm_compile.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#define BUCKETS 1024

/* A number of the program: the same in every lane, or one a lane, made at a depth of loops. */
struct value {
    int depth;  /* -1: the same in every lane */
    int scalar; /* then: which */
    int vector; /* of the vector operations; -1: none yet */
};

/* A value and what makes it: a second one made alike is the same. */
struct known {
    struct vm_instruction instruction;
    int value, serial;
    const struct known *next;
};

struct compiler {
    struct arena *arena;
    const struct vm_source *source;
    struct arithmetic *arithmetic;
    struct value *values;
    size_t value_count, value_capacity;
    struct vm_code codes[SLOTS_MAX + 2]; /* by depth of loops */
    int depths[SLOTS_MAX];               /* of the loop over each slot that is being compiled */
    int serial;                          /* of the newest code */
    struct vm_code scalars;
    struct vm_fill *fills;
    size_t fill_count, fill_capacity;
    const struct known *known[BUCKETS];
    int *assigned; /* [assignment_count] values; those up to `named` have their names */
    int named;
    int vectors;
};

static int compile(struct compiler *compiler, const struct expr *expr);

/* ---- code ---- */

void vm_append(struct arena *arena, struct vm_code *code, const struct vm_instruction *instruction)
{
    code->at = arena_grow(arena, code->at, code->count, &code->capacity, sizeof *code->at);
    code->at[code->count++] = *instruction;
}

static struct vm_code open_code(struct compiler *compiler)
{
    return (struct vm_code){.serial = ++compiler->serial};
}

static int add_value(struct compiler *compiler, struct value value)
{
    compiler->values = arena_grow(compiler->arena, compiler->values, compiler->value_count,
                                  &compiler->value_capacity, sizeof *compiler->values);
    compiler->values[compiler->value_count] = value;
    return (int)compiler->value_count++;
}

/* ---- values made alike ---- */

static bool same_place(const struct index *a, const struct index *b)
{
    return (a->variable != NULL) == (b->variable != NULL) && a->offset == b->offset &&
           (!a->variable || a->slot == b->slot);
}

static bool made_alike(const struct vm_instruction *a, const struct vm_instruction *b)
{
    return a->operation == b->operation && a->a == b->a && a->b == b->b && a->c == b->c &&
           a->array == b->array && a->slot == b->slot && a->indexed == b->indexed &&
           same_place(&a->from, &b->from) && memcmp(&a->number, &b->number, sizeof a->number) == 0;
}

static size_t bucket_of(const struct vm_instruction *instruction)
{
    uint64_t bits;
    memcpy(&bits, &instruction->number, sizeof bits);
    uint64_t hash = (uint64_t)instruction->operation;
    const uint64_t parts[] = {(uint64_t)instruction->a,
                              (uint64_t)instruction->b,
                              (uint64_t)instruction->c,
                              (uint64_t)instruction->array,
                              (uint64_t)instruction->slot,
                              (uint64_t)instruction->from.offset,
                              bits};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        hash = (hash ^ parts[i]) * UINT64_C(0x9e3779b97f4a7c15);
    return (size_t)(hash >> 32) % BUCKETS;
}

static const struct known *find_known(const struct compiler *compiler,
                                      const struct vm_instruction *instruction, int serial)
{
    const struct known *known = compiler->known[bucket_of(instruction)];
    while (known && !(known->serial == serial && made_alike(&known->instruction, instruction)))
        known = known->next;
    return known;
}

static void remember(struct compiler *compiler, const struct vm_instruction *instruction,
                     int serial, int value)
{
    size_t bucket = bucket_of(instruction);
    struct known *known = arena_alloc(compiler->arena, sizeof *known);
    *known = (struct known){*instruction, value, serial, compiler->known[bucket]};
    compiler->known[bucket] = known;
}

/* The value that the instruction makes at that depth: an operation on vectors, whose operands are vectors. */
static int vector_value(struct compiler *compiler, struct vm_instruction instruction, int depth)
{
    struct vm_code *code = &compiler->codes[depth];
    const struct known *known = find_known(compiler, &instruction, code->serial);
    if (known)
        return known->value;
    struct vm_instruction made = instruction;
    made.target = compiler->vectors;
    vm_append(compiler->arena, code, &made);
    int value = add_value(compiler, (struct value){depth, -1, compiler->vectors++});
    remember(compiler, &instruction, code->serial, value);
    return value;
}

/* The same of numbers: operands are scalars. */
static int scalar_value(struct compiler *compiler, struct vm_instruction instruction)
{
    const struct known *known = find_known(compiler, &instruction, 0);
    if (known)
        return known->value;
    int scalar = (int)compiler->scalars.count;
    vm_append(compiler->arena, &compiler->scalars, &instruction);
    int value = add_value(compiler, (struct value){-1, scalar, -1});
    remember(compiler, &instruction, 0, value);
    return value;
}

static int constant(struct compiler *compiler, double number)
{
    return scalar_value(compiler,
                        (struct vm_instruction){.operation = VM_CONSTANT, .number = number});
}

static bool is_scalar(const struct compiler *compiler, int value)
{
    return compiler->values[value].depth < 0;
}

static const double *constant_of(const struct compiler *compiler, int value)
{
    const struct vm_instruction *made =
        is_scalar(compiler, value) ? &compiler->scalars.at[compiler->values[value].scalar] : NULL;
    return made && made->operation == VM_CONSTANT ? &made->number : NULL;
}

/* The vector of a value: a scalar is spread over all lanes once in a run. */
static int vector_of(struct compiler *compiler, int value)
{
    if (compiler->values[value].vector < 0) {
        compiler->fills = arena_grow(compiler->arena, compiler->fills, compiler->fill_count,
                                     &compiler->fill_capacity, sizeof *compiler->fills);
        compiler->fills[compiler->fill_count++] =
            (struct vm_fill){compiler->values[value].scalar, compiler->vectors};
        compiler->values[value].vector = compiler->vectors++;
    }
    return compiler->values[value].vector;
}

/* ---- operations ---- */

static int scalar_operation(struct compiler *compiler, enum vm_operation operation, int count,
                            const int *operands)
{
    int scalars[3] = {0};
    double numbers[3] = {0};
    bool constants = true;
    for (int i = 0; i < count; i++) {
        const double *number = constant_of(compiler, operands[i]);
        scalars[i] = compiler->values[operands[i]].scalar;
        constants = constants && number;
        numbers[i] = number ? *number : 0;
    }
    if (constants)
        return constant(compiler, vm_scalar(operation, numbers[0], numbers[1], numbers[2]));
    return scalar_value(
        compiler, (struct vm_instruction){
                      .operation = operation, .a = scalars[0], .b = scalars[1], .c = scalars[2]});
}

static int operation_of(struct compiler *compiler, enum vm_operation operation, int count,
                        const int *operands)
{
    int depth = -1, vectors[3] = {0};
    for (int i = 0; i < count; i++)
        if (compiler->values[operands[i]].depth > depth)
            depth = compiler->values[operands[i]].depth;
    if (depth < 0)
        return scalar_operation(compiler, operation, count, operands);
    for (int i = 0; i < count; i++)
        vectors[i] = vector_of(compiler, operands[i]);
    return vector_value(
        compiler,
        (struct vm_instruction){
            .operation = operation, .a = vectors[0], .b = vectors[1], .c = vectors[2]},
        depth);
}

static int unary(struct compiler *compiler, enum vm_operation operation, int a)
{
    return operation_of(compiler, operation, 1, &a);
}

static int binary(struct compiler *compiler, enum vm_operation operation, int a, int b)
{
    return operation_of(compiler, operation, 2, (const int[]){a, b});
}

static bool is_harmless(const double *factor)
{
    return factor && *factor != 0 && isfinite(*factor);
}

static int product(struct compiler *compiler, int a, int b)
{
    bool plain =
        a == b || is_harmless(constant_of(compiler, a)) || is_harmless(constant_of(compiler, b));
    return binary(compiler, plain ? VM_SCALE : VM_MULTIPLY, a, b);
}

/* Small whole powers are products. */
static int power(struct compiler *compiler, const struct expr *expr)
{
    int base = compile(compiler, expr->a), exponent = compile(compiler, expr->b);
    const double *number = constant_of(compiler, exponent);
    if (!number || is_scalar(compiler, base) || !(*number >= 1 && *number <= 4) ||
        *number != trunc(*number))
        return binary(compiler, VM_POWER, base, exponent);
    int whole = (int)*number, result = base;
    for (int i = 1; i < whole; i++)
        result = product(compiler, result, base);
    return result;
}

static int comparison(struct compiler *compiler, enum relation relation, int a, int b)
{
    switch (relation) {
    case RELATION_LT:
        return binary(compiler, VM_LESS, a, b);
    case RELATION_LE:
        return binary(compiler, VM_LESS_EQUAL, a, b);
    case RELATION_GT:
        return binary(compiler, VM_LESS, b, a);
    case RELATION_GE:
        return binary(compiler, VM_LESS_EQUAL, b, a);
    case RELATION_EQ:
        return binary(compiler, VM_EQUAL, a, b);
    case RELATION_NE:
        break;
    }
    return binary(compiler, VM_NOT_EQUAL, a, b);
}

static int choice(struct compiler *compiler, const struct expr *expr)
{
    int holds = comparison(compiler, expr->relation, compile(compiler, expr->a),
                           compile(compiler, expr->b));
    const double *decided = constant_of(compiler, holds);
    if (decided)
        return compile(compiler, *decided != 0 ? expr->c : expr->d);
    const int operands[] = {holds, compile(compiler, expr->c), compile(compiler, expr->d)};
    return operation_of(compiler, VM_SELECT, 3, operands);
}

static enum vm_operation operation_of_function(enum function function)
{
    switch (function) {
    case FUNCTION_EXP:
        return VM_EXP;
    case FUNCTION_LOG:
        return VM_LOG;
    case FUNCTION_SQRT:
        return VM_SQRT;
    case FUNCTION_SIN:
        return VM_SIN;
    case FUNCTION_COS:
        return VM_COS;
    case FUNCTION_TANH:
        return VM_TANH;
    case FUNCTION_ERF:
        return VM_ERF;
    case FUNCTION_ABS:
        return VM_ABS;
    case FUNCTION_LOG1P:
        return VM_LOG1P;
    case FUNCTION_EXPM1:
        return VM_EXPM1;
    case FUNCTIONS:
        break;
    }
    return VM_COPY;
}

/* ---- names and indices ---- */

static int depth_of(const struct compiler *compiler, const struct index *index)
{
    return index->variable ? compiler->depths[index->slot] : 0;
}

static int index_as_value(struct compiler *compiler, const struct index *index)
{
    if (!index->variable)
        return constant(compiler, (double)index->offset);
    return vector_value(compiler, (struct vm_instruction){.operation = VM_INDEX, .from = *index},
                        depth_of(compiler, index));
}

static int load(struct compiler *compiler, int array, const struct expr *name)
{
    struct vm_instruction instruction = {.operation = VM_LOAD, .array = array};
    int depth = 0;
    assert(name->index_count <= 1);
    if (name->index_count == 1) {
        instruction.indexed = true;
        instruction.from = name->indices[0];
        depth = depth_of(compiler, &name->indices[0]);
    }
    return vector_value(compiler, instruction, depth);
}

static int value_of_name(struct compiler *compiler, const struct expr *name)
{
    const struct vm_source *source = compiler->source;
    for (int i = compiler->named - 1; i >= 0 && name->update == 0; i--)
        if (strcmp(source->assignments[i].name, name->text) == 0)
            return compiler->assigned[i];
    for (int i = 0; i < source->name_count; i++) {
        const struct vm_name *known = &source->names[i];
        if (strcmp(known->name, name->text) != 0 || known->previous != (name->update < 0))
            continue;
        if (!known->uniform)
            return load(compiler, known->place, name);
        return scalar_value(
            compiler, (struct vm_instruction){.operation = VM_UNIFORM, .array = known->place});
    }
    assert(!"a name that nobody knows");
    return 0;
}

static double literal(const struct compiler *compiler, const char *text)
{
    return number_literal(compiler->arithmetic, text, strlen(text)).real;
}

/* ---- reductions ---- */

/* The depth of the loops that the expression depends on, but for those over `bound` slots. */
static int free_depth(const struct compiler *compiler, const struct expr *expr, unsigned long bound)
{
    int depth = 0;
    if (!expr)
        return 0;
    if (is_reduction(expr))
        bound |= 1UL << expr->slot;
    for (int i = 0; i < expr->index_count; i++) {
        const struct index *index = &expr->indices[i];
        if (index->variable && !(bound >> index->slot & 1) && depth < depth_of(compiler, index))
            depth = depth_of(compiler, index);
    }
    const struct expr *const operands[] = {expr->a, expr->b, expr->c, expr->d};
    for (int i = 0; i < 4; i++) {
        int of_operand = free_depth(compiler, operands[i], bound);
        depth = depth < of_operand ? of_operand : depth;
    }
    return depth;
}

static enum vm_operation accumulation(enum expr_kind kind, double *start)
{
    *start = kind == EXPR_PRODUCT ? 1 : 0;
    switch (kind) {
    case EXPR_PRODUCT:
        return VM_MULTIPLY;
    case EXPR_LARGEST:
        *start = -INFINITY;
        return VM_MAXIMUM;
    case EXPR_SMALLEST:
        *start = INFINITY;
        return VM_MINIMUM;
    default:
        return VM_ADD;
    }
}

/* Puts `body` as a loop over a slot at the end of the code of a depth. */
static void append_loop(struct compiler *compiler, int depth, const struct vm_code *body, int slot,
                        const struct index *from, const struct index *to)
{
    struct vm_code *code = &compiler->codes[depth];
    vm_append(
        compiler->arena, code,
        &(struct vm_instruction){.operation = VM_LOOP, .slot = slot, .from = *from, .to = *to});
    for (size_t i = 0; i < body->count; i++)
        vm_append(compiler->arena, code, &body->at[i]);
    vm_append(compiler->arena, code, &(struct vm_instruction){.operation = VM_END, .slot = slot});
}

static int reduction(struct compiler *compiler, const struct expr *expr)
{
    int depth = free_depth(compiler, expr, 0), sum = compiler->vectors++;
    double start;
    enum vm_operation operation = accumulation(expr->kind, &start);
    int first = vector_of(compiler, constant(compiler, start));
    vm_append(compiler->arena, &compiler->codes[depth],
              &(struct vm_instruction){.operation = VM_COPY, .target = sum, .a = first});

    struct vm_code outer = compiler->codes[depth + 1];
    compiler->codes[depth + 1] = open_code(compiler);
    compiler->depths[expr->slot] = depth + 1;
    int term = vector_of(compiler, compile(compiler, expr->a));
    vm_append(compiler->arena, &compiler->codes[depth + 1],
              &(struct vm_instruction){.operation = operation, .target = sum, .a = sum, .b = term});
    struct vm_code body = compiler->codes[depth + 1];
    compiler->codes[depth + 1] = outer;
    append_loop(compiler, depth, &body, expr->slot, &expr->indices[0], &expr->indices[1]);

    int value = add_value(compiler, (struct value){depth, -1, sum});
    if (expr->kind != EXPR_MEAN)
        return value;
    int last = index_as_value(compiler, &expr->indices[1]);
    int before = index_as_value(compiler, &expr->indices[0]);
    int count = binary(compiler, VM_ADD, binary(compiler, VM_SUBTRACT, last, before),
                       constant(compiler, 1));
    return binary(compiler, VM_DIVIDE, value, count);
}

/* ---- all kinds ---- */

static int compile(struct compiler *compiler, const struct expr *expr)
{
    switch (expr->kind) {
    case EXPR_NUMBER:
        return constant(compiler, literal(compiler, expr->text));
    case EXPR_PI:
        return constant(compiler, number_pi(compiler->arithmetic).real);
    case EXPR_NAME:
        return value_of_name(compiler, expr);
    case EXPR_INDEX:
        return index_as_value(compiler, &expr->indices[0]);
    case EXPR_DELTA:
        return binary(compiler, VM_EQUAL, index_as_value(compiler, &expr->indices[0]),
                      index_as_value(compiler, &expr->indices[1]));
    case EXPR_NEGATE:
        return unary(compiler, VM_NEGATE, compile(compiler, expr->a));
    case EXPR_ADD:
        return binary(compiler, VM_ADD, compile(compiler, expr->a), compile(compiler, expr->b));
    case EXPR_SUBTRACT:
        return binary(compiler, VM_SUBTRACT, compile(compiler, expr->a),
                      compile(compiler, expr->b));
    case EXPR_MULTIPLY:
        return product(compiler, compile(compiler, expr->a), compile(compiler, expr->b));
    case EXPR_DIVIDE:
        return binary(compiler, VM_DIVIDE, compile(compiler, expr->a), compile(compiler, expr->b));
    case EXPR_POWER:
        return power(compiler, expr);
    case EXPR_FUNCTION:
        return unary(compiler, operation_of_function(expr->function), compile(compiler, expr->a));
    case EXPR_MAX:
        return binary(compiler, VM_MAXIMUM, compile(compiler, expr->a), compile(compiler, expr->b));
    case EXPR_MIN:
        return binary(compiler, VM_MINIMUM, compile(compiler, expr->a), compile(compiler, expr->b));
    case EXPR_WHERE:
        return choice(compiler, expr);
    case EXPR_SUM:
    case EXPR_MEAN:
    case EXPR_PRODUCT:
    case EXPR_LARGEST:
    case EXPR_SMALLEST:
        return reduction(compiler, expr);
    case EXPR_DEFINED:
    case EXPR_DIFF:
        break;
    }
    assert(!"calls are written out, and derivatives taken, before a formula is compiled");
    return 0;
}

/* ---- programs ---- */

/* A stored value that is merely loaded is copied, since its array may be stored to before. */
static void append_store(struct compiler *compiler, struct vm_code *code, int assignment)
{
    const struct vm_source *source = compiler->source;
    struct vm_instruction store = {.operation = VM_STORE,
                                   .a = vector_of(compiler, compiler->assigned[assignment]),
                                   .array = source->assignments[assignment].array};
    if (source->index) {
        store.indexed = true;
        store.from = (struct index){.variable = source->index, .slot = 0};
    }
    vm_append(compiler->arena, code, &store);
}

static void compile_assignments(struct compiler *compiler)
{
    const struct vm_source *source = compiler->source;
    for (int i = 0; i < source->assignment_count; i++) {
        const char *unknown = NULL;
        const struct expr *bound = expr_bind(compiler->arena, source->assignments[i].expr,
                                             &source->index, source->index ? 1 : 0, &unknown);
        assert(bound);
        int value = compile(compiler, bound);
        if (source->assignments[i].array >= 0 && !is_scalar(compiler, value))
            value = unary(compiler, VM_COPY, value);
        compiler->assigned[i] = value;
        compiler->named = i + 1;
    }
}

static void append_stores(struct compiler *compiler)
{
    const struct vm_source *source = compiler->source;
    struct vm_code *code = &compiler->codes[source->index ? 1 : 0];
    for (int i = 0; i < source->assignment_count; i++)
        if (source->assignments[i].array >= 0)
            append_store(compiler, code, i);
    if (source->index) {
        const struct index first = index_integer(1), last = index_integer(source->size);
        append_loop(compiler, 0, &compiler->codes[1], 0, &first, &last);
    }
}

const struct vm_program *vm_compile(struct arena *arena, const struct vm_source *source)
{
    struct compiler *compiler = arena_alloc(arena, sizeof *compiler);
    struct vm_program *program = arena_alloc(arena, sizeof *program);
    *compiler = (struct compiler){.arena = arena, .source = source};
    compiler->arithmetic = arithmetic_open(arena, ARITHMETIC_FLOAT64, 0);
    compiler->assigned =
        arena_array(arena, (size_t)source->assignment_count, sizeof *compiler->assigned);
    for (int d = 0; d < 2; d++)
        compiler->codes[d] = open_code(compiler);
    compiler->depths[0] = 1;
    compile_assignments(compiler);
    append_stores(compiler);

    int *results = arena_array(arena, (size_t)source->assignment_count, sizeof *results);
    for (int i = 0; i < source->assignment_count; i++)
        results[i] = compiler->values[compiler->assigned[i]].scalar;
    *program = (struct vm_program){.scalars = compiler->scalars.at,
                                   .scalar_count = (int)compiler->scalars.count,
                                   .fills = compiler->fills,
                                   .fill_count = (int)compiler->fill_count,
                                   .instructions = compiler->codes[0].at,
                                   .instruction_count = (int)compiler->codes[0].count,
                                   .results = results,
                                   .assignment_count = source->assignment_count};
    vm_give_registers(arena, program, compiler->fills, compiler->codes[0].at, compiler->vectors);
    return program;
}
