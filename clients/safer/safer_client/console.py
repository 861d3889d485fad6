# What a person sees: text made harmless, amounts, tables, the progress line.
# SPDX-License-Identifier: MIT

from __future__ import annotations

import codecs
import os
import sys
import textwrap
import unicodedata
from typing import Any, List, Mapping, Optional, Sequence, TextIO, Tuple

from safer_client.common import COLUMNS

ASCII_STAND_INS = {
    "\u00a3": "GBP ",
    "\u2013": "-",
    "\u2014": "-",
    "\u2018": "'",
    "\u2019": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u2026": "...",
    "\u00a0": " ",
    "\u00ab": "<<",
    "\u00bb": ">>",
}
# What stands around words that were looked for.
MARKS = ("\u00ab", "\u00bb")


def stand_in(error: UnicodeError) -> Tuple[str, int]:
    """Replaces what an old console cannot print (a pound sign in ASCII) instead of failing."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    unprintable = error.object[error.start : error.end]
    return "".join(ASCII_STAND_INS.get(letter, "?") for letter in unprintable), error.end


codecs.register_error("safer", stand_in)


def clean(value: Any, limit: int = 0) -> str:
    """Text from a file or the service made harmless for a terminal: no control characters."""
    text = "".join(
        "\ufffd" if unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp") else letter
        for letter in str(value)
    )
    if limit and len(text) > limit:
        text = text[: limit - 1] + "\u2026"
    return text


def pounds(pence: int) -> str:
    """1600000 -> 16,000.00"""
    sign = "-" if pence < 0 else ""
    return "%s%s.%02d" % (sign, format(abs(pence) // 100, ","), abs(pence) % 100)


def sterling(pence: int) -> str:
    """1600000 -> £16,000.00, -5 -> -£0.05"""
    return ("-" if pence < 0 else "") + "\u00a3" + pounds(abs(pence))


def red_below_zero(pence: int) -> Optional[str]:
    """The colour of an amount."""
    return "red" if pence < 0 else None


def counted(number: int, noun: str) -> str:
    """3, "contribution" -> 3 contributions"""
    return "%d %s%s" % (number, noun, "" if number == 1 else "s")


class Console:
    """The two streams, what they can show, and the progress line that shares one of them."""

    COLOURS = {"red": "31", "yellow": "33", "green": "32"}

    def __init__(self, environ: Mapping[str, str], human_on_stderr: bool = False) -> None:
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="safer")
        self.main: TextIO = sys.stderr if human_on_stderr else sys.stdout
        self.columns = COLUMNS
        self._environ = environ
        self._progress_width = 0

    def say(self, text: str = "") -> None:
        """One line of the answer."""
        self.clear_progress()
        print(text, file=self.main)

    def note(self, text: str) -> None:
        """One line about the answer, on standard error."""
        self.clear_progress()
        sys.stdout.flush()
        print("safer: " + text, file=sys.stderr)

    def progress(self, text: str) -> None:
        """Shows how far the work is, on a terminal only."""
        if not sys.stderr.isatty():
            return
        sys.stderr.write("\r" + text.ljust(self._progress_width))
        sys.stderr.flush()
        self._progress_width = len(text)

    def clear_progress(self) -> None:
        """Takes the progress line away before another line is written."""
        if self._progress_width:
            sys.stderr.write("\r" + " " * self._progress_width + "\r")
            sys.stderr.flush()
            self._progress_width = 0

    def ask(self, question: str) -> bool:
        """Whether the user at the terminal says yes; anything but y or yes is no."""
        self.main.flush()
        sys.stderr.write(question + " [y/N] ")
        sys.stderr.flush()
        answer = sys.stdin.readline()
        if not answer.endswith("\n"):
            sys.stderr.write("\n")
        return answer.strip().lower() in ("y", "yes")

    def paint(self, text: str, colour: str) -> str:
        """The text in a colour where the stream is a terminal that understands it."""
        return "\x1b[%sm%s\x1b[0m" % (self.COLOURS[colour], text) if self._colourful() else text

    def table(
        self,
        headings: Sequence[str],
        rows: Sequence[Sequence[str]],
        right: Sequence[int],
        colours: Optional[Sequence[Optional[str]]] = None,
        coloured: Sequence[int] = (-1,),
        below: Sequence[str] = (),
    ) -> None:
        """Aligned columns; `right` are the indices of right-aligned ones; `colours` are for the
        `coloured` cells of each row, its last one as a rule; `below` is said below each row."""
        shown = [[self._shown(cell) for cell in row] for row in [headings] + list(rows)]
        widths = [max(len(row[index]) for row in shown) for index in range(len(headings))]
        for number, row in enumerate(shown):
            cells = [
                cell.rjust(widths[index]) if index in right else cell.ljust(widths[index])
                for index, cell in enumerate(row)
            ]
            cells[-1] = cells[-1].rstrip()
            colour = colours[number - 1] if colours and number > 0 else None
            if colour:
                for index in coloured:
                    cells[index] = self.paint(cells[index], colour)
            self.say("  ".join(cells).rstrip())
            if below and number > 0:
                self.sentence(below[number - 1], "    ", "    ")

    def sentence(self, text: str, first: str = "", rest: str = "") -> None:
        """Text that may be long, broken between words; `first` and `rest` stand before lines."""
        for line in self._lines(text, first, rest):
            self.say(line)

    def marked(self, text: str, first: str = "", rest: str = "") -> None:
        """A sentence; what its MARKS are around is bold where the stream is a terminal that shows it."""
        bold, begin, end = False, "\x1b[1m", "\x1b[0m"
        for line in self._lines(text, first, rest):
            if self._colourful():
                opened = bold
                bold = line.rfind(MARKS[0]) > line.rfind(MARKS[1]) or (bold and MARKS[1] not in line)
                line = line.replace(MARKS[0], begin).replace(MARKS[1], end)
                line = (begin if opened else "") + line + (end if bold else "")
            self.say(line)

    def _lines(self, text: str, first: str, rest: str) -> List[str]:
        return textwrap.wrap(
            self._shown(text),
            self.columns - 1,
            initial_indent=first,
            subsequent_indent=rest,
            break_long_words=False,
            break_on_hyphens=False,
        )

    def shows(self, letters: str) -> bool:
        """Whether the letters can be printed as they are."""
        return self._shown(letters) == letters

    def width(self, text: str) -> int:
        """How many columns the text takes as it is printed."""
        return len(self._shown(text))

    def _colourful(self) -> bool:
        if self._environ.get("NO_COLOR") or self._environ.get("TERM") == "dumb":
            return False
        if os.name == "nt" and not (
            self._environ.get("WT_SESSION") or self._environ.get("ANSICON")
        ):
            return False
        return self.main.isatty()

    def _shown(self, text: str) -> str:
        encoding = getattr(self.main, "encoding", None) or "utf-8"
        return text.encode(encoding, "safer").decode(encoding)
