/* The schema checker: each fault's place, code and sentence; what it refuses to compile; its
 * limits. SPDX-License-Identifier: MIT */
#include "contract/schema.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* The body of a contribution, as the contract has it, with words for each member. */
static const char contribution[] =
    "{\"type\":\"object\",\"additionalProperties\":false,"
    "\"required\":[\"fund\",\"financial_year\",\"amount_pence\",\"received_on\"],"
    "\"properties\":{"
    "\"fund\":{\"$ref\":\"#/$defs/slug\",\"description\":\"the fund paid into\"},"
    "\"financial_year\":{\"type\":\"string\",\"format\":\"financial-year\"},"
    "\"amount_pence\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":1000000000000,"
    "\"description\":\"a whole number of pence, \\u00a316,000.00 is 1600000\"},"
    "\"received_on\":{\"type\":\"string\",\"format\":\"date\"},"
    "\"note\":{\"type\":[\"string\",\"null\"],\"maxLength\":5}},"
    "\"$defs\":{\"slug\":{\"type\":\"string\",\"pattern\":\"^[a-z0-9-]+$\","
    "\"description\":\"a short name\"}}}";

static struct schema *compile(const char *text)
{
    char error[SCHEMA_ERROR_MAX] = "";
    struct schema *const schema = schema_new(text, error);
    cr_assert(schema != NULL, "%s\n  %s", text, error);
    return schema;
}

static json_t *parse(const char *text)
{
    json_error_t error;
    json_t *const value = json_loads(text, JSON_DECODE_ANY, &error);
    cr_assert(value != NULL, "%s: %s", text, error.text);
    return value;
}

/* All faults of a value, "pointer code sentence\n" for each; "" for none. */
static const char *faults_of(const char *schema_text, const char *value_text)
{
    static char told[200 * 1024];
    told[0] = '\0';
    struct schema *const schema = compile(schema_text);
    json_auto_t *value = parse(value_text);
    faults_auto_t faults = {0};
    const bool good = schema_check(schema, value, "", NULL, &faults);
    cr_expect(good == (faults.total == 0), "%s", value_text);
    size_t length = 0;
    for (size_t i = 0; i < faults.count; i++) {
        const struct fault *const fault = &faults.items[i];
        length += (size_t)snprintf(told + length, sizeof told - length, "%s %s %s\n",
                                   fault->pointer, fault->code, fault->detail);
    }
    schema_free(schema);
    return told;
}

struct row {
    const char *schema, *value, *faults;
};

static void check_rows(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *const told = faults_of(rows[i].schema, rows[i].value);
        cr_expect(strcmp(told, rows[i].faults) == 0, "%s against %s\n  gave: %s\n  not:  %s",
                  rows[i].value, rows[i].schema, told, rows[i].faults);
    }
}

#define CHECK_ROWS(...)                                                                            \
    do {                                                                                           \
        static const struct row rows[] = {__VA_ARGS__};                                            \
        check_rows(rows, sizeof rows / sizeof rows[0]);                                            \
    } while (0)

/* ---- sentences ---- */

Test(schema, a_right_contribution_has_no_faults)
{
    CHECK_ROWS({contribution,
                "{\"fund\":\"kcst-pooled-budget\",\"financial_year\":\"2018/19\","
                "\"amount_pence\":1600000,\"received_on\":\"2018-04-30\",\"note\":null}",
                ""});
}

Test(schema, every_fault_of_a_body_is_told_not_the_first_only)
{
    CHECK_ROWS({contribution,
                "{\"fund\":\"KCST\",\"financial_year\":\"2018/20\",\"amount_pence\":\"16,000\","
                "\"note\":\"too long\",\"amout_pence\":1}",
                "/fund pattern is not written as expected: the fund paid into\n"
                "/financial_year format must be a financial year like 2018/19, the second year "
                "following the first\n"
                "/amount_pence type must be a whole number, not text: a whole number of pence, "
                "£16,000.00 is 1600000\n"
                "/note too_long must be at most 5 characters long, not 8\n"
                "/amout_pence unknown \"amout_pence\" is not known here; did you mean "
                "\"amount_pence\"?\n"
                "/received_on required is missing\n"});
}

