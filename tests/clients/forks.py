# Runs of the client that begin where one process has read all of it already.
# SPDX-License-Identifier: MIT
"""A run of the client takes a sixth of a second, nearly all of it to start Python and to read its parts. Where a
test is about what a command does, and not about a process, a host that has read them forks for each run.

Run as a program it is that host: each message on the socket it is given is a run, with its three streams."""

from __future__ import annotations

import atexit
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import traceback
from typing import Any, Dict, Mapping, Optional

MESSAGE_BYTES_MAX = 200_000


class Host:
    """The process that forks."""

    def __init__(self, client: str) -> None:
        self._channel, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with other:
            self._process = subprocess.Popen(
                [sys.executable, os.path.abspath(__file__), client, str(other.fileno())],
                pass_fds=[other.fileno()],
                stdin=subprocess.DEVNULL,
            )
        atexit.register(self.close)

    def close(self) -> None:
        """Ends it: there is no message any more."""
        self._channel.close()
        self._process.wait()

    def run(
        self, arguments: Any, stdin: bytes, env: Mapping[str, str], folder: Optional[str], seconds: float
    ) -> "subprocess.CompletedProcess[bytes]":
        """A run as subprocess.run tells of one."""
        with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            given.write(stdin)
            given.seek(0)
            message = json.dumps([list(arguments), dict(env), folder]).encode()
            streams = [given.fileno(), out.fileno(), err.fileno()]
            socket.send_fds(self._channel, [message], streams)
            self._channel.settimeout(seconds)
            code = int(self._channel.recv(16))
            said = []
            for stream in (out, err):
                stream.seek(0)
                said.append(stream.read())
        return subprocess.CompletedProcess(arguments, code, *said)


def be_a_run(arguments: Any, env: Dict[str, str], folder: Optional[str], streams: Any) -> None:
    """What the client's own file does, as the process that was forked; never returns."""
    from safer_client.command_line import main  # the host has read it

    code: Any = 1
    try:
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
        os.environ.clear()
        os.environ.update(env)
        time.tzset()
        if folder:
            os.chdir(folder)
        sys.argv[1:] = arguments
        code = main()
    except SystemExit as error:
        code = error.code
        if isinstance(code, str):
            print(code, file=sys.stderr)
            code = 1
    except BaseException:  # pylint: disable=broad-except
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code or 0)


def be_the_host(client: str, descriptor: int) -> None:
    """Forks for each message, and answers with the exit code, until there is no more."""
    sys.path.insert(0, os.path.dirname(client))
    import safer_client.command_line  # pylint: disable=unused-import

    sys.argv = [client]
    with socket.socket(fileno=descriptor) as channel:
        while True:
            message, streams, _, _ = socket.recv_fds(channel, MESSAGE_BYTES_MAX, 3)
            if not message:
                return
            child = os.fork()
            if child == 0:
                channel.close()
                be_a_run(*json.loads(message), streams)
            for stream in streams:
                os.close(stream)
            _, status = os.waitpid(child, 0)
            channel.send(str(os.waitstatus_to_exitcode(status)).encode())


if __name__ == "__main__":
    be_the_host(sys.argv[1], int(sys.argv[2]))
