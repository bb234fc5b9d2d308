/* Vector instructions that not every processor of a kind has: functions between BEGIN_WIDER_INSTRUCTIONS and
 * END_WIDER_INSTRUCTIONS use them, where HAS_WIDER_INSTRUCTIONS, and are to be called only if PROCESSOR_IS_WIDER. No
 * instruction that multiplies and adds in one rounding is among them: results have the same bits with them and without.
 * Headers of others are included before. */
#ifndef TRAINING_INSTRUCTIONS_H
#define TRAINING_INSTRUCTIONS_H

#if defined(__x86_64__) && defined(__GNUC__)
#define HAS_WIDER_INSTRUCTIONS 1
#define PROCESSOR_IS_WIDER __builtin_cpu_supports("avx2")
#ifdef __clang__
#define BEGIN_WIDER_INSTRUCTIONS                                                                   \
    _Pragma("clang attribute push(__attribute__((target(\"avx2\"))), apply_to = function)")
#define END_WIDER_INSTRUCTIONS _Pragma("clang attribute pop")
#else
#define BEGIN_WIDER_INSTRUCTIONS _Pragma("GCC push_options") _Pragma("GCC target(\"avx2\")")
#define END_WIDER_INSTRUCTIONS _Pragma("GCC pop_options")
#endif
#else
#define HAS_WIDER_INSTRUCTIONS 0
#define PROCESSOR_IS_WIDER 0
#endif

#endif
