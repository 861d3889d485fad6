/* A log line is one JSON object, whatever is put into it.
 * SPDX-License-Identifier: MIT */
#include "base/log.h"

#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"

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
