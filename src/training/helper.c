/* Work comes many times a millisecond, so both sides look for a while before they sleep. The helper's share goes to whoever
 * claims it first: on a busy machine, where the helper is not running, its owner does it and loses nothing by waiting. And where
 * the helper was stopped amid its work, it is left alone for some turns, more of them each time that it happens again. */
#include "training/helper.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <unistd.h>

#define LOOKS 4000      /* some 50 microseconds */
#define ALONE_MOST 4096 /* turns */

struct helper {
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    atomic_ulong asked, claimed,
        done; /* the turn in which work was last given out, taken, and finished by the helper */
    bool started, closing;
    int alone,
        alone_next; /* turns that the owner is to do alone, and how many after the next long wait */
    void (*work)(void *context, int share);
    void *context;
};

static inline void pause_briefly(void)
{
#if defined(__x86_64__) && defined(__GNUC__)
    __builtin_ia32_pause();
#endif
}

/* Returns when `counter` has reached `value`; whether that took so long that it slept. */
static bool wait_for(struct helper *helper, atomic_ulong *counter, unsigned long value)
{
    for (int i = 0; i < LOOKS; i++) {
        if (atomic_load_explicit(counter, memory_order_acquire) >= value)
            return false;
        pause_briefly();
    }
    pthread_mutex_lock(&helper->mutex);
    while (atomic_load(counter) < value)
        pthread_cond_wait(&helper->changed, &helper->mutex);
    pthread_mutex_unlock(&helper->mutex);
    return true;
}

/* The one who waits either sees the new value before it sleeps or is woken. */
static void advance(struct helper *helper, atomic_ulong *counter, unsigned long value)
{
    pthread_mutex_lock(&helper->mutex);
    atomic_store_explicit(counter, value, memory_order_release);
    pthread_cond_broadcast(&helper->changed);
    pthread_mutex_unlock(&helper->mutex);
}

static bool claim(struct helper *helper, unsigned long turn)
{
    unsigned long before = turn - 1;
    return atomic_compare_exchange_strong(&helper->claimed, &before, turn);
}

static void *help(void *object)
{
    struct helper *helper = object;
    for (unsigned long turn = 0;;) {
        wait_for(helper, &helper->asked, turn + 1);
        turn = atomic_load(&helper->asked);
        if (!claim(helper, turn))
            continue;
        if (helper->closing)
            return NULL;
        helper->work(helper->context, 1);
        advance(helper, &helper->done, turn);
    }
}

static void close_helper(void *object)
{
    struct helper *helper = object;
    if (helper->started) {
        helper->closing = true;
        advance(helper, &helper->asked, atomic_load(&helper->asked) + 1);
        pthread_join(helper->thread, NULL);
    }
    pthread_cond_destroy(&helper->changed);
    pthread_mutex_destroy(&helper->mutex);
}

/* Signals are for the thread that was there before. */
static void start(struct helper *helper)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    helper->started = pthread_create(&helper->thread, NULL, help, helper) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

struct helper *helper_open(struct arena *arena)
{
    if (sysconf(_SC_NPROCESSORS_ONLN) < 2)
        return NULL;
    struct helper *helper = arena_alloc(arena, sizeof *helper);
    pthread_mutex_init(&helper->mutex, NULL);
    pthread_cond_init(&helper->changed, NULL);
    arena_defer(arena, close_helper, helper);
    helper->alone_next = 1;
    start(helper);
    return helper->started ? helper : NULL;
}

/* Waits for the helper's share, and learns from how long that takes. */
static void await_helper(struct helper *helper, unsigned long turn)
{
    if (wait_for(helper, &helper->done, turn)) {
        helper->alone = helper->alone_next;
        helper->alone_next = helper->alone < ALONE_MOST ? 2 * helper->alone : ALONE_MOST;
    } else if (helper->alone_next > 1) {
        helper->alone_next--;
    }
}

void helper_share(struct helper *helper, void (*work)(void *context, int share), void *context)
{
    if (!helper || helper->alone > 0) {
        if (helper)
            helper->alone--;
        work(context, 0);
        work(context, 1);
        return;
    }
    unsigned long turn = atomic_load(&helper->asked) + 1;
    helper->work = work;
    helper->context = context;
    advance(helper, &helper->asked, turn);
    work(context, 0);
    if (claim(helper, turn))
        work(context, 1);
    else
        await_helper(helper, turn);
}
