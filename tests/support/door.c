/* Small things that the tests of what comes in at the door share.
 * SPDX-License-Identifier: MIT */
#include "support/door.h"

#include <criterion/criterion.h>
#include <string.h>

struct service *start_with(const char *const *settings)
{
    return service_start(&(struct service_options){.today = "2018-04-09", .environment = settings});
}

struct service *start(const char *setting)
{
    return start_with((const char *const[]){setting, NULL});
}

const char *writer(struct service *service)
{
    return service_token(service, "kcc-finance", "kcc",
                         "contributions.write funds.write agreements.write posts.write csa.write "
                         "indicators.write meetings.write projects.write dhrs.read dhrs.write "
                         "audit.read");
}

bool is_healthy(const struct service *service)
{
    reply_auto struct reply live = http_get(service_url(service), NULL, "/health/live");
    reply_auto struct reply read = http_get(service_url(service), NULL, "/v1/partners/kcc");
    return live.status == 200 && read.status == 200;
}

struct reply with_headers(const struct service *service, const char *method, const char *target,
                          const char *const *headers)
{
    return http_send(service_url(service),
                     &(struct request){.method = method, .target = target, .headers = headers});
}

char *raw(const struct service *service, const char *text)
{
    return http_raw(service_url(service), text, strlen(text));
}

size_t occurrences(const char *text, const char *word)
{
    size_t count = 0;
    for (const char *at = text; (at = strstr(at, word)); at += strlen(word)) {
        count++;
    }
    return count;
}
