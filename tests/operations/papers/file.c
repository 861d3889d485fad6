/* Files of papers: kept as they were sent, read by who may read the paper, replaced while it is a
 * draft. SPDX-License-Identifier: MIT
 *
 * Operations: get_paper_file, put_paper_file. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/agendas.h"
#include "support/contract.h"
#include "support/csa.h"
#include "support/door.h"
#include "support/ledger.h"
#include "support/loads.h"
#include "support/meetings.h"
#include "support/wire.h"

#define PAPERS "/v1/items/" OPEN_ITEM "/papers"
#define PUBLISHED "/v1/papers/01590000-0000-7000-8000-000000000701/file"
#define PDF "application/pdf"
#define DOCX "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#define ZIP "PK\x03\x04"
#define SOME_PDF "%PDF-1.7\nsome"

/* A file as it is sent: `name` and `type` NULL are not said. */
struct file {
    const char *name, *type, *bytes;
    size_t length; /* 0: up to its NUL */
};

/* The caller frees it. */
static char *form_of(const struct file *file, size_t *length)
{
    char *form = NULL;
    const size_t bytes = file->length ? file->length : strlen(file->bytes);
    FILE *out = open_memstream(&form, length);
    fputs("--xyz\r\nContent-Disposition: form-data; name=\"file\"", out);
    if (file->name)
        fprintf(out, "; filename=\"%s\"", file->name);
    if (file->type)
        fprintf(out, "\r\nContent-Type: %s", file->type);
    fputs("\r\n\r\n", out);
    cr_assert_eq(fwrite(file->bytes, 1, bytes, out), bytes);
    fputs(FORM_END, out);
    fclose(out);
    return form;
}

static struct reply put_with(struct service *service, const char *token, const char *target,
                             const char *key, const struct file *file, const char *header)
{
    size_t length;
    char *form = form_of(file, &length);
    const struct reply reply =
        http_send(service_url(service), &(struct request){
                                            .method = "POST",
                                            .target = target,
                                            .token = token,
                                            .key = key,
                                            .body = form,
                                            .length = length,
                                            .content_type = FORM_TYPE,
                                            .headers = (const char *const[]){header, NULL},
                                        });
    free(form);
    return reply;
}

static struct reply put(struct service *service, const char *target, const struct file *file)
{
    return put_with(service, csa_coordinator(service, "kcc"), target, NULL, file, NULL);
}

/* Makes a paper to an item and returns the address of its file, which the caller frees. */
static char *make(struct service *service, const char *papers, const char *body)
{
    reply_auto struct reply made = csa_post(service, papers, body);
    char *target = NULL;
    cr_assert_geq(asprintf(&target, "%s/file", reply_header(&made, "location")), 0);
    return target;
}

static struct reply get_with(const struct service *service, const char *method, const char *token,
                             const char *target, const char *header)
{
    return http_send(service_url(service),
                     &(struct request){.method = method,
                                       .target = target,
                                       .token = token,
                                       .headers = (const char *const[]){header, NULL}});
}

static void assert_is(const struct reply *reply, const char *bytes, size_t length)
{
    cr_assert_eq(reply->status, 200, "%s", reply->body);
    cr_assert_eq(reply->length, length);
    cr_assert_eq(memcmp(reply->body, bytes, length), 0);
}

/* Bytes of all values, more than two parts of them, the last one a byte long. */
static char *many_bytes(size_t *length)
{
    *length = (size_t)2 * 49152 + 1;
    char *bytes = malloc(*length);
    for (size_t i = 0; i < *length; i++)
        bytes[i] = (char)(i * 7 + i / 256);
    memcpy(bytes, ZIP, 4);
    return bytes;
}

