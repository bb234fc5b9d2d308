/* The words of a problem file for the enumerations of problem.h: the reader and the writer share
 * them. */
#ifndef PROBLEM_WORDS_H
#define PROBLEM_WORDS_H

#define SCALES 4
static const char *const scale_words[SCALES] = {"sum", "half", "mean", "half_mean"};

#define REDUCTIONS 2
static const char *const reduction_words[REDUCTIONS] = {"mean", "sum"};

#define LOG_BASES 3
static const char *const log_base_words[LOG_BASES] = {"e", "2", "10"};

#define CONVENTIONS 3
static const char *const convention_words[CONVENTIONS] = {"plain", "half", "half_over_m"};

#endif
