# The service over HTTP: one connection kept open, timeouts, retries.
# SPDX-License-Identifier: MIT

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import time
import urllib.parse
import urllib.request
import zlib
from typing import (
    Any,
    Callable,
    Dict,
    Iterable,
    Iterator,
    List,
    Mapping,
    Optional,
    TYPE_CHECKING,
    Union,
)

from safer_client.addresses import Base, check_transport, parse_base, proxy_for, proxy_headers
from safer_client.common import (
    Broken,
    EXIT_REFUSED,
    EXIT_UNAVAILABLE,
    EXIT_USAGE,
    REPLY_BYTES_MAX,
    Stop,
    TRANSPORT_FAULTS,
    VERSION,
)
from safer_client.console import Console, clean
from safer_client.replies import (
    Reply,
    backoff,
    may_be_done,
    refusal,
    retry_after,
    transport_sentence,
    worth_retrying,
)
from safer_client.values import quoted

if TYPE_CHECKING:
    from safer_client.settings import Settings


PART_BYTES = 32768

# A body, or a function that begins it anew for each try: one that is too long to be kept.
Body = Union[bytes, Callable[[], Iterable[bytes]], None]


class Unpacked:
    """A body as it was before it was packed for the way; it says when what came is not whole."""

    def __init__(self, packed: bool) -> None:
        self._zip = zlib.decompressobj(31) if packed else None

    def take(self, part: bytes) -> bytes:
        """What a part of the body stands for."""
        if self._zip is None:
            return part
        shown = self._zip.decompress(part)
        if self._zip.unused_data:
            raise zlib.error("there is more behind the end")
        return shown

    def check_end(self) -> None:
        """Whether the end was there."""
        if self._zip is not None and not self._zip.eof:
            raise http.client.IncompleteRead(b"")


