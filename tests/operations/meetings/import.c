/* Agendas that are brought from where they are published.
 * SPDX-License-Identifier: MIT
 *
 * Operations: import_agenda, get_agenda_import. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/agendas.h"
#include "support/csa.h"
#include "support/ledger.h"

#define IMPORTS "/v1/bodies/kcsp/agenda-imports"
#define HEADER                                                                                     \
    "meeting_external_id,meeting_starts_at,meeting_place,ref,title,external_id,paper_title,"       \
    "paper_url\r\n"
#define MEETING "8113,16/10/2018 10:00,\"Darent Room, Maidstone\","
#define REPORT "B1,Performance,41,Report,https://example.org/1\r\n"
#define CSV HEADER MEETING "A1,Apologies,40,,\r\n,,," REPORT ",,,,,,Annex,https://example.org/2\r\n"
#define FACTS "\"external_id\":\"8113\",\"starts_at\":\"2018-10-16T10:00:00+01:00\","
#define PLACE "\"place\":\"Darent Room, Maidstone\","
#define PAPERS                                                                                     \
    "\"papers\":[{\"title\":\"Report\",\"url\":\"https://example.org/1\"},"                        \
    "{\"title\":\"Annex\",\"url\":\"https://example.org/2\"}]"
#define APOLOGIES "{\"ref\":\"A1\",\"title\":\"Apologies\",\"external_id\":\"40\"}"
#define JSON                                                                                       \
    "{" FACTS PLACE "\"items\":[" APOLOGIES                                                        \
    ",{\"ref\":\"B1\",\"title\":\"Performance\",\"external_id\":\"41\"," PAPERS "}]}"
#define OTHER "{" FACTS PLACE "\"items\":[" APOLOGIES "]}"
#define FORM                                                                                       \
    "--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"agenda.csv\"\r\n\r\n"

static struct reply send(struct service *service, const char *target, const char *type,
                         const char *body)
{
    return http_send(service_url(service), &(struct request){.method = "POST",
                                                             .target = target,
                                                             .token = agenda_keeper(service, "kcc"),
                                                             .body = body,
                                                             .content_type = type});
}

static void assert_became(const struct reply *reply, const char *meeting, const char *items,
                          const char *papers)
{
    static const char *const kinds[] = {"items", "papers"};
    cr_assert(reply->status == 200 || reply->status == 201, "%d %s", reply->status, reply->body);
    cr_expect_str_eq(reply_text(reply, "became"), meeting, "%s", reply->body);
    for (size_t i = 0; i < 2; i++) {
        char path[40], said[4][8], all[40];
        static const char *const words[] = {"created", "changed", "unchanged", "missing"};
        for (size_t w = 0; w < 4; w++) {
            snprintf(path, sizeof path, "%s.%s", kinds[i], words[w]);
            snprintf(said[w], sizeof said[w], "%d", (int)reply_integer(reply, path));
        }
        snprintf(all, sizeof all, "%s %s %s %s", said[0], said[1], said[2], said[3]);
        cr_expect_str_eq(all, i ? papers : items, "%s: %s", kinds[i], reply->body);
    }
}

Test(import, comes_as_csv_as_a_file_and_as_json_and_the_same_again_changes_nothing)
{
    service_auto struct service *service = agenda_start();
    const char *url = service_url(service), *keeper = agenda_keeper(service, "kcc");
    reply_auto struct reply csv = send(service, IMPORTS, "text/csv", CSV);
    cr_assert_eq(csv.status, 201, "%s", csv.body);
    assert_became(&csv, "created", "2 0 0 0", "2 0 0 0");
    cr_expect_str_eq(reply_text(&csv, "form"), "csv");
    cr_expect_eq(reply_integer(&csv, "bytes"), (json_int_t)strlen(CSV));
    cr_expect_str_eq(reply_text(&csv, "imported_by"), "kcc");
    cr_expect_str_eq(reply_text(&csv, "details.3.ref"), "B1");
    cr_expect_not_null(reply_text(&csv, "details.3.paper"));
    const char *location = reply_header(&csv, "location");
    reply_auto struct reply read = http_get(url, keeper, location);
    cr_assert_eq(read.status, 200);
    cr_expect_str_eq(read.body, csv.body);
    char tag[200];
    snprintf(tag, sizeof tag, "If-None-Match: %s", reply_header(&read, "etag"));
    reply_auto struct reply same = http_send(
        url, &(struct request){
                 .target = location, .token = keeper, .headers = (const char *const[]){tag, NULL}});
    cr_expect_eq(same.status, 304);
    reply_auto struct reply hidden =
        http_get(url, service_token(service, "keeper", "swale", "meetings.write"), location);
    cr_expect(reply_is_problem(&hidden, 404, "not-found"), "who keeps no meetings reads of none");

    reply_auto struct reply file =
        send(service, IMPORTS, "multipart/form-data; boundary=xyz", FORM CSV "\r\n--xyz--\r\n");
    cr_assert_eq(file.status, 201, "%s", file.body);
    assert_became(&file, "unchanged", "0 0 2 0", "0 0 2 0");
    cr_expect_str_eq(reply_text(&file, "filename"), "agenda.csv");
    cr_expect_str_eq(reply_text(&file, "sha256"), reply_text(&csv, "sha256"));
    reply_auto struct reply json = send(service, IMPORTS, "application/json", JSON);
    assert_became(&json, "unchanged", "0 0 2 0", "0 0 2 0");
    cr_expect_str_eq(reply_text(&json, "form"), "json");
    cr_expect_str_eq(reply_text(&json, "meeting"), reply_text(&csv, "meeting"));
    char *meeting = NULL;
    cr_assert_geq(asprintf(&meeting, "/v1/meetings/%s", reply_text(&csv, "meeting")), 0);
    reply_auto struct reply whole = http_get(url, keeper, meeting);
    cr_expect_eq(reply_integer(&whole, "version"), 1);
    cr_expect_str_eq(reply_text(&whole, "external_system"), "moderngov");
    cr_expect_null(reply_text(&whole, "agenda_on"), "it is a draft");
    reply_auto struct reply unseen = http_get(url, NULL, meeting);
    cr_expect(reply_is_problem(&unseen, 404, "not-found"));

    reply_auto struct reply moved =
        send(service, IMPORTS, "text/csv",
             HEADER "8113,2018-10-16T11:00,Ashford,B2,Performance,41,Report,https://example.org/9");
    assert_became(&moved, "changed", "0 1 0 1", "0 1 0 1");
    cr_expect_str_eq(reply_text(&moved, "changed.0"), "place");
    cr_expect_str_eq(reply_text(&moved, "changed.1"), "starts_at");
    cr_expect_str_eq(reply_text(&moved, "details.0.changed.0"), "ref");
    cr_expect_str_eq(reply_text(&moved, "details.2.became"), "missing");
    reply_auto struct reply later = http_get(url, keeper, meeting);
    cr_expect_eq(reply_integer(&later, "sequence"), 1, "calendars are told");
    cr_expect_str_eq(reply_text(&later, "starts_at_local"), "2018-10-16T11:00");
    cr_expect_eq(reply_integer(&later, "item_count"), 2);
    free(meeting);
}

Test(import, may_publish_what_it_brings)
{
    service_auto struct service *service = agenda_start();
    const char *query = IMPORTS "?published_on=2018-03-20";
    reply_auto struct reply made = send(service, query, "application/json", JSON);
    cr_expect_str_eq(reply_text(&made, "published_on"), "2018-03-20", "%s", made.body);
    char *target = NULL;
    cr_assert_geq(asprintf(&target, "/v1/meetings/%s/items", reply_text(&made, "meeting")), 0);
    reply_auto struct reply items = csa_get(service, NULL, target);
    cr_assert_eq(json_array_size(reply_member(&items, "items")), 2, "%s", items.body);
    cr_expect_str_eq(reply_text(&items, "items.1.published_on"), "2018-03-20");
    free(target);
    reply_auto struct reply again = send(service, query, "application/json", JSON);
    assert_became(&again, "unchanged", "0 0 2 0", "0 0 2 0");
    cr_expect_null(reply_text(&again, "published_on"));
    reply_auto struct reply ahead =
        send(service, IMPORTS "?published_on=2018-03-29", "application/json", JSON);
    cr_expect(reply_is_problem(&ahead, 422, "date-in-future"), "%s", ahead.body);
    cr_expect(reply_names(&ahead, "published_on"));
    reply_auto struct reply draft =
        send(service, IMPORTS, "text/csv", HEADER MEETING "A1,Apologies,40,,\n,,,C9,Another,,,\n");
    assert_became(&draft, "unchanged", "1 0 1 1", "0 0 0 0");
    reply_auto struct reply beside = send(service, query, "application/json", JSON);
    cr_expect(reply_is_problem(&beside, 409, "drafts-not-imported"), "%s", beside.body);
    reply_auto struct reply wrong =
        send(service, IMPORTS "?published_on=20/3/2018", "application/json", JSON);
    cr_expect(reply_is_problem(&wrong, 400, "invalid-parameters"), "%s", wrong.body);
}

/* Nobody else learns of it: not by what became of an import, nor by what is written down of it. */
Test(import, of_what_is_restricted_is_for_who_may_read_it)
{
    service_auto struct service *service = agenda_start();
    const char *url = service_url(service);
    static const char shut[] =
        "{" FACTS PLACE "\"items\":[{\"ref\":\"D1\",\"title\":\"Pay\",\"restricted\":true,"
        "\"exempt_ground\":\"1\",\"public_title\":\"Staff\"}]}";
    reply_auto struct reply refused = send(service, IMPORTS, "application/json", shut);
    cr_expect(reply_is_problem(&refused, 403, "restricted-scope-needed"), "%s", refused.body);
    reply_auto struct reply made = csa_post(service, IMPORTS, shut);
    assert_became(&made, "created", "1 0 0 0", "0 0 0 0");
    reply_auto struct reply unseen =
        http_get(url, agenda_keeper(service, "kfrs"), reply_header(&made, "location"));
    cr_expect(reply_is_problem(&unseen, 404, "not-found"), "%s", unseen.body);
    reply_auto struct reply guess =
        send(service, IMPORTS, "text/csv", HEADER MEETING "D1,Pay,,,\n");
    cr_expect(reply_is_problem(&guess, 403, "restricted-scope-needed"), "%s", guess.body);
    reply_auto struct reply opened = http_send(
        url, &(struct request){.method = "POST",
                               .target = IMPORTS,
                               .token = csa_coordinator(service, "kcc"),
                               .body = "{" FACTS PLACE "\"items\":[{\"ref\":\"D1\",\"title\":"
                                       "\"Pay\",\"restricted\":false}]}"});
    cr_expect(reply_is_problem(&opened, 422, "rows-refused"), "%s", opened.body);
    cr_expect(reply_names(&opened, "/items/0/restricted"));
    reply_auto struct reply changed = csa_post(
        service, IMPORTS, "{" FACTS PLACE "\"items\":[{\"ref\":\"D1\",\"title\":\"Salaries\"}]}");
    assert_became(&changed, "unchanged", "0 1 0 0", "0 0 0 0");
    const char *events = "/v1/audit-events?operation=import_agenda";
    reply_auto struct reply told = http_get(
        url, service_token(service, "auditor", "kcc", "audit.read restricted.read"), events);
    cr_assert_eq(json_array_size(reply_member(&told, "items")), 2, "one event each: %s", told.body);
    cr_expect_str_eq(reply_text(&told, "items.1.before.items.0.title"), "Pay");
    cr_expect(json_is_null(reply_member(&told, "items.0.before")));
    reply_auto struct reply withheld =
        http_get(url, service_token(service, "auditor", "kcc", "audit.read"), events);
    cr_expect(json_is_null(reply_member(&withheld, "items.1.before")), "%s", withheld.body);
    cr_expect_null(strstr(withheld.body, "Pay"));
}