Test(schema, an_integer_is_written_without_a_decimal_point)
{
    static const char sentence[] =
        "/amount_pence type must be a whole number written without a decimal point: a whole number "
        "of pence, £16,000.00 is 1600000\n";
    static const char *const written[] = {"16000.00", "16000.0", "1e3", "1E0"};
    for (size_t i = 0; i < sizeof written / sizeof written[0]; i++) {
        char body[200];
        snprintf(body, sizeof body,
                 "{\"fund\":\"a\",\"financial_year\":\"2018/19\",\"received_on\":\"2018-04-30\","
                 "\"amount_pence\":%s}",
                 written[i]);
        cr_expect_str_eq(faults_of(contribution, body), sentence);
    }
}

Test(schema, a_missing_member_is_told_at_its_own_pointer_with_its_description)
{
    CHECK_ROWS({contribution, "{}",
                "/fund required is missing: the fund paid into\n"
                "/financial_year required is missing\n"
                "/amount_pence required is missing: a whole number of pence, £16,000.00 is "
                "1600000\n"
                "/received_on required is missing\n"},
               {"{\"required\":[\"a/b~c\"],\"properties\":{\"a/b~c\":{\"$ref\":\"#/$defs/x\"}},"
                "\"$defs\":{\"x\":{\"description\":\"what it is\"}}}",
                "{}", "/a~1b~0c required is missing: what it is\n"});
}

Test(schema, a_type_is_told_in_plain_words_without_the_value)
{
    CHECK_ROWS(
        {"{\"type\":\"object\"}", "[]", " type must be an object, not a list\n"},
        {"{\"type\":\"array\"}", "{}", " type must be a list, not an object\n"},
        {"{\"type\":\"string\"}", "1", " type must be text, not a whole number\n"},
        {"{\"type\":\"string\"}", "1.5", " type must be text, not a number with a decimal point\n"},
        {"{\"type\":\"boolean\"}", "\"yes\"", " type must be true or false, not text\n"},
        {"{\"type\":\"null\"}", "false", " type must be null, not true or false\n"},
        {"{\"type\":\"number\"}", "null", " type must be a number, not null\n"},
        {"{\"type\":\"number\"}", "1", ""}, {"{\"type\":\"number\"}", "1.5", ""},
        {"{\"type\":[\"integer\",\"null\"]}", "1.5",
         " type must be a whole number or null, not a number with a decimal point\n"},
        {"{\"type\":[\"null\",\"integer\",\"number\",\"string\"]}", "[]",
         " type must be text, a number or null, not a list\n"});
}

Test(schema, an_unknown_member_is_named_with_what_was_probably_meant)
{
#define MEMBERS(more)                                                                              \
    "{\"additionalProperties\":false,\"properties\":{\"note\":{},\"amount_pence\":{}" more "}}"
    CHECK_ROWS(
        {MEMBERS(""), "{\"note\":1,\"amount_pence\":2}", ""},
        {MEMBERS(""), "{\"ntoe\":1}",
         "/ntoe unknown \"ntoe\" is not known here; did you mean \"note\"?\n"},
        {MEMBERS(""), "{\"Note\":1}",
         "/Note unknown \"Note\" is not known here; did you mean \"note\"?\n"},
        {MEMBERS(""), "{\"amount\":1}",
         "/amount unknown \"amount\" is not known here; did you mean \"amount_pence\"?\n"},
        {MEMBERS(""), "{\"amountpenc\":1}",
         "/amountpenc unknown \"amountpenc\" is not known here; did you mean \"amount_pence\"?\n"},
        {MEMBERS(""), "{\"partner\":1}",
         "/partner unknown \"partner\" is not known here; known: \"note\" or \"amount_pence\"\n"},
        {MEMBERS(""), "{\"no\":1}",
         "/no unknown \"no\" is not known here; known: \"note\" or \"amount_pence\"\n"},
        {MEMBERS(""), "{\"\":1}",
         "/ unknown \"\" is not known here; known: \"note\" or \"amount_pence\"\n"},
        {"{\"additionalProperties\":false}", "{\"a\":1}", "/a unknown \"a\" is not known here\n"});
#undef MEMBERS
}

