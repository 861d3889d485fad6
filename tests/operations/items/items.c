/* Items of agendas: put there, changed, taken off, restricted and opened.
 * SPDX-License-Identifier: MIT
 *
 * Operations: list_items, create_item, get_item, change_item, remove_item, restrict_item,
 * release_item, draft_agenda. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/agendas.h"
#include "support/contract.h"
#include "support/csa.h"
#include "support/ledger.h"

#define ITEMS MEETINGS APRIL "/items"
#define OPEN "/v1/items/" OPEN_ITEM
#define SHUT "/v1/items/" SHUT_ITEM
#define KEPT_BACK "01590000-0000-7000-8000-000000000331"

Test(items, the_agenda_of_2017_is_read_with_what_is_withheld)
{
    service_auto struct service *service = agenda_published();
    const char *agenda = MEETINGS "01590000-0000-7000-8000-000000000207/items";
    reply_auto struct reply published = csa_get(service, NULL, agenda);
    cr_assert_eq(json_array_size(reply_member(&published, "items")), 12);
    cr_expect_str_eq(reply_text(&published, "items.3.ref"), "B1");
    cr_expect_eq(reply_integer(&published, "items.3.page_from"), 11);
    cr_expect_eq(reply_integer(&published, "items.3.papers"), 1);
    cr_expect_str_eq(reply_text(&published, "items.11.title"),
                     "Domestic Homicide Reviews (DHRs) - Update");
    cr_expect(json_is_true(reply_member(&published, "items.11.withheld")));
    cr_expect(json_is_null(reply_member(&published, "items.11.kind")));
    cr_expect_eq(reply_integer(&published, "items.11.version"), 0);
    reply_auto struct reply whole = csa_get(service, "kcc", agenda);
    cr_expect(json_is_false(reply_member(&whole, "items.11.withheld")));
    cr_expect_eq(reply_integer(&whole, "items.11.version"), 1);
    reply_auto struct reply stranger = csa_get(service, "swale", agenda);
    cr_expect_str_eq(stranger.body, published.body, "the scope opens nothing to others");
    char *csv = ledger_csv(service, csa_coordinator(service, "swale"), agenda);
    cr_expect_not_null(strstr(csv, ",D2,Domestic Homicide Reviews (DHRs) - Update,true,not_stated,"
                                   ",Domestic Homicide Reviews (DHRs) - Update,true,,,,,,,,,0,"));
    free(csv);
    reply_auto struct reply meeting =
        csa_get(service, NULL, MEETINGS "01590000-0000-7000-8000-000000000206");
    cr_expect_eq(reply_integer(&meeting, "withheld.items"), 4);
    cr_expect_eq(reply_integer(&meeting, "withheld.minutes"), 4);
}

/* A change of what is withheld shows nowhere: not in the item, the list, nor their tags. */
Test(items, what_is_withheld_changes_unseen)
{
    service_auto struct service *service = agenda_published();
    const char *one = "/v1/items/" KEPT_BACK,
               *list = MEETINGS "01590000-0000-7000-8000-000000000206/items";
    reply_auto struct reply before = csa_get(service, NULL, one);
    reply_auto struct reply list_before = csa_get(service, NULL, list);
    reply_auto struct reply changed =
        agenda_patch(service, csa_coordinator(service, "kcc"), one,
                     "{\"title\":\"Another\",\"kind\":\"budget\",\"note\":\"N\"}");
    cr_assert_eq(changed.status, 200, "%s", changed.body);
    cr_expect_eq(reply_integer(&changed, "version"), 2);
    reply_auto struct reply after = csa_get(service, NULL, one);
    cr_expect_str_eq(after.body, before.body);
    cr_expect_str_eq(reply_header(&after, "etag"), reply_header(&before, "etag"));
    reply_auto struct reply list_after = csa_get(service, NULL, list);
    cr_expect_str_eq(reply_header(&list_after, "etag"), reply_header(&list_before, "etag"));
}

