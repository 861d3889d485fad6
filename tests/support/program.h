/* Runs a program to its end, or starts one that goes on.
 * SPDX-License-Identifier: MIT */
#pragma once

#include <sys/types.h>

/* Runs a program (found by PATH) with exactly this environment, or with the test's own when that is
 * NULL; both end with NULL. `*status` is its exit status, 128 + N when signal N ended it. Returns
 * what it wrote to standard output and standard error, which the caller frees. */
char *program_run(const char *const *arguments, const char *const *environment, int *status);

/* Starts it and returns at once; both outputs go to the file `log`. It ends with the test. */
pid_t program_start(const char *const *arguments, const char *const *environment, const char *log);

/* Waits for its end, so many seconds at most, and returns the exit status as above; -1 when the
 * time was over, and the program was killed. */
int program_wait(pid_t process, double seconds);
