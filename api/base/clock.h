/* The two clocks the service reads, both replaceable in tests.
 * SPDX-License-Identifier: MIT */
#pragma once

#include <stdint.h>

/* Milliseconds since 1970-01-01T00:00:00Z. */
int64_t clock_unix_ms(void);

/* Microseconds on a clock that never goes back; its zero means nothing. */
int64_t clock_monotonic_us(void);

/* Tests only: from now on both clocks stand at these values; negative values let them run again. */
void clock_fake_set(int64_t unix_ms, int64_t monotonic_us);