Test(items, a_keeper_puts_one_on_an_agenda_as_a_draft)
{
    service_auto struct service *service = agenda_start();
    reply_auto struct reply made = assert_keyed(
        service, csa_coordinator(service, "kcc"), ITEMS,
        "{\"ref\":\"5\",\"title\":\"Budget\",\"kind\":\"budget\",\"page_from\":3,\"page_to\":4,"
        "\"external_system\":\"moderngov\",\"external_id\":\"7\"}",
        "{\"ref\":\"6\",\"title\":\"Other\"}", false);
    cr_assert_eq(made.status, 201);
    cr_expect_eq(reply_integer(&made, "place"), 3);
    cr_expect(json_is_null(reply_member(&made, "published_on")));
    reply_auto struct reply secret =
        csa_post(service, ITEMS,
                 "{\"ref\":\"7\",\"title\":\"Pay\",\"restricted\":true,\"exempt_ground\":\"1\","
                 "\"public_interest\":\"Staff could be known.\",\"public_title\":\"Staff\"}");
    char *draft = strdup(reply_header(&secret, "location"));
    reply_auto struct reply unseen = http_get(
        service_url(service), service_token(service, "reader", "kfrs", "restricted.read"), draft);
    cr_expect(reply_is_problem(&unseen, 404, "not-found"), "a draft is for who keeps meetings");
    reply_auto struct reply kept =
        http_get(service_url(service), agenda_keeper(service, "kfrs"), draft);
    cr_expect_str_eq(reply_text(&kept, "title"), "Staff");
    cr_expect(json_is_true(reply_member(&kept, "withheld")));
    free(draft);
    reply_auto struct reply hidden =
        http_get(service_url(service), csa_coordinator(service, "swale"), ITEMS);
    cr_expect(reply_is_problem(&hidden, 404, "not-found"));
}

Test(items, what_is_not_right_is_not_put_on_an_agenda)
{
    service_auto struct service *service = agenda_start();
    static const struct agenda_refusal rows[] = {
        {"swale", false, MEETINGS PUBLIC_MEETING "/items", "{\"ref\":\"9\",\"title\":\"T\"}", 403,
         "not-your-body", NULL},
        {"swale", false, ITEMS, "{\"ref\":\"9\",\"title\":\"T\"}", 404, "not-found", NULL},
        {"kcc", false, MEETINGS CANCELLED "/items", "{\"ref\":\"9\",\"title\":\"T\"}", 409,
         "state-conflict", NULL},
        {"kcc", false, ITEMS, "{\"ref\":\"1\",\"title\":\"T\"}", 409, "ref-taken", "/ref"},
        {"kcc", false, ITEMS, "{\"ref\":\"one\",\"title\":\"T\"}", 422, "invalid-body", "/ref"},
        {"kcc", false, ITEMS, "{\"ref\":\"9\",\"title\":\"T\",\"page_from\":3}", 422,
         "pages-invalid", "/page_to"},
        {"kcc", false, ITEMS, "{\"ref\":\"9\",\"title\":\"T\",\"external_id\":\"3\"}", 422,
         "external-id-incomplete", "/external_id"},
        {"kcc", true, ITEMS,
         "{\"ref\":\"9\",\"title\":\"T\",\"restricted\":true,\"exempt_ground\":\"3\"}", 403,
         "restricted-scope-needed", NULL},
        {"kcc", false, ITEMS, "{\"ref\":\"9\",\"title\":\"T\",\"restricted\":true}", 422,
         "restriction-invalid", "/exempt_ground"},
        {"kcc", false, ITEMS, "{\"ref\":\"9\",\"title\":\"T\",\"exempt_ground\":\"3\"}", 422,
         "restriction-invalid", "/exempt_ground"},
        {"kcc", false, ITEMS, "{\"ref\":\"9\",\"title\":\"T\",\"public_interest\":\"P\"}", 422,
         "restriction-invalid", "/public_interest"},
        {"kcc", false, ITEMS,
         "{\"ref\":\"9\",\"title\":\"T\","
         "\"follow_up\":\"01590000-0000-7000-8000-000000000601\"}",
         422, "unknown-follow-up", "/follow_up"},
    };
    assert_agenda_refusals(service, "POST", rows, sizeof rows / sizeof *rows);
}

