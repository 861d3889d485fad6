/* Asks a service on this machine whether it is ready: `saferd check-health`.
 * SPDX-License-Identifier: MIT */
#include "health.h"

#include <curl/curl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"

#define SAID_MAX 511

static size_t keep(char *bytes, size_t size, size_t count, void *opaque)
{
    char *said = opaque;
    const size_t have = strlen(said), length = size * count;
    const size_t taken = length < SAID_MAX - have ? length : SAID_MAX - have;
    memcpy(said + have, bytes, taken);
    said[have + taken] = '\0';
    return length;
}

static void own_url(const struct config *config, char url[static 160])
{
    const char *address = strcmp(config->address, "0.0.0.0") == 0 ? "127.0.0.1"
                          : strcmp(config->address, "::") == 0    ? "::1"
                                                                  : config->address;
    const bool six = strchr(address, ':');
    (void)snprintf(url, 160, "http%s://%s%.100s%s:%d/health/ready",
                   *config->tls_certificate ? "s" : "", six ? "[" : "", address, six ? "]" : "",
                   config->port);
}

static bool ask(CURL *curl, const char *url, char said[static 512])
{
    char error[CURL_ERROR_SIZE] = "";
    long status = 0;
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)HEALTH_SECONDS);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    /* the certificate is for the name others use, and nothing is said that needs one */
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 0L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 0L);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, keep);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, said);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, error);
    const CURLcode code = curl_easy_perform(curl);
    if (code != CURLE_OK) {
        (void)snprintf(said, 512, "%s: %s", url, *error ? error : curl_easy_strerror(code));
        return false;
    }
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    return status == 200;
}

bool health_ask(const struct config *config, char said[static 512])
{
    char url[160];
    own_url(config, url);
    *said = '\0';
    CURL *curl = curl_easy_init();
    if (!curl) {
        (void)snprintf(said, 512, "no memory");
        return false;
    }
    const bool ready = ask(curl, url, said);
    curl_easy_cleanup(curl);
    return ready;
}

bool health_wait(const struct config *config, int seconds, char said[static 512])
{
    const int64_t deadline = clock_monotonic_us() + (int64_t)seconds * 1000000;
    bool ready = health_ask(config, said);
    while (!ready && clock_monotonic_us() < deadline) {
        (void)nanosleep(&(struct timespec){.tv_nsec = 50000000}, NULL);
        ready = health_ask(config, said);
    }
    return ready;
}
