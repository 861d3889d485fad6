# safer meetings paper, file: papers to items, with their files, there and back.
# SPDX-License-Identifier: MIT

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import stat
import uuid
from typing import TYPE_CHECKING, Any, BinaryIO, Iterator, List, Mapping, Optional

from safer_client.addresses import segment
from safer_client.common import (
    EXIT_DONE,
    EXIT_FAULTS,
    EXIT_REFUSED,
    EXIT_UNAVAILABLE,
    EXIT_USAGE,
    Stop,
)
from safer_client.console import clean
from safer_client.indicators import open_service
from safer_client.meeting_record import replaced
from safer_client.meeting_values import find_item, find_meeting, fit, listed
from safer_client.meeting_work import check_restriction, restriction, title_of
from safer_client.meetings import restricted_words
from safer_client.pull import Rate, size
from safer_client.reading import document, output
from safer_client.sheet import key_of
from safer_client.upload import Load, fingerprint, of_file, send_load, unreadable
from safer_client.writing import Body, Work, only_said, open_writing, same_as, text_of

if TYPE_CHECKING:
    import argparse

    from safer_client.settings import Settings
    from safer_client.console import Console

# What is in the way of a file's name on one system or another: Windows has names that are devices.
NOT_IN_NAMES = re.compile(r'[<>:"|?*\ufffd]')
DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|\Z)", re.I)


def paper_path(paper: Mapping[str, Any], what: str = "") -> str:
    """Where a paper is, or its file."""
    return "/v1/papers/%s%s" % (segment(str(paper.get("id"))), "/" + what if what else "")


def file_words(paper: Mapping[str, Any]) -> str:
    """report.pdf, 1.5 MB"""
    return "%s, %s" % (clean(paper.get("file_name"), 200), size(int(paper.get("file_bytes") or 0)))


