/* Papers to items: added, changed, and what they ask for.
 * SPDX-License-Identifier: MIT
 *
 * Operations: list_papers, create_paper, get_paper, change_paper, list_paper_recommendations. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "support/agendas.h"
#include "support/contract.h"
#include "support/csa.h"
#include "support/ledger.h"

#define PAPERS "/v1/items/" OPEN_ITEM "/papers"
#define LOADED "/v1/papers/01590000-0000-7000-8000-000000000701"

Test(papers, those_of_2017_are_read_with_what_they_ask_for)
{
    service_auto struct service *service = agenda_published();
    reply_auto struct reply list =
        csa_get(service, NULL, "/v1/items/01590000-0000-7000-8000-000000000344/papers");
    cr_assert_eq(json_array_size(reply_member(&list, "items")), 1);
    cr_expect_str_eq(reply_text(&list, "items.0.classification"), "For Decision");
    cr_expect_str_eq(reply_text(&list, "items.0.author_offices.0"),
                     "Head of Community Safety, Kent County Council");
    reply_auto struct reply one = csa_get(service, NULL, LOADED);
    cr_expect_str_eq(reply_text(&one, "recommendations.1.letter"), "b");
    reply_auto struct reply asks = csa_get(service, NULL, LOADED "/recommendations");
    cr_expect_eq(json_array_size(reply_member(&asks, "items")), 2);
    char *csv = ledger_csv(service, csa_coordinator(service, "kcc"), LOADED "/recommendations");
    cr_expect_not_null(strstr(csv, "01590000-0000-7000-8000-000000000701,a,\"To agree"));
    free(csv);
    static const char *const none[] = {"/v1/papers/" CONTRACT_ID "/recommendations",
                                       "/v1/papers/" CONTRACT_ID,
                                       "/v1/items/" CONTRACT_ID "/papers"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        reply_auto struct reply reply = http_get(service_url(service), NULL, none[i]);
        cr_expect(reply_is_problem(&reply, 404, "not-found"), "%s", none[i]);
    }
}

Test(papers, one_is_added_and_withheld_when_it_is_restricted)
{
    service_auto struct service *service = agenda_start();
    reply_auto struct reply made = assert_keyed(
        service, csa_coordinator(service, "kcc"), PAPERS,
        "{\"title\":\"Costs\",\"classification\":\"For Decision\",\"author_offices\":[\"Head\"],"
        "\"text\":\"Many\\nwords\",\"url\":\"https://example.org/a\",\"recommendations\":[\"Note\","
        "\"Agree\"]}",
        "{\"title\":\"Other\"}", false);
    cr_assert_eq(made.status, 201);
    cr_expect_str_eq(reply_text(&made, "recommendations.1.letter"), "b");
    cr_expect_eq(reply_integer(&made, "place"), 1);
    reply_auto struct reply secret = csa_post(
        service, PAPERS,
        "{\"title\":\"Pay\",\"restricted\":true,\"exempt_ground\":\"1\",\"public_title\":\"Staff\","
        "\"recommendations\":[\"Pay\"]}");
    cr_expect_eq(reply_integer(&secret, "place"), 2);
    reply_auto struct reply list =
        http_get(service_url(service), agenda_keeper(service, "kfrs"), PAPERS);
    cr_expect_str_eq(reply_text(&list, "items.0.text"), "Many\nwords");
    cr_expect_str_eq(reply_text(&list, "items.1.title"), "Staff");
    cr_expect(json_is_true(reply_member(&list, "items.1.withheld")));
    cr_expect_eq(json_array_size(reply_member(&list, "items.1.recommendations")), 0);
    reply_auto struct reply under =
        csa_post(service, "/v1/items/" SHUT_ITEM "/papers", "{\"title\":\"Of a restricted item\"}");
    cr_expect(json_is_true(reply_member(&under, "restricted")));
    cr_expect_str_eq(reply_text(&under, "exempt_ground"), "3");
    reply_auto struct reply withheld = http_get(
        service_url(service), agenda_keeper(service, "kfrs"), reply_header(&under, "location"));
    cr_expect(json_is_null(reply_member(&withheld, "title")));
    static const struct agenda_refusal rows[] = {
        {"kcc", false, "/v1/items/" CONTRACT_ID "/papers", "{\"title\":\"T\"}", 404, "not-found",
         NULL},
        {"swale", false, PAPERS, "{\"title\":\"T\"}", 404, "not-found", NULL},
        {"swale", false, "/v1/items/01590000-0000-7000-8000-000000000344/papers",
         "{\"title\":\"T\"}", 403, "not-your-body", NULL},
        {"kcc", true, "/v1/items/" SHUT_ITEM "/papers", "{\"title\":\"T\"}", 403,
         "restricted-scope-needed", NULL},
        {"kcc", true, PAPERS, "{\"title\":\"T\",\"restricted\":true,\"exempt_ground\":\"3\"}", 403,
         "restricted-scope-needed", NULL},
        {"kcc", false, PAPERS, "{\"title\":\"T\",\"place\":1}", 409, "ref-taken", "/place"},
        {"kcc", false, PAPERS, "{\"title\":\"T\",\"url\":\"ftp://a\"}", 422, "invalid-body",
         "/url"},
        {"kcc", false, PAPERS, "{\"title\":\"T\",\"restricted\":true}", 422, "restriction-invalid",
         "/exempt_ground"},
    };
    assert_agenda_refusals(service, "POST", rows, sizeof rows / sizeof *rows);
}

Test(papers, one_is_changed_restricted_and_opened)
{
    service_auto struct service *service = agenda_start();
    reply_auto struct reply made = csa_post(
        service, PAPERS, "{\"title\":\"Costs\",\"text\":\"T\",\"recommendations\":[\"Note\"]}");
    reply_auto struct reply second = csa_post(service, PAPERS,
                                              "{\"title\":\"More\",\"restricted\":true,"
                                              "\"exempt_ground\":\"3\"}");
    const char *paper = reply_header(&made, "location"), *more = reply_header(&second, "location");
    assert_changed_once(service, paper, "{\"summary\":\"S\",\"recommendations\":[\"Agree\"]}",
                        "{\"summary\":\"R\"}");
    const char *kcc = csa_coordinator(service, "kcc");
    reply_auto struct reply restricted = agenda_patch(
        service, kcc, paper,
        "{\"restricted\":true,\"exempt_ground\":\"3\",\"public_title\":\"P\",\"clears\":[\"text\"]}");
    cr_assert_eq(restricted.status, 200, "%s", restricted.body);
    cr_expect_str_eq(reply_text(&restricted, "recommendations.0.text"), "Agree");
    cr_expect(json_is_null(reply_member(&restricted, "text")));
    reply_auto struct reply withheld =
        http_get(service_url(service), agenda_keeper(service, "kfrs"), paper);
    cr_expect_str_eq(reply_text(&withheld, "title"), "P");
    reply_auto struct reply opened = agenda_patch(service, kcc, paper, "{\"restricted\":false}");
    cr_expect(json_is_null(reply_member(&opened, "exempt_ground")), "%s", opened.body);
    const struct agenda_refusal rows[] = {
        {"kcc", false, "/v1/papers/" CONTRACT_ID, "{\"title\":\"T\"}", 404, "not-found", NULL},
        {"swale", false, paper, "{\"title\":\"T\"}", 404, "not-found", NULL},
        {"swale", false, LOADED, "{\"title\":\"T\"}", 403, "not-your-body", NULL},
        {"kcc", true, more, "{\"title\":\"T\"}", 403, "restricted-scope-needed", NULL},
        {"kcc", true, paper, "{\"restricted\":true,\"exempt_ground\":\"3\"}", 403,
         "restricted-scope-needed", NULL},
        {"kcc", false, paper, "{\"place\":2}", 409, "ref-taken", "/place"},
        {"kcc", false, paper, "{}", 422, "invalid-body", NULL},
        {"kcc", false, paper, "{\"restricted\":true}", 422, "restriction-invalid",
         "/exempt_ground"},
    };
    assert_agenda_refusals(service, "PATCH", rows, sizeof rows / sizeof *rows);
}