Test(items, a_change_sets_what_is_given_and_empties_what_is_named)
{
    service_auto struct service *service = agenda_start();
    reply_auto struct reply given =
        agenda_patch(service, csa_coordinator(service, "kcc"), OPEN,
                     "{\"description\":\"D\",\"page_from\":3,\"page_to\":4,\"verbal\":true}");
    cr_assert_eq(given.status, 200, "%s", given.body);
    cr_expect_str_eq(reply_text(&given, "title"), "Open", "what is left out stays");
    reply_auto struct reply emptied =
        agenda_patch(service, csa_coordinator(service, "kcc"), OPEN,
                     "{\"clears\":[\"page_from\",\"page_to\"],\"title\":\"Opened\"}");
    cr_expect(json_is_null(reply_member(&emptied, "page_to")));
    cr_expect_str_eq(reply_text(&emptied, "description"), "D");
    cr_expect_str_eq(reply_text(&emptied, "title"), "Opened");
    assert_changed_once(service, OPEN, "{\"place\":7}", "{\"place\":8}");
    static const struct agenda_refusal rows[] = {
        {"kcc", false, "/v1/items/" CONTRACT_ID, "{\"title\":\"T\"}", 404, "not-found", NULL},
        {"swale", false, OPEN, "{\"title\":\"T\"}", 404, "not-found", NULL},
        {"swale", false, "/v1/items/01590000-0000-7000-8000-000000000344", "{\"title\":\"T\"}", 403,
         "not-your-body", NULL},
        {"kcc", true, SHUT, "{\"title\":\"T\"}", 403, "restricted-scope-needed", NULL},
        {"kcc", false, OPEN, "{\"ref\":\"2\"}", 409, "ref-taken", "/ref"},
        {"kcc", false, OPEN, "{}", 422, "invalid-body", NULL},
        {"kcc", false, OPEN, "{\"page_from\":4,\"page_to\":3}", 422, "pages-invalid", "/page_to"},
        {"kcc", false, OPEN, "{\"external_id\":\"3\"}", 422, "external-id-incomplete",
         "/external_id"},
        {"kcc", false, OPEN, "{\"public_title\":\"T\"}", 422, "restriction-invalid",
         "/public_title"},
    };
    assert_agenda_refusals(service, "PATCH", rows, sizeof rows / sizeof *rows);
}

Test(items, a_draft_is_taken_off_with_its_papers)
{
    service_auto struct service *service = agenda_start();
    reply_auto struct reply paper =
        csa_post(service, OPEN "/papers", "{\"title\":\"P\",\"recommendations\":[\"R\"]}");
    reply_auto struct reply removed =
        assert_keyed(service, csa_coordinator(service, "kcc"), ITEMS "/" OPEN_ITEM "/removal", "{}",
                     NULL, false);
    cr_assert_eq(removed.status, 200);
    cr_expect_eq(reply_integer(&removed, "item_count"), 1);
    reply_auto struct reply gone =
        http_get(service_url(service), csa_coordinator(service, "kcc"), OPEN);
    cr_expect(reply_is_problem(&gone, 404, "not-found"));
    reply_auto struct reply recorded = csa_post(service, MEETINGS APRIL "/minutes",
                                                "{\"title\":\"T\",\"item\":\"" SHUT_ITEM "\"}");
    static const struct agenda_refusal rows[] = {
        {"kcc", false, ITEMS "/" CONTRACT_ID "/removal", "{}", 404, "not-found", NULL},
        {"kcc", false, MEETINGS JUNE "/items/" SHUT_ITEM "/removal", "{}", 404, "not-found", NULL},
        {"kcc", true, ITEMS "/" SHUT_ITEM "/removal", "{}", 403, "restricted-scope-needed", NULL},
        {"swale", false,
         MEETINGS "01590000-0000-7000-8000-000000000207/items/01590000-0000-7000-8000-000000000344"
                  "/removal",
         "{}", 403, "not-your-body", NULL},
        {"kcc", false,
         MEETINGS "01590000-0000-7000-8000-000000000207/items/01590000-0000-7000-8000-000000000344"
                  "/removal",
         "{}", 409, "item-published", NULL},
        {"kcc", false, ITEMS "/" SHUT_ITEM "/removal", "{}", 409, "item-recorded", NULL},
        {"kcc", false, ITEMS "/" SHUT_ITEM "/removal", "[]", 422, "invalid-body", NULL},
    };
    assert_agenda_refusals(service, "POST", rows, sizeof rows / sizeof *rows);
    reply_auto struct reply other = csa_post(service, ITEMS, "{\"ref\":\"8\",\"title\":\"Other\"}");
    char removal[200];
    snprintf(removal, sizeof removal, ITEMS "/%s/removal", reply_text(&other, "id"));
    reply_auto struct reply matched =
        assert_matched(service, reply_header(&other, "location"), removal, "{}");
    cr_expect_str_eq(reply_text(&matched, "id"), APRIL);
}