Test(import, that_is_not_right_keeps_nothing)
{
    service_auto struct service *service = agenda_start();
    free(service_sql(
        service,
        "INSERT INTO safer.meeting (id, body, starts_at, place, state, external_system,"
        " external_id) VALUES (gen_random_uuid(), 'kcsp', '2018-02-01 10:00Z', 'P', 'held',"
        " 'moderngov', 'held');"
        "INSERT INTO safer.meeting (id, body, starts_at, place, state, external_system,"
        " external_id, minutes_approved_at) SELECT gen_random_uuid(), 'kcsp', '2018-01-01 10:00Z',"
        " 'P', 'held', 'moderngov', 'approved', m.id FROM safer.meeting AS m"
        " WHERE m.external_id = 'held'"));
#define AS(id) "{\"external_id\":\"" id "\",\"starts_at\":\"2018-10-16T10:00:00Z\"," PLACE
#define ITEM "\"items\":[{\"ref\":\"1\",\"title\":\"T\"}]}"
    static const struct agenda_refusal rows[] = {
        {"swale", false, IMPORTS, JSON, 403, "not-your-body", NULL},
        {"kcc", false, "/v1/bodies/no-such-body/agenda-imports", JSON, 404, "not-found", NULL},
        {"kcc", false, IMPORTS, AS("held") ITEM, 409, "state-conflict", NULL},
        {"kcc", false, IMPORTS, AS("approved") ITEM, 409, "minutes-approved", NULL},
        {"kcc", false, IMPORTS, "{" FACTS ITEM, 422, "invalid-body", "/place"},
        {"kcc", false, IMPORTS, AS("1") "\"items\":[]}", 422, "invalid-body", "/items"},
        {"kcc", false, IMPORTS, AS("1") "\"items\":[{\"ref\":\"1\",\"title\":\"T\",\"note\":1}]}",
         422, "invalid-body", "/items/0/note"},
        {"kcc", false, IMPORTS, AS("1") "\"items\":[{\"ref\":\"1\",\"papers\":[{}]}]}", 422,
         "invalid-body", "/items/0/papers/0/title"},
        {"kcc", false, IMPORTS, AS("1") "\"url\":\"example.org\"," ITEM, 422, "invalid-body",
         "/url"},
        {"kcc", false, IMPORTS, AS("1") "\"items\":[{\"ref\":\"1\"}]}", 422, "rows-refused",
         "/items/0/title"},
        {"kcc", false, IMPORTS,
         AS("1") "\"items\":[{\"ref\":\"1\",\"title\":\"T\",\"papers\":[{\"title\":\"P\"},"
                 "{\"title\":\"Q\",\"restricted\":true}]}]}",
         422, "rows-refused", "/items/0/papers/1/exempt_ground"},
        {"kcc", false, IMPORTS, AS("1") "\"ends_at\":\"2018-10-16T09:00:00Z\"," ITEM, 422,
         "rows-refused", "/ends_at"},
        {"kcc", false, "/v1/bodies/kcst-smt/agenda-imports", AS("1") ITEM, 422, "rows-refused",
         "/external_system"},
    };
    assert_agenda_refusals(service, "POST", rows, sizeof rows / sizeof *rows);
    reply_auto struct reply json = send(service, IMPORTS, "application/json", "{\"items\":");
    cr_expect(reply_is_problem(&json, 400, "malformed-json"), "%s", json.body);
    reply_auto struct reply form =
        send(service, IMPORTS, "multipart/form-data; boundary=xyz", "--xyz--\r\n");
    cr_expect(reply_is_problem(&form, 400, "malformed-upload"), "%s", form.body);
    reply_auto struct reply text = send(service, IMPORTS, "text/plain", CSV);
    cr_expect(reply_is_problem(&text, 415, "unsupported-media-type"), "%s", text.body);
}

