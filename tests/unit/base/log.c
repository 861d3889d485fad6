/* A log line is one JSON object, whatever is put into it; one that cannot be written keeps nobody.
 * SPDX-License-Identifier: MIT */
#include "base/log.h"

#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <fcntl.h>
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/metrics.h"

static json_t *written(void)
{
    fflush(stderr);
    char line[20000];
    FILE *in = cr_get_redirected_stderr();
    cr_assert_not_null(fgets(line, sizeof line, in));
    json_t *value = json_loads(line, JSON_REJECT_DUPLICATES, NULL);
    cr_assert_not_null(value, "%s", line);
    return value;
}

Test(log, writes_one_object_a_line, .init = cr_redirect_stderr)
{
    clock_fake_set(1522569600123, -1);
    struct text line;
    log_open(&line, "request");
    log_string(&line, "client", "a \"quoted\"\nname");
    log_string(&line, "left_out", "");
    log_string(&line, "left_out_too", NULL);
    log_number(&line, "status", 201);
    log_close(&line);
    json_auto_t *value = written();
    cr_assert_eq(json_object_size(value), 4);
    cr_assert_str_eq(json_string_value(json_object_get(value, "time")), "2018-04-01T08:00:00.123Z");
    cr_assert_str_eq(json_string_value(json_object_get(value, "event")), "request");
    cr_assert_str_eq(json_string_value(json_object_get(value, "client")), "a \"quoted\"\nname");
    cr_assert_eq(json_integer_value(json_object_get(value, "status")), 201);
}

Test(log, cuts_a_sentence_that_is_too_long, .init = cr_redirect_stderr)
{
    char sentence[5000];
    memset(sentence, 'x', sizeof sentence - 1);
    sentence[sizeof sentence - 1] = '\0';
    log_say("note", "%s", sentence);
    json_auto_t *value = written();
    cr_assert_eq(json_string_length(json_object_get(value, "message")), 1023);
}

/* ---- What cannot be written ---------------------------------------------------------------- */

static const char *no_name(size_t number)
{
    (void)number;
    return "";
}

static long lost(void)
{
    static const char name[] = "\nsafer_log_lines_lost_total ";
    text_auto out = {0};
    metrics_write(&out, no_name);
    const char *found = strstr(out.data, name);
    cr_assert_not_null(found);
    return strtol(found + sizeof name - 1, NULL, 10);
}

static void write_to(int file)
{
    cr_assert_eq(dup2(file, STDERR_FILENO), STDERR_FILENO);
}

/* A file that is gone when it is closed. */
static int temporary(void)
{
    char path[] = "/tmp/safer-log-XXXXXX";
    const int file = mkostemp(path, O_APPEND | O_CLOEXEC);
    cr_assert_geq(file, 0);
    unlink(path);
    return file;
}

/* The next line of what was written, as JSON: NULL when it is not whole. */
static json_t *next_line(FILE *in)
{
    char line[20000];
    cr_assert_not_null(fgets(line, sizeof line, in), "there is no further line");
    return json_loads(line, JSON_REJECT_DUPLICATES, NULL);
}

static void expect_event(FILE *in, const char *event, json_int_t number)
{
    json_auto_t *line = next_line(in);
    cr_assert_not_null(line);
    cr_assert_str_eq(json_string_value(json_object_get(line, "event")), event);
    if (number)
        cr_assert_eq(json_integer_value(json_object_get(line, "lines")), number);
}

Test(log, counts_what_a_full_disk_took_and_says_so_when_there_is_room)
{
    const int full = open("/dev/full", O_WRONLY | O_CLOEXEC), file = temporary();
    write_to(full);
    log_start();
    for (int i = 0; i < 3; i++)
        log_say("note", "nobody reads this");
    cr_assert_eq(lost(), 3);
    log_stop();
    write_to(file);
    log_start();
    log_say("first", "there is room");
    log_say("second", "there is still");
    cr_assert_eq(lost(), 3);
    FILE *in = fdopen(file, "r");
    rewind(in);
    expect_event(in, "log_lines_lost", 3);
    expect_event(in, "first", 0);
    expect_event(in, "second", 0);
    cr_assert_eq(fgetc(in), EOF);
}

