/* What the pipeline does with a body that names may be in: marks, faults, a keyed fingerprint, and
 * no trace of the body when the request is over. SPDX-License-Identifier: MIT */
#include "naming.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "names/key.h"

static char folder[] = "/tmp/safer-naming-XXXXXX";
static char body[200];
static struct request request;

static const struct operation plain = {.id = "plain"};
static const struct operation guarding = {.id = "guarding", .guards_names = true};
static const struct operation keeping = {.id = "keeping", .keeps_names = "names"};

static void start(void)
{
    char error[512] = "";
    cr_assert(mkdtemp(folder));
    cr_assert(names_start("", folder, error), "%s", error);
}

static void stop(void)
{
    char path[64];
    names_stop();
    snprintf(path, sizeof path, "%s/names-key", folder);
    unlink(path);
    rmdir(folder);
}

TestSuite(naming, .init = start, .fini = stop);

/* As far as it is known when its body has been read. */
static struct exchange exchange_with(const struct operation *operation, const char *text)
{
    snprintf(body, sizeof body, "%s", text);
    request = (struct request){.body = body, .body_length = strlen(body)};
    return (struct exchange){
        .operation = operation, .request = &request, .body = json_loads(body, 0, NULL)};
}

static void clear(struct exchange *exchange)
{
    faults_clear(&exchange->faults);
    json_decref(exchange->body);
    free(exchange->name_marks);
}

static const char both[] = "{\"names\": [\"Jane Doe\"], \"text\": \"about Jane\"}";

Test(naming, is_for_operations_that_say_so)
{
    struct exchange exchange = exchange_with(&plain, both);
    cr_expect_not(naming_is_wanted(&exchange));
    cr_assert(naming_read(&exchange));
    cr_expect_null(exchange.name_marks);
    naming_wipe(&exchange);
    cr_expect_str_eq(body, both);
    cr_expect_str_eq(json_string_value(json_object_get(exchange.body, "text")), "about Jane");
    exchange.operation = NULL;
    cr_expect_not(naming_is_wanted(&exchange));
    naming_wipe(&exchange);
    clear(&exchange);
}

Test(naming, of_texts_marks_all_of_them)
{
    struct exchange exchange = exchange_with(&guarding, both);
    cr_expect(naming_is_wanted(&exchange));
    cr_assert(naming_read(&exchange));
    cr_assert_not_null(exchange.name_marks);
    cr_expect(strstr(exchange.name_marks, "{\"pointer\":\"/names/0\",\"marks\":\""));
    cr_expect(strstr(exchange.name_marks, "{\"pointer\":\"/text\",\"marks\":\""));
    cr_expect_null(strstr(exchange.name_marks, "Jane"));
    clear(&exchange);
}

Test(naming, of_names_marks_these_alone)
{
    struct exchange exchange = exchange_with(&keeping, both);
    cr_expect(naming_is_wanted(&exchange));
    cr_assert(naming_read(&exchange));
    cr_assert_not_null(exchange.name_marks);
    cr_expect(strstr(exchange.name_marks, "[{\"pointer\":\"/names/0\",\"mark\":\""));
    cr_expect_null(strstr(exchange.name_marks, "/text"));
    cr_expect_null(strstr(exchange.name_marks, "Jane"));
    clear(&exchange);
    exchange = exchange_with(&keeping, "{\"names\": [\"12\"]}");
    cr_assert(naming_read(&exchange));
    cr_assert_eq(exchange.faults.total, 1);
    cr_expect_str_eq(exchange.faults.items[0].pointer, "/names/0");
    clear(&exchange);
}

Test(naming, has_a_fingerprint_that_needs_the_key)
{
    struct exchange exchange = exchange_with(&keeping, both);
    char ours[DIGEST_HEX_SIZE], error[512], path[64];
    cr_assert(naming_fingerprint(&exchange, "a\n", 2));
    memcpy(ours, exchange.fingerprint, sizeof ours);
    cr_assert(naming_fingerprint(&exchange, "b\n", 2));
    cr_expect_str_neq(exchange.fingerprint, ours);
    cr_assert(naming_fingerprint(&exchange, "a\n", 2));
    cr_expect_str_eq(exchange.fingerprint, ours);
    snprintf(path, sizeof path, "%s/names-key", folder);
    cr_assert_eq(unlink(path), 0);
    cr_assert(names_start("", folder, error), "%s", error);
    cr_assert(naming_fingerprint(&exchange, "a\n", 2));
    cr_expect_str_neq(exchange.fingerprint, ours);
    clear(&exchange);
}

static size_t wiped;

void explicit_bzero(void *memory, size_t length)
{
    memset(memory, 0, length);
    wiped += length;
}

Test(naming, leaves_nothing_of_the_texts_that_were_made_of_a_body)
{
    static const char text[] = "[\"Jane Doe\"]";
    static const struct operation *const kinds[] = {&guarding, &keeping, &plain, NULL};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct exchange exchange = {.operation = kinds[i], .scratch_count = 2};
        exchange.scratch[0] = strdup(text); /* the other could not be written down */
        wiped = 0;
        exchange_forget_values(&exchange);
        cr_expect_eq(wiped, i < 2 ? strlen(text) : 0, "%zu", i);
        cr_expect_eq(exchange.scratch_count, 0);
    }
}

Test(naming, leaves_nothing_of_a_body_when_the_request_is_over)
{
    static const struct operation *const both_kinds[] = {&guarding, &keeping};
    for (size_t i = 0; i < 2; i++) {
        struct exchange exchange = exchange_with(both_kinds[i], both);
        naming_wipe(&exchange);
        for (size_t at = 0; at < sizeof both; at++)
            cr_expect_eq(body[at], '\0');
        const json_t *text = json_object_get(exchange.body, "text");
        cr_expect_eq(json_string_length(text), strlen("about Jane"));
        cr_expect_str_eq(json_string_value(text), "");
        clear(&exchange);
        exchange.body = NULL; /* as when it was no JSON */
        request.body = NULL;
        request.body_length = 0;
        naming_wipe(&exchange);
    }
}
