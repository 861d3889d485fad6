/* How improbable a large F is: what an analysis of variance asks.
 * SPDX-License-Identifier: MIT */
#pragma once

/* The probability of an F of `statistic` or more with so many degrees of freedom between and within
 * groups, all 1 or more, if the groups do not differ. R: pf(statistic, between, within,
 * lower.tail = FALSE). */
double fisher_tail(double statistic, unsigned between, unsigned within);