Test(items, one_is_restricted_and_opened_with_what_belongs_to_it)
{
    service_auto struct service *service = agenda_start();
    reply_auto struct reply decided =
        csa_post(service, MEETINGS APRIL "/decisions",
                 "{\"text\":\"T\",\"item\":\"" OPEN_ITEM "\",\"follow_up\":{\"text\":\"F\"}}");
    char *decision = strdup(reply_header(&decided, "location"));
    reply_auto struct reply restricted =
        assert_keyed(service, csa_coordinator(service, "kcc"), OPEN "/restriction",
                     "{\"exempt_ground\":\"7\",\"public_title\":\"A matter\"}",
                     "{\"exempt_ground\":\"1\"}", false);
    cr_assert_eq(restricted.status, 200);
    cr_expect_str_eq(reply_text(&restricted, "title"), "Open");
    assert_key_in_use(service, "kcc", "restrict_item", OPEN "/restriction",
                      "{\"exempt_ground\":\"7\"}");
    reply_auto struct reply withheld =
        http_get(service_url(service), agenda_keeper(service, "kfrs"), OPEN);
    cr_expect_str_eq(reply_text(&withheld, "title"), "A matter");
    reply_auto struct reply hidden =
        http_get(service_url(service), agenda_keeper(service, "kfrs"), decision);
    cr_expect(reply_is_problem(&hidden, 404, "not-found"));
    reply_auto struct reply none =
        http_get(service_url(service), agenda_keeper(service, "kfrs"), "/v1/follow-ups?count=true");
    cr_expect_eq(reply_integer(&none, "total"), 5, "those that are published");
    reply_auto struct reply anew =
        assert_matched(service, OPEN, OPEN "/restriction", "{\"exempt_ground\":\"3\"}");
    cr_expect_str_eq(reply_text(&anew, "exempt_ground"), "3");

    reply_auto struct reply opened =
        assert_keyed(service, csa_coordinator(service, "kcc"), OPEN "/release", "{}", NULL, false);
    cr_assert_eq(opened.status, 200);
    reply_auto struct reply read =
        http_get(service_url(service), agenda_keeper(service, "kfrs"), OPEN);
    cr_expect_str_eq(reply_text(&read, "title"), "Open");
    reply_auto struct reply seen =
        http_get(service_url(service), agenda_keeper(service, "kfrs"), decision);
    cr_expect_eq(seen.status, 200);
    char *audited =
        service_sql(service, "SELECT count(*) FROM safer.audit_event"
                             " WHERE operation = 'release_item' AND object = '" OPEN_ITEM "'");
    cr_expect_str_eq(audited, "1", "who opened it is on record");
    free(audited);
    free(decision);
    static const struct agenda_refusal rows[] = {
        {"kcc", false, "/v1/items/" CONTRACT_ID "/restriction", "{\"exempt_ground\":\"3\"}", 404,
         "not-found", NULL},
        {"kcc", false, "/v1/items/" CONTRACT_ID "/release", "{}", 404, "not-found", NULL},
        {"swale", false, "/v1/items/01590000-0000-7000-8000-000000000344/restriction",
         "{\"exempt_ground\":\"3\"}", 403, "not-your-body", NULL},
        {"swale", false, "/v1/items/01590000-0000-7000-8000-000000000351/release", "{}", 403,
         "not-your-body", NULL},
        {"kcc", true, OPEN "/restriction", "{\"exempt_ground\":\"3\"}", 403,
         "restricted-scope-needed", NULL},
        {"kcc", true, SHUT "/release", "{}", 403, "restricted-scope-needed", NULL},
        {"kcc", false, OPEN "/restriction", "{}", 422, "invalid-body", "/exempt_ground"},
        {"kcc", false, OPEN "/release", "{}", 409, "state-conflict", NULL},
        {"kcc", false, OPEN "/release", "{\"x\":1}", 422, "invalid-body", "/x"},
    };
    assert_agenda_refusals(service, "POST", rows, sizeof rows / sizeof *rows);
    reply_auto struct reply matched = assert_matched(service, SHUT, SHUT "/release", "{}");
    cr_expect(json_is_null(reply_member(&matched, "public_title")));
}

