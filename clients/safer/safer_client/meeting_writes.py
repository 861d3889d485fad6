# safer meetings create, agenda, item, publish, reply, cancel, hold, approve: a meeting and its agenda.
# SPDX-License-Identifier: MIT

from __future__ import annotations

from typing import TYPE_CHECKING

from safer_client.access import partner_of
from safer_client.console import clean, counted
from safer_client.meeting_values import (
    day_words,
    find_meeting,
    items_of,
    meeting_path,
    meetings_of,
    start_words,
)
from safer_client.meeting_work import check_restriction, restriction, title_of
from safer_client.meetings import quorum_sentence
from safer_client.posting import send
from safer_client.reading import document
from safer_client.replies import refusal, slug_of
from safer_client.writing import Body, Work, only_said, open_writing, same_as

if TYPE_CHECKING:
    import argparse

    from safer_client.settings import Settings
    from safer_client.console import Console

PUBLISHED = {"notice": "notice_on", "agenda": "agenda_on", "minutes": "minutes_on"}
ANSWERS = {"attends": "comes", "apologies": "sends apologies", "sends_deputy": "sends a deputy"}


def command_create(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer meetings create"""
    body = only_said(
        body=options.body, starts_at=options.starts_at, ends_at=options.ends_at, place=options.place,
        note=options.note,
    )  # fmt: skip
    with open_writing(settings, console) as service:
        work = Work(service, options, console)
        checked = send(service, "/v1/meetings", body, None)
        if checked.status != 200:
            raise refusal(checked)
        would = checked.json()
        day = str(would.get("starts_at_local"))[:10]
        there = [
            one for one in meetings_of(service, options.body, None, day, day)
            if one.get("starts_at") == would.get("starts_at") and one.get("place") == would.get("place")
        ]  # fmt: skip
        standing = [one for one in there if one.get("state") != "cancelled"]
        # What was cancelled may be set again, and is another meeting then.
        gone = sorted(str(one.get("id")) for one in there if one not in standing)
        found = document(service, meeting_path(standing[0])) if standing else None
        meeting = work.once("/v1/meetings", body, found, gone)
        return work.tell(
            meeting,
            "%s, %s, %s." % (clean(meeting.get("body")), start_words(meeting), clean(meeting.get("place"))),
            ["id %s" % clean(meeting.get("id")) if not options.dry_run or work.before else ""],
        )


def command_agenda(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer meetings agenda"""
    with open_writing(settings, console) as service:
        work = Work(service, options, console)
        meeting = find_meeting(service, options.meeting)
        before = {item.get("id") for item in items_of(service, meeting)}
        reply = work.repeatable(meeting_path(meeting, "agenda"), {})
        if reply.status != 200:
            raise refusal(reply)
        value = work.taken(reply)
        items = items_of(service, meeting)
        new = [item for item in items if item.get("id") not in before]
        if options.dry_run:
            number = int(value.get("item_count", value.get("items")) or 0) - len(before)
        else:
            number = len(new)
        code = work.tell(
            value, "%s put on the agenda of %s." % (counted(number, "item"), title_of(meeting))
        )
        for item in items:
            mark = "+" if item in new else " "
            console.sentence(
                "%s %s %s" % (mark, clean(item.get("ref")), clean(item.get("title") or "Withheld", 300)),
                "", "     ",
            )  # fmt: skip
        return code


def command_item(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer meetings item"""
    check_restriction(options)
    body = only_said(
        ref=options.ref, title=options.title, kind=options.kind, description=options.description,
        verbal=options.verbal, public_title=options.public_title, **restriction(options),
    )  # fmt: skip
    with open_writing(settings, console) as service:
        work = Work(service, options, console)
        meeting = find_meeting(service, options.meeting)
        item = work.once(meeting_path(meeting, "items"), body, same_as(items_of(service, meeting), body))
        return work.tell(
            item,
            "%s %s, on the agenda of %s%s."
            % (
                clean(item.get("ref")),
                clean(item.get("title"), 300),
                title_of(meeting),
                "; not for publication" if item.get("restricted") else "",
            ),
        )


def command_publish(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer meetings publish"""
    body = only_said(what=options.what, published_on=options.on)
    with open_writing(settings, console) as service:
        work = Work(service, options, console)
        meeting = find_meeting(service, options.meeting)
        reply = work.repeatable(meeting_path(meeting, "publications"), body)
        if reply.status == 200:
            value = work.taken(reply)
        elif slug_of(reply.problem()) == "nothing-to-publish" and meeting.get(PUBLISHED[options.what]):
            value, work.before = meeting, True
        else:
            raise refusal(reply)
        notice = value.get("notice") or {}
        return work.tell(
            value,
            "Published: the %s of %s; first on %s."
            % (options.what, title_of(value), day_words(value.get(PUBLISHED[options.what]))),
            [
                "That is too late: %s, %s are needed."
                % (
                    counted(int(notice.get("clear_days") or 0), "clear working day"),
                    notice.get("required_days"),
                )
                if options.what == "agenda" and notice.get("sufficient") is False
                else ""
            ],
        )


def command_reply(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer meetings reply"""
    answer = "sends_deputy" if options.deputy else "apologies" if options.apologies else "attends"
    body = only_said(office=options.office, answer=answer, deputy_office=options.deputy)
    with open_writing(settings, console) as service:
        work = Work(service, options, console)
        meeting = find_meeting(service, options.meeting)
        reply = work.repeatable(meeting_path(meeting, "replies"), body)
        if reply.status != 200:
            raise refusal(reply)
        value = work.taken(reply)
        return work.tell(
            value,
            "%s of %s %s to %s."
            % (
                clean(options.office),
                clean(partner_of(service.token)),
                ANSWERS[answer],
                title_of(meeting),
            ),
            [quorum_sentence(value)],
        )


def command_cancel(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer meetings cancel"""
    body = {"reason": options.reason}
    wanted = {"state": "cancelled", "cancelled_because": options.reason}
    return settle(options, settings, console, "cancellation", body, wanted, "is cancelled")


def command_hold(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer meetings hold"""
    body = only_said(
        present_count=options.present, in_attendance_count=options.in_attendance_count
    )
    return settle(options, settings, console, "holding", body, {"state": "held"}, "was held")


def settle(
    options: argparse.Namespace, settings: Settings, console: Console, what: str, body: Body,
    wanted: Body, words: str,
) -> int:  # fmt: skip
    """A step of a meeting that cannot be taken back: once taken, it is there already."""
    with open_writing(settings, console) as service:
        work = Work(service, options, console)
        meeting = find_meeting(service, options.meeting)
        there = same_as([meeting], wanted)
        value = work.once(meeting_path(meeting, what), body, there)
        quorum = quorum_sentence(value) if what == "holding" else ""
        return work.tell(value, "The meeting of %s %s." % (title_of(value), words), [quorum])


def command_approve(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer meetings approve"""
    with open_writing(settings, console) as service:
        work = Work(service, options, console)
        meeting = find_meeting(service, options.meeting)
        later = find_meeting(service, options.at_meeting)
        body = only_said(at_meeting=later["id"], subject_to=options.subject_to)
        wanted = {"minutes_approved_in": later["id"], "minutes_approved_subject_to": options.subject_to}
        value = work.once(meeting_path(meeting, "approval"), body, same_as([meeting], wanted))
        return work.tell(
            value, "The minutes of %s are approved, at %s." % (title_of(meeting), title_of(later))
        )
