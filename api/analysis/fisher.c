/* The tail of the F distribution, by the incomplete beta function.
 * SPDX-License-Identifier: MIT */
#include "analysis/fisher.h"

#include <assert.h>
#include <math.h>

/* The continued fraction of NIST's Digital Library of Mathematical Functions, 8.17.22, by Lentz's
 * method; it converges fast where x < (a + 1) / (a + b + 2). */
static double beta_fraction(double a, double b, double x)
{
    const double tiny = 1e-300;
    double c = 1, d = 1 - (a + b) * x / (a + 1);
    d = 1 / (fabs(d) < tiny ? tiny : d);
    double fraction = d;
    for (int m = 1; m <= 1000; m++) {
        double change = 1;
        for (int odd = 0; odd <= 1; odd++) {
            const double term = odd ? -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
                                    : m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
            d = 1 + term * d;
            d = 1 / (fabs(d) < tiny ? tiny : d);
            c = 1 + term / c;
            c = fabs(c) < tiny ? tiny : c;
            change = c * d;
            fraction *= change;
        }
        if (fabs(change - 1) < 1e-15)
            break;
    }
    return fraction;
}

/* I_x(a, b); `rest` is 1 - x, given because near 1 it cannot be had from x. */
static double incomplete_beta(double a, double b, double x, double rest)
{
    if (x <= 0 || rest <= 0)
        return x <= 0 ? 0 : 1;
    int sign;
    const double front = exp(lgamma_r(a + b, &sign) - lgamma_r(a, &sign) - lgamma_r(b, &sign) +
                             a * log(x) + b * log(rest));
    return x < (a + 1) / (a + b + 2) ? front * beta_fraction(a, b, x) / a
                                     : 1 - front * beta_fraction(b, a, rest) / b;
}

double fisher_tail(double statistic, unsigned between, unsigned within)
{
    assert(between > 0 && within > 0);
    if (statistic <= 0)
        return 1;
    const double ratio = between * statistic;
    return incomplete_beta(within / 2.0, between / 2.0, within / (within + ratio),
                           ratio / (within + ratio));
}