Test(items, what_takes_up_something_restricted_is_restricted)
{
    service_auto struct service *service = agenda_start();
    reply_auto struct reply asked =
        csa_post(service, "/v1/follow-ups",
                 "{\"meeting\":\"" APRIL "\",\"item\":\"" SHUT_ITEM "\",\"text\":\"Report\"}");
    char body[300];
    snprintf(body, sizeof body, "{\"ref\":\"9\",\"title\":\"T\",\"follow_up\":\"%s\"}",
             reply_text(&asked, "id"));
    reply_auto struct reply open = http_post(service_url(service), csa_coordinator(service, "kcc"),
                                             NULL, MEETINGS JUNE "/items", body);
    cr_expect(reply_is_problem(&open, 422, "restriction-invalid"), "%s", open.body);
    reply_auto struct reply unknown = http_post(service_url(service), agenda_keeper(service, "kcc"),
                                                NULL, MEETINGS JUNE "/items", body);
    cr_expect(reply_is_problem(&unknown, 422, "unknown-follow-up"), "%s", unknown.body);
    reply_auto struct reply drafted = csa_post(service, MEETINGS JUNE "/agenda", "{}");
    cr_expect_eq(reply_integer(&drafted, "item_count"), 7);
    char *item =
        service_sql(service, "SELECT '/v1/items/' || i.id || '/release' FROM safer.item AS i"
                             " WHERE i.follow_up IS NOT NULL AND i.restricted"
                             " AND i.exempt_ground = '3'");
    reply_auto struct reply refused =
        http_post(service_url(service), csa_coordinator(service, "kcc"), NULL, item, "{}");
    cr_expect(reply_is_problem(&refused, 422, "restriction-invalid"), "%s", refused.body);
    free(item);

    reply_auto struct reply of_open =
        csa_post(service, "/v1/follow-ups",
                 "{\"meeting\":\"" APRIL "\",\"item\":\"" OPEN_ITEM "\",\"text\":\"Report\"}");
    snprintf(body, sizeof body, "{\"ref\":\"9\",\"title\":\"T\",\"follow_up\":\"%s\"}",
             reply_text(&of_open, "id"));
    reply_auto struct reply taken_up = csa_post(service, MEETINGS JUNE "/items", body);
    static const struct agenda_refusal rows[] = {
        {"kcc", false, OPEN "/restriction", "{\"exempt_ground\":\"3\"}", 422, "restriction-invalid",
         NULL},
    };
    assert_agenda_refusals(service, "POST", rows, 1);
    snprintf(body, sizeof body, "%s/restriction", reply_header(&taken_up, "location"));
    reply_auto struct reply first = csa_post(service, body, "{\"exempt_ground\":\"3\"}");
    reply_auto struct reply then =
        csa_post(service, OPEN "/restriction", "{\"exempt_ground\":\"3\"}");
    cr_expect(json_is_true(reply_member(&then, "restricted")));
}

Test(items, one_that_approved_minutes_name_keeps_its_name)
{
    service_auto struct service *service = agenda_start();
    reply_auto struct reply minuted = csa_post(service, MEETINGS APRIL "/minutes",
                                               "{\"title\":\"T\",\"item\":\"" OPEN_ITEM "\"}");
    free(service_sql(service, "UPDATE safer.meeting SET state = 'held' WHERE id = '" APRIL "'"));
    reply_auto struct reply approved =
        csa_post(service, MEETINGS APRIL "/approval",
                 "{\"at_meeting\":\"" JUNE "\",\"subject_to\":\"A word\"}");
    static const struct agenda_refusal rows[] = {
        {"kcc", false, OPEN, "{\"title\":\"Other\"}", 409, "minutes-approved", NULL},
        {"kcc", false, OPEN, "{\"place\":9}", 409, "minutes-approved", NULL},
    };
    assert_agenda_refusals(service, "PATCH", rows, sizeof rows / sizeof *rows);
    reply_auto struct reply noted =
        agenda_patch(service, csa_coordinator(service, "kcc"), OPEN, "{\"note\":\"N\"}");
    cr_expect_str_eq(reply_text(&noted, "note"), "N");
}