Test(schema, the_name_of_an_unknown_member_is_escaped_and_cut)
{
    CHECK_ROWS(
        {"{\"additionalProperties\":false}", "{\"a/b~c \\\"x\\\\\":1}",
         "/a~1b~0c \"x\\ unknown \"a/b~c \\\"x\\\\\" is not known here\n"},
        {"{\"additionalProperties\":false}", "{\"\\u001b[2J\\u202e\\u0085\":1}",
         "/\uFFFD[2J\uFFFD\uFFFD unknown \"\\u001B[2J\\u202E\\u0085\" is not known here\n"},
        {"{\"additionalProperties\":false}",
         "{\"££££££££££££££££££££££££££££££££££££££££££££££££££££££££££££££££££££££\":1}",
         "/££££££££££££££££££££££££££££££££££££££££££££££££££££££££££££… unknown "
         "\"££££££££££££££££££££££££££££££££££££££££££££££££££££££££££££…\" is not known here\n"});
}

Test(schema, a_long_name_costs_no_long_answer)
{
    static char body[900 * 1024];
    memset(body, 'x', sizeof body - 1);
    memcpy(body, "{\"", 2);
    memcpy(body + sizeof body - 5, "\":1}", 5);
    cr_expect(strlen(faults_of(contribution, body)) < 1000);
}

Test(schema, text_is_counted_in_characters)
{
    CHECK_ROWS(
        {"{\"minLength\":2,\"maxLength\":3}", "\"££\"", ""},
        {"{\"minLength\":2,\"maxLength\":3}", "\"🚒🚒🚒\"", ""},
        {"{\"minLength\":2,\"maxLength\":3}", "\"£\"",
         " too_short must be at least 2 characters long, not 1\n"},
        {"{\"minLength\":2,\"maxLength\":3}", "\"🚒🚒🚒🚒\"",
         " too_long must be at most 3 characters long, not 4\n"},
        {"{\"maxLength\":1}", "\"££\"", " too_long must be at most 1 character long, not 2\n"},
        {"{\"minLength\":1}", "\"\"", " too_short must not be empty\n"},
        {"{\"minLength\":1,\"maxLength\":3}", "5", ""});
}

Test(schema, numbers_keep_to_their_limits_exactly)
{
    CHECK_ROWS(
        {"{\"minimum\":1,\"maximum\":3}", "0", " minimum must be at least 1\n"},
        {"{\"minimum\":1,\"maximum\":3}", "3.1", " maximum must be at most 3\n"},
        {"{\"minimum\":1,\"maximum\":3}", "3", ""},
        {"{\"exclusiveMinimum\":0}", "0", " minimum must be more than 0\n"},
        {"{\"exclusiveMaximum\":2.5}", "2.5", " maximum must be less than 2.5\n"},
        {"{\"maximum\":9007199254740992}", "9007199254740993",
         " maximum must be at most 9007199254740992\n"},
        {"{\"maximum\":9223372036854775806}", "9223372036854775807",
         " maximum must be at most 9223372036854775806\n"},
        {"{\"maximum\":9223372036854775807}", "9223372036854775808.0",
         " maximum must be at most 9223372036854775807\n"},
        {"{\"minimum\":-9223372036854775807}", "-1e30",
         " minimum must be at least -9223372036854775807\n"},
        {"{\"maximum\":1e300}", "9223372036854775807", ""},
        {"{\"minimum\":1.5}", "1", " minimum must be at least 1.5\n"},
        {"{\"maximum\":-1.5}", "-1", " maximum must be at most -1.5\n"},
        {"{\"multipleOf\":100}", "150", " multiple_of must be a multiple of 100\n"},
        {"{\"multipleOf\":0.01}", "0.07", ""},
        {"{\"multipleOf\":0.01}", "0.075", " multiple_of must be a multiple of 0.01\n"},
        {"{\"multipleOf\":1e-300}", "1e300", " multiple_of must be a multiple of 1e-300\n"},
        {"{\"multipleOf\":3}", "-9223372036854775807", " multiple_of must be a multiple of 3\n"});
}

