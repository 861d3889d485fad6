# The periods of observations: months, quarters, years, of the calendar and of the financial year.
# SPDX-License-Identifier: MIT

from __future__ import annotations

import re
from typing import Tuple

from safer_client.values import quoted

PERIOD = re.compile(r"([0-9]{4})(/[0-9]{2})?(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?\Z")
FORMS = "2017-03, 2017-Q1 (January to March), 2017/18-Q1 (April to June), 2017 or 2017/18"


def period_start(text: str) -> Tuple[int, int]:
    """The year and month a period begins with; ValueError says how one is written."""
    found = PERIOD.match(text)
    if not found or (found.group(2) and found.group(4)):
        raise ValueError("%s is not a period; write it as %s" % (quoted(text), FORMS))
    year, financial, quarter, month = found.groups()
    if financial and int(financial[1:]) != (int(year) + 1) % 100:
        raise ValueError("%s is not a financial year; they look like 2017/18" % quoted(text))
    first = int(month or 1) + (int(quarter) - 1) * 3 if quarter else int(month or 1)
    ordinal = int(year) * 12 + first - 1 + (3 if financial else 0)
    return ordinal // 12, ordinal % 12 + 1


def period_months(text: str) -> int:
    """How many months a period has."""
    found = PERIOD.match(text)
    assert found is not None
    return 3 if found.group(3) else 1 if found.group(4) else 12


def period_place(text: str) -> int:
    """Where a period stands among those of its kind: the next one is at the next place."""
    year, month = period_start(text)
    return (year * 12 + month - 1) // period_months(text)


def parse_quarter(text: str) -> str:
    """A quarter as the service takes it."""
    bare = parse_period(text)
    if period_months(bare) != 3:
        raise ValueError(
            "%s is not a quarter; write it as 2017/18-Q1 (April to June) or 2017-Q2" % quoted(text)
        )
    return bare


def parse_period(text: str) -> str:
    """A period as the service takes it."""
    period_start(text.strip())
    return text.strip()