Test(file, is_kept_and_read_back_as_it_was_sent)
{
    service_auto struct service *service = agenda_start();
    char *target = make(service, PAPERS, "{\"title\":\"Costs\"}");
    size_t length;
    char *bytes = many_bytes(&length);
    const char *kcc = csa_coordinator(service, "kcc");
    reply_auto struct reply none = http_get(service_url(service), kcc, target);
    cr_assert(reply_is_problem(&none, 404, "not-found"));
    reply_auto struct reply kept = put(service, target,
                                       &(struct file){"C:\\papers\\Pr\xC3\xBC"
                                                      "fung 50%.docx",
                                                      DOCX, bytes, length});
    cr_assert_eq(kept.status, 200, "%s", kept.body);
    cr_expect_str_eq(reply_text(&kept, "file_name"), "Pr\xC3\xBC"
                                                     "fung 50%.docx");
    cr_expect_str_eq(reply_text(&kept, "file_type"), DOCX);
    cr_expect_eq(reply_integer(&kept, "file_bytes"), (json_int_t)length);
    cr_expect_eq(reply_integer(&kept, "version"), 2);
    assert_sql(service,
               "SELECT string_agg(part || ':' || octet_length(content), ' ' ORDER BY part)"
               " FROM safer.paper_file",
               "1:49152 2:49152 3:1");
    char *digest =
        service_sql(service, "SELECT encode(sha256(string_agg(content, '' ORDER BY part)), 'hex')"
                             " FROM safer.paper_file");
    cr_expect_str_eq(reply_text(&kept, "file_sha256"), digest);

    reply_auto struct reply read = http_get(service_url(service), kcc, target);
    assert_is(&read, bytes, length);
    cr_expect_str_eq(reply_header(&read, "content-type"), DOCX);
    cr_expect_str_eq(reply_header(&read, "content-length"), "98305");
    cr_expect_str_eq(reply_header(&read, "content-disposition"),
                     "attachment; filename=\"Pr_fung 50_.docx\"; "
                     "filename*=UTF-8''Pr%C3%BCfung%2050%25.docx");
    cr_expect_str_eq(reply_header(&read, "x-content-type-options"), "nosniff");
    cr_expect_str_eq(reply_header(&read, "cache-control"), "no-store");
    cr_expect_null(reply_header(&read, "transfer-encoding"));
    const char *etag = reply_header(&read, "etag");
    cr_expect_eq(strncmp(etag + 1, digest, 64), 0, "%s", etag);

    reply_auto struct reply head = get_with(service, "HEAD", kcc, target, NULL);
    cr_expect_eq(head.status, 200);
    cr_expect_str_eq(reply_header(&head, "content-length"), "98305");
    cr_expect_str_eq(reply_header(&head, "content-type"), DOCX);
    cr_expect_eq(head.length, 0);
    char *condition = NULL;
    cr_assert_geq(asprintf(&condition, "If-None-Match: %s", etag), 0);
    reply_auto struct reply same = get_with(service, "GET", kcc, target, condition);
    cr_expect_eq(same.status, 304);
    cr_expect_str_eq(reply_header(&same, "etag"), etag);
    reply_auto struct reply other = get_with(service, "GET", kcc, target, "Accept: text/html");
    cr_expect(reply_is_problem(&other, 406, "not-acceptable"), "%s", other.body);
    reply_auto struct reply packed = get_with(service, "GET", kcc, target, "Accept-Encoding: gzip");
    assert_is(&packed, bytes, length);

    reply_auto struct reply again = put(service, target, &(struct file){"b.pdf", PDF, SOME_PDF, 0});
    cr_expect_eq(again.status, 200, "%s", again.body);
    reply_auto struct reply changed = get_with(service, "GET", kcc, target, condition);
    assert_is(&changed, SOME_PDF, strlen(SOME_PDF));
    cr_expect_str_eq(reply_header(&changed, "content-disposition"),
                     "attachment; filename=\"b.pdf\"");
    assert_sql(service, "SELECT count(*) FROM safer.paper_file", "1");
    free(condition);
    free(digest);
    free(bytes);
    free(target);
}

