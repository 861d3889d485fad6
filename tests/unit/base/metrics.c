/* What is counted comes out in Prometheus' text format.
 * SPDX-License-Identifier: MIT */
#include "base/metrics.h"

#include <criterion/criterion.h>
#include <string.h>

static const char *name_of(size_t number)
{
    return number == 0 ? "list_partners" : "create_contribution";
}

static void start(void)
{
    cr_assert(metrics_start(2));
}

TestSuite(metrics, .init = start, .fini = metrics_stop);

static void expect(const char *line)
{
    text_auto out = {0};
    metrics_write(&out, name_of);
    cr_assert(strstr(out.data, line), "%s is not in\n%s", line, out.data);
}

Test(metrics, counts_requests_by_operation_and_status)
{
    metrics_request(0, 200, 700);
    metrics_request(0, 200, 900);
    metrics_request(1, 422, 100);
    metrics_request(SIZE_MAX, 404, 100);
    expect("safer_requests_total{operation=\"list_partners\",status=\"200\"} 2\n");
    expect("safer_requests_total{operation=\"create_contribution\",status=\"422\"} 1\n");
    expect("safer_requests_total{operation=\"none\",status=\"404\"} 1\n");
}

Test(metrics, tell_of_what_is_confidential_the_class_of_the_status_alone)
{
    metrics_request(METRICS_CONFIDENTIAL, 200, 700);
    metrics_request(METRICS_CONFIDENTIAL, 201, 800);
    metrics_request(METRICS_CONFIDENTIAL, 404, 900);
    metrics_request(METRICS_CONFIDENTIAL, 422, 900);
    metrics_request(METRICS_CONFIDENTIAL, 503, 900);
    metrics_request(METRICS_NONE, 404, 100);
    expect("safer_requests_total{operation=\"confidential\",status=\"2xx\"} 2\n");
    expect("safer_requests_total{operation=\"confidential\",status=\"4xx\"} 2\n");
    expect("safer_requests_total{operation=\"confidential\",status=\"5xx\"} 1\n");
    expect("safer_requests_total{operation=\"none\",status=\"404\"} 1\n");
    expect("safer_request_duration_seconds_count{operation=\"confidential\"} 5\n");
    text_auto out = {0};
    metrics_write(&out, name_of);
    cr_assert_null(strstr(out.data, "201"), "%s", out.data);
    cr_assert_null(strstr(out.data, "503"), "%s", out.data);
}

Test(metrics, keeps_a_histogram_whose_buckets_add_up)
{
    metrics_request(0, 200, 400);
    metrics_request(0, 200, 900);
    metrics_request(0, 200, 60000000);
    expect("_bucket{operation=\"list_partners\",le=\"0.0005\"} 1\n");
    expect("_bucket{operation=\"list_partners\",le=\"0.001\"} 2\n");
    expect("_bucket{operation=\"list_partners\",le=\"30\"} 2\n");
    expect("_bucket{operation=\"list_partners\",le=\"+Inf\"} 3\n");
    expect("_sum{operation=\"list_partners\"} 60.001300\n");
    expect("_count{operation=\"list_partners\"} 3\n");
}

Test(metrics, shows_gauges_and_counters)
{
    metrics_gauge_add(GAUGE_EXPORTS_RUNNING, 2);
    metrics_gauge_add(GAUGE_EXPORTS_RUNNING, -1);
    metrics_count(COUNTER_EXPORT_ROWS, 1000);
    expect("safer_exports_running 1\n");
    expect("# TYPE safer_export_rows_total counter\nsafer_export_rows_total 1000\n");
}