Test(import, of_a_spreadsheet_tells_each_fault_by_line_and_column)
{
    service_auto struct service *service = agenda_start();
    char *before = ledger_counts(service);
    reply_auto struct reply rows =
        send(service, IMPORTS, "text/csv",
             HEADER MEETING "A1,Apologies,40,,\n,,,b1,Performance,41,,ftp://example.org\n"
                            ",elsewhere,,A1,Again,,,\n");
    cr_assert(reply_is_problem(&rows, 422, "rows-refused"), "%s", rows.body);
    cr_expect_eq(reply_integer(&rows, "faults"), 5, "%s", rows.body);
    static const struct {
        int line;
        const char *column, *code;
    } faults[] = {{3, "ref", "cell-invalid"},
                  {3, "paper_title", "cell-missing"},
                  {3, "paper_url", "cell-invalid"},
                  {4, "ref", "row-repeated"},
                  {4, "meeting_starts_at", "cell-invalid"}};
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        char path[32];
        snprintf(path, sizeof path, "errors.%zu.line", i);
        cr_expect_eq(reply_integer(&rows, path), faults[i].line, "%s", rows.body);
        snprintf(path, sizeof path, "errors.%zu.column", i);
        cr_expect_str_eq(reply_text(&rows, path), faults[i].column, "%s", rows.body);
        snprintf(path, sizeof path, "errors.%zu.code", i);
        cr_expect_str_eq(reply_text(&rows, path), faults[i].code, "%s", rows.body);
    }
    reply_auto struct reply shape = send(service, IMPORTS, "text/csv", CSV "one,cell\n");
    cr_assert(reply_is_problem(&shape, 422, "rows-refused"), "%s", shape.body);
    cr_expect_eq(reply_integer(&shape, "errors.0.line"), 5);
    reply_auto struct reply unknown =
        send(service, IMPORTS, "text/csv",
             "meeting_external_id,meeting_starts_at,meeting_place,ref,title,papers\n");
    cr_expect(reply_is_problem(&unknown, 400, "malformed-csv"), "%s", unknown.body);
    cr_expect_not_null(strstr(unknown.body, "papers"), "only JSON has papers in an item");
    reply_auto struct reply lacking = send(service, IMPORTS, "text/csv", "ref,title\n1,One\n");
    cr_expect(reply_is_problem(&lacking, 400, "malformed-csv"), "%s", lacking.body);
    reply_auto struct reply empty = send(service, IMPORTS, "text/csv", HEADER);
    cr_expect(reply_is_problem(&empty, 422, "rows-refused"), "%s", empty.body);
    char *after = ledger_counts(service);
    cr_expect_str_eq(after, before);
    free(before);
    free(after);
}