Test(file, is_of_the_types_that_are_taken_as_the_form_or_the_name_says)
{
    static const struct {
        const char *name, *said, *bytes, *type;
    } rows[] = {
        {"a.pdf", PDF, "%PDF-1.4", PDF},
        {"A.PDF", NULL, "%PDF-1.4", PDF},
        {"a", "Application/PDF; x=y", "%PDF-1.4", PDF},
        {"a.docx", "application/octet-stream", ZIP "x", DOCX},
        {"a.xlsx", NULL, ZIP, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
        {"a.pptx", NULL, ZIP,
         "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
        {"a.odt", NULL, ZIP, "application/vnd.oasis.opendocument.text"},
        {"a.ods", NULL, ZIP, "application/vnd.oasis.opendocument.spreadsheet"},
        {"a.odp", NULL, ZIP, "application/vnd.oasis.opendocument.presentation"},
        {"a.rtf", "text/rtf", "{\\rtf1}", "application/rtf"},
        {"a.txt", "text/plain", "x", "text/plain"},
        {"a.csv", NULL, "a,b\n", "text/csv"},
        {"a.png", "image/png", "\x89PNG\r\n\x1A\n", "image/png"},
        {"a.jpg", NULL, "\xFF\xD8\xFF\xE0", "image/jpeg"},
        {"a.jpeg", NULL, "\xFF\xD8\xFF\xE0", "image/jpeg"},
    };
    service_auto struct service *service = agenda_start();
    char *target = make(service, PAPERS, "{\"title\":\"Costs\"}");
    for (size_t i = 0; i < LENGTH(rows); i++) {
        reply_auto struct reply kept =
            put(service, target, &(struct file){rows[i].name, rows[i].said, rows[i].bytes, 0});
        cr_assert_eq(kept.status, 200, "%s: %s", rows[i].name, kept.body);
        cr_expect_str_eq(reply_text(&kept, "file_type"), rows[i].type);
        reply_auto struct reply read =
            http_get(service_url(service), csa_coordinator(service, "kcc"), target);
        assert_is(&read, rows[i].bytes, strlen(rows[i].bytes));
        cr_expect_str_eq(reply_header(&read, "content-type"), rows[i].type);
    }
    free(target);
}

Test(file, that_is_not_taken_leaves_what_there_is)
{
    service_auto struct service *service = agenda_start();
    char *target = make(service, PAPERS, "{\"title\":\"Costs\"}");
    char *secret =
        make(service, PAPERS, "{\"title\":\"Pay\",\"restricted\":true,\"exempt_ground\":\"1\"}");
    char *under = make(service, "/v1/items/" SHUT_ITEM "/papers", "{\"title\":\"Staff\"}");
    reply_auto struct reply kept = put(service, target, &(struct file){"a.pdf", PDF, SOME_PDF, 0});
    cr_assert_eq(kept.status, 200);
    const char *kcc = csa_coordinator(service, "kcc"), *swale = csa_coordinator(service, "swale"),
               *keeper = agenda_keeper(service, "kcc"),
               *reader = service_token(service, "reader", "kcc", "restricted.read");
    static const char text_with_nul[] = "a\0b";
    const struct {
        const char *token, *target;
        struct file file;
        int status;
        const char *slug;
    } rows[] = {
        {kcc, target, {NULL, PDF, SOME_PDF, 0}, 422, "file-incomplete"},
        {kcc, target, {"a.pdf", PDF, "", 0}, 422, "file-incomplete"},
        {kcc, target, {"a.html", "text/html", "<p>", 0}, 422, "file-type-not-taken"},
        {kcc, target, {"a.exe", "application/octet-stream", "MZ", 0}, 422, "file-type-not-taken"},
        {kcc, target, {"a", NULL, SOME_PDF, 0}, 422, "file-type-not-taken"},
        {kcc, target, {"a.pdf", "no type", SOME_PDF "\xFF", 0}, 200, NULL},
        {kcc, target, {"a.doc", "application/msword", "x", 0}, 422, "file-type-not-taken"},
        {kcc, target, {"a.pdf", PDF, "<html>", 0}, 422, "file-of-another-type"},
        {kcc, target, {"a.docx", DOCX, SOME_PDF, 0}, 422, "file-of-another-type"},
        {kcc, target, {"a.odt", NULL, "PK", 0}, 422, "file-of-another-type"},
        {kcc, target, {"a.rtf", NULL, "rtf", 0}, 422, "file-of-another-type"},
        {kcc, target, {"a.png", NULL, "\x89PNG", 0}, 422, "file-of-another-type"},
        {kcc, target, {"a.jpg", NULL, "GIF89a", 0}, 422, "file-of-another-type"},
        {kcc, target, {"a.txt", NULL, text_with_nul, 3}, 422, "file-of-another-type"},
        {kcc, PUBLISHED, {"a.pdf", PDF, SOME_PDF, 0}, 409, "paper-published"},
        {kcc, "/v1/papers/" CONTRACT_ID "/file", {"a.pdf", PDF, SOME_PDF, 0}, 404, "not-found"},
        {kcc, "/v1/papers/x/file", {"a.pdf", PDF, SOME_PDF, 0}, 400, "invalid-parameters"},
        {swale, target, {"a.pdf", PDF, SOME_PDF, 0}, 404, "not-found"},
        {swale, PUBLISHED, {"a.pdf", PDF, SOME_PDF, 0}, 403, "not-your-body"},
        {keeper, secret, {"a.pdf", PDF, SOME_PDF, 0}, 403, "restricted-scope-needed"},
        {keeper, under, {"a.pdf", PDF, SOME_PDF, 0}, 403, "restricted-scope-needed"},
        {reader, target, {"a.pdf", PDF, SOME_PDF, 0}, 403, "insufficient-scope"},
    };
    for (size_t i = 0; i < LENGTH(rows); i++) {
        char *before = ledger_counts(service);
        reply_auto struct reply reply =
            put_with(service, rows[i].token, rows[i].target, NULL, &rows[i].file, NULL);
        char *after = ledger_counts(service);
        if (rows[i].slug) {
            cr_expect(reply_is_problem(&reply, rows[i].status, rows[i].slug), "row %zu: %d %s", i,
                      reply.status, reply.body);
            cr_expect_str_eq(after, before, "row %zu has kept something", i);
        } else {
            cr_expect_eq(reply.status, rows[i].status, "row %zu: %s", i, reply.body);
        }
        free(before);
        free(after);
    }
    assert_sql(service,
               "SELECT count(*) || encode(string_agg(content, ''), 'escape') FROM safer.paper_file",
               "1%PDF-1.7\nsome\\377");
    const struct file file = {"a.pdf", PDF, SOME_PDF, 0};
    char *authorization = NULL;
    cr_assert_geq(asprintf(&authorization, "Authorization: Bearer %s", kcc), 0);
    reply_auto struct reply stale =
        put_with(service, kcc, target, NULL, &file, "If-Match: \"1-0-json\"");
    cr_expect(reply_is_problem(&stale, 412, "precondition-failed"), "%s", stale.body);
    reply_auto struct reply fresh =
        put_with(service, kcc, target, NULL, &file, "If-Match: \"3-0-json\"");
    cr_expect_eq(fresh.status, 200, "%s", fresh.body);
    reply_auto struct reply form = put_with(service, kcc, target, NULL, &file, "Accept: text/csv");
    cr_expect(reply_is_problem(&form, 406, "not-acceptable"), "%s", form.body);
    reply_auto struct reply json = http_post(service_url(service), kcc, NULL, target, "{}");
    cr_expect(reply_is_problem(&json, 415, "unsupported-media-type"), "%s", json.body);
    reply_auto struct reply wrong =
        http_send(service_url(service), &(struct request){.method = "POST",
                                                          .target = target,
                                                          .token = kcc,
                                                          .body = "--xyz\r\n",
                                                          .content_type = FORM_TYPE});
    cr_expect(reply_is_problem(&wrong, 400, "malformed-upload"), "%s", wrong.body);
    reply_auto struct reply nothing =
        with_headers(service, "POST", target,
                     (const char *const[]){authorization, "Content-Type: " FORM_TYPE, NULL});
    cr_expect(reply_is_problem(&nothing, 400, "malformed-upload"), "%s", nothing.body);
    reply_auto struct reply key =
        put_with(service, kcc, target, "", &file, "Idempotency-Key: \x01");
    cr_expect_eq(key.status, 400, "%s", key.body);
    reply_auto struct reply address = http_get(service_url(service), kcc, "/v1/papers/x/file");
    cr_expect(reply_is_problem(&address, 400, "invalid-parameters"), "%s", address.body);
    free(authorization);
    free(under);
    free(secret);
    free(target);
}

Test(file, longer_than_the_limit_is_refused)
{
    service_auto struct service *service = service_start(&(struct service_options){
        .today = "2018-03-28",
        .environment = (const char *const[]){"SAFER_UPLOAD_LIMIT_MIB=1", NULL}});
    const size_t length = 1024 * 1024;
    char *bytes = malloc(length);
    memset(bytes, 'x', length);
    reply_auto struct reply form =
        put(service, PUBLISHED, &(struct file){"a.txt", "text/plain", bytes, length});
    cr_expect(reply_is_problem(&form, 413, "body-too-large"), "%s", form.body);
    free(bytes);
    const size_t longer = 2 * 1024 * 1024;
    char *body = malloc(longer);
    memset(body, ' ', longer);
    reply_auto struct reply json =
        http_send(service_url(service), &(struct request){.method = "POST",
                                                          .target = PUBLISHED,
                                                          .token = csa_coordinator(service, "kcc"),
                                                          .body = body,
                                                          .length = longer});
    cr_expect(reply_is_problem(&json, 413, "body-too-large"), "%s", json.body);
    cr_expect_not_null(strstr(json.body, "file=@FILE https"), "%s", json.body);
    free(body);
}

Test(file, is_kept_once_by_its_key_and_not_at_all_in_a_dry_run)
{
    service_auto struct service *service = agenda_start();
    char *target = make(service, PAPERS, "{\"title\":\"Costs\"}"), *dry = NULL;
    cr_assert_geq(asprintf(&dry, "%s?dry_run=true", target), 0);
    const char *kcc = csa_coordinator(service, "kcc");
    const struct file file = {"a.pdf", PDF, SOME_PDF, 0}, other = {"a.pdf", PDF, "%PDF-2", 0},
                      renamed = {"b.pdf", PDF, SOME_PDF, 0}, retyped = {"a.pdf", NULL, SOME_PDF, 0};
    reply_auto struct reply tried = put_with(service, kcc, dry, "key", &file, NULL);
    cr_expect_eq(tried.status, 200, "%s", tried.body);
    cr_expect_str_eq(reply_text(&tried, "file_name"), "a.pdf");
    assert_sql(service, "SELECT count(*) FROM safer.paper_file", "0");
    reply_auto struct reply first = put_with(service, kcc, target, "key", &file, NULL);
    cr_assert_eq(first.status, 200, "%s", first.body);
    reply_auto struct reply again = put_with(service, kcc, target, "key", &file, NULL);
    cr_expect_str_eq(again.body, first.body);
    cr_expect_str_eq(reply_header(&again, "idempotency-replayed"), "true");
    assert_sql(service,
               "SELECT string_agg(coalesce(marking, 'put'), ' ' ORDER BY id) FROM safer.audit_event"
               " WHERE operation = 'put_paper_file'",
               "put restricted");
    const struct file *const others[] = {&other, &renamed, &retyped};
    for (size_t i = 0; i < LENGTH(others); i++) {
        reply_auto struct reply reused = put_with(service, kcc, target, "key", others[i], NULL);
        cr_expect(reply_is_problem(&reused, 422, "idempotency-key-reused"), "%s", reused.body);
    }
    free(dry);
    free(target);
}

Test(file, of_a_restricted_paper_is_nobody_else_s_and_its_reading_is_recorded)
{
    service_auto struct service *service = agenda_start();
    char *open = make(service, PAPERS, "{\"title\":\"Costs\"}");
    char *shut[] = {
        make(service, PAPERS, "{\"title\":\"Pay\",\"restricted\":true,\"exempt_ground\":\"1\"}"),
        make(service, "/v1/items/" SHUT_ITEM "/papers", "{\"title\":\"Staff\"}")};
    const struct file file = {"secret.pdf", PDF, SOME_PDF, 0};
    reply_auto struct reply kept = put(service, open, &file);
    cr_assert_eq(kept.status, 200, "%s", kept.body);
    reply_auto struct reply seen =
        http_get(service_url(service), agenda_keeper(service, "kfrs"), open);
    assert_is(&seen, SOME_PDF, strlen(SOME_PDF));
    const char *readings = "SELECT count(*) FROM safer.audit_event"
                           " WHERE operation = 'get_paper_file'";
    reply_auto struct reply plain =
        http_get(service_url(service), csa_coordinator(service, "kfrs"), open);
    assert_is(&plain, SOME_PDF, strlen(SOME_PDF));
    assert_sql(service, readings, "0");
    for (size_t i = 0; i < LENGTH(shut); i++) {
        reply_auto struct reply put_there = put(service, shut[i], &file);
        cr_assert_eq(put_there.status, 200, "%s", put_there.body);
        const char *const others[] = {NULL, agenda_keeper(service, "kfrs"),
                                      csa_coordinator(service, "swale"),
                                      service_token(service, "reader", "swale", "restricted.read")};
        for (size_t j = 0; j < LENGTH(others); j++) {
            for (int head = 0; head < 2; head++) {
                reply_auto struct reply reply =
                    get_with(service, head ? "HEAD" : "GET", others[j], shut[i], NULL);
                cr_expect_eq(reply.status, 404, "%zu", j);
                cr_expect_null(reply_header(&reply, "content-disposition"));
                cr_expect(head || reply_is_problem(&reply, 404, "not-found"));
            }
        }
        reply_auto struct reply read =
            http_get(service_url(service), csa_coordinator(service, "kfrs"), shut[i]);
        assert_is(&read, SOME_PDF, strlen(SOME_PDF));
        assert_sql(service, readings, i == 0 ? "1" : "2");
        free(shut[i]);
    }
    free(open);
}

Test(file, of_what_is_published_is_read_by_everybody)
{
    service_auto struct service *service = service_start(NULL);
    meeting_examples(service);
    reply_auto struct reply read = http_get(service_url(service), NULL, PUBLISHED);
    assert_is(&read, "Example", strlen("Example"));
    cr_expect_str_eq(reply_header(&read, "cache-control"), "no-cache");
    reply_auto struct reply named =
        http_get(service_url(service), csa_coordinator(service, "kcc"), PUBLISHED);
    cr_expect_str_eq(reply_header(&named, "cache-control"), "private, no-cache");
    char *old = http_raw(service_url(service), "GET " PUBLISHED " HTTP/1.0\r\n\r\n",
                         strlen("GET " PUBLISHED " HTTP/1.0\r\n\r\n"));
    cr_expect(strstr(old, " 200 OK") && strstr(old, "\r\n\r\nExample"), "%s", old);
    free(old);
}

static bool log_holds(const struct service *service, const char *text)
{
    FILE *log = fopen(service_log(service), "r");
    char line[4096];
    bool found = false;
    cr_assert(log);
    while (!found && fgets(line, sizeof line, log))
        found = strstr(line, text);
    fclose(log);
    return found;
}

/* What comes of the file's bytes when its parts are changed behind the service's back. */
static void assert_broken(struct service *service, const char *target, const char *change)
{
    free(service_sql(service, change));
    char *request = NULL;
    cr_assert_geq(asprintf(&request,
                           "GET %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                           "Authorization: Bearer %s\r\n\r\n",
                           target, csa_coordinator(service, "kcc")),
                  0);
    char *answer = http_raw(service_url(service), request, strlen(request));
    const char *body = strstr(answer, "\r\n\r\n");
    cr_expect(strstr(answer, " 200 OK"), "%.300s", answer);
    cr_expect(strstr(answer, "Content-Length: 1200000\r\n"), "%.300s", answer);
    cr_expect(body && strlen(body + 4) < 1200000);
    free(request);
    free(answer);
}

Test(file, that_cannot_be_sent_whole_is_broken_off)
{
    service_auto struct service *service = agenda_start();
    char *target = make(service, PAPERS, "{\"title\":\"Costs\"}");
    const size_t length = 1200000;
    char *bytes = malloc(length);
    memset(bytes, 'x', length);
    reply_auto struct reply kept =
        put(service, target, &(struct file){"a.txt", "text/plain", bytes, length});
    cr_assert_eq(kept.status, 200, "%s", kept.body);
    reply_auto struct reply read =
        http_get(service_url(service), csa_coordinator(service, "kcc"), target);
    assert_is(&read, bytes, length);
    EVENTUALLY(10, log_holds(service, "\"outcome\":\"complete\""));
    cr_expect_eq(metric(service, "safer_exports_broken_total"), 0);
    assert_broken(service, target, "DELETE FROM safer.paper_file WHERE part = 25");
    EVENTUALLY(10, log_holds(service, "shorter than its head says"));
    assert_broken(service, target,
                  "INSERT INTO safer.paper_file SELECT f.paper, n, f.content"
                  " FROM safer.paper_file AS f, generate_series(25, 30) AS n WHERE f.part = 1");
    EVENTUALLY(10, log_holds(service, "not what its head says"));
    cr_expect_eq(metric(service, "safer_exports_broken_total"), 2);
    free(bytes);
    free(target);
}

/* ---- Memory ------------------------------------------------------------------------------------
 */

/* So that a sanitizer's quarantine of freed memory is not taken for the service's. */
static void keep_little_of_what_is_freed(void)
{
    const char *options = getenv("ASAN_OPTIONS");
    char quiet[500];
    snprintf(quiet, sizeof quiet, "%s%squarantine_size_mb=1:thread_local_quarantine_size_kb=64",
             options ? options : "", options && *options ? ":" : "");
    setenv("ASAN_OPTIONS", quiet, 1);
}

/* Both ways, without a record of it. */
static void pass(struct service *service, const char *target, size_t length)
{
    char *bytes = malloc(length + 1), *header = NULL;
    memset(bytes, 'x', length);
    bytes[length] = '\0';
    size_t form_length;
    char *form = form_of(&(struct file){"a.txt", "text/plain", bytes, length}, &form_length);
    cr_assert_geq(asprintf(&header,
                           "POST %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                           "Authorization: Bearer %s\r\nContent-Type: " FORM_TYPE "\r\n"
                           "Content-Length: %zu\r\n\r\n",
                           target, csa_coordinator(service, "kcc"), form_length),
                  0);
    const int wire = wire_open(service_url(service), 0);
    wire_send(wire, header);
    wire_send(wire, form);
    char *kept = wire_read(wire, NULL, 120);
    cr_assert_eq(wire_status(kept), 200, "%s", kept);
    wire_close(wire);
    memcpy(header, "GET ", 4); /* a shorter word: the path moves up */
    memmove(header + 4, header + 5, strlen(header + 5) + 1);
    char *end = strstr(header, "Content-Type");
    memcpy(end, "\r\n", 3);
    const int reader = wire_open(service_url(service), 0);
    wire_send(reader, header);
    char *read = wire_read(reader, NULL, 120);
    const char *body = strstr(read, "\r\n\r\n");
    cr_assert(body && strcmp(body + 4, bytes) == 0, "%.300s", read);
    wire_close(reader);
    free(read);
    free(kept);
    free(header);
    free(form);
    free(bytes);
}

Test(file, takes_no_memory_for_being_long, .timeout = 300)
{
    keep_little_of_what_is_freed();
    service_auto struct service *service = agenda_start();
    char *target = make(service, PAPERS, "{\"title\":\"Costs\"}");
    pass(service, target, (size_t)3 * 1024 * 1024);
    const long before = memory_of(service, "VmHWM");
    pass(service, target, (size_t)30 * 1024 * 1024);
    const long grown = memory_of(service, "VmHWM") - before;
    cr_assert_lt(grown, 8192, "%ld kB", grown);
    free(target);
}
