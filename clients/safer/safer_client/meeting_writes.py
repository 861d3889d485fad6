# safer meetings create, agenda, item, publish, reply, attend, minute, decide: a meeting from agenda to follow-up.
# SPDX-License-Identifier: MIT

from __future__ import annotations

import json
import sys
import uuid
from typing import TYPE_CHECKING, Any, Dict, Mapping, Optional, Sequence, Tuple

from safer_client.access import needed_token, partner_of
from safer_client.addresses import segment
from safer_client.common import EXIT_DONE, EXIT_FAULTS, EXIT_REFUSED, EXIT_USAGE, FILE_BYTES_MAX, Stop
from safer_client.console import clean, counted
from safer_client.indicators import open_service
from safer_client.meeting_values import (
    SLUG_OR_NAME,
    day_words,
    find_item,
    find_meeting,
    fit,
    items_of,
    listed,
    meeting_path,
    meetings_of,
    start_words,
)
from safer_client.meetings import quorum_sentence, write_json
from safer_client.posting import send
from safer_client.reading import document
from safer_client.replies import Reply, refusal, slug_of
from safer_client.sheet import key_of

if TYPE_CHECKING:
    import argparse

    from safer_client.access import Settings
    from safer_client.console import Console
    from safer_client.service import Service

Body = Dict[str, Any]


class Work:
    """One write: what is sent, under which key, and how it went."""

    def __init__(self, service: Service, options: argparse.Namespace, console: Console) -> None:
        self.service = service
        self._options = options
        self._console = console
        self.before = False

    def once(
        self, path: str, body: Body, there: Optional[Mapping[str, Any]], more: Sequence[str] = ()
    ) -> Mapping[str, Any]:
        """Makes what is not there already. The key is made of all that is sent, and of `more`: the
        same command again is answered by what it made."""
        if there is not None:
            self.before = True
            return there
        reply = self.send(path, body, [*sorted(body.items()), *more])
        if reply.status not in (200, 201):
            raise refusal(reply)
        return self.taken(reply)

    def send(self, path: str, body: Body, parts: Sequence[Any]) -> Reply:
        """Sends a body under a key made of its path, who sends it, and the parts."""
        key = key_of(["meetings", partner_of(self.service.token), path, *parts])
        return send(self.service, path, body, None if self._options.dry_run else key)

    def repeatable(self, path: str, body: Body) -> Reply:
        """Sends what may be said again and then counts again, such as a reply that changes back: the
        key holds within this run."""
        return self.send(path, body, [str(uuid.uuid4())])

    def change(self, path: str, body: Body) -> Reply:
        """Changes what is there, as it is there now."""
        read = self.service.get(path)
        headers = {
            "Content-Type": "application/json",
            "If-Match": read.headers.get("ETag") or "",
            "Idempotency-Key": key_of([path, str(uuid.uuid4())]),
        }
        data = json.dumps(body, ensure_ascii=False).encode("utf-8")
        target = path + ("?dry_run=true" if self._options.dry_run else "")
        return self.service.request("PATCH", target, data, headers)

    def taken(self, reply: Reply) -> Mapping[str, Any]:
        """What an answer that was not a refusal holds."""
        replayed = (reply.headers.get("Idempotency-Replayed") or "").lower() == "true"
        self.before = replayed and not reply.after_loss
        value = reply.json()
        return value if isinstance(value, dict) else {}

    def tell(self, value: Mapping[str, Any], done: str, sentences: Sequence[str] = ()) -> int:
        """Says how it went; --json has what the service answered."""
        if self._options.json:
            write_json(None, value)
        said = "Already there: " if self.before else "Dry run: " if self._options.dry_run else ""
        self._console.sentence(said + done)
        if self._options.dry_run:
            self._console.sentence("Nothing was kept.")
        for sentence in filter(None, sentences):
            self._console.sentence(sentence)
        return EXIT_DONE


