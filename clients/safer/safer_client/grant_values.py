# Bids, awards and what belongs to them as people name them, and how tranches are written.
# SPDX-License-Identifier: MIT

from __future__ import annotations

import math
import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Callable, Dict, List, Mapping, NamedTuple, Optional, Sequence, Tuple

from safer_client.addresses import segment
from safer_client.common import EXIT_REFUSED, EXIT_USAGE, PAGE_SIZE, Stop
from safer_client.console import clean
from safer_client.meeting_values import UUID, find_item, find_meeting, listed, meeting_path, parse_meeting, parse_ref
from safer_client.reading import document
from safer_client.values import parse_amount_gbp, parse_iso_date, parse_reference, parse_slug, quoted

if TYPE_CHECKING:
    from safer_client.service import Service

FRACTION = re.compile(r"([0-9]{1,6})/([0-9]{1,6})\Z")
PARTS_MAX = 1000000
STANDING = ("submitted", "awarded")
AWARD_STANDING = ("active", "complete")
# What is meant as a day, however it is written.
DAY_LIKE = re.compile(r"[0-9][0-9/.-]*\Z")


class Name(NamedTuple):
    """What a command line names: an id; or a project in a round, and what of it."""

    identifier: str
    project: str = ""
    round: str = ""
    part: str = ""

    def __str__(self) -> str:
        if self.identifier:
            return self.identifier
        return "%s@%s%s" % (self.project, self.round, "/" + self.part if self.part else "")


def parse_name(text: str) -> Name:
    """A bid or an award: an id, or PROJECT@ROUND."""
    bare = text.strip()
    if UUID.match(bare.lower()):
        return Name(bare.lower())
    project, at, where = bare.partition("@")
    if not at:
        raise ValueError(
            "%s is neither a project in a round nor an id; write it as safe-drive@kcsp-2018-19"
            % quoted(text)
        )
    return Name("", parse_slug(project), parse_slug(where))


def part_of(parse: Callable[[str], str], example: str) -> Callable[[str], Name]:
    """A parser of what belongs to an award: an id, or PROJECT@ROUND/PART."""

    def parsed(text: str) -> Name:
        if UUID.match(text.strip().lower()):
            return Name(text.strip().lower())
        award, slash, part = text.strip().partition("/")
        if not slash or "@" not in award:
            raise ValueError(
                "%s is neither a part of an award nor an id; write it as safe-drive@kcsp-2018-19/%s"
                % (quoted(text), example)
            )
        return parse_name(award)._replace(part=parse(part))

    return parsed


def parse_place(text: str) -> str:
    """The place of a tranche or a condition: 1, 2, 3."""
    if not re.match(r"[1-9][0-9]{0,3}\Z", text):
        raise ValueError("%s is not a place; the first one is 1" % quoted(text))
    return text


parse_tranche_name = part_of(parse_place, "1")
parse_condition_name = part_of(parse_place, "1")
parse_return_name = part_of(parse_iso_date, "2018-11-15")
parse_refund_name = part_of(parse_reference, "KCC-IN-2019-0311")


def parse_decision(text: str) -> Tuple[Any, str]:
    """A decision: its id, or MEETING/ITEM, of which it is the one decision."""
    bare = text.strip()
    if UUID.match(bare.lower()):
        return None, bare.lower()
    meeting, slash, ref = bare.rpartition("/")
    if not slash or "/" in meeting and "@" not in meeting:
        raise ValueError(
            "%s is not a decision; write it as kcsp-working-group@2018-06-12/5, the meeting and the item, "
            "or as its id" % quoted(text)
        )
    return parse_meeting(meeting), parse_ref(ref)


class Tranche(NamedTuple):
    """A tranche as a command line writes it: an amount, or a fraction of the whole."""

    due_on: str
    amount_pence: Optional[int]
    fraction: Optional[Fraction]


def parse_tranche(text: str) -> Tranche:
    """DATE=POUNDS, DATE=2/3, or DATE alone for the whole."""
    day, equals, share = text.partition("=")
    due_on = parse_iso_date(day)
    if not equals:
        return Tranche(due_on, None, Fraction(1))
    found = FRACTION.match(share.strip())
    if not found:
        return Tranche(due_on, parse_amount_gbp(share), None)
    if not int(found[1]) or not int(found[2]):
        raise ValueError("%s is no part of the whole" % quoted(share))
    return Tranche(due_on, None, Fraction(int(found[1]), int(found[2])))


