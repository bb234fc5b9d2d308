/* Programs of the vm carried out over REAL, a block of lanes at a time. */

#define VM_LANES(expression)                                                                       \
    for (size_t i = 0; i < lanes; i++)                                                             \
        out[i] = (expression);                                                                     \
    break

/* One operation on up to VM_BLOCK lanes; `out` may be an operand. */
static void vm_lanes(enum vm_operation operation, size_t lanes, REAL *out, const REAL *a,
                     const REAL *b, const REAL *c)
{
    switch (operation) {
    case VM_ADD:
        VM_LANES(a[i] + b[i]);
    case VM_SUBTRACT:
        VM_LANES(a[i] - b[i]);
    case VM_MULTIPLY:
        VM_LANES(((a[i] == 0) | (b[i] == 0)) ? 0 : a[i] * b[i]);
    case VM_SCALE:
        VM_LANES(a[i] * b[i]);
    case VM_DIVIDE:
        VM_LANES(a[i] / b[i]);
    case VM_POWER:
        VM_LANES(REAL_FUNCTION(pow)(a[i], b[i]));
    case VM_MAXIMUM:
        VM_LANES(a[i] < b[i] ? b[i] : a[i]);
    case VM_MINIMUM:
        VM_LANES(a[i] > b[i] ? b[i] : a[i]);
    case VM_LESS:
        VM_LANES(a[i] < b[i] ? 1 : 0);
    case VM_LESS_EQUAL:
        VM_LANES(a[i] <= b[i] ? 1 : 0);
    case VM_EQUAL:
        VM_LANES(a[i] == b[i] ? 1 : 0);
    case VM_NOT_EQUAL:
        VM_LANES(a[i] != b[i] ? 1 : 0);
    case VM_SELECT:
        VM_LANES(a[i] != 0 ? b[i] : c[i]);
    case VM_NEGATE:
        VM_LANES(-a[i]);
    case VM_EXP:
        VM_LANES(real_exp(a[i]));
    case VM_LOG:
        VM_LANES(real_log(a[i]));
    case VM_SQRT:
        VM_LANES(REAL_FUNCTION(sqrt)(a[i]));
    case VM_SIN:
        VM_LANES(REAL_FUNCTION(sin)(a[i]));
    case VM_COS:
        VM_LANES(REAL_FUNCTION(cos)(a[i]));
    case VM_TANH:
        VM_LANES(real_tanh(a[i]));
    case VM_ERF:
        VM_LANES(REAL_FUNCTION(erf)(a[i]));
    case VM_ABS:
        VM_LANES(REAL_FUNCTION(fabs)(a[i]));
    case VM_LOG1P:
        VM_LANES(real_log1p(a[i]));
    case VM_EXPM1:
        VM_LANES(real_expm1(a[i]));
    case VM_COPY:
        VM_LANES(a[i]);
    default:
        break;
    }
}

/* Where a run is: the block's first lane, and what registers and index variables hold. */
struct REAL_NAME(vm_state) {
    const struct vm_run *run;
    size_t first, lanes;
    const REAL **registers; /* home of a computed vector, or the place of a loaded one */
    REAL *homes;            /* [registers * VM_BLOCK] */
    struct environment environment;
    long limits[SLOTS_MAX];
};

static REAL *vm_place(const struct REAL_NAME(vm_state) * state, const struct vm_instruction *at)
{
    REAL *array = state->run->arrays[at->array];
    size_t offset = 0;
    if (at->indexed)
        offset = (size_t)(index_value(&at->from, &state->environment) - 1) *
                 state->run->strides[at->array];
    return array + offset + state->first;
}

static REAL *vm_target(struct REAL_NAME(vm_state) * state, const struct vm_instruction *at)
{
    REAL *home = state->homes + (size_t)at->target * VM_BLOCK;
    state->registers[at->target] = home;
    return home;
}

/* Carries out one instruction; the place of the next one. */
static int vm_step(struct REAL_NAME(vm_state) * state, const struct vm_instruction *at, int place)
{
    long *slots = state->environment.slots;
    switch (at->operation) {
    case VM_LOAD:
        state->registers[at->target] = vm_place(state, at);
        break;
    case VM_STORE:
        memcpy(vm_place(state, at), state->registers[at->a], state->lanes * sizeof(REAL));
        break;
    case VM_INDEX: {
        REAL *out = vm_target(state, at), value = (REAL)index_value(&at->from, &state->environment);
        for (size_t i = 0; i < state->lanes; i++)
            out[i] = value;
        break;
    }
    case VM_LOOP:
        slots[at->slot] = index_value(&at->from, &state->environment);
        state->limits[at->slot] = index_value(&at->to, &state->environment);
        if (slots[at->slot] > state->limits[at->slot])
            return at->jump + 1;
        break;
    case VM_END:
        if (++slots[at->slot] <= state->limits[at->slot])
            return at->jump + 1;
        break;
    default: {
        const REAL *a = state->registers[at->a], *b = state->registers[at->b],
                   *c = state->registers[at->c];
        vm_lanes(at->operation, state->lanes, vm_target(state, at), a, b, c);
    }
    }
    return place + 1;
}

/* The scalars of the program, each where it is needed in every lane. */
static void vm_open(struct REAL_NAME(vm_state) * state, const struct vm_program *program)
{
    double *scalars = state->run->scratch;
    state->registers = (const REAL **)(scalars + program->scalar_count);
    state->homes = (REAL *)(state->registers + program->register_count);
    vm_run_scalars(program, state->run->uniforms, scalars);
    size_t lanes = state->run->lanes < VM_BLOCK ? state->run->lanes : VM_BLOCK;
    for (int r = 0; r < program->register_count; r++)
        state->registers[r] = state->homes;
    for (int f = 0; f < program->fill_count; f++) {
        REAL *home = state->homes + (size_t)program->fills[f].target * VM_BLOCK;
        REAL value = (REAL)scalars[program->fills[f].scalar];
        state->registers[program->fills[f].target] = home;
        for (size_t i = 0; i < lanes; i++)
            home[i] = value;
    }
}

static void vm_execute(const struct vm_program *program, const struct vm_run *run)
{
    struct REAL_NAME(vm_state) state = {.run = run};
    vm_open(&state, program);
    for (; state.first < run->lanes; state.first += VM_BLOCK) {
        size_t left = run->lanes - state.first;
        state.lanes = left < VM_BLOCK ? left : VM_BLOCK;
        for (int place = 0; place < program->instruction_count;)
            place = vm_step(&state, &program->instructions[place], place);
    }
}
