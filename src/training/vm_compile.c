/* From expressions to operations, each at the outermost loop that it depends on
 * (Aho, Lam, Sethi and Ullman, "Compilers", 2006, section 9.5). What is made
 * alike is found by vm_values.c; registers are given out by vm_registers.c. */
#include "training/vm_compile.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static int compile(struct vm_compiler *compiler, const struct expr *expr);

/* ---- operations ---- */

static int scalar_operation(struct vm_compiler *compiler, enum vm_operation operation, int count,
                            const int *operands)
{
    int scalars[3] = {0};
    double numbers[3] = {0};
    bool constants = true;
    for (int i = 0; i < count; i++) {
        const double *number = vm_constant_of(compiler, operands[i]);
        scalars[i] = compiler->values[operands[i]].scalar;
        constants = constants && number;
        numbers[i] = number ? *number : 0;
    }
    if (constants)
        return vm_constant(compiler, vm_scalar(operation, numbers[0], numbers[1], numbers[2]));
    return vm_scalar_value(
        compiler, (struct vm_instruction){
                      .operation = operation, .a = scalars[0], .b = scalars[1], .c = scalars[2]});
}

static int operation_of(struct vm_compiler *compiler, enum vm_operation operation, int count,
                        const int *operands)
{
    int depth = -1, vectors[3] = {0};
    for (int i = 0; i < count; i++)
        if (compiler->values[operands[i]].depth > depth)
            depth = compiler->values[operands[i]].depth;
    if (depth < 0)
        return scalar_operation(compiler, operation, count, operands);
    for (int i = 0; i < count; i++)
        vectors[i] = vm_vector_of(compiler, operands[i]);
    return vm_vector_value(
        compiler,
        (struct vm_instruction){
            .operation = operation, .a = vectors[0], .b = vectors[1], .c = vectors[2]},
        depth);
}

static int unary(struct vm_compiler *compiler, enum vm_operation operation, int a)
{
    return operation_of(compiler, operation, 1, &a);
}

static int binary(struct vm_compiler *compiler, enum vm_operation operation, int a, int b)
{
    return operation_of(compiler, operation, 2, (const int[]){a, b});
}

static bool is_harmless(const double *factor)
{
    return factor && *factor != 0 && isfinite(*factor);
}

static int product(struct vm_compiler *compiler, int a, int b)
{
    bool plain = a == b || is_harmless(vm_constant_of(compiler, a)) ||
                 is_harmless(vm_constant_of(compiler, b));
    return binary(compiler, plain ? VM_SCALE : VM_MULTIPLY, a, b);
}

/* Small whole powers are products. */
static int power(struct vm_compiler *compiler, const struct expr *expr)
{
    int base = compile(compiler, expr->a), exponent = compile(compiler, expr->b);
    const double *number = vm_constant_of(compiler, exponent);
    if (!number || vm_is_scalar(compiler, base) || !(*number >= 1 && *number <= 4) ||
        *number != trunc(*number))
        return binary(compiler, VM_POWER, base, exponent);
    int whole = (int)*number, result = base;
    for (int i = 1; i < whole; i++)
        result = product(compiler, result, base);
    return result;
}

static int comparison(struct vm_compiler *compiler, enum relation relation, int a, int b)
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

static int choice(struct vm_compiler *compiler, const struct expr *expr)
{
    int holds = comparison(compiler, expr->relation, compile(compiler, expr->a),
                           compile(compiler, expr->b));
    const double *decided = vm_constant_of(compiler, holds);
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

static int depth_of(const struct vm_compiler *compiler, const struct index *index)
{
    return index->variable ? compiler->depths[index->slot] : 0;
}

static int index_as_value(struct vm_compiler *compiler, const struct index *index)
{
    if (!index->variable)
        return vm_constant(compiler, (double)index->offset);
    return vm_vector_value(compiler, (struct vm_instruction){.operation = VM_INDEX, .from = *index},
                           depth_of(compiler, index));
}

static int load(struct vm_compiler *compiler, int array, const struct expr *name)
{
    struct vm_instruction instruction = {.operation = VM_LOAD, .array = array};
    int depth = 0;
    assert(name->index_count <= 1);
    if (name->index_count == 1) {
        instruction.indexed = true;
        instruction.from = name->indices[0];
        depth = depth_of(compiler, &name->indices[0]);
    }
    return vm_vector_value(compiler, instruction, depth);
}

static int value_of_name(struct vm_compiler *compiler, const struct expr *name)
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
        return vm_scalar_value(
            compiler, (struct vm_instruction){.operation = VM_UNIFORM, .array = known->place});
    }
    assert(!"a name that nobody knows");
    return 0;
}

static double literal(const struct vm_compiler *compiler, const char *text)
{
    return number_literal(compiler->arithmetic, text, strlen(text)).real;
}

