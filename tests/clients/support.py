# What the client's tests share: the client as a module and as a process, and a scripted server.
# SPDX-License-Identifier: MIT
"""Loads clients/safer/safer, runs it, and plays network faults between it and a service."""

from __future__ import annotations

import importlib
import json
import os
import pathlib
import socket
import subprocess
import sys
import threading
import types
from typing import Any, Callable, Dict, List, Mapping, Optional, Sequence, Tuple

from forks import Host

ROOT = pathlib.Path(__file__).resolve().parents[2]
CLIENT = ROOT / "clients" / "safer" / "safer"
PARTS = sorted((CLIENT.parent / "safer_client").glob("*.py"))
EXAMPLES = ROOT / "clients" / "safer" / "examples"
PROCESS_SECONDS = 60


def load_client() -> Any:
    """All that the parts of the client define, as one module."""
    sys.path.insert(0, str(CLIENT.parent))
    module = types.ModuleType("safer")
    for path in PARTS:
        if path.stem != "__init__":
            part = importlib.import_module("safer_client." + path.stem)
            vars(module).update({k: v for k, v in vars(part).items() if not k.startswith("__")})
    sys.modules["safer"] = module
    return module


safer = sys.modules.get("safer") or load_client()


def environment(**settings: str) -> Dict[str, str]:
    """An environment without the caller's own settings of the client, and with these."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("SAFER_") and not name.lower().endswith("_proxy")
    }
    kept.update({"LC_ALL": "C.UTF-8", "NO_COLOR": "1"})
    kept.update(settings)
    return kept


def run_client(
    *arguments: str,
    stdin: bytes = b"",
    env: Optional[Mapping[str, str]] = None,
    folder: Optional[str] = None,
) -> "subprocess.CompletedProcess[bytes]":
    """Runs the client as a process with piped streams, in this folder."""
    return subprocess.run(
        [sys.executable, str(CLIENT), *arguments],
        input=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=dict(env) if env is not None else environment(),
        cwd=folder,
        timeout=PROCESS_SECONDS,
        check=False,
    )


HOSTS: List[Host] = []


def fork_client(
    *arguments: str,
    stdin: bytes = b"",
    env: Optional[Mapping[str, str]] = None,
    folder: Optional[str] = None,
) -> "subprocess.CompletedProcess[bytes]":
    """The same as run_client, without starting Python anew: for tests of what commands do."""
    if not HOSTS:
        HOSTS.append(Host(str(CLIENT)))
    return HOSTS[0].run(arguments, stdin, env if env is not None else environment(), folder, PROCESS_SECONDS)


class Request:
    """One request as the scripted server has read it."""

    def __init__(self, method: str, target: str, headers: Dict[str, str], body: bytes) -> None:
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body

    @property
    def dry_run(self) -> bool:
        """Whether it asks for a dry run."""
        return "dry_run=true" in self.target


def reply(status: int, body: Any, headers: Sequence[Tuple[str, str]] = ()) -> bytes:
    """The bytes of a whole answer; a dict is sent as JSON (a problem from 400 on)."""
    media_type = "application/json" if status < 400 else "application/problem+json"
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = ["HTTP/1.1 %d Status" % status, "Content-Type: " + media_type]
    lines += ["%s: %s" % pair for pair in headers] + ["Content-Length: %d" % len(data), "", ""]
    return "\r\n".join(lines).encode() + data


def problem(slug: str, status: int, detail: str = "", **members: Any) -> bytes:
    """The bytes of a problem document."""
    document = {"type": "/problems/" + slug, "title": slug.replace("-", " "), "status": status}
    document.update({"detail": detail, **members})
    return reply(status, document)


class ScriptedServer:
    """A TCP server for faults of transport only: it answers with exactly the bytes it is given.

    `answer` gets each request and the socket; it returns the bytes to send, or None to cut the
    connection after the request has been read.
    """

    def __init__(self, answer: Callable[[Request, socket.socket], Optional[bytes]]) -> None:
        self._answer = answer
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._threads: List[threading.Thread] = []
        self._sockets: List[socket.socket] = []
        self.requests: List[Request] = []

    @property
    def url(self) -> str:
        """Its address."""
        return "http://127.0.0.1:%d" % self._listener.getsockname()[1]

    def __enter__(self) -> "ScriptedServer":
        self._start(self._accept)
        return self

    def __exit__(self, *_: Any) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in self._sockets:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        for thread in self._threads:
            thread.join(10)

    def _start(self, target: Callable[..., None], *arguments: Any) -> None:
        thread = threading.Thread(target=target, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self._sockets.append(connection)
            self._start(self._serve, connection)

    def _serve(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as stream:
            try:
                while True:
                    request = self._read(stream)
                    if request is None:
                        return
                    self.requests.append(request)
                    answer = self._answer(request, connection)
                    if answer is None:
                        return
                    connection.sendall(answer)
            except OSError:
                return

    @staticmethod
    def _read(stream: Any) -> Optional[Request]:
        first = stream.readline().decode("latin-1").split()
        if len(first) != 3:
            return None
        headers: Dict[str, str] = {}
        while True:
            line = stream.readline().decode("latin-1").rstrip("\r\n")
            if not line:
                break
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        body = stream.read(int(headers.get("content-length", "0")))
        return Request(first[0], first[1], headers, body)