Test(import, of_a_meeting_that_is_here_without_an_external_id_is_of_that_one)
{
    service_auto struct service *service = agenda_start();
    reply_auto struct reply made =
        csa_post(service, IMPORTS,
                 "{\"external_id\":\"1\",\"starts_at\":\"2018-06-20T10:00:00+01:00\","
                 "\"place\":\"Maidstone\",\"items\":[{\"ref\":\"1\",\"title\":\"T\"}]}");
    assert_became(&made, "changed", "1 0 0 0", "0 0 0 0");
    cr_expect_str_eq(reply_text(&made, "meeting"), PUBLIC_MEETING);
    cr_expect_str_eq(reply_text(&made, "changed.0"), "external_id");
    reply_auto struct reply meeting = csa_get(service, NULL, MEETINGS PUBLIC_MEETING);
    cr_expect_str_eq(reply_text(&meeting, "external_id"), "1");
    cr_expect_eq(reply_integer(&meeting, "sequence"), 0, "nothing to tell calendars");
}

Test(import, is_kept_once_by_its_key_and_a_dry_run_keeps_nothing)
{
    service_auto struct service *service = agenda_start();
    reply_auto struct reply made =
        assert_keyed(service, csa_coordinator(service, "kcc"), IMPORTS, JSON, OTHER, false);
    cr_assert_eq(made.status, 201);
    assert_key_in_use(service, "kcc", "import_agenda", IMPORTS, JSON);
}
