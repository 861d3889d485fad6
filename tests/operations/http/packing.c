/* Long answers are packed for those who ask for it, and are the same when unpacked.
 * SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "support/http.h"
#include "support/service.h"

#define GZIP "Accept-Encoding: gzip"
#define LENGTH(array) (sizeof(array) / sizeof *(array))

static struct reply get(const struct service *service, const char *target, const char *header,
                        const char *value)
{
    char second[256];
    snprintf(second, sizeof second, "%s: %s", header ? header : "Accept", value ? value : "*/*");
    const char *const headers[] = {GZIP, second, NULL};
    return http_send(service_url(service), &(struct request){.target = target, .headers = headers});
}

static bool is_packed(const struct reply *reply)
{
    const char *coding = reply_header(reply, "content-encoding");
    return coding && strcmp(coding, "gzip") == 0;
}

/* The test fails unless the reply, unpacked, is `plain`. */
static void expect_unpacked(const struct reply *reply, const struct reply *plain)
{
    char *bytes = malloc(plain->length + 1);
    z_stream stream = {
        .next_in = (unsigned char *)reply->body,
        .avail_in = (unsigned)reply->length,
        .next_out = (unsigned char *)bytes,
        .avail_out = (unsigned)plain->length + 1,
    };
    cr_assert(bytes && inflateInit2(&stream, 15 + 16) == Z_OK);
    cr_assert_eq(inflate(&stream, Z_FINISH), Z_STREAM_END);
    cr_assert_eq(stream.total_out, plain->length);
    cr_assert_arr_eq(bytes, plain->body, plain->length);
    inflateEnd(&stream);
    free(bytes);
}

Test(packing, a_list_is_packed_as_json_and_as_csv)
{
    service_auto struct service *service = service_start(&(struct service_options){0});
    static const char *const targets[] = {"/v1/partners", "/v1/partners?format=csv"};
    for (size_t i = 0; i < LENGTH(targets); i++) {
        reply_auto struct reply plain = http_get(service_url(service), NULL, targets[i]);
        reply_auto struct reply packed = get(service, targets[i], NULL, NULL);
        cr_assert_eq(packed.status, 200);
        cr_assert(is_packed(&packed), "%s", targets[i]);
        cr_assert_not(is_packed(&plain), "%s", targets[i]);
        cr_assert_lt(packed.length, plain.length * 2 / 3, "%s", targets[i]);
        cr_assert_not_null(strstr(reply_header(&plain, "vary"), "Accept-Encoding"));
        cr_assert_str_eq(reply_header(&packed, "vary"), reply_header(&plain, "vary"));
        expect_unpacked(&packed, &plain);
    }
}

Test(packing, what_is_short_or_refused_stays_as_it_is)
{
    service_auto struct service *service = service_start(&(struct service_options){0});
    static const char *const targets[] = {"/v1/partners/kcc", "/v1/partners?limit=nonsense",
                                          "/v1/partners/nobody", "/health/live"};
    for (size_t i = 0; i < LENGTH(targets); i++) {
        reply_auto struct reply reply = get(service, targets[i], NULL, NULL);
        cr_assert_not(is_packed(&reply), "%s", targets[i]);
        cr_assert_not_null(reply.json, "%s", targets[i]);
    }
}

Test(packing, each_form_has_a_tag_of_its_own)
{
    service_auto struct service *service = service_start(&(struct service_options){0});
    reply_auto struct reply plain = http_get(service_url(service), NULL, "/v1/partners");
    reply_auto struct reply packed = get(service, "/v1/partners", NULL, NULL);
    const char *plain_tag = reply_header(&plain, "etag"), *tag = reply_header(&packed, "etag");
    cr_assert_str_neq(plain_tag, tag);
    reply_auto struct reply same = get(service, "/v1/partners", "If-None-Match", tag);
    cr_assert_eq(same.status, 304);
    cr_assert_str_eq(reply_header(&same, "etag"), tag);
    reply_auto struct reply other = get(service, "/v1/partners", "If-None-Match", plain_tag);
    cr_assert_eq(other.status, 200);
}

Test(packing, a_long_csv_comes_whole)
{
    service_auto struct service *service = service_start(&(struct service_options){0});
    const char *token = service_token(service, "kcc-finance", "kcc", "funds.read");
    free(service_sql(
        service, "SET session_replication_role = replica;"
                 " INSERT INTO safer.contribution (id, fund, partner, financial_year, booked_in,"
                 " amount_pence, received_on, external_reference)"
                 " SELECT format('018f0000-0000-7000-8000-%s', lpad(n::text, 12, '0'))::uuid,"
                 " 'kcst-pooled-budget', 'kcc', '2018/19', '2018/19', n, '2018-04-03', 'REF-' || n"
                 " FROM generate_series(1, 30000) AS n"));
    const char *target = "/v1/contributions?format=csv";
    reply_auto struct reply plain = http_get(service_url(service), token, target);
    const char *const headers[] = {GZIP, NULL};
    reply_auto struct reply packed =
        http_send(service_url(service),
                  &(struct request){.target = target, .token = token, .headers = headers});
    cr_assert(is_packed(&packed));
    cr_assert_lt(packed.length, plain.length / 4);
    expect_unpacked(&packed, &plain);
}
