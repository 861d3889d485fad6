# safer grants round, bid, award, return, refund: what is read of them, and a round's account.
# SPDX-License-Identifier: MIT

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, Callable, Dict, List, Mapping, Sequence, Tuple

from safer_client.access import needed_token
from safer_client.addresses import segment, with_query
from safer_client.common import EXIT_DONE, PAGE_SIZE, ServiceRefusal
from safer_client.console import clean, counted, sterling
from safer_client.grant_values import (
    called,
    conditions_of,
    find_award,
    find_bid,
    path_of,
    refunds_of,
    returns_of,
    round_path,
    tranches_of,
)
from safer_client.indicators import open_service
from safer_client.meeting_values import day_words, fit, listed
from safer_client.meetings import check_output, passed_on, write_json
from safer_client.reading import document, pence_of, read_or_show

if TYPE_CHECKING:
    import argparse

    from safer_client.settings import Settings
    from safer_client.console import Console
    from safer_client.service import Service

TITLE_MAX = 40


def list_or_show(
    options: argparse.Namespace,
    settings: Settings,
    console: Console,
    target: str,
    show: Callable[[Sequence[Mapping[str, Any]], Console], None],
) -> int:
    """A list, as CSV or JSON of the service, or as a table; what is public needs no token."""
    check_output(options, "csv", "json")
    fit(console)
    with open_service(settings, console) as service:
        if passed_on(options, service, target):
            return EXIT_DONE
        found = list(service.pages(with_query(target, [("limit", str(PAGE_SIZE))])))
    show(found, console)
    return EXIT_DONE


def told(console: Console, label: str, text: Any) -> None:
    """A line of what is known of something, where there is anything."""
    if text:
        console.sentence("%s: %s" % (label, clean(text, 10000)), "  ", "    ")


def term_words(one: Mapping[str, Any], first: str = "starts_on", last: str = "ends_on") -> str:
    """1 June 2018 to 31 March 2019"""
    days = [day_words(one[name]) if one.get(name) else "" for name in (first, last)]
    return (" to ".join(days) if all(days) else "from " + days[0] if days[0] else "to " + days[1]) if any(days) else ""


# Rounds


