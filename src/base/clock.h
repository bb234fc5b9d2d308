/* The time that passes, for reports of speed. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

/* Seconds since some moment in the past; they never run backwards. */
double clock_seconds(void);

#endif