Test(schema, lists_and_objects_keep_to_their_sizes)
{
    CHECK_ROWS(
        {"{\"minItems\":1,\"maxItems\":2}", "[]", " too_few must have at least 1 item, not 0\n"},
        {"{\"minItems\":1,\"maxItems\":2}", "[1,2,3]",
         " too_many must have at most 2 items, not 3\n"},
        {"{\"minProperties\":2}", "{\"a\":1}", " too_few must have at least 2 members, not 1\n"},
        {"{\"maxProperties\":1}", "{\"a\":1,\"b\":2}",
         " too_many must have at most 1 member, not 2\n"});
}

Test(schema, a_repeated_item_is_told_where_it_stands_again)
{
    CHECK_ROWS(
        {"{\"uniqueItems\":true}", "[\"kcc\",\"kfrs\",\"kcc\",\"kcc\"]",
         "/2 not_unique repeats an item before it\n"
         "/3 not_unique repeats an item before it\n"},
        {"{\"uniqueItems\":true}", "[{\"a\":1,\"b\":[1]},{\"b\":[1.0],\"a\":1.0}]",
         "/1 not_unique repeats an item before it\n"},
        {"{\"uniqueItems\":true}", "[1,\"1\",true,[1],{\"a\":1},{\"a\":2},null,0,false]", ""},
        {"{\"uniqueItems\":false}", "[1,1]", ""});
}

Test(schema, a_choice_is_told_with_all_that_may_be_chosen)
{
    CHECK_ROWS({"{\"enum\":[\"a\",2,null]}", "\"b\"", " enum must be one of \"a\", 2 or null\n"},
               {"{\"enum\":[\"a\",\"b\"]}", "\"c\"", " enum must be one of \"a\" or \"b\"\n"},
               {"{\"enum\":[\"memorandum\"]}", "\"c\"", " enum must be \"memorandum\"\n"},
               {"{\"enum\":[1.5,true,[1],{}]}", "0",
                " enum must be one of 1.5, true, a list or an object\n"},
               {"{\"enum\":[1]}", "1.0", ""},
               {"{\"const\":\"GBP\"}", "\"EUR\"", " const must be \"GBP\"\n"});
}

Test(schema, a_long_choice_is_cut)
{
    char text[4096] = "{\"enum\":[";
    size_t length = strlen(text);
    for (int i = 0; i < 200; i++)
        length += (size_t)snprintf(text + length, sizeof text - length, "\"choice-%03d\",", i);
    snprintf(text + length - 1, sizeof text - length + 1, "]}");
    const char *const told = faults_of(text, "1");
    cr_expect(strlen(told) < 450, "%zu", strlen(told));
    cr_expect_str_eq(told + strlen(told) - strlen(", …\n"), ", …\n");
}

Test(schema, a_pattern_without_a_description_is_shown_itself)
{
    CHECK_ROWS({"{\"pattern\":\"^[a-z]+$\"}", "\"A\"",
                " pattern is not written as expected, which is by the pattern ^[a-z]+$\n"},
               {"{\"pattern\":\"^[a-z]+$\"}", "\"a\\n\"",
                " pattern is not written as expected, which is by the pattern ^[a-z]+$\n"},
               {"{\"pattern\":\"b\"}", "\"abc\"", ""}, {"{\"pattern\":\"^.$\"}", "\"🚒\"", ""},
               {"{\"pattern\":\"^\\\\u00a3$\"}", "\"£\"", ""});
}

Test(schema, a_text_of_a_format_is_told_what_the_format_is)
{
    CHECK_ROWS({"{\"format\":\"date\",\"maxLength\":3,\"description\":\"the day\"}",
                "\"30/04/2018\"",
                " format must be a date that exists, written like 2018-04-30: the day\n"},
               {"{\"format\":\"date\"}", "5", ""});
}

/* ---- combinations ---- */