/* Whoever opens one needs the scope (above); that he did is kept with what it was. */
Test(items, that_one_was_opened_is_on_record_with_what_it_was)
{
    service_auto struct service *service = agenda_start();
    const char *url = service_url(service);
    reply_auto struct reply marked = agenda_patch(service, csa_coordinator(service, "kcc"), SHUT,
                                                  "{\"marking\":\"OFFICIAL-SENSITIVE\"}");
    reply_auto struct reply opened = csa_post(service, SHUT "/release", "{}");
    cr_expect(json_is_false(reply_member(&opened, "restricted")));
    cr_expect_str_eq(reply_text(&opened, "marking"), "OFFICIAL-SENSITIVE", "its marking stays");
    reply_auto struct reply events =
        http_get(url, service_token(service, "auditor", "kcc", "audit.read"),
                 "/v1/audit-events?operation=release_item");
    cr_assert_eq(json_array_size(reply_member(&events, "items")), 1, "%s", events.body);
    cr_expect_str_eq(reply_text(&events, "items.0.object"), SHUT_ITEM);
    cr_expect(json_is_null(reply_member(&events, "items.0.marking")), "it was no reading");
    cr_expect(json_is_true(reply_member(&events, "items.0.before.restricted")));
    cr_expect_str_eq(reply_text(&events, "items.0.before.exempt_ground"), "3");
    cr_expect_str_eq(reply_text(&events, "items.0.before.public_title"), "Staff");
    cr_expect(json_is_false(reply_member(&events, "items.0.after.restricted")));
    cr_expect_str_eq(reply_text(&events, "items.0.after.title"), "Secret");
    reply_auto struct reply read = http_get(
        url, service_token(service, "reader", "kcc", "restricted.read meetings.write"), SHUT);
    cr_expect_str_eq(reply_text(&read, "title"), "Secret");
    char *readings = service_sql(service, "SELECT count(*) FROM safer.audit_event"
                                          " WHERE operation = 'get_item'");
    cr_expect_str_eq(readings, "0", "what is open is not written down when it is read");
    free(readings);
}

/* What was sent and how it may be kept: under a token that may be shown what is restricted nowhere,
 * also when nothing has changed. */
Test(items, what_may_be_restricted_is_stored_by_no_cache)
{
    service_auto struct service *service = agenda_start();
    const char *url = service_url(service), *reader = csa_coordinator(service, "kcc"),
               *keeper = agenda_keeper(service, "kcc");
    static const char *const targets[] = {
        OPEN, SHUT, ITEMS, ITEMS "?format=csv", MEETINGS APRIL "/minutes", "/v1/decisions"};
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        reply_auto struct reply shown = http_get(url, reader, targets[i]);
        cr_expect_eq(shown.status, 200);
        cr_expect_str_eq(reply_header(&shown, "cache-control"), "no-store", "%s", targets[i]);
        reply_auto struct reply kept = http_get(url, keeper, targets[i]);
        cr_expect_eq(kept.status, 200);
        cr_expect_str_eq(reply_header(&kept, "cache-control"), "private, no-cache", "%s",
                         targets[i]);
        const char *tag = reply_header(&shown, "etag");
        if (!tag) { /* a CSV is sent as it is read */
            continue;
        }
        char match[200];
        snprintf(match, sizeof match, "If-None-Match: %s", tag);
        reply_auto struct reply same =
            http_send(url, &(struct request){.target = targets[i],
                                             .token = reader,
                                             .headers = (const char *const[]){match, NULL}});
        cr_expect_eq(same.status, 304, "%s", targets[i]);
        cr_expect_str_eq(reply_header(&same, "cache-control"), "no-store", "%s", targets[i]);
        reply_auto struct reply head = http_send(
            url, &(struct request){.method = "HEAD", .target = targets[i], .token = reader});
        cr_expect_str_eq(reply_header(&head, "cache-control"), "no-store", "%s", targets[i]);
        reply_auto struct reply other =
            http_send(url, &(struct request){.target = targets[i],
                                             .token = keeper,
                                             .headers = (const char *const[]){match, NULL}});
        cr_expect(other.status == 200 || strcmp(other.body, "") == 0);
        cr_expect_str_eq(reply_header(&other, "cache-control"), "private, no-cache");
    }
}

