/* Which formulas of the catalogue have kernels of their own (training/kernels_real.h), and which instructions they use. */
#include "training/engine_private.h"
#include "training/instructions.h"

#include <string.h>

static const struct {
    const char *name;
    enum activation_kernel kernel;
} activation_kernels[] = {
    {"linear", ACTIVATION_LINEAR},
    {"relu", ACTIVATION_RELU},
    {"leaky_relu", ACTIVATION_LEAKY_RELU},
    {"sigmoid", ACTIVATION_SIGMOID},
    {"tanh", ACTIVATION_TANH},
    {"softmax", ACTIVATION_SOFTMAX},
};

enum activation_kernel kernel_of_activation(const struct activation *activation)
{
    for (size_t i = 0; i < sizeof activation_kernels / sizeof *activation_kernels; i++)
        if (!activation->custom && strcmp(activation_kernels[i].name, activation->entry->name) == 0)
            return activation_kernels[i].kernel;
    return ACTIVATION_PROGRAM;
}

enum loss_kernel kernel_of_loss(const struct problem *problem, bool of_logits)
{
    const struct loss *loss = &problem->loss;
    if (loss->custom || loss->entry->variant != LOSS_PLAIN)
        return LOSS_PROGRAM;
    if (strcmp(loss->entry->name, "squared_error") == 0)
        return LOSS_SQUARED_ERROR;
    if (of_logits && strcmp(loss->entry->name, "binary_cross_entropy") == 0)
        return LOSS_OF_SIGMOID;
    if (of_logits && strcmp(loss->entry->name, "categorical_cross_entropy") == 0)
        return LOSS_OF_SOFTMAX;
    return LOSS_PROGRAM;
}

enum update_kernel kernel_of_update(const struct optimizer_entry *entry)
{
    if (entry == optimizer_by_name("sgd", NULL, false))
        return UPDATE_SGD;
    if (entry == optimizer_by_name("momentum", "pytorch", false))
        return UPDATE_MOMENTUM;
    if (entry == optimizer_by_name("adam", "standard", false) ||
        entry == optimizer_by_name("adamw", "standard", false))
        return UPDATE_ADAM;
    return UPDATE_PROGRAM;
}

const struct batch_functions *batch_functions_of(enum precision precision)
{
#if HAS_WIDER_INSTRUCTIONS
    if (PROCESSOR_IS_WIDER)
        return precision == PRECISION_SINGLE ? &batch_single_wide : &batch_double_wide;
#endif
    return precision == PRECISION_SINGLE ? &batch_single : &batch_double;
}