Test(schema, of_several_forms_the_only_one_meant_tells_its_faults)
{
#define NULLABLE                                                                                   \
    "{\"anyOf\":[{\"type\":\"null\"},{\"$ref\":\"#/$defs/day\"}],"                                 \
    "\"$defs\":{\"day\":{\"type\":\"string\",\"format\":\"date\"}}}"
    CHECK_ROWS({NULLABLE, "null", ""}, {NULLABLE, "\"2018-04-30\"", ""},
               {NULLABLE, "\"2018-04-31\"",
                " format must be a date that exists, written like 2018-04-30\n"},
               {NULLABLE, "5", " type must be text or null, not a whole number\n"},
               {"{\"oneOf\":[{\"minimum\":5},{\"multipleOf\":2}],\"description\":\"how many\"}",
                "3", " no_match has none of the forms allowed here: how many\n"},
               {"{\"oneOf\":[{\"minimum\":5},{\"multipleOf\":2}]}", "6",
                " several_match has more than one of the forms of which it must have one\n"},
               {"{\"oneOf\":[{\"minimum\":5},{\"multipleOf\":2}]}", "4", ""},
               {"{\"oneOf\":[false,{\"const\":4}]}", "5", " const must be 4\n"});
#undef NULLABLE
}

Test(schema, branches_that_agree_tell_a_fault_once)
{
    CHECK_ROWS({"{\"allOf\":[{\"type\":\"object\"},{\"type\":\"object\"}]}", "1",
                " type must be an object, not a whole number\n"});
}

Test(schema, a_condition_tells_what_follows_from_it)
{
#define DEPENDS                                                                                    \
    "{\"if\":{\"required\":[\"a\"]},\"then\":{\"required\":[\"b\"]},"                              \
    "\"else\":{\"required\":[\"c\"]}}"
    CHECK_ROWS(
        {DEPENDS, "{\"a\":1}", "/b required is missing\n"},
        {DEPENDS, "{}", "/c required is missing\n"}, {DEPENDS, "{\"a\":1,\"b\":1}", ""},
        {"{\"not\":{\"type\":\"string\"}}", "\"x\"",
         " not_allowed has a form that is not allowed here\n"},
        {"{\"properties\":{\"a\":false}}", "{\"a\":1}", "/a not_allowed is not allowed here\n"},
        {"false", "1", " not_allowed is not allowed here\n"}, {"true", "1", ""});
#undef DEPENDS
}

Test(schema, members_not_named_are_checked_by_additional_properties)
{
    CHECK_ROWS({"{\"properties\":{\"a\":{}},\"additionalProperties\":{\"type\":\"integer\"}}",
                "{\"a\":\"x\",\"b\":\"x\"}", "/b type must be a whole number, not text\n"},
               {"{\"required\":[\"a\"],\"additionalProperties\":false}", "{\"a\":1}",
                "/a unknown \"a\" is not known here\n"});
}

Test(schema, a_schema_may_refer_to_itself_by_going_into_the_value)
{
#define TREE                                                                                       \
    "{\"type\":\"object\",\"properties\":{\"children\":{\"type\":\"array\","                       \
    "\"items\":{\"$ref\":\"#\"}}},\"additionalProperties\":false}"
    CHECK_ROWS({TREE, "{\"children\":[{\"children\":[]},{}]}", ""},
               {TREE, "{\"children\":[{\"children\":[{},7]}]}",
                "/children/0/children/1 type must be an object, not a whole number\n"});
#undef TREE
}

/* ---- places ---- */

Test(schema, pointers_begin_with_the_prefix)
{
    struct schema *const schema = compile("{\"items\":{\"type\":\"string\"}}");
    json_auto_t *value = parse("[\"a\",1]");
    faults_auto_t faults = {0};
    cr_expect(!schema_check(schema, value, "/replacement", NULL, &faults));
    cr_assert(faults.count == 1);
    cr_expect_str_eq(faults.items[0].pointer, "/replacement/1");
    cr_expect(faults.items[0].parameter == NULL);
    schema_free(schema);
}

Test(schema, a_parameter_is_named_instead_of_a_pointer)
{
    struct schema *const schema = compile("{\"type\":\"integer\",\"maximum\":500}");
    json_auto_t *value = json_integer(501);
    faults_auto_t faults = {0};
    cr_expect(!schema_check(schema, value, "", "limit", &faults));
    cr_assert(faults.count == 1);
    cr_expect_str_eq(faults.items[0].parameter, "limit");
    cr_expect_str_eq(faults.items[0].code, "maximum");
    cr_expect(faults.items[0].pointer == NULL);
    schema_free(schema);
}