def command_rounds(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer grants round list"""
    target = with_query("/v1/grant-rounds", [("fund", options.fund)])
    check_output(options, "csv", "json")
    with open_service(settings, console) as service:
        if options.csv or options.json:
            return pass_whole(options, service, target)
        found = listed(service, target)
    show_rounds(found, console)
    return EXIT_DONE


def pass_whole(options: argparse.Namespace, service: Service, target: str) -> int:
    """A list that is never paged, as CSV or JSON."""
    if options.csv:
        passed_on(options, service, target)
    else:
        write_json(options.output, document(service, target))
    return EXIT_DONE


def show_rounds(found: Sequence[Mapping[str, Any]], console: Console) -> None:
    """The table of rounds."""
    if not found:
        console.say("There are no such rounds.")
        return
    console.table(
        ["round", "title", "offered", "opens", "closes", ""],
        [
            [
                clean(one.get("id")),
                clean(one.get("title"), TITLE_MAX),
                sterling(pence_of(one, "amount_pence")),
                clean(one.get("opens_on") or "-"),
                clean(one.get("closes_on") or "-"),
                "open" if one.get("open") else "",
            ]
            for one in found
        ],
        [2],
    )


def command_round(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer grants round show"""
    check_output(options, "json")
    fit(console)
    with open_service(settings, console) as service:
        value = document(service, round_path(options.round))
    if options.json:
        write_json(options.output, value)
        return EXIT_DONE
    console.sentence("%s (%s)" % (clean(value.get("title"), 300), clean(value.get("id"))))
    told(console, "Offers", "%s of %s" % (sterling(pence_of(value, "amount_pence")), clean(value.get("fund"))))
    told(console, "Decided by", value.get("body"))
    taken = term_words(value, "opens_on", "closes_on") or "it is not known when"
    told(console, "Takes bids", taken + ("; it is open" if value.get("open") else "; it is not open"))
    told(console, "Announced at", value.get("url"))
    told(console, "Note", value.get("note"))
    if value.get("criteria"):
        console.say()
        console.say("What a bid has to answer:")
    for one in value.get("criteria") or []:
        console.sentence(
            "%s: %s%s"
            % (clean(one.get("id")), clean(one.get("text"), 1000), "" if one.get("required") else " (if you like)"),
            "  ", "    ",
        )  # fmt: skip
    return EXIT_DONE


def command_account(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer grants round account"""
    fit(console)
    target = round_path(options.round, "account")

    def show(service: Service) -> None:
        show_account(document(service, target), console)

    return read_or_show(options, settings, console, target, show)


ACCOUNT_ROWS: Sequence[Tuple[str, str]] = (
    ("offered", "offered_pence"),
    ("bid for, in %s", "bid_pence"),
    ("awarded", "awarded_pence"),
    ("  paid", "paid_pence"),
    ("  due", "due_pence"),
    ("  withheld", "withheld_pence"),
    ("  released", "released_pence"),
    ("  not divided", "undivided_pence"),
    ("returned", "returned_pence"),
    ("left to award", "left_pence"),
)


def show_account(account: Mapping[str, Any], console: Console) -> None:
    """What became of the money of a round, award by award, and whether it agrees with its fund."""
    console.say("%s, of %s" % (clean(account.get("round")), clean(account.get("fund"))))
    console.say()
    bids = counted(int(account.get("bids") or 0), "bid")
    rows = [(label % bids if "%" in label else label, pence_of(account, name)) for label, name in ACCOUNT_ROWS]
    # What is nothing is not worth a line, but for what every round is asked for.
    rows = [row for row in rows if row[1] or not row[0].startswith("  ") or row[0] == "  paid"]
    console.table(
        ["", "amount"],
        [[label, sterling(pence)] for label, pence in rows],
        [1],
        ["red" if "withheld" in label else None for label, _ in rows],
    )
    console.say()
    awards = account.get("awards") or []
    if awards:
        columns = ("awarded_pence", "paid_pence", "due_pence", "withheld_pence", "returned_pence")
        console.table(
            ["award", *(name[: -len("_pence")] for name in columns), "state"],
            [
                [clean(one.get("project"))]
                + [sterling(pence_of(one, name)) for name in columns]
                + [clean(one.get("state"))]
                for one in awards
            ],
            range(1, len(columns) + 1),
            ["red" if pence_of(one, "withheld_pence") else None for one in awards],
            (4,),
        )
        console.say()
    for sentence in account_sentences(account):
        console.sentence(sentence)


def account_sentences(account: Mapping[str, Any]) -> List[str]:
    """Whether a round agrees with its fund, for who may read that fund whole."""
    if account.get("difference_pence") is None:
        return ["What the fund holds, and what its ledger says, is not for you to see."]
    net = pence_of(account, "paid_pence") - pence_of(account, "returned_pence")
    otherwise = pence_of(account, "spent_otherwise_pence")
    difference = pence_of(account, "difference_pence")
    said = [
        "The fund holds %s, of which %s is awarded and still to be paid."
        % (sterling(pence_of(account, "fund_available_pence")), sterling(pence_of(account, "fund_promised_pence"))),
        "Its ledger says that %s was spent on these projects: %s was paid here and has not come back%s."
        % (
            sterling(pence_of(account, "fund_spent_pence")),
            sterling(net),
            ", %s was spent on them otherwise" % sterling(otherwise) if otherwise else "",
        ),
    ]
    said.append(
        "The two agree." if not difference else "THE TWO DO NOT AGREE: the difference is %s." % sterling(difference)
    )
    return said


# Bids


def command_bids(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer grants bid list"""
    needed_token(settings, console)
    target = with_query(round_path(options.round, "bids"), [("state", options.state), ("bidder", options.bidder)])
    return list_or_show(options, settings, console, target, show_bids)


def show_bids(found: Sequence[Mapping[str, Any]], console: Console) -> None:
    """The table of bids, and what those that were not withdrawn ask for."""
    if not found:
        console.say("There are no such bids that you may see.")
        return
    console.table(
        ["bid", "bidder", "asks for", "cash beside", "in kind", "made on", "state"],
        [
            [
                called(one),
                clean(one.get("bidder")),
                sterling(pence_of(one, "amount_pence")),
                sterling(pence_of(one, "match_cash_pence")),
                sterling(pence_of(one, "match_kind_pence")),
                clean(one.get("submitted_on")),
                clean(one.get("state")),
            ]
            for one in found
        ],
        [2, 3, 4],
    )
    standing = [one for one in found if one.get("state") != "withdrawn"]
    console.say()
    console.say(
        "%s, %s; withdrawn ones not counted."
        % (counted(len(standing), "bid"), sterling(sum(pence_of(one, "amount_pence") for one in standing)))
    )


def command_bid(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer grants bid show"""
    check_output(options, "json")
    fit(console)
    needed_token(settings, console)
    with open_service(settings, console) as service:
        bid = find_bid(service, options.bid)
        asked: Dict[str, str] = {}
        if not options.json:
            round_ = document(service, round_path(str(bid.get("round"))))
            asked = {str(one.get("id")): clean(one.get("text"), 1000) for one in round_.get("criteria") or []}
    if options.json:
        write_json(options.output, bid)
        return EXIT_DONE
    console.sentence("%s, by %s: %s" % (called(bid), clean(bid.get("bidder")), clean(bid.get("state"))))
    told(console, "Asks for", sterling(pence_of(bid, "amount_pence")))
    for label, name in (("Others pay", "match_cash_pence"), ("Others give in kind", "match_kind_pence")):
        told(console, label, sterling(pence_of(bid, name)) if bid.get(name) else "")
    told(console, "From", term_words(bid))
    told(console, "Made on", day_words(bid.get("submitted_on")))
    told(console, "Decided on", day_words(bid["decided_on"]) if bid.get("decided_on") else "")
    told(console, "Because", bid.get("decided_because"))
    told(console, "Decision", bid.get("decision"))
    told(console, "Id", bid.get("id"))
    console.say()
    for line in str(bid.get("objectives") or "").splitlines():
        console.sentence(clean(line), "  ", "  ")
    for one in bid.get("answers") or []:
        console.say()
        name = str(one.get("criterion"))
        console.sentence(asked.get(name) or clean(name), "  ", "  ")
        for line in str(one.get("text") or "").splitlines():
            console.sentence(clean(line), "    ", "    ")
    return EXIT_DONE


def command_similar(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer grants bid similar"""
    check_output(options, "csv", "json")
    fit(console)
    needed_token(settings, console)
    with open_service(settings, console) as service:
        bid = find_bid(service, options.bid)
        target = path_of("bids", bid, "similar")
        if options.csv or options.json:
            return pass_whole(options, service, target)
        found = listed(service, target)
    show_similar(found, console)
    return EXIT_DONE


def show_similar(found: Sequence[Mapping[str, Any]], console: Console) -> None:
    """What looks like a bid: to be read, and no more."""
    if not found:
        console.say("Nothing looks like it.")
        return
    console.say("This looks like it; read it, and then decide:")
    for one in found:
        where = "bid %s in %s" % (clean(one.get("id")), clean(one.get("round")))
        console.sentence(
            "%d %% alike: %s (%s)"
            % (
                round(float(one.get("similarity") or 0) * 100),
                clean(one.get("title"), 200),
                where if one.get("kind") == "bid" else "project " + clean(one.get("id")),
            ),
            "  ", "    ",
        )  # fmt: skip


# Awards


def command_awards(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer grants award list"""
    target = with_query(
        "/v1/awards",
        [
            ("round", options.round),
            ("project", options.project),
            ("recipient", options.recipient),
            ("priority", options.priority),
            ("state", options.state),
        ],
    )
    return list_or_show(options, settings, console, target, show_awards)


def show_awards(found: Sequence[Mapping[str, Any]], console: Console) -> None:
    """The table of awards, and what they come to."""
    if not found:
        console.say("There are no such awards that you may see.")
        return
    figures = ("amount_pence", "paid_pence", "returned_pence")
    rows = [
        [called(one), clean(one.get("recipient") or "-")]
        + [sterling(pence_of(one, name)) for name in figures]
        + [clean(one.get("state"))]
        for one in found
    ]
    total = [sterling(sum(pence_of(one, name) for one in found)) for name in figures]
    console.table(
        ["award", "recipient", "awarded", "paid", "returned", "state"],
        [*rows, ["%s in all" % counted(len(found), "award"), "", *total, ""]],
        [2, 3, 4],
    )


def parts_of_award(service: Service, award: Mapping[str, Any]) -> Dict[str, List[Dict[str, Any]]]:
    """What belongs to an award, as far as the caller may read it: nothing of it is public."""
    parts: Dict[str, List[Dict[str, Any]]] = {}
    if not service.token:
        return parts
    identifier = str(award.get("id"))
    for name, read in (
        ("tranches", tranches_of),
        ("conditions", conditions_of),
        ("returns", returns_of),
        ("refunds", refunds_of),
    ):
        with contextlib.suppress(ServiceRefusal):
            parts[name] = read(service, identifier)
    return parts


def command_award(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer grants award show"""
    check_output(options, "json")
    fit(console)
    with open_service(settings, console) as service:
        award = find_award(service, options.award)
        parts = parts_of_award(service, award)
    if options.json:
        write_json(options.output, {"award": award, **parts})
        return EXIT_DONE
    console.sentence("%s: %s" % (called(award), clean(award.get("state"))))
    told(console, "Awarded", award_words(award))
    told(console, "Paid", sterling(pence_of(award, "paid_pence")))
    told(console, "Returned", sterling(pence_of(award, "returned_pence")) if award.get("returned_pence") else "")
    told(console, "Settled on", day_words(award["completed_on"]) if award.get("completed_on") else "")
    if award.get("withdrawn_on"):
        told(console, "Withdrawn on", "%s: %s" % (day_words(award["withdrawn_on"]), award.get("withdrawn_because")))
    told(console, "Decision", award.get("decision"))
    told(console, "Source", award.get("source"))
    told(console, "Note", award.get("note"))
    told(console, "Id", award.get("id"))
    show_parts(parts, console)
    return EXIT_DONE


def award_words(award: Mapping[str, Any]) -> str:
    """£6,000.00 to kfrs on 12 June 2018, of pcc-kcsp-grant"""
    return "%s%s%s, of %s" % (
        sterling(pence_of(award, "amount_pence")),
        " to %s" % clean(award["recipient"]) if award.get("recipient") else "",
        " on %s" % day_words(award["awarded_on"]) if award.get("awarded_on") else "",
        clean(award.get("fund")),
    )


def show_parts(parts: Mapping[str, Sequence[Mapping[str, Any]]], console: Console, indent: str = "  ") -> None:
    """The tranches, conditions, returns and refunds of an award, a paragraph each."""
    for name, heading, words in (
        ("tranches", "Paid in", tranche_words),
        ("conditions", "On condition", condition_words),
        ("returns", "Monitoring returns", return_words),
        ("refunds", "What came back", refund_words),
    ):
        if parts.get(name):
            console.say()
            console.say("%s%s:" % (indent[2:], heading))
        for one in parts.get(name) or []:
            console.sentence(words(one), indent, indent + "   ")


def tranche_words(one: Mapping[str, Any]) -> str:
    """1  £4,000.00, due 1 July 2018: paid on 2 July 2018"""
    state = clean(one.get("state"))
    if one.get("paid_on"):
        state = "paid on %s" % day_words(one["paid_on"])
    elif one.get("withheld_because"):
        state = "WITHHELD. %s" % clean(one["withheld_because"], 4000)
    elif state == "due":
        state = "to be paid"
    return "%s  %s, due %s: %s" % (
        clean(one.get("place")), sterling(pence_of(one, "amount_pence")), day_words(one.get("due_on")), state,
    )  # fmt: skip


def condition_words(one: Mapping[str, Any]) -> str:
    """1  By 1 September 2018: The police agree. Met on 20 August 2018: Letter."""
    by = "by %s" % day_words(one["due_on"]) if one.get("due_on") else "before anything is paid"
    state = clean(one.get("state"))
    state = state.upper() if state in ("overdue", "failed") else state
    ended = one.get("met_on") or one.get("failed_on")
    if ended:
        state += " on %s" % day_words(ended)
    return "%s  %s (%s): %s%s" % (
        clean(one.get("place")), clean(one.get("text"), 2000), by, state,
        " - %s" % clean(one["note"], 2000) if one.get("note") else "",
    )  # fmt: skip


def return_state(one: Mapping[str, Any]) -> str:
    """How a return stands, in a word or two."""
    return "OVERDUE" if one.get("overdue") else clean(one.get("state"))


def return_words(one: Mapping[str, Any]) -> str:
    """Due 15 November 2018: received on 10 November 2018; £3,844.00 spent. Three hundred ..."""
    said = "Due %s: %s" % (day_words(one.get("due_on")), return_state(one))
    if one.get("received_on"):
        verb = ", received" if one.get("state") != "received" else ""
        said += "%s on %s; %s spent until then. %s" % (
            verb, day_words(one["received_on"]), sterling(pence_of(one, "spent_pence")),
            clean(one.get("text") or "", 20000),
        )  # fmt: skip
    if one.get("decided_because"):
        said += " [%s: %s]" % (clean(one.get("state")), clean(one["decided_because"], 2000))
    return said


def refund_words(one: Mapping[str, Any]) -> str:
    """£156.00 on 10 May 2019 (KCC-IN-2019-0311): Not all of it was spent."""
    return "%s on %s (%s): %s%s" % (
        sterling(pence_of(one, "amount_pence")), day_words(one.get("received_on")),
        clean(one.get("external_reference"), 100), clean(one.get("reason"), 500),
        " REVERSED: %s" % clean(one.get("reversal_reason"), 500) if one.get("state") == "reversed" else "",
    )  # fmt: skip


# Returns and refunds


def command_returns(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer grants return list"""
    needed_token(settings, console)
    target = with_query(
        "/v1/monitoring-returns",
        [
            ("round", options.round),
            ("project", options.project),
            ("recipient", options.recipient),
            ("state", options.state),
            ("overdue", "true" if options.overdue else None),
            ("due_from", options.first),
            ("due_to", options.last),
        ],
    )
    return list_or_show(options, settings, console, target, show_returns_due)


def show_returns_due(found: Sequence[Mapping[str, Any]], console: Console) -> None:
    """The table of monitoring returns."""
    if not found:
        console.say("There are no such returns that you may see.")
        return
    states = [return_state(one) for one in found]
    console.table(
        ["return", "recipient", "received", "spent", "failures", "state"],
        [
            [
                "%s/%s" % (called(one), clean(one.get("due_on"))),
                clean(one.get("recipient") or "-"),
                clean(one.get("received_on") or ""),
                sterling(pence_of(one, "spent_pence")) if one.get("spent_pence") is not None else "",
                clean(one.get("failures") or ""),
                state,
            ]
            for one, state in zip(found, states)
        ],
        [3, 4],
        ["red" if state in ("OVERDUE", "failed") else None for state in states],
    )
    console.say()
    overdue = sum(bool(one.get("overdue")) for one in found)
    console.say("%s, %d overdue." % (counted(len(found), "return"), overdue))


def command_refunds(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer grants refund list"""
    check_output(options, "csv", "json")
    fit(console)
    needed_token(settings, console)
    with open_service(settings, console) as service:
        award = find_award(service, options.award)
        target = "/v1/awards/%s/refunds" % segment(str(award.get("id")))
        if options.csv or options.json:
            return pass_whole(options, service, target)
        found = listed(service, target)
    if not found:
        console.sentence("Nothing of %s came back." % called(award))
        return EXIT_DONE
    for one in found:
        console.sentence(refund_words(one), "", "   ")
    standing = [one for one in found if one.get("state") != "reversed"]
    console.say()
    console.say("%s in all." % sterling(sum(pence_of(one, "amount_pence") for one in standing)))
    return EXIT_DONE
