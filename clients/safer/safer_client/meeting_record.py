# safer meetings attend, leave, declare, minute, decide, close-follow-up: the record of a meeting.
# SPDX-License-Identifier: MIT

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Mapping, Optional, Tuple

from safer_client.addresses import segment
from safer_client.common import EXIT_REFUSED, EXIT_USAGE, Stop
from safer_client.console import clean
from safer_client.meeting_values import find_item, find_meeting, listed, meeting_path
from safer_client.meeting_work import check_restriction, organisation_of, restriction, title_of
from safer_client.meetings import quorum_sentence
from safer_client.reading import document
from safer_client.replies import refusal
from safer_client.writing import Body, Work, only_said, open_writing, same_as, text_of

if TYPE_CHECKING:
    import argparse

    from safer_client.settings import Settings
    from safer_client.console import Console
    from safer_client.service import Service


def command_attend(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer meetings attend"""
    capacity = "deputy" if options.deputy_for else "in_attendance" if options.in_attendance else "member"
    body = only_said(office=options.office, capacity=capacity, deputy_for=options.deputy_for)
    body.update(organisation_of(options.partner))
    with open_writing(settings, console) as service:
        work = Work(service, options, console)
        meeting = find_meeting(service, options.meeting)
        for name, ref in (("from_item", options.from_item), ("until_item", options.until_item)):
            if ref:
                body[name] = find_item(service, meeting, ref)["id"]
        path = meeting_path(meeting, "attendance")
        one = work.once(path, body, same_as(listed(service, path), body))
        also = [clean(other.get("body")) for other in one.get("also_at") or []]
        return work.tell(
            one,
            "%s, %s, is recorded at %s."
            % (clean(one.get("office")), capacity.replace("_", " "), title_of(meeting)),
            [
                "It is recorded at another meeting of that time as well: %s." % ", ".join(also) if also else "",
                quorum_sentence(document(service, meeting_path(meeting))) if not options.dry_run else "",
            ],
        )


def command_leave(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer meetings leave"""
    with open_writing(settings, console) as service:
        work = Work(service, options, console)
        meeting = find_meeting(service, options.meeting)
        wanted = {"office": options.office, **organisation_of(options.partner)}
        one = same_as(listed(service, meeting_path(meeting, "attendance")), wanted)
        if one is None:
            raise Stop(EXIT_REFUSED, "%s of %s is not recorded there" % (options.office, options.partner))
        body = {"until_item": find_item(service, meeting, options.ref)["id"]}
        path = "/v1/attendance/%s/departure" % segment(str(one.get("id")))
        there = one if one.get("until_item") == body["until_item"] else None
        one = work.once(path, body, there, [str(one.get("version"))])
        return work.tell(
            one,
            "%s stayed at %s until item %s." % (clean(one.get("office")), title_of(meeting), options.ref),
            [quorum_sentence(document(service, meeting_path(meeting))) if not options.dry_run else ""],
        )


def command_declare(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer meetings declare"""
    body = only_said(
        partner=options.partner, office=options.office, interest=options.interest, withdrew=options.withdrew
    )
    with open_writing(settings, console) as service:
        work = Work(service, options, console)
        meeting = find_meeting(service, options.meeting)
        if options.item:
            body["item"] = find_item(service, meeting, options.item)["id"]
        path = meeting_path(meeting, "declarations")
        there = same_as(listed(service, path), {"item": None, "withdrew": False, **body})
        one = work.once(path, body, there)
        return work.tell(
            one,
            "%s, %s, has declared an interest%s, %s: %s%s"
            % (
                clean(one.get("office"), 200),
                clean(one.get("partner")),
                " in item %s" % options.item if options.item else "",
                title_of(meeting),
                clean(one.get("interest"), 2000),
                " (it withdrew)" if one.get("withdrew") else "",
            ),
        )


def command_minute(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer meetings minute"""
    check_restriction(options)
    text = text_of(options.text)
    with open_writing(settings, console) as service:
        work = Work(service, options, console)
        meeting = find_meeting(service, options.meeting)
        item = find_item(service, meeting, options.ref)
        path = meeting_path(meeting, "minutes")
        body = only_said(item=item["id"], title=options.title, text=text, **restriction(options))
        before = same_as(listed(service, path), {"item": item["id"], "title": options.title})
        there = same_as([before] if before else [], {"text": None, **body})
        if before is None or there is not None:
            minute = work.once(path, body, there)
        elif options.replace:
            minute = replaced(work, "/v1/minutes/%s" % segment(str(before.get("id"))), body)
        else:
            raise Stop(
                EXIT_REFUSED,
                "minute %s of this item has that title already, and another text; --replace changes it"
                % clean(before.get("number")),
            )
        return work.tell(
            minute,
            "Minute %s, %s." % (clean(minute.get("number")), clean(minute.get("title"), 300)),
        )


def replaced(work: Work, path: str, body: Body) -> Mapping[str, Any]:
    """A minute, or a paper, with what it says now; not when somebody has changed it meanwhile."""
    reply = work.change(path, body)
    if reply.status != 200:
        raise refusal(reply)
    return work.taken(reply)


def command_decide(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer meetings decide"""
    if (options.due or options.partner or options.office) and not options.follow_up:
        raise Stop(EXIT_USAGE, "--due, --partner and --office go with --follow-up")
    with open_writing(settings, console) as service:
        work = Work(service, options, console)
        meeting = find_meeting(service, options.meeting)
        item = find_item(service, meeting, options.ref)
        path = meeting_path(meeting, "decisions")
        body: Body = {
            "item": item["id"], "text": text_of(options.text),
            "kind": "recommended" if options.recommended else "resolved",
            "stage": options.stage or ("conditional" if options.condition else "final"),
        }  # fmt: skip
        body.update(only_said(condition=options.condition))
        there = same_as(listed(service, path), {"condition": None, **body})
        check_same(service, there, options)
        body.update(only_said(minute=minute_of(service, meeting, item), options=options.considered))
        if options.follow_up:
            body["follow_up"] = only_said(
                text=options.follow_up, due=options.due or "next_meeting", partner=options.partner,
                office=options.office,
            )  # fmt: skip
        decision = work.once(path, body, there)
        return work.tell(
            decision,
            "%s at %s: %s"
            % (
                clean(decision.get("kind")).capitalize(),
                title_of(meeting),
                clean(decision.get("text"), 10000),
            ),
            ["To be reported back: %s" % clean(options.follow_up, 4000) if options.follow_up else ""],
        )


def check_same(
    service: Service, there: Optional[Mapping[str, Any]], options: argparse.Namespace
) -> None:
    """What is recorded already must be what is meant, with its options and its follow-up."""
    if there is None:
        return
    asked = [
        document(service, "/v1/follow-ups/" + segment(str(one))).get("text")
        for one in there.get("follow_ups") or []
    ]
    if (options.considered and options.considered != there.get("options")) or (
        options.follow_up and options.follow_up not in asked
    ):
        raise Stop(
            EXIT_REFUSED,
            "that is recorded already, with other options or another follow-up; nothing was changed",
        )


def minute_of(service: Service, meeting: Mapping[str, Any], item: Mapping[str, Any]) -> Optional[str]:
    """The minute of an item, where there is one and no other."""
    found = [
        one for one in listed(service, meeting_path(meeting, "minutes")) if one.get("item") == item["id"]
    ]
    return str(found[0]["id"]) if len(found) == 1 else None


def command_close_follow_up(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer meetings close-follow-up"""
    if (options.meeting is None) == (options.because is None) or (options.meeting and not options.ref):
        raise Stop(EXIT_USAGE, "say MEETING and ITEM that answer it, or --because, and not both")
    if not options.meeting and not options.follow_up:
        raise Stop(EXIT_USAGE, "--because needs --follow-up")
    with open_writing(settings, console) as service:
        work = Work(service, options, console)
        identifier, body = answered_by(service, options)
        path = "/v1/follow-ups/%s" % segment(identifier)
        wanted: Body = {"state": "closed"}
        wanted.update({"closed_by": body["item"]} if "item" in body else {"closed_because": body["reason"]})
        there = same_as([document(service, path)], wanted)
        value = work.once(path + "/closing", body, there)
        return work.tell(value, "The follow-up is closed: %s" % clean(value.get("text"), 4000))


def answered_by(service: Service, options: argparse.Namespace) -> Tuple[str, Body]:
    """Which follow-up is closed, and by what."""
    if options.because:
        return str(options.follow_up), {"reason": options.because}
    item = find_item(service, find_meeting(service, options.meeting), options.ref)
    identifier = options.follow_up or item.get("follow_up")
    if not identifier:
        raise Stop(
            EXIT_REFUSED,
            "item %s was not put there for a follow-up; name the follow-up with --follow-up (its id is in "
            "safer meetings follow-ups)" % options.ref,
        )
    return str(identifier), {"item": item["id"]}