def tranches_body(tranches: Sequence[Tranche]) -> List[Dict[str, Any]]:
    """Tranches as the service takes them. Fractions become parts: 2/3 and 1/3 are 2 and 1."""
    fractions = [one.fraction for one in tranches if one.fraction is not None]
    if fractions and len(fractions) < len(tranches):
        raise Stop(EXIT_USAGE, "say pounds for every tranche, or a part of the whole for every tranche")
    if not fractions:
        return [{"amount_pence": one.amount_pence, "due_on": one.due_on} for one in tranches]
    if sum(fractions) != 1:
        raise Stop(EXIT_USAGE, "the tranches are %s of the whole together, and must be all of it" % sum(fractions))
    whole = 1
    for one in fractions:
        whole = whole * one.denominator // math.gcd(whole, one.denominator)
    if whole > PARTS_MAX:
        raise Stop(EXIT_USAGE, "the tranches are too finely divided; say pounds for every tranche")
    return [
        {"parts": int(one.fraction * whole), "due_on": one.due_on} for one in tranches if one.fraction is not None
    ]


def tranche_amounts(tranches: Sequence[Mapping[str, Any]], whole: int) -> List[Tuple[str, int]]:
    """The day and the amount of each tranche of a body. Parts are whole pence; the pennies that are left go one each
    to the largest fractions, of equal ones to the larger part, then to the earlier."""
    if any(one.get("parts") is None for one in tranches):
        return [(str(one["due_on"]), int(one["amount_pence"])) for one in tranches]
    parts = [int(one["parts"]) for one in tranches]
    amounts = [whole * part // sum(parts) for part in parts]
    first = sorted(range(len(parts)), key=lambda place: (-(whole * parts[place] % sum(parts)), -parts[place], place))
    for place in first[: whole - sum(amounts)]:
        amounts[place] += 1
    return [(str(one["due_on"]), amount) for one, amount in zip(tranches, amounts)]


def parse_condition(text: str) -> Dict[str, str]:
    """DATE=TEXT, or TEXT alone: to be met before anything is paid."""
    day, equals, words = text.partition("=")
    if equals and DAY_LIKE.match(day.strip()):
        return {"text": words.strip(), "due_on": parse_iso_date(day)}
    return {"text": text.strip()}


def named_text(name: str, example: str) -> Callable[[str], Dict[str, Any]]:
    """A parser of NAME=TEXT, to a member called `name` and the text."""

    def parsed(text: str) -> Dict[str, Any]:
        slug, equals, words = text.partition("=")
        if not equals or not words.strip():
            raise ValueError("%s says no text; write it as %s" % (quoted(text), example))
        return {name: parse_slug(slug), "text": words.strip()}

    return parsed


def round_path(name: str, what: str = "") -> str:
    """Where a round is, or something of it."""
    return "/v1/grant-rounds/%s%s" % (segment(name), "/" + what if what else "")


def path_of(kind: str, one: Mapping[str, Any], what: str = "") -> str:
    """Where a bid, an award or what belongs to one is, or something of it."""
    return "/v1/%s/%s%s" % (kind, segment(str(one.get("id"))), "/" + what if what else "")


def called(one: Mapping[str, Any]) -> str:
    """safe-drive@kcsp-2018-19"""
    return "%s@%s" % (clean(one.get("project")), clean(one.get("round")))


def bids_of(service: Service, name: str, project: str) -> List[Dict[str, Any]]:
    """The bids for a project in a round that the caller may read."""
    found = listed(service, round_path(name, "bids"), ("limit", str(PAGE_SIZE)))
    return [one for one in found if one.get("project") == project]


def standing_bid(service: Service, found: Sequence[Dict[str, Any]]) -> Optional[Dict[str, Any]]:
    """Of the bids for a project in a round the one that keeps others out: it is not decided yet, or was awarded
    what was not withdrawn."""
    standing = [one for one in found if one.get("state") in STANDING]
    if not standing or standing[-1].get("state") == "submitted":
        return standing[-1] if standing else None
    awards = awards_to(service, str(standing[-1].get("round")), str(standing[-1].get("project")))
    return standing[-1] if any(award.get("state") != "withdrawn" for award in awards) else None


def awards_to(service: Service, name: str, project: str) -> List[Dict[str, Any]]:
    """What a round has awarded to a project: one award, beside those that were withdrawn."""
    return listed(service, "/v1/awards", ("round", name), ("project", project))


def bids_named(service: Service, name: Name) -> List[Dict[str, Any]]:
    """The bids a command line names: one by its id, or those for a project in a round; without one it ends."""
    if name.identifier:
        return [document(service, "/v1/bids/" + segment(name.identifier))]
    found = bids_of(service, name.round, name.project)
    if not found:
        raise Stop(EXIT_REFUSED, "there is no bid for %s in %s that you may see" % (name.project, name.round))
    return found


def awards_named(service: Service, name: Name) -> List[Dict[str, Any]]:
    """The awards a command line names: one by its id, or those to a project in a round; without one it ends."""
    if name.identifier:
        return [document(service, "/v1/awards/" + segment(name.identifier))]
    found = awards_to(service, name.round, name.project)
    if not found:
        raise Stop(EXIT_REFUSED, "there is no award to %s in %s that you may see" % (name.project, name.round))
    return found


def meant_of(found: Sequence[Dict[str, Any]], standing: Sequence[str]) -> Dict[str, Any]:
    """Of several bids or awards of a name the one that stands, or the last."""
    return ([one for one in found if one.get("state") in standing] or list(found))[-1]


def find_bid(service: Service, name: Name) -> Dict[str, Any]:
    """The bid a command line names: of several for a project, the one that stands, or the last."""
    return meant_of(bids_named(service, name), STANDING)


def find_award(service: Service, name: Name) -> Dict[str, Any]:
    """The award a command line names: of several to a project, the one that was not withdrawn, or the last."""
    return meant_of(awards_named(service, name), AWARD_STANDING)


def find_part(
    service: Service, name: Name, kind: str, noun: str, list_of: Callable[[str], List[Dict[str, Any]]], member: str
) -> Dict[str, Any]:
    """What belongs to an award, by its id or by the member that tells it apart."""
    if name.identifier:
        return document(service, "/v1/%s/%s" % (kind, segment(name.identifier)))
    award = find_award(service, name)
    found = list_of(str(award.get("id")))
    for one in found:
        if str(one.get(member)) == name.part:
            return one
    raise Stop(
        EXIT_REFUSED,
        "there is no %s %s of %s that you may see; there are: %s"
        % (noun, name.part, called(award), ", ".join(clean(one.get(member), 100) for one in found) or "none"),
    )


def find_tranche(service: Service, name: Name) -> Dict[str, Any]:
    """A tranche, by its place."""
    return find_part(service, name, "tranches", "tranche", lambda award: tranches_of(service, award), "place")


def find_condition(service: Service, name: Name) -> Dict[str, Any]:
    """A condition, by its place."""
    return find_part(service, name, "conditions", "condition", lambda award: conditions_of(service, award), "place")


def find_return(service: Service, name: Name) -> Dict[str, Any]:
    """A monitoring return, by the day it is due."""
    return find_part(
        service, name, "monitoring-returns", "return", lambda award: returns_of(service, award), "due_on"
    )


def find_refund(service: Service, name: Name) -> Dict[str, Any]:
    """A refund, by its reference, of whichever award of the name it is."""
    return find_part(
        service, name, "refunds", "refund",
        lambda _: refunds_of_all(service, awards_named(service, name)), "external_reference",
    )  # fmt: skip


def tranches_of(service: Service, award: str) -> List[Dict[str, Any]]:
    """The tranches of an award, in order."""
    return listed(service, path_of("awards", {"id": award}, "tranches"))


def conditions_of(service: Service, award: str) -> List[Dict[str, Any]]:
    """The conditions of an award, in order."""
    return listed(service, path_of("awards", {"id": award}, "conditions"))


def returns_of(service: Service, award: str) -> List[Dict[str, Any]]:
    """The monitoring returns of an award, in the order they are due."""
    return listed(service, "/v1/monitoring-returns", ("award", award), ("limit", str(PAGE_SIZE)))


def refunds_of(service: Service, award: str) -> List[Dict[str, Any]]:
    """What came back of an award."""
    return listed(service, path_of("awards", {"id": award}, "refunds"))


def refunds_of_all(service: Service, awards: Sequence[Mapping[str, Any]]) -> List[Dict[str, Any]]:
    """What came back of several awards."""
    return [refund for award in awards for refund in refunds_of(service, str(award.get("id")))]


def decision_id(service: Service, decision: Tuple[Any, str]) -> str:
    """The id of a decision; without exactly one on the item the command ends."""
    name, ref = decision
    if name is None:
        return ref
    meeting = find_meeting(service, name)
    item = find_item(service, meeting, ref)
    found = [one for one in listed(service, meeting_path(meeting, "decisions")) if one.get("item") == item["id"]]
    if len(found) == 1:
        return str(found[0]["id"])
    if not found:
        raise Stop(EXIT_REFUSED, "nothing was decided on item %s of that meeting that you may see" % ref)
    raise Stop(
        EXIT_REFUSED,
        "more than one thing was decided on item %s; name the decision by its id: %s"
        % (ref, ", ".join("%s (%s)" % (clean(one.get("id"), 40), clean(one.get("text"), 60)) for one in found)),
    )
