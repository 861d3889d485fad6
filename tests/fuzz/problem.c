/* A refusal is a problem document whatever it has to say, and says it word for word.
 * SPDX-License-Identifier: MIT
 *
 * An input is a slug, a line end, a request target, a line end, and a sentence. */
#include "http/problem.h"

#include <jansson.h>
#include <string.h>

#include "fuzz.h"

static const char *member(const json_t *problem, const char *name)
{
    return json_string_value(json_object_get(problem, name));
}

static void check_document(const struct response *response, const char *sentence)
{
    json_auto_t *problem =
        json_loadb(response->body.data, response->body.length, JSON_REJECT_DUPLICATES, NULL);
    hold(json_is_object(problem));
    const char *type = member(problem, "type"), *detail = member(problem, "detail");
    hold(type && strncmp(type, "/problems/", 10) == 0);
    const struct problem_type *row = problem_find(type + 10);
    hold(row && row->status == response->status);
    hold(json_integer_value(json_object_get(problem, "status")) == row->status);
    hold(detail && strcmp(detail, *sentence ? sentence : row->explanation) == 0);
    for (const char *c = member(problem, "instance"); *c; c++)
        hold(*c > ' ' && *c < 0x7f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct piece rest = fuzz_whole(data, size);
    if (fuzz_has_nul(rest) || !fuzz_is_utf8(rest.bytes, rest.length))
        return -1;
    free_auto char *slug = fuzz_text(fuzz_line(&rest));
    free_auto char *target = fuzz_text(fuzz_line(&rest));
    free_auto char *sentence = fuzz_text(rest);
    const struct request request = {
        .target = target, .path_length = strcspn(target, "?"), .id = "request-1"};
    struct response response = {0};
    struct refusal refusal = {0};
    refusal_set(&refusal, slug, sentence);
    problem_write(&refusal, &request, &response);
    hold(!response_failed(&response));
    check_document(&response, sentence);
    refusal_clear(&refusal);
    response_clear(&response);
    return 0;
}