static void assert_stored_by_none(const struct service *service, const char *method,
                                  const char *target, const char *body, const char *token,
                                  const char *control)
{
    reply_auto struct reply reply =
        http_send(service_url(service),
                  &(struct request){.method = method,
                                    .target = target,
                                    .token = token,
                                    .key = "one",
                                    .body = body,
                                    .headers = (const char *const[]){"If-Match: *", NULL}});
    cr_expect_lt(reply.status, 300, "%s: %s", target, reply.body);
    cr_expect_str_eq(reply_header(&reply, "cache-control"), control, "%s %s", method, target);
}

/* What a write answers is the resource that is read so: restricted, and stored by no cache. */
Test(items, what_a_write_answers_of_what_may_be_restricted_is_stored_by_no_cache)
{
    service_auto struct service *service = agenda_start();
    const char *reader = csa_coordinator(service, "kcc"), *keeper = agenda_keeper(service, "kcc");
    static const char noted[] = "{\"note\":\"N\"}",
                      created[] = "{\"ref\":\"8\",\"title\":\"Secret\",\"restricted\":true,"
                                  "\"exempt_ground\":\"1\"}";
    const char *own = "private, no-cache";
    assert_stored_by_none(service, "PATCH", SHUT "?dry_run=true", noted, reader, "no-store");
    assert_stored_by_none(service, "PATCH", SHUT, noted, reader, "no-store");
    assert_stored_by_none(service, "POST", ITEMS "?dry_run=true", created, reader, "no-store");
    assert_stored_by_none(service, "POST", ITEMS, created, reader, "no-store");
    assert_stored_by_none(service, "POST", ITEMS, created, reader, "no-store"); /* once more */
    assert_stored_by_none(service, "PATCH", OPEN, noted, keeper, own);
    assert_stored_by_none(service, "PATCH", MEETINGS APRIL, noted, reader, own);
}

/* A dry run shows what a read would, so it is written down as a read is. */
Test(items, a_dry_run_that_shows_what_is_restricted_is_on_record)
{
    service_auto struct service *service = agenda_start();
    const char *reader = csa_coordinator(service, "kcc"), *keeper = agenda_keeper(service, "kcc");
    const struct {
        const char *token, *target, *body, *recorded;
        int status;
    } rows[] = {
        {keeper, OPEN "?dry_run=true", "{\"note\":\"N\"}", NULL, 200},
        {reader, OPEN "?dry_run=true", "{\"note\":\"N\"}", NULL, 200},
        {reader, SHUT "?dry_run=true", "{\"note\":5}", NULL, 422},
        {reader, SHUT "?dry_run=true", "{\"note\":\"N\"}",
         "change_item " SHUT_ITEM " restricted kcc dry_run=true", 200},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        reply_auto struct reply tried =
            agenda_patch(service, rows[i].token, rows[i].target, rows[i].body);
        cr_assert_eq(tried.status, rows[i].status, "row %zu: %s", i, tried.body);
        char *events = service_sql(
            service, "SELECT string_agg(concat_ws(' ', operation, object, marking, partner,"
                     " after ->> 'query'), '; ') FROM safer.audit_event WHERE recorded_at > now()"
                     " - interval '1 day' AND operation = 'change_item'");
        cr_expect(rows[i].recorded ? events && strcmp(events, rows[i].recorded) == 0 : !events,
                  "row %zu: %s", i, events);
        free(events);
    }
    char *kept = service_sql(service, "SELECT count(*) FROM safer.item_text WHERE note = 'N'");
    cr_expect_str_eq(kept, "0", "what was tried is gone");
    free(kept);
}

