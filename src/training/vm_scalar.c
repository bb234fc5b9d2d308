/* The part of a program that is the same in every lane, and programs that have no other. */
#include "training/vm_private.h"

#include <math.h>

double vm_scalar(enum vm_operation operation, double a, double b, double c)
{
    switch (operation) {
    case VM_ADD:
        return a + b;
    case VM_SUBTRACT:
        return a - b;
    case VM_MULTIPLY:
    case VM_SCALE:
        return a == 0 || b == 0 ? 0 : a * b;
    case VM_DIVIDE:
        return a / b;
    case VM_POWER:
        return pow(a, b);
    case VM_MAXIMUM:
        return a < b ? b : a;
    case VM_MINIMUM:
        return a > b ? b : a;
    case VM_LESS:
        return a < b;
    case VM_LESS_EQUAL:
        return a <= b;
    case VM_EQUAL:
        return a == b;
    case VM_NOT_EQUAL:
        return a != b;
    case VM_SELECT:
        return a != 0 ? b : c;
    case VM_NEGATE:
        return -a;
    case VM_EXP:
        return exp(a);
    case VM_LOG:
        return log(a);
    case VM_SQRT:
        return sqrt(a);
    case VM_SIN:
        return sin(a);
    case VM_COS:
        return cos(a);
    case VM_TANH:
        return tanh(a);
    case VM_ERF:
        return erf(a);
    case VM_ABS:
        return fabs(a);
    case VM_LOG1P:
        return log1p(a);
    case VM_EXPM1:
        return expm1(a);
    default:
        return a;
    }
}

void vm_run_scalars(const struct vm_program *program, const double *uniforms, double *scalars)
{
    for (int i = 0; i < program->scalar_count; i++) {
        const struct vm_instruction *at = &program->scalars[i];
        if (at->operation == VM_CONSTANT)
            scalars[i] = at->number;
        else if (at->operation == VM_UNIFORM)
            scalars[i] = uniforms[at->array];
        else
            scalars[i] = vm_scalar(at->operation, scalars[at->a], scalars[at->b], scalars[at->c]);
    }
}

void vm_run_uniform(const struct vm_program *program, const double *uniforms, void *scratch,
                    double *results)
{
    double *scalars = scratch;
    vm_run_scalars(program, uniforms, scalars);
    for (int i = 0; i < program->assignment_count; i++)
        results[i] = scalars[program->results[i]];
}