def command_paper(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer meetings paper"""
    check_restriction(options)
    load = paper_file(options.file, console) if options.file else None
    body = only_said(
        title=options.title, text=text_of(options.text), url=options.link, summary=options.summary,
        classification=options.classification, author_offices=options.by, recommendations=options.recommend,
        public_title=options.public_title, **restriction(options),
    )  # fmt: skip
    with open_writing(settings, console) as service:
        work = Work(service, options, console)
        meeting = find_meeting(service, options.meeting)
        item = find_item(service, meeting, options.ref)
        path = "/v1/items/%s/papers" % segment(str(item.get("id")))
        seen = [one for one in listed(service, path) if not one.get("withheld")]
        before = same_as(seen, {"title": options.title})
        if before is None:
            paper = made(work, path, body, load, options, console)
        else:
            paper = brought_up_to_date(work, before, body, load, options)
        unmade = options.dry_run and before is None
        return work.tell(
            paper,
            "Paper %s to item %s of %s, %s%s."
            % (
                clean(paper.get("place")),
                options.ref,
                title_of(meeting),
                clean(paper.get("title"), 300),
                restricted_words(paper),
            ),
            [
                "Its file: %s." % file_words(paper) if paper.get("file_name") else "",
                "Its file is not checked: the service looks at it when the paper is there." if unmade and load else "",
                "id %s" % clean(paper.get("id")) if not unmade else "",
            ],
        )


def paper_file(path: str, console: Console) -> Load:
    """A paper's file, to be sent from the disk; the service tells its type by its name."""
    try:
        found = os.stat(path)
    except OSError as error:
        raise unreadable(path, error) from None
    if not stat.S_ISREG(found.st_mode):
        raise Stop(EXIT_FAULTS, "%s is not a regular file" % clean(path))
    if not found.st_size:
        raise Stop(EXIT_FAULTS, "there is nothing in %s" % clean(path))
    return of_file(path, console, "")


def made(
    work: Work, path: str, body: Body, load: Optional[Load], options: argparse.Namespace, console: Console
) -> Mapping[str, Any]:
    """A new paper, and then its file. Where the file is refused the paper stays, which is said."""
    paper = work.once(path, body, None)
    if load is None or options.dry_run:
        return paper
    if work.before:  # it was made by this command, and may be another since
        paper = document(work.service, paper_path(paper))
        check_file(paper, load, options)
    if paper.get("file_sha256") == load.sha256:
        return paper
    try:
        return with_file(work, paper, load, options)
    except Stop:
        console.note("the paper is there, without its file; run the command again to send it")
        raise


def brought_up_to_date(
    work: Work, before: Mapping[str, Any], body: Body, load: Optional[Load], options: argparse.Namespace
) -> Mapping[str, Any]:
    """A paper that is there, with what is said of it now, if it may be changed. Its file goes first, which
    is refused when the paper is published: then all of it stays as it was."""
    other = differences(before, body)
    if other and not options.replace:
        raise Stop(
            EXIT_REFUSED,
            "item %s has a paper of that title already, with another %s; --replace changes it"
            % (options.ref, ", ".join(other)),
        )
    check_file(before, load, options)
    paper, work.before = before, True
    if load is not None and before.get("file_sha256") != load.sha256:
        paper = with_file(work, before, load, options)
    if other:
        changed = replaced(work, paper_path(before), body)
        paper = {**changed, **file_of(paper)} if options.dry_run else changed
    return paper


def file_of(paper: Mapping[str, Any]) -> Body:
    """What is said of a paper's file."""
    return {name: paper.get(name) for name in ("file_name", "file_type", "file_bytes", "file_sha256")}


def differences(paper: Mapping[str, Any], body: Body) -> List[str]:
    """What a paper says otherwise; what is not said now is not compared."""
    there = dict(paper)
    there["recommendations"] = [one.get("text") for one in paper.get("recommendations") or []]
    words = {"url": "link", "author_offices": "author", "restricted": "restriction", "exempt_ground": "ground"}
    return [
        words.get(name, name.replace("_", " ")) for name, value in body.items() if there.get(name) != value
    ]


def check_file(paper: Mapping[str, Any], load: Optional[Load], options: argparse.Namespace) -> None:
    """Another file is only put in the place of one where that is said."""
    if load and not options.replace and paper.get("file_sha256") not in (None, load.sha256):
        raise Stop(
            EXIT_REFUSED,
            "the paper has another file already, %s; --replace puts this one in its place" % file_words(paper),
        )


def with_file(
    work: Work, paper: Mapping[str, Any], load: Load, options: argparse.Namespace
) -> Mapping[str, Any]:
    """The paper once its file is there. It may be an earlier one that comes back, so the key holds
    within this run."""
    path = paper_path(paper, "file")
    value, _ = send_load(work.service, load, key_of([path, load.sha256, uuid.uuid4().hex]), options.dry_run, path)
    work.before = False
    return value


def command_file(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer meetings file"""
    fit(console)
    with open_service(settings, console) as service:
        paper = document(service, paper_path({"id": options.paper}))
        sha256 = paper.get("file_sha256")
        if not sha256:
            where = "; it is at %s" % clean(paper["url"], 1000) if paper.get("url") else ""
            raise Stop(EXIT_REFUSED, "there is no file to this paper that you may read%s" % where)
        name = options.output or own_name(str(paper.get("file_name") or ""), options.paper)
        if not options.output and os.path.lexists(name):
            if os.path.isfile(name) and fingerprint(name, console)[0] == sha256:
                console.clear_progress()
                console.sentence("Already there: %s." % clean(name))
                return EXIT_DONE
            raise in_the_way(name)
        with output(name) if options.output else new_file(name) as sink:
            fetch(service, paper, sink, console)
    console.sentence("%s, %s." % (clean(name), size(int(paper.get("file_bytes") or 0))))
    return EXIT_DONE


def fetch(service: Any, paper: Mapping[str, Any], sink: BinaryIO, console: Console) -> None:
    """The file as it was sent: what came must be what the paper says."""
    digest, progress = hashlib.sha256(), Rate(console, "received", int(paper.get("file_bytes") or 0))

    def take(part: bytes) -> None:
        digest.update(part)
        sink.write(part)
        progress.add(len(part))

    service.stream(paper_path(paper, "file"), "*/*", take)
    console.clear_progress()
    if digest.hexdigest() != paper.get("file_sha256"):
        raise Stop(EXIT_UNAVAILABLE, "the file became another one meanwhile; run the command again")


def own_name(name: str, identifier: str) -> str:
    """A file's name as it may stand in the current folder: no path, nothing hidden, no device."""
    bare = clean(re.split(r"[/\\]", name)[-1])
    bare = NOT_IN_NAMES.sub("_", bare).strip().rstrip(". ")
    if not bare:
        return "paper-%s" % identifier
    return "_" + bare if bare[0] in ".-" or DEVICE.match(bare) else bare


def in_the_way(name: str) -> Stop:
    """What a file that is there already ends the command with."""
    return Stop(EXIT_USAGE, "%s is there already; name another file with --output" % clean(name))


@contextlib.contextmanager
def new_file(name: str) -> Iterator[BinaryIO]:
    """A file that was not there, and appears only when it is whole."""
    part = ".safer-%s.part" % uuid.uuid4().hex
    try:
        with open(part, "xb") as stream:
            yield stream
        put_in_place(part, name)
    except FileExistsError:
        raise in_the_way(name) from None
    except OSError as error:
        raise Stop(EXIT_USAGE, "%s cannot be written: %s" % (clean(name), error.strerror)) from None
    finally:
        with contextlib.suppress(OSError):
            os.unlink(part)


def put_in_place(part: str, name: str) -> None:
    """Gives a file its name, unless something has it."""
    try:
        os.link(part, name)
    except FileExistsError:
        raise
    except (OSError, AttributeError, NotImplementedError):  # a file has one name there
        if os.path.lexists(name):
            raise FileExistsError(name) from None
        os.rename(part, name)