def open_writing(settings: Settings, console: Console) -> Any:
    """The service, for who has a token."""
    needed_token(settings, console)
    fit(console)
    return open_service(settings, console)


def same_as(found: Sequence[Mapping[str, Any]], wanted: Mapping[str, Any]) -> Optional[Mapping[str, Any]]:
    """The first of a list that has all of these members."""
    for one in found:
        if all(one.get(name) == value for name, value in wanted.items()):
            return one
    return None


def only_said(**members: Any) -> Body:
    """A body without what was not said."""
    return {name: value for name, value in members.items() if value is not None and value is not False and value != []}


def title_of(meeting: Mapping[str, Any]) -> str:
    """kcst-smt on 14 May 2018"""
    return "%s on %s" % (clean(meeting.get("body")), day_words(meeting.get("starts_at_local")))


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
            number = int(value.get("items") or 0) - len(before)
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


def check_restriction(options: argparse.Namespace) -> None:
    """What goes with --restricted alone."""
    for name in ("public_title", "public_interest"):
        if getattr(options, name, None) and not options.restricted:
            raise Stop(EXIT_USAGE, "--%s goes with --restricted" % name.replace("_", "-"))


def restriction(options: argparse.Namespace) -> Body:
    """What a body says of why it is not for publication."""
    if not options.restricted:
        return {}
    return only_said(
        restricted=True, exempt_ground=options.restricted, public_interest=options.public_interest
    )


PUBLISHED = {"notice": "notice_on", "agenda": "agenda_on", "minutes": "minutes_on"}


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
                % (counted(int(notice.get("clear_days") or 0), "clear working day"), notice.get("required_days"))
                if options.what == "agenda" and notice.get("sufficient") is False
                else ""
            ],
        )


ANSWERS = {"attends": "attends", "apologies": "sends apologies", "sends_deputy": "sends a deputy"}


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
            % (clean(options.office), partner_of(service.token), ANSWERS[answer], title_of(meeting))
            if answer != "attends"
            else "%s of %s comes to %s." % (clean(options.office), partner_of(service.token), title_of(meeting)),
            [quorum_sentence(value)],
        )


def organisation_of(text: str) -> Body:
    """A partner by its identifier; any other organisation by its name."""
    return {"partner": text} if SLUG_OR_NAME.match(text) else {"organisation": text}


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


def text_of(text: Optional[str]) -> Optional[str]:
    """A text as it was given, or of standard input."""
    if text != "-":
        return text
    data = sys.stdin.buffer.read(FILE_BYTES_MAX + 1)
    if len(data) > FILE_BYTES_MAX:
        raise Stop(EXIT_FAULTS, "standard input is longer than this program takes")
    try:
        read = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Stop(EXIT_FAULTS, "standard input is not UTF-8") from None
    return read.replace("\r\n", "\n").strip("\n") or None


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
            minute = replaced(work, before, body)
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


def replaced(work: Work, before: Mapping[str, Any], body: Body) -> Mapping[str, Any]:
    """A minute with what it says now; not when somebody has changed it meanwhile."""
    reply = work.change("/v1/minutes/%s" % segment(str(before.get("id"))), body)
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
            "%s at %s: %s" % (clean(decision.get("kind")).capitalize(), title_of(meeting), clean(decision.get("text"), 10000)),
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


def command_hold(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer meetings hold"""
    body = only_said(
        present_count=options.present, in_attendance_count=options.in_attendance_count
    )
    return settle(options, settings, console, "holding", body, {"state": "held"}, "was held")


def command_cancel(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer meetings cancel"""
    body = {"reason": options.reason}
    wanted = {"state": "cancelled", "cancelled_because": options.reason}
    return settle(options, settings, console, "cancellation", body, wanted, "is cancelled")


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
        return work.tell(value, "The meeting of %s %s." % (title_of(value), words), [quorum_sentence(value) if what == "holding" else ""])


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
