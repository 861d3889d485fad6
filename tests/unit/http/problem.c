/* Every refusal is a problem document of a type that is documented.
 * SPDX-License-Identifier: MIT */
#include "http/problem.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <string.h>

static const struct request request = {
    .target = "/v1/contributions?x=1", .path_length = 17, .id = "r-1"};

static json_t *document(const char *slug, const char *sentence, const char *members,
                        struct response *response)
{
    struct refusal refusal = {0};
    refusal_set(&refusal, slug, sentence);
    if (members)
        text_add_string(&refusal.members, members);
    refusal.retry_after = strcmp(slug, "busy") == 0 ? 7 : 0;
    problem_write(&refusal, &request, response);
    refusal_clear(&refusal);
    json_t *value = json_loads(response->body.data, JSON_REJECT_DUPLICATES, NULL);
    cr_assert_not_null(value, "%s", response->body.data);
    return value;
}

Test(problem, says_all_that_rfc_9457_asks)
{
    struct response response = {0};
    json_auto_t *value = document("duplicate-reference", "Posted \"before\".",
                                  "\"existing\":{\"id\":\"x\"}", &response);
    cr_assert_eq(response.status, 409);
    cr_assert_str_eq(response.media_type, "application/problem+json");
    cr_assert_str_eq(json_string_value(json_object_get(value, "type")),
                     "/problems/duplicate-reference");
    cr_assert_str_eq(json_string_value(json_object_get(value, "detail")), "Posted \"before\".");
    cr_assert_str_eq(json_string_value(json_object_get(value, "instance")), "/v1/contributions");
    cr_assert_str_eq(json_string_value(json_object_get(value, "request_id")), "r-1");
    cr_assert_eq(json_integer_value(json_object_get(value, "status")), 409);
    cr_assert(json_object_get(json_object_get(value, "existing"), "id"));
    response_clear(&response);
}

Test(problem, explains_itself_when_nothing_more_is_known)
{
    struct response response = {0};
    json_auto_t *value = document("busy", NULL, NULL, &response);
    cr_assert_gt(json_string_length(json_object_get(value, "detail")), 10);
    cr_assert_str_eq(response_header_value(&response, "Retry-After"), "7");
    cr_assert_str_eq(response_header_value(&response, "Cache-Control"), "no-store");
    response_clear(&response);
}

Test(problem, that_is_not_known_is_an_internal_error)
{
    struct response response = {0};
    json_auto_t *value = document("no-such-slug", NULL, NULL, &response);
    cr_assert_eq(response.status, 500);
    cr_assert_str_eq(json_string_value(json_object_get(value, "type")), "/problems/internal-error");
    response_clear(&response);
}

Test(problem, asks_for_a_token_where_one_is_missing_or_bad)
{
    struct response response = {0};
    json_decref(document("authentication-required", NULL, NULL, &response));
    cr_assert_str_eq(response_header_value(&response, "WWW-Authenticate"),
                     "Bearer realm=\"safer-communities\"");
    json_decref(document("invalid-token", NULL, NULL, &response));
    cr_assert(strstr(response_header_value(&response, "WWW-Authenticate"), "invalid_token"));
    response_clear(&response);
}