/* ---- reductions ---- */

/* The depth of the loops that the expression depends on, but for those over
 * `bound` slots. */
static int free_depth(const struct vm_compiler *compiler, const struct expr *expr,
                      unsigned long bound)
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
static void append_loop(struct vm_compiler *compiler, int depth, const struct vm_code *body,
                        int slot, const struct index *from, const struct index *to)
{
    struct vm_code *code = &compiler->codes[depth];
    vm_append(
        compiler->arena, code,
        &(struct vm_instruction){.operation = VM_LOOP, .slot = slot, .from = *from, .to = *to});
    for (size_t i = 0; i < body->count; i++)
        vm_append(compiler->arena, code, &body->at[i]);
    vm_append(compiler->arena, code, &(struct vm_instruction){.operation = VM_END, .slot = slot});
}

static int reduction(struct vm_compiler *compiler, const struct expr *expr)
{
    int depth = free_depth(compiler, expr, 0), sum = compiler->vectors++;
    double start;
    enum vm_operation operation = accumulation(expr->kind, &start);
    int first = vm_vector_of(compiler, vm_constant(compiler, start));
    vm_append(compiler->arena, &compiler->codes[depth],
              &(struct vm_instruction){.operation = VM_COPY, .target = sum, .a = first});

    struct vm_code outer = compiler->codes[depth + 1];
    compiler->codes[depth + 1] = vm_open_code(compiler);
    compiler->depths[expr->slot] = depth + 1;
    int term = vm_vector_of(compiler, compile(compiler, expr->a));
    vm_append(compiler->arena, &compiler->codes[depth + 1],
              &(struct vm_instruction){.operation = operation, .target = sum, .a = sum, .b = term});
    struct vm_code body = compiler->codes[depth + 1];
    compiler->codes[depth + 1] = outer;
    append_loop(compiler, depth, &body, expr->slot, &expr->indices[0], &expr->indices[1]);

    int value = vm_add_value(compiler, (struct vm_value){depth, -1, sum});
    if (expr->kind != EXPR_MEAN)
        return value;
    int last = index_as_value(compiler, &expr->indices[1]);
    int before = index_as_value(compiler, &expr->indices[0]);
    int count = binary(compiler, VM_ADD, binary(compiler, VM_SUBTRACT, last, before),
                       vm_constant(compiler, 1));
    return binary(compiler, VM_DIVIDE, value, count);
}

/* ---- all kinds ---- */

static int compile(struct vm_compiler *compiler, const struct expr *expr)
{
    switch (expr->kind) {
    case EXPR_NUMBER:
        return vm_constant(compiler, literal(compiler, expr->text));
    case EXPR_PI:
        return vm_constant(compiler, number_pi(compiler->arithmetic).real);
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
    assert(!"calls are written out, and derivatives taken, before a formula is "
            "compiled");
    return 0;
}

/* ---- programs ---- */

/* A stored value that is merely loaded is copied, since its array may be stored
 * to before. */
static void append_store(struct vm_compiler *compiler, struct vm_code *code, int assignment)
{
    const struct vm_source *source = compiler->source;
    struct vm_instruction store = {.operation = VM_STORE,
                                   .a = vm_vector_of(compiler, compiler->assigned[assignment]),
                                   .array = source->assignments[assignment].array};
    if (source->index) {
        store.indexed = true;
        store.from = (struct index){.variable = source->index, .slot = 0};
    }
    vm_append(compiler->arena, code, &store);
}

static void compile_assignments(struct vm_compiler *compiler)
{
    const struct vm_source *source = compiler->source;
    for (int i = 0; i < source->assignment_count; i++) {
        const char *unknown = NULL;
        const struct expr *bound = expr_bind(compiler->arena, source->assignments[i].expr,
                                             &source->index, source->index ? 1 : 0, &unknown);
        assert(bound);
        int value = compile(compiler, bound);
        if (source->assignments[i].array >= 0 && !vm_is_scalar(compiler, value))
            value = unary(compiler, VM_COPY, value);
        compiler->assigned[i] = value;
        compiler->named = i + 1;
    }
}

static void append_stores(struct vm_compiler *compiler)
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
    struct vm_compiler *compiler = arena_alloc(arena, sizeof *compiler);
    struct vm_program *program = arena_alloc(arena, sizeof *program);
    *compiler = (struct vm_compiler){.arena = arena, .source = source};
    compiler->arithmetic = arithmetic_open(arena, ARITHMETIC_FLOAT64, 0);
    compiler->assigned =
        arena_array(arena, (size_t)source->assignment_count, sizeof *compiler->assigned);
    for (int d = 0; d < 2; d++)
        compiler->codes[d] = vm_open_code(compiler);
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
