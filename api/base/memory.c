/* Whether memory ran out while this thread worked on a request, and what is kept for that moment.
 * SPDX-License-Identifier: MIT */
#include "base/memory.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>

/* Enough for one string of a mebibyte that grows by doubling; costs nothing until it is touched. */
#define RESERVE_SIZE ((size_t)4 * 1024 * 1024 + 65536)
#define ALIGNMENT 16

static _Alignas(ALIGNMENT) char reserve[RESERVE_SIZE];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static size_t used, holders; /* of the reserve */
static _Thread_local bool lacked, reading;
static _Thread_local size_t lacks, lacks_before; /* in all, and when reading began */

static void *take_of_reserve(size_t size)
{
    const size_t whole = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    void *memory = NULL;
    pthread_mutex_lock(&lock);
    if (whole <= RESERVE_SIZE - used) {
        memory = reserve + used;
        used += whole;
        holders++;
    }
    pthread_mutex_unlock(&lock);
    if (!memory)
        abort(); /* better than what jansson would do */
    return memory;
}

void *memory_take(size_t size)
{
    void *memory = malloc(size);
    if (memory)
        return memory;
    memory_note_lack();
    /* Of all that jansson takes, only its growing buffer is a power of two each time: whatever else
     * it takes it can do without, and the sooner it gives up the better. */
    const bool grows = size >= 32 && (size & (size - 1)) == 0;
    return reading && grows ? take_of_reserve(size) : NULL;
}

void memory_give(void *memory)
{
    const uintptr_t at = (uintptr_t)memory, start = (uintptr_t)reserve;
    if (at < start || at >= start + RESERVE_SIZE) {
        free(memory);
        return;
    }
    pthread_mutex_lock(&lock);
    if (--holders == 0)
        used = 0;
    pthread_mutex_unlock(&lock);
}

void memory_begin_reading(void)
{
    reading = true;
    lacks_before = lacks;
}

bool memory_end_reading(void)
{
    reading = false;
    return lacks == lacks_before;
}

void memory_note_lack(void)
{
    lacked = true;
    lacks++;
}

size_t memory_lacks(void)
{
    return lacks;
}

bool memory_lacked(void)
{
    return lacked;
}

void memory_forget(void)
{
    lacked = false;
}
