/* posix_spawn and pipes.
 * SPDX-License-Identifier: MIT */
#include "support/program.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/wire.h"

enum { ARGUMENTS_MAX = 24, RUN_SECONDS = 60 };

extern char **environ;

/* Like a shell's `exec "$@"`, but ending with whoever started it: a test that failed says nothing
 * more. */
static pid_t spawn(const char *const *arguments, const char *const *environment, int output)
{
    const char *all[ARGUMENTS_MAX] = {"setpriv", "--pdeathsig", "TERM"};
    size_t count = 3;
    for (size_t i = 0; arguments[i]; i++) {
        cr_assert_lt(count, (size_t)ARGUMENTS_MAX - 1);
        all[count++] = arguments[i];
    }
    posix_spawn_file_actions_t actions;
    pid_t process = 0;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, output, 1);
    posix_spawn_file_actions_adddup2(&actions, output, 2);
    const int fault = posix_spawnp(&process, all[0], &actions, NULL, (char *const *)all,
                                   environment ? (char *const *)environment : environ);
    posix_spawn_file_actions_destroy(&actions);
    cr_assert_eq(fault, 0, "cannot start %s: %s", arguments[0], strerror(fault));
    return process;
}

static int exit_status(int status)
{
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

char *program_run(const char *const *arguments, const char *const *environment, int *status)
{
    int ends[2];
    cr_assert_eq(pipe2(ends, O_CLOEXEC), 0);
    const pid_t process = spawn(arguments, environment, ends[1]);
    close(ends[1]);
    size_t length = 0, room = 65536;
    char *text = malloc(room);
    cr_assert_not_null(text);
    for (ssize_t got; (got = read(ends[0], text + length, room - length - 1)) > 0;) {
        length += (size_t)got;
        if (room - length < 4096) {
            room *= 2;
            text = realloc(text, room);
            cr_assert_not_null(text);
        }
    }
    text[length] = '\0';
    close(ends[0]);
    *status = program_wait(process, RUN_SECONDS);
    return text;
}

pid_t program_start(const char *const *arguments, const char *const *environment, const char *log)
{
    const int output = open(log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    cr_assert_geq(output, 0, "cannot open %s", log);
    const pid_t process = spawn(arguments, environment, output);
    close(output);
    return process;
}

int program_wait(pid_t process, double seconds)
{
    const double deadline = now_seconds() + seconds;
    int status = 0;
    while (waitpid(process, &status, WNOHANG) != process) {
        if (now_seconds() > deadline) {
            kill(process, SIGKILL);
            waitpid(process, &status, 0);
            return -1;
        }
        breathe();
    }
    return exit_status(status);
}