Test(items, an_agenda_is_drafted_from_what_stands_and_what_is_due)
{
    service_auto struct service *service = agenda_start();
    reply_auto struct reply asked =
        csa_post(service, "/v1/follow-ups", "{\"meeting\":\"" JUNE "\",\"text\":\"Report\"}");
    reply_auto struct reply later =
        csa_post(service, "/v1/follow-ups",
                 "{\"meeting\":\"" JUNE "\",\"text\":\"Some day\",\"due\":\"future_meeting\"}");
    reply_auto struct reply drafted = assert_keyed(service, csa_coordinator(service, "kcc"),
                                                   MEETINGS SEPTEMBER "/agenda", "{}", NULL, false);
    cr_assert_eq(drafted.status, 200);
    cr_expect_eq(reply_integer(&drafted, "item_count"), 7);
    reply_auto struct reply agenda = csa_get(service, "kcc", MEETINGS SEPTEMBER "/items");
    cr_expect_str_eq(reply_text(&agenda, "items.2.kind"), "follow_ups");
    cr_expect_str_eq(reply_text(&agenda, "items.3.ref"), "3a");
    cr_expect_str_eq(reply_text(&agenda, "items.3.title"), "Report");
    cr_expect_str_eq(reply_text(&agenda, "items.3.follow_up"), reply_text(&asked, "id"));
    reply_auto struct reply again =
        assert_matched(service, MEETINGS SEPTEMBER, MEETINGS SEPTEMBER "/agenda", "{}");
    cr_expect_eq(reply_integer(&again, "item_count"), 7, "nothing is there twice");
    static const struct agenda_refusal rows[] = {
        {"swale", false, MEETINGS PUBLIC_MEETING "/agenda", "{}", 403, "not-your-body", NULL},
        {"swale", false, MEETINGS APRIL "/agenda", "{}", 404, "not-found", NULL},
        {"kcc", false, MEETINGS CANCELLED "/agenda", "{}", 409, "state-conflict", NULL},
        {"kcc", false, MEETINGS APRIL "/agenda", "{\"x\":1}", 422, "invalid-body", "/x"},
    };
    assert_agenda_refusals(service, "POST", rows, sizeof rows / sizeof *rows);
}

/* Whoever audits and may not read what is restricted sees that it was written, and no more. */
Test(items, the_record_of_what_was_written_does_not_tell_what_is_withheld)
{
    service_auto struct service *service = agenda_start();
    reply_auto struct reply made =
        csa_post(service, ITEMS,
                 "{\"ref\":\"8\",\"title\":\"Secret\",\"restricted\":true,"
                 "\"exempt_ground\":\"1\"}");
    char removal[200], target[100];
    reply_auto struct reply list =
        http_get(service_url(service), service_token(service, "auditor", "kcc", "audit.read"),
                 "/v1/audit-events?operation=create_item");
    cr_assert_eq(json_array_size(reply_member(&list, "items")), 1, "%s", list.body);
    cr_expect_str_eq(reply_text(&list, "items.0.object"), reply_text(&made, "id"));
    cr_expect(json_is_null(reply_member(&list, "items.0.after")));
    cr_expect_null(strstr(list.body, "Secret"));
    snprintf(target, sizeof target, "/v1/audit-events/%s", reply_text(&list, "items.0.id"));
    reply_auto struct reply read =
        http_get(service_url(service),
                 service_token(service, "auditor", "kcc", "audit.read restricted.read"), target);
    cr_expect_str_eq(reply_text(&read, "after.title"), "Secret", "who may read it does");
    cr_expect_str_eq(reply_header(&read, "cache-control"), "no-store");
    char *readings = service_sql(service, "SELECT string_agg(operation || ' ' || marking, ',')"
                                          " FROM safer.audit_event WHERE client = 'auditor'");
    cr_expect_str_eq(readings, "get_audit_event restricted", "which is written down");
    free(readings);
    snprintf(removal, sizeof removal, ITEMS "/%s/removal", reply_text(&made, "id"));
    reply_auto struct reply removed = csa_post(service, removal, "{}");
    reply_auto struct reply all =
        http_get(service_url(service), service_token(service, "auditor", "kcc", "audit.read"),
                 "/v1/audit-events?operation=remove_item");
    cr_expect_eq(json_array_size(reply_member(&all, "items")), 1);
    cr_expect_null(strstr(all.body, "Secret"), "nor once it is gone");
    reply_auto struct reply gone = http_get(
        service_url(service), service_token(service, "auditor", "kcc", "audit.read"), target);
    cr_expect(json_is_null(reply_member(&gone, "after")), "%s", gone.body);
    reply_auto struct reply listed =
        http_get(service_url(service),
                 service_token(service, "auditor", "kcc", "audit.read restricted.read"),
                 "/v1/audit-events?operation=create_item");
    cr_expect_str_eq(reply_text(&listed, "items.0.after.title"), "Secret");
    readings = service_sql(service, "SELECT string_agg(operation, ',' ORDER BY id)"
                                    " FROM safer.audit_event WHERE marking = 'restricted'");
    cr_expect_str_eq(readings, "get_audit_event,list_audit_events", "a list as well");
    free(readings);
}