Test(schema, a_pointer_is_bounded_however_deep_the_value)
{
    char text[9000];
    size_t length = 0;
    for (int i = 0; i < 500; i++)
        length += (size_t)snprintf(text + length, sizeof text - length, "{\"children\":[");
    snprintf(text + length, sizeof text - length, "1");
    length++;
    for (int i = 0; i < 500; i++)
        length += (size_t)snprintf(text + length, sizeof text - length, "]}");
    const char *const told = faults_of("{\"type\":\"object\",\"properties\":{\"children\":{"
                                       "\"type\":\"array\",\"items\":{\"$ref\":\"#\"}}}}",
                                       text);
    cr_expect(strlen(told) < 1200 && strlen(told) > 100, "%zu", strlen(told));
}

Test(schema, faults_beyond_the_maximum_are_counted_only)
{
    struct schema *const schema = compile("{\"items\":{\"type\":\"string\"}}");
    json_auto_t *value = json_array();
    for (int i = 0; i < 5000; i++)
        json_array_append_new(value, json_integer(i));
    faults_auto_t faults = {0};
    cr_expect(!schema_check(schema, value, "", NULL, &faults));
    cr_expect(faults.count == FAULTS_MAX && faults.total == 5000);
    schema_free(schema);
}

Test(faults, a_long_sentence_is_cut_at_a_whole_character)
{
    char text[3 * 1000 + 1] = "x";
    for (size_t i = 1; i + 3 < sizeof text; i += 3)
        memcpy(text + i, "\xE2\x82\xAC", 4);
    faults_auto_t faults = {0};
    faults_add_pointer(&faults, "", "type", "%s", text);
    const char *const detail = faults.items[0].detail;
    cr_expect(strlen(detail) <= FAULT_DETAIL_MAX);
    json_auto_t *is_utf8 = json_string(detail);
    cr_expect(is_utf8 != NULL);
    cr_expect_str_eq(detail + strlen(detail) - strlen("…"), "…");
}

/* ---- what is not compiled ---- */

