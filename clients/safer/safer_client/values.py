# Amounts, dates, years, months, identifiers: how people write them, and what they mean.
# SPDX-License-Identifier: MIT

from __future__ import annotations

import datetime
import re
import unicodedata
from decimal import Decimal

from safer_client.common import AMOUNT_PENCE_MAX, DEFAULT_FUND, NOTE_MAX, REFERENCE_MAX
from safer_client.console import clean, sterling

AMOUNT_GBP = re.compile(r"(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?P<part>\.[0-9]+)?\Z")
AMOUNT_PENCE = re.compile(r"[0-9]+\Z")
DATE_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})\Z")
DATE_SLASHES = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})\Z")
FINANCIAL_YEAR = re.compile(r"([0-9]{4})/([0-9]{2})\Z")
MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])\Z")
INSTANT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2})(:[0-9]{2}(?:\.[0-9]+)?)?Z\Z")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
DIGITS_MAX = 20


def quoted(text: str) -> str:
    """A cell as it is named in a message."""
    return "\u201c%s\u201d" % clean(text, 40)


def read_gbp(text: str) -> int:
    """Pounds as people write them (16000, 16,000.00, £16,000, -£5) to pence, exactly."""
    bare = text.strip()
    negative = bare.startswith("-")
    bare = bare.lstrip("-").lstrip()
    if bare.startswith("\u00a3"):
        bare = bare[1:].lstrip()
    negative = negative or bare.startswith("-")
    found = AMOUNT_GBP.match(bare.lstrip("-"))
    if not found or len(bare) > DIGITS_MAX:
        raise ValueError(
            "%s is not an amount in pounds; write it as 16000, 16,000.00 or \u00a316,000"
            % quoted(text)
        )
    if found.group("part") and len(found.group("part")) > 3:
        raise ValueError("%s has more than two decimals; nothing is rounded" % quoted(text))
    amount = Decimal(found.group("whole").replace(",", "") + (found.group("part") or ""))
    return -int(amount * 100) if negative else int(amount * 100)


def checked_pence(pence: int) -> int:
    """The amount, if the service could take it at all."""
    if pence <= 0:
        raise ValueError(
            "must be more than zero; what was paid in error is reversed, not posted "
            "as a negative amount"
        )
    if pence > AMOUNT_PENCE_MAX:
        raise ValueError(
            "is more than %s, which the service does not take" % sterling(AMOUNT_PENCE_MAX)
        )
    return pence


def parse_amount_gbp(text: str) -> int:
    """An amount of money that moves, in pounds, to pence."""
    return checked_pence(read_gbp(text))


def parse_owed_gbp(text: str) -> int:
    """An amount in pounds that may be nothing, to pence."""
    pence = read_gbp(text)
    return pence if pence == 0 else checked_pence(pence)


def parse_amount_pence(text: str) -> int:
    """A whole number of pence: digits and nothing else."""
    bare = text.strip()
    digits = bare[1:] if bare.startswith("-") else bare
    if not AMOUNT_PENCE.match(digits) or len(digits) > DIGITS_MAX:
        raise ValueError(
            "%s is not a whole number of pence (\u00a316,000.00 is 1600000); for pounds "
            "name the column amount_gbp" % quoted(text)
        )
    return checked_pence(-int(digits) if bare.startswith("-") else int(digits))


def parse_date(text: str) -> datetime.date:
    """2018-04-03 or 03/04/2018; with slashes the day always comes first."""
    iso, slashes = DATE_ISO.match(text.strip()), DATE_SLASHES.match(text.strip())
    if iso:
        year, month, day = (int(part) for part in iso.groups())
    elif slashes:
        day, month, year = (int(part) for part in slashes.groups())
    else:
        raise ValueError(
            "%s is not a date; write it as 2018-04-03 or 03/04/2018 (day first)" % quoted(text)
        )
    try:
        return datetime.date(year, month, day)
    except ValueError:
        raise ValueError(
            "%s is not a day of the calendar (with slashes the day comes first)" % quoted(text)
        ) from None


def parse_iso_date(text: str) -> str:
    """As parse_date, as the service takes it: 2018-04-03."""
    return str(parse_date(text))


def parse_financial_year(text: str) -> str:
    """2018/19: 1 April 2018 to 31 March 2019."""
    found = FINANCIAL_YEAR.match(text.strip())
    if not found:
        raise ValueError("%s is not a financial year; write it as 2018/19" % quoted(text))
    following = "%02d" % ((int(found.group(1)) + 1) % 100)
    if found.group(2) != following:
        raise ValueError(
            "%s is not a financial year; the one from 1 April %s is %s/%s"
            % (quoted(text), found.group(1), found.group(1), following)
        )
    return text.strip()


def financial_year_of(day: datetime.date) -> str:
    """The financial year a day lies in."""
    first = day.year if (day.month, day.day) >= (4, 1) else day.year - 1
    return "%04d/%02d" % (first, (first + 1) % 100)


def parse_month(text: str) -> str:
    """2018-04"""
    if not MONTH.match(text.strip()):
        raise ValueError("%s is not a month; write it as 2018-04" % quoted(text))
    return text.strip()


def parse_instant(text: str) -> str:
    """2018-06-30T12:00:00Z; the seconds may be left out."""
    found = INSTANT.match(text.strip())
    if not found:
        raise ValueError(
            "%s is not an instant in UTC; write it as 2018-06-30T12:00:00Z" % quoted(text)
        )
    return "%s%sZ" % (found.group(1), found.group(2) or ":00")


def parse_slug(text: str) -> str:
    """The identifier of a fund, a partner, a post, a purpose."""
    if not SLUG.match(text.strip()):
        raise ValueError(
            "%s is not an identifier; they look like %s or kent-police"
            % (quoted(text), DEFAULT_FUND)
        )
    return text.strip()


def parse_reference(text: str) -> str:
    """An external reference as the service takes it."""
    bare = text.strip()
    if len(bare) > REFERENCE_MAX:
        raise ValueError("is longer than %d characters" % REFERENCE_MAX)
    if any(unicodedata.category(letter) == "Cc" for letter in bare):
        raise ValueError("has a line break, tab or other control character in it")
    return bare


def parse_text(text: str) -> str:
    """A note or a decision as the service takes it; a line break in a cell becomes a blank."""
    bare = " ".join(text.split())
    if len(bare) > NOTE_MAX:
        raise ValueError("is longer than %d characters" % NOTE_MAX)
    if any(unicodedata.category(letter) == "Cc" for letter in bare):
        raise ValueError("has a control character in it")
    return bare
