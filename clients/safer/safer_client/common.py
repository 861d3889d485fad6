# What every part of the client knows: exit codes, limits, and how a command ends early.
# SPDX-License-Identifier: MIT

from __future__ import annotations

import http.client
from typing import Any, Dict

VERSION = "0.1.0"

EXIT_DONE = 0
EXIT_DECLINED = 1
EXIT_REFUSED = 2
EXIT_FOUND = 3
EXIT_USAGE = 64
EXIT_FAULTS = 65
EXIT_UNAVAILABLE = 69
EXIT_NOT_AUTHORISED = 77
EXIT_INTERRUPTED = 130

EXIT_CODES = """\
exit codes:
  0    done: everything is posted, or was already there
  1    you answered no: nothing was sent
  2    the service refused some rows, or the request
  3    safer exceptions, meetings watch or dhrs due has found what --fail-on names
  64   the command line is wrong, or --yes is missing where nobody can be asked
  65   the file has faults: all are listed, nothing was sent
  69   the service could not be reached, or stayed unavailable after the retries
  77   not authorised: no token, or the service did not accept it for this
  130  interrupted: the summary says what was sent
"""

DEFAULT_URL = "http://127.0.0.1:8080"
DEFAULT_PORTS = {"http": 80, "https": 443}
DEFAULT_FUND = "kcst-pooled-budget"
DEFAULT_TIMEOUT = 30.0
DEFAULT_RETRY_FOR = 60.0

FILE_BYTES_MAX = 5 * 1024 * 1024
FILE_ROWS_MAX = 10000
REPLY_BYTES_MAX = 64 * 1024 * 1024
AMOUNT_PENCE_MAX = 1000000000000
REFERENCE_MAX = 100
NOTE_MAX = 500
PAGE_SIZE = 500
COLUMNS = 80
BACKOFF_FIRST = 0.5
BACKOFF_MAX = 10.0
REPLACEMENTS_MAX = 20

# Any of these, met while a request is on its way, is the world's fault and worth another try.
TRANSPORT_FAULTS = (http.client.HTTPException, OSError)


class Stop(Exception):
    """Ends the command with a sentence for the user and an exit code."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


class ServiceRefusal(Stop):
    """The service answered, and the answer was no; `problem` is its problem document."""

    def __init__(self, code: int, message: str, problem: Dict[str, Any]) -> None:
        super().__init__(code, message)
        self.problem = problem


class Broken(Stop):
    """A list was cut in its middle; `reason` says what happened on the way."""

    def __init__(self, reason: str) -> None:
        super().__init__(EXIT_UNAVAILABLE, reason + "; what was written is not the whole list")
        self.reason = reason