Test(schema, what_is_not_implemented_is_refused_by_name)
{
    static const struct {
        const char *schema, *error;
    } rows[] = {
        {"{\"properties\":{\"a\":{\"contains\":{}}}}",
         "at \"#/properties/a\": the keyword \"contains\" is not implemented"},
        {"{\"prefixItems\":[]}", "at \"#\": the keyword \"prefixItems\" is not implemented"},
        {"{\"nullable\":true}", "at \"#\": the keyword \"nullable\" is not implemented"},
        {"{\"format\":\"email\"}", "at \"#/format\": the format \"email\" is not implemented"},
        {"{\"type\":\"file\"}", "at \"#/type\": must name types of JSON Schema"},
        {"{\"type\":[]}", "at \"#/type\": must name a type"},
        {"{\"type\":5}", "at \"#/type\": must name types of JSON Schema"},
        {"{\"items\":[{}]}", "at \"#/items\": a schema is an object, true or false"},
        {"{\"allOf\":[{},{\"anyOf\":[]}]}",
         "at \"#/allOf/1/anyOf\": must be a list of at least one schema"},
        {"{\"minLength\":-1}", "at \"#/minLength\": must be a whole number, 0 or more"},
        {"{\"maxItems\":1.0}", "at \"#/maxItems\": must be a whole number, 0 or more"},
        {"{\"multipleOf\":0}", "at \"#/multipleOf\": must be above 0"},
        {"{\"minimum\":\"1\"}", "at \"#/minimum\": must be a number"},
        {"{\"uniqueItems\":1}", "at \"#/uniqueItems\": must be true or false"},
        {"{\"required\":\"a\"}", "at \"#/required\": must be a list of names"},
        {"{\"required\":[1]}", "at \"#/required\": must be a list of names"},
        {"{\"enum\":[]}", "at \"#/enum\": must be a list of at least one value"},
        {"{\"properties\":[]}", "at \"#/properties\": must be an object"},
        {"{\"description\":1}", "at \"#/description\": must be text"},
        {"{\"items\":{\"$id\":\"x\"}}", "at \"#/items/$id\": $id is text, at the root only"},
        {"{\"items\":{\"$defs\":{}}}", "at \"#/items/$defs\": definitions stand at the root only"},
        {"{\"$ref\":\"other.json\"}", "at \"#\": $ref \"other.json\" names no definition here"},
        {"{\"$ref\":\"#/$defs/a\",\"definitions\":{\"a\":{}}}",
         "at \"#\": $ref \"#/$defs/a\" names no definition here"},
        {"{\"$ref\":\"#/properties/a\",\"properties\":{\"a\":{}}}",
         "at \"#\": $ref \"#/properties/a\" names no definition here"},
        {"[]", "at \"#\": a schema is an object, true or false"},
        {"{\"type\":\"string\",\"type\":\"null\"}", "not JSON, line 1 column 23: "
                                                    "duplicate object key near '\"type\"'"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char error[SCHEMA_ERROR_MAX] = "";
        struct schema *const schema = schema_new(rows[i].schema, error);
        cr_expect(schema == NULL && strcmp(error, rows[i].error) == 0, "%s gave: %s",
                  rows[i].schema, error);
        schema_free(schema);
    }
}

Test(schema, a_pattern_that_is_none_is_refused_with_its_place)
{
    char error[SCHEMA_ERROR_MAX];
    cr_expect(schema_new("{\"pattern\":\"a(\"}", error) == NULL);
    cr_expect(strstr(error, "at \"#/pattern\": ") == error, "%s", error);
}

Test(schema, a_reference_that_gets_nowhere_is_refused)
{
    static const char *const circles[] = {
        "{\"$ref\":\"#\"}",
        ("{\"$ref\":\"#/$defs/a\",\"$defs\":{\"a\":{\"$ref\":\"#/$defs/b\"},"
         "\"b\":{\"$ref\":\"#/$defs/a\"}}}"),
        "{\"allOf\":[{\"$ref\":\"#\"}]}",
        "{\"not\":{\"anyOf\":[{\"oneOf\":[{\"$ref\":\"#\"}]}]}}",
        "{\"if\":{},\"then\":{\"$ref\":\"#\"}}",
        "{\"$defs\":{\"unused\":{\"else\":{\"$ref\":\"#/$defs/unused\"},\"if\":{}}}}",
    };
    for (size_t i = 0; i < sizeof circles / sizeof circles[0]; i++) {
        char error[SCHEMA_ERROR_MAX] = "";
        cr_expect(schema_new(circles[i], error) == NULL, "%s", circles[i]);
        cr_expect_str_eq(error, "at \"#\": a $ref comes back to itself without going into a value");
    }
}

Test(schema, a_definition_used_twice_is_no_circle)
{
    CHECK_ROWS({"{\"allOf\":[{\"$ref\":\"#/$defs/a\"},{\"$ref\":\"#/$defs/a\"}],"
                "\"$defs\":{\"a\":{\"type\":\"integer\"}}}",
                "1", ""});
}

Test(schema, freeing_no_schema_does_nothing)
{
    schema_free(NULL);
}

/* ---- limits ---- */

/* The processor time, in milliseconds, that checking one text against a pattern takes. */
static long pattern_cost(const char *pattern, size_t count, const char *sentence)
{
    char text[200];
    snprintf(text, sizeof text, "{\"items\":{\"pattern\":\"%s\"}}", pattern);
    struct schema *const schema = compile(text);
    json_auto_t *value = json_array();
    char entangling[4001];
    memset(entangling, 'a', sizeof entangling - 1);
    entangling[4000] = '\0';
    for (size_t i = 0; i < count; i++)
        json_array_append_new(value, json_string(entangling));
    faults_auto_t faults = {0};
    const clock_t start = clock();
    cr_expect(!schema_check(schema, value, "", NULL, &faults));
    const clock_t end = clock();
    cr_expect_str_eq(faults.items[0].detail, sentence);
    schema_free(schema);
    return (end - start) * 1000 / CLOCKS_PER_SEC;
}

Test(schema, no_pattern_burns_the_processor)
{
    static const char given_up[] = "is too entangled to be checked";
    cr_expect(pattern_cost("^(a+)+[bc]$", 200, given_up) < 500);
    cr_expect(pattern_cost("^(a|a)*[bc]$", 200, given_up) < 500);
    cr_expect(pattern_cost("(a*)*[bc]", 200, given_up) < 500);
}

Test(schema, a_pattern_is_not_asked_of_a_very_long_text)
{
    static char text[5000 + 3];
    memset(text, 'a', sizeof text - 1);
    text[0] = text[5001] = '"';
    cr_expect_str_eq(faults_of("{\"pattern\":\"^a+$\"}", text),
                     " too_long must be at most 4096 bytes long\n");
}

Test(schema, a_pattern_that_repeats_a_group_many_times_is_still_found)
{
    static char text[4000 + 3];
    for (size_t i = 1; i < 4001; i += 2)
        memcpy(text + i, "a ", 2);
    text[0] = text[4001] = '"';
    cr_expect_str_eq(faults_of("{\"pattern\":\"^(?:[a-z]+ ?)+$\"}", text), "");
}

Test(schema, a_list_too_long_to_be_shown_unique_is_refused)
{
    struct schema *const schema = compile("{\"uniqueItems\":true}");
    json_auto_t *value = json_array();
    for (int i = 0; i < SCHEMA_UNIQUE_MAX; i++)
        json_array_append_new(value, json_integer(i));
    faults_auto_t faults = {0};
    cr_expect(schema_check(schema, value, "", NULL, &faults));
    json_array_append_new(value, json_integer(-1));
    cr_expect(!schema_check(schema, value, "", NULL, &faults));
    cr_expect_str_eq(faults.items[0].code, "too_many");
    schema_free(schema);
}

/* Offered by AddressSanitizer, under which these tests run: told of every allocation. */
int __sanitizer_install_malloc_and_free_hooks(void (*malloc_hook)(const volatile void *, size_t),
                                              void (*free_hook)(const volatile void *))
    __attribute__((weak));

static bool counting;
static size_t allocations;

static void count_allocation(const volatile void *pointer, size_t size)
{
    (void)pointer, (void)size;
    allocations += counting;
}

static void ignore_free(const volatile void *pointer)
{
    (void)pointer;
}

Test(schema, a_value_without_faults_is_checked_without_allocating)
{
    struct schema *const schema = compile(contribution);
    json_auto_t *value = parse("{\"fund\":\"kcst-pooled-budget\",\"financial_year\":\"2018/19\","
                               "\"amount_pence\":1600000,\"received_on\":\"2018-04-30\"}");
    const bool hooked = __sanitizer_install_malloc_and_free_hooks != NULL;
    if (hooked)
        cr_assert(__sanitizer_install_malloc_and_free_hooks(count_allocation, ignore_free) > 0);
    faults_auto_t faults = {0};
    counting = true;
    const bool good = schema_check(schema, value, "", NULL, &faults);
    counting = false;
    cr_expect(good && allocations == 0 && faults.items == NULL, "%zu allocations", allocations);
    json_object_clear(value);
    counting = true;
    const bool empty_is_good = schema_check(schema, value, "", NULL, &faults);
    counting = false;
    cr_expect(!empty_is_good && (allocations > 0) == hooked, "the counting itself works");
    schema_free(schema);
}

static void *check_often(void *context)
{
    const struct schema *const schema = context;
    json_auto_t *good = parse("{\"fund\":\"a\",\"financial_year\":\"2018/19\",\"amount_pence\":1,"
                              "\"received_on\":\"2018-04-30\"}");
    json_auto_t *bad = parse("{\"fund\":\"A\",\"amount\":1}");
    for (int i = 0; i < 500; i++) {
        faults_auto_t faults = {0};
        cr_expect(schema_check(schema, good, "", NULL, &faults));
        cr_expect(!schema_check(schema, bad, "", NULL, &faults) && faults.total == 5);
    }
    return NULL;
}

Test(schema, threads_share_a_schema)
{
    struct schema *const schema = compile(contribution);
    pthread_t threads[4];
    for (size_t i = 0; i < 4; i++)
        cr_assert(pthread_create(&threads[i], NULL, check_often, schema) == 0);
    for (size_t i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    schema_free(schema);
}
