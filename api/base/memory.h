/* Whether memory ran out while this thread worked on a request, and what is kept for that moment.
 * SPDX-License-Identifier: MIT
 *
 * A parser that finds no memory, a signature that cannot be checked for want of it, look like a
 * wrong body and a wrong token. So whoever finds none notes it here, and what was read meanwhile is
 * taken for nothing: neither a refusal that blames the client nor anything that is kept rests on
 * it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* malloc and free for jansson; a lack is noted. */
void *memory_take(size_t size);
void memory_give(void *memory);

/* Around what reads JSON: jansson 2.14 writes past its buffer when that cannot grow, so meanwhile
 * it grows into a reserve. The end says whether memory sufficed; if not, what was read is to be
 * dropped.
 */
void memory_begin_reading(void);
bool memory_end_reading(void);

void memory_note_lack(void);
bool memory_lacked(void);

/* How often this thread has found none so far: what was made between two numbers that differ may
 * not be whole. */
size_t memory_lacks(void);

/* Begins anew, with the next request. */
void memory_forget(void);