class Service:
    """The service over HTTP: one connection kept open, timeouts, retries.

    Everything this program sends may be sent again: reads, dry runs, and creations that carry an
    idempotency key.
    """

    def __init__(self, base: Base, token: str, options: Settings, console: Console) -> None:
        check_transport(base, bool(token), options.insecure_http)
        self.base = base
        self.token = token
        self._options = options
        self._console = console
        self._proxy = proxy_for(base)
        self._connection: Optional[http.client.HTTPConnection] = None
        self._lost = False

    def close(self) -> None:
        """Closes the connection, if there is one."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def get(self, target: str, accept: str = "application/json") -> Reply:
        """A read that must succeed; a refusal ends the command."""
        reply = self.request("GET", target, accept=accept)
        if reply.status != 200:
            raise refusal(reply)
        return reply

    def request(
        self,
        method: str,
        target: str,
        body: Body = None,
        headers: Optional[Mapping[str, str]] = None,
        accept: str = "application/json",
        patience: Optional[float] = None,
    ) -> Reply:
        """Sends until there is an answer that another try would not change. `patience` is how long
        an answer may take once all is sent, where that is longer than one try's timeout."""
        sent = self._headers(accept, headers)

        def attempt() -> Reply:
            response = self._send(method, target, body, sent, patience)
            return Reply(response.status, response.headers, self._read(response))

        return self._retry(attempt)

    def stream(
        self, target: str, accept: str, sink: Callable[[bytes], Any], packed: bool = False
    ) -> Any:
        """Passes a 200's body on, byte by byte as it is, and returns its headers; once it flows
        there is no second try. `packed` asks for gzip on the way, which the sink does not see."""
        sent = self._headers(accept, {"Accept-Encoding": "gzip"} if packed else None)
        responses: List[http.client.HTTPResponse] = []

        def attempt() -> Reply:
            response = self._send("GET", target, None, sent)
            if response.status != 200:
                return Reply(response.status, response.headers, self._read(response))
            responses.append(response)
            return Reply(200, response.headers, b"")

        reply = self._retry(attempt)
        if reply.status != 200:
            raise refusal(reply)
        self._pump(responses[-1], sink, packed)
        return reply.headers

    def pages(self, target: str) -> Iterator[Any]:
        """The items of a list, page after page."""
        seen = set()
        following: Optional[str] = target
        while following:
            if following in seen:
                raise Stop(EXIT_UNAVAILABLE, "the list leads back to a page it has shown before")
            seen.add(following)
            page = self.get(following).json()
            if not isinstance(page, dict) or not isinstance(page.get("items"), list):
                raise Stop(EXIT_REFUSED, "this is not a list: it has no items")
            for item in page["items"]:
                yield item
            following = self.local(page["next"]) if page.get("next") else None

    def local(self, address: str) -> str:
        """The path and query of an address of this service; a foreign one is never followed."""
        try:
            parts = urllib.parse.urlsplit(address)
            if parts.scheme or parts.netloc:
                own = parse_base("%s://%s" % (parts.scheme, parts.netloc))
                if (own.scheme, own.host, own.port) != (
                    self.base.scheme,
                    self.base.host,
                    self.base.port,
                ):
                    raise ValueError
                # The prefix is put in front of every path; here it is there already.
                if self.base.prefix and parts.path.startswith(self.base.prefix + "/"):
                    parts = parts._replace(path=parts.path[len(self.base.prefix) :])
        except ValueError:
            raise Stop(
                EXIT_USAGE, "%s is not an address of %s" % (quoted(address), self.base)
            ) from None
        path = urllib.parse.quote(parts.path or "/", safe="/:@!$&'()*+,;=~-._%")
        path = path if path.startswith("/") else "/" + path
        query = urllib.parse.quote(parts.query, safe="/:@!$'()*+,;=~-._%&?")
        return path + ("?" + query if query else "")

    def _headers(self, accept: str, more: Optional[Mapping[str, str]]) -> Dict[str, str]:
        headers = {"Accept": accept, "User-Agent": "safer/" + VERSION}
        if self.token:
            headers["Authorization"] = "Bearer " + self.token
        if self._proxy is not None and self.base.scheme == "http":
            headers.update(proxy_headers(self._proxy))
        headers.update(more or {})
        return headers

    def _retry(self, attempt: Callable[[], Reply]) -> Reply:
        started = time.monotonic()
        tries = 0
        self._lost = False
        while True:
            tries += 1
            asked: Optional[float] = None
            try:
                reply = attempt()
                reason = worth_retrying(reply)
                if reason is None:
                    reply.after_loss = self._lost
                    return reply
                self._lost = self._lost or may_be_done(reply)
                asked = retry_after(reply.headers, time.time())
            except ssl.SSLCertVerificationError as error:
                raise Stop(
                    EXIT_UNAVAILABLE,
                    "the certificate of %s is not trusted (%s); name your "
                    "organisation's with --ca-file" % (self.base, clean(error.verify_message, 200)),
                ) from None
            except TRANSPORT_FAULTS as error:
                self.close()
                self._lost = True
                reason = transport_sentence(self.base, error)
            self._wait(reason, tries, asked, started)

    def _wait(self, reason: str, tries: int, asked: Optional[float], started: float) -> None:
        """Waits before the next try, or ends the command when there is none."""
        left = self._options.retry_for - (time.monotonic() - started)
        if left <= 0 or (asked or 0) > left:
            beyond = "; it asks to wait %d s, longer than --retry-for" % asked if asked else ""
            raise Stop(
                EXIT_UNAVAILABLE,
                "%s, after %s%s" % (reason, "1 try" if tries == 1 else "%d tries" % tries, beyond),
            )
        pause = min(max(asked or 0.0, backoff(tries)), left)
        self._console.note("%s; trying again in %.1f s" % (reason, pause))
        time.sleep(pause)

    def _send(
        self,
        method: str,
        target: str,
        body: Body,
        headers: Dict[str, str],
        patience: Optional[float] = None,
    ) -> http.client.HTTPResponse:
        if self._connection is None:
            self._connection = self._open()
        idle = self._connection.sock is not None
        try:
            self._write(self._connection, method, target, body, headers)
            self._expect(self._connection, patience)
            return self._connection.getresponse()
        except (ConnectionError, http.client.BadStatusLine):
            # A connection kept open since the last request may be closed at any time: that says
            # nothing about this request, which is sent once more on a new one.
            self.close()
            if not idle:
                raise
            self._lost = True
        return self._send(method, target, body, headers, patience)

    def _write(
        self,
        connection: http.client.HTTPConnection,
        method: str,
        target: str,
        body: Body,
        headers: Dict[str, str],
    ) -> None:
        """Sends a request. Who refuses a long body may close before all of it is there, and have
        said why: that answer is what counts, so a write that fails late is no failure yet."""
        if body is None or isinstance(body, bytes):
            connection.request(method, self._target(target), body=body, headers=headers)
            return
        connection.request(method, self._target(target), headers=headers)
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            for part in body():
                connection.send(part)

    def _expect(self, connection: http.client.HTTPConnection, patience: Optional[float]) -> None:
        """How long the answer may take."""
        if connection.sock is not None:
            connection.sock.settimeout(max(patience or 0, self._options.timeout))

    def _target(self, target: str) -> str:
        path = self.base.prefix + target
        if self._proxy is not None and self.base.scheme == "http":
            return "http://%s%s" % (self.base.authority, path)
        return path

    def _open(self) -> http.client.HTTPConnection:
        host, port = self.base.host, self.base.port
        if self._proxy is not None:
            host, port = str(self._proxy.hostname), self._proxy.port or 8080
        if self.base.scheme == "http":
            return http.client.HTTPConnection(host, port, timeout=self._options.timeout)
        connection = http.client.HTTPSConnection(
            host, port, timeout=self._options.timeout, context=self._tls()
        )
        if self._proxy is not None:
            connection.set_tunnel(self.base.host, self.base.port, proxy_headers(self._proxy))
        return connection

    def _tls(self) -> ssl.SSLContext:
        try:
            context = ssl.create_default_context()
            if self._options.ca_file:
                context.load_verify_locations(cafile=self._options.ca_file)
            return context
        except (OSError, ssl.SSLError) as error:
            raise Stop(
                EXIT_USAGE,
                "--ca-file %s cannot be used: %s"
                % (clean(self._options.ca_file), clean(error, 200)),
            ) from None

    def _read(self, response: http.client.HTTPResponse) -> bytes:
        """A whole body, within bounds of size and of time."""
        deadline = time.monotonic() + 4 * self._options.timeout
        parts: List[bytes] = []
        size = 0
        while True:
            part = response.read(65536)
            if not part:
                break
            size += len(part)
            parts.append(part)
            if size > REPLY_BYTES_MAX:
                raise Stop(
                    EXIT_UNAVAILABLE,
                    "the answer is larger than this program takes; ask for "
                    "CSV, or a smaller limit",
                )
            if time.monotonic() > deadline:
                raise socket.timeout("the answer trickles")
        self._check_length(response, size)
        return b"".join(parts)

    def _pump(
        self, response: http.client.HTTPResponse, sink: Callable[[bytes], Any], packed: bool
    ) -> None:
        size = 0
        encoding = (response.headers.get("Content-Encoding") or "identity").strip().lower()
        unpacked = Unpacked(packed and encoding in ("gzip", "x-gzip"))
        while True:
            try:
                part = response.read(PART_BYTES)
                if not part:
                    self._check_length(response, size)
                    unpacked.check_end()
                    return
                shown = unpacked.take(part)
            except (*TRANSPORT_FAULTS, zlib.error) as error:
                self.close()
                raise Broken(transport_sentence(self.base, error)) from None
            size += len(part)
            sink(shown)

    @staticmethod
    def _check_length(response: http.client.HTTPResponse, size: int) -> None:
        """A body shorter than announced is a cut connection, whatever read() thinks of it."""
        announced = response.headers.get("Content-Length")
        if (
            announced is not None
            and announced.isdigit()
            and size < int(announced)
            and response.headers.get("Transfer-Encoding") is None
        ):
            raise http.client.IncompleteRead(b"", int(announced) - size)