Test(log, leaves_a_line_that_was_cut_off_on_a_line_of_its_own)
{
    const int file = temporary();
    (void)signal(SIGXFSZ, SIG_IGN);
    write_to(file);
    log_start();
    log_say("whole", "a line");
    const rlim_t length = (rlim_t)lseek(file, 0, SEEK_END);
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){.rlim_cur = length + 20, .rlim_max = RLIM_INFINITY});
    log_say("torn", "twenty bytes of it are written");
    log_say("lost", "and none of this");
    cr_assert_eq(lost(), 2);
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){.rlim_cur = RLIM_INFINITY, .rlim_max = RLIM_INFINITY});
    log_say("last", "a line");
    FILE *in = fdopen(file, "r");
    rewind(in);
    expect_event(in, "whole", 0);
    cr_assert_null(next_line(in));
    expect_event(in, "log_lines_lost", 2);
    expect_event(in, "last", 0);
    cr_assert_eq(fgetc(in), EOF);
}

/* Fills what nobody reads, reads it, and looks for the word of what is missing. */
static void fill_and_read(int reader)
{
    char sentence[600];
    memset(sentence, 'x', sizeof sentence - 1);
    sentence[sizeof sentence - 1] = '\0';
    log_start();
    for (int i = 0; i < 3000; i++)
        log_say("note", "%s", sentence);
    const long missing = lost();
    cr_assert(missing > 0 && missing < 3000, "%ld were lost", missing);
    int flags = fcntl(STDERR_FILENO, F_GETFL);
    cr_assert_not(flags & O_NONBLOCK, "standard error was changed for others too");

    fcntl(reader, F_SETFL, O_NONBLOCK);
    FILE *in = fdopen(reader, "r");
    long whole = 0, said = 0;
    for (char line[20000]; fgets(line, sizeof line, in);) {
        json_auto_t *value = json_loads(line, 0, NULL);
        const char *event = value ? json_string_value(json_object_get(value, "event")) : "";
        whole += strcmp(event, "note") == 0;
        said += (long)json_integer_value(json_object_get(value, "lines"));
    }
    cr_assert_eq(whole, 3000 - missing, "%ld are whole, %ld were lost", whole, missing);
    clearerr(in);
    log_say("first", "there is room");
    cr_assert_eq(lost(), missing);
    json_auto_t *line = next_line(in);
    if (!line) /* the end of one that was cut off */
        line = next_line(in);
    said += (long)json_integer_value(json_object_get(line, "lines"));
    cr_assert_eq(said, missing, "%ld of %ld lost lines were told", said, missing);
    expect_event(in, "first", 0);
}

Test(log, waits_for_no_pipe_that_nobody_reads, .timeout = 60)
{
    int ends[2];
    cr_assert_eq(pipe2(ends, O_CLOEXEC), 0);
    write_to(ends[1]);
    fill_and_read(ends[0]);
}

Test(log, waits_for_no_socket_that_nobody_reads, .timeout = 60)
{
    int ends[2];
    cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
    write_to(ends[1]);
    fill_and_read(ends[0]);
}

Test(log, goes_on_when_its_reader_has_left)
{
    int ends[2];
    cr_assert_eq(pipe2(ends, O_CLOEXEC), 0);
    (void)signal(SIGPIPE, SIG_IGN);
    write_to(ends[1]);
    close(ends[1]);
    log_start();
    log_say("note", "somebody reads");
    cr_assert_eq(lost(), 0);
    close(ends[0]);
    log_say("note", "nobody reads");
    cr_assert_eq(lost(), 1);
}
