"""HAProxy with deploy/haproxy.cfg on free loopback ports: what the tests of the deployment stand on.

SPDX-License-Identifier: MIT

The configuration is the example itself; only addresses, paths and the numbers a test names are changed,
and a change that does not fit the file any more is a failure.
"""

import datetime
import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
import tempfile
import threading
import time

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from service import ROOT, Reply, free_port

NAME = "safer.example"
EXAMPLE = os.path.join(ROOT, "deploy", "haproxy.cfg")
START_SECONDS = 30


def certificate():
    """A new certificate for NAME and its key, PEM, as HAProxy wants them: in one text."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.datetime.now(datetime.timezone.utc)
    signed = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name)
        .public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), True)
        .sign(key, hashes.SHA256()))
    return (signed.public_bytes(serialization.Encoding.PEM) + key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption())).decode()


def replaced(text, pattern, replacement, count=1, path=EXAMPLE):
    """The text with a change that has to fit so many times."""
    text, found = re.subn(pattern, lambda match: replacement, text, flags=re.M)
    if found != count:
        raise AssertionError(f"{path} holds {pattern!r} {found} times, not {count}")
    return text


class Front:
    """HAProxy before services on these ports; a context manager.

    changes: more (pattern, replacement) pairs for the example's text.
    """

    def __init__(self, ports, changes=()):
        self.folder = tempfile.mkdtemp(prefix="front-", dir=os.environ.get("SAFER_TEST_FOLDER"))
        self.pem = os.path.join(self.folder, "safer.pem")
        self.control = os.path.join(self.folder, "control")
        self.log_path = os.path.join(self.folder, "log")
        self.changes = changes
        self.ports = ports
        self.process = None
        self.write_certificate(certificate())
        try:
            self.start()
        except BaseException:
            self.stop()
            raise

    def write_certificate(self, pem):
        with open(self.pem, "w", encoding="ascii") as file:
            file.write(pem)

    def configuration(self):
        """The example's text for this test."""
        with open(EXAMPLE, encoding="utf-8") as file:
            text = file.read()
        second = f"    server two 127.0.0.1:{self.ports[1]}" if len(self.ports) > 1 else ""
        text = replaced(text, r"^    (chroot|user|group) .*\n", "", 3)
        for pattern, replacement in (
                (r"^    log /dev/log local0$", "    log stderr format raw local0"),
                (r"/run/haproxy/admin\.sock mode 660", self.control + " mode 600"),
                (r"^    bind :443 ssl crt /etc/haproxy/certificates/safer\.pem",
                 f"    bind 127.0.0.1:{self.port} ssl crt {self.pem}"),
                (r"^    server one 10\.0\.0\.11:8080$", f"    server one 127.0.0.1:{self.ports[0]}"),
                (r"^    server two 10\.0\.0\.12:8080$", second),
                *self.changes):
            text = replaced(text, pattern, replacement)
        return text

    def start(self):
        for _ in range(5):  # somebody else may take the port first
            self.port = free_port()
            path = os.path.join(self.folder, "haproxy.cfg")
            with open(path, "w", encoding="utf-8") as file:
                file.write(self.configuration())
            checked = subprocess.run(["haproxy", "-c", "-f", path], capture_output=True, text=True,
                                     timeout=60, check=False)
            if checked.returncode or "[WARNING]" in checked.stderr:
                raise AssertionError("HAProxy does not take the configuration:\n" + checked.stderr)
            with open(self.log_path, "ab") as log:
                self.process = subprocess.Popen(
                    ["setpriv", "--pdeathsig", "TERM", "haproxy", "-db", "-f", path],
                    stdin=subprocess.DEVNULL, stdout=log, stderr=log)
            deadline = time.monotonic() + START_SECONDS
            while self.process.poll() is None and time.monotonic() < deadline:
                try:
                    self.tell("show info")
                    return
                except OSError:
                    time.sleep(0.01)
            self.process.kill()
            self.process.wait()
        raise RuntimeError("HAProxy did not start:\n" + self.log())

    def log(self):
        with open(self.log_path, encoding="utf-8", errors="replace") as log:
            return log.read()

    def tell(self, command):
        """What HAProxy says to a command of its operator's."""
        with socket.socket(socket.AF_UNIX) as control:
            control.settimeout(30)
            control.connect(self.control)
            control.sendall(command.encode() + b"\n")
            said = b""
            while True:
                more = control.recv(65536)
                if not more:
                    return said.decode()
                said += more

    def servers(self):
        """Which servers are up, by name."""
        lines = self.tell("show stat").splitlines()
        names = lines[0].lstrip("# ").split(",")
        rows = [dict(zip(names, line.split(","))) for line in lines[1:] if line]
        return {row["svname"]: row["status"].startswith("UP") for row in rows
                if row["pxname"] == "safer" and row["svname"] != "BACKEND"}

    def trust(self):
        """A client's TLS settings: it trusts the certificate that is in the file now."""
        with open(self.pem, encoding="ascii") as file:
            return ssl.create_default_context(cadata=file.read().split("-----BEGIN PRIVATE")[0])

    def connect(self, trust=None, window=None):
        """A TLS connection; `window` bounds what the system takes in ahead of the reader."""
        plain = socket.socket()
        if window:
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
        plain.settimeout(60)
        plain.connect(("127.0.0.1", self.port))
        return (trust or self.trust()).wrap_socket(plain, server_hostname=NAME)

    def client(self):
        """An HTTP client's connection, kept open between requests."""
        return Client(self)

    def get(self, target, headers=None):
        connection = self.client()
        try:
            connection.request("GET", target, headers=headers or {})
            answer = connection.getresponse()
            return Reply(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


class Client(http.client.HTTPConnection):
    """An HTTP client of a front's: connects when it has to."""

    def __init__(self, front):
        super().__init__(NAME, timeout=60)
        self.front = front
        self.trust = front.trust()

    def connect(self):
        self.sock = self.front.connect(self.trust)


class Wire:
    """A relay between HAProxy and a service that keeps every byte HAProxy sends; a context manager."""

    def __init__(self, port):
        self.service_port = port
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.lock = threading.Lock()
        self.kept = []  # a bytearray a connection
        self.sockets = []
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                near, _ = self.listener.accept()
                far = socket.create_connection(("127.0.0.1", self.service_port))
            except OSError:
                return
            kept = bytearray()
            with self.lock:
                self.kept.append(kept)
                self.sockets += [near, far]
            threading.Thread(target=self.relay, args=(near, far, kept), daemon=True).start()
            threading.Thread(target=self.relay, args=(far, near, None), daemon=True).start()

    def relay(self, source, target, kept):
        try:
            while True:
                data = source.recv(65536)
                if not data:
                    break
                if kept is not None:
                    with self.lock:
                        kept += data
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def requests(self):
        """What HAProxy has sent since this was last asked, apart from its checks of health: a list
        of (head, body) as bytes. Read strictly: what is not a request of one reading is a failure.
        """
        with self.lock:
            texts = [bytes(kept) for kept in self.kept]
            for kept in self.kept:
                kept.clear()
        found = []
        for text in texts:
            while text:
                request, text = strictly_read(text)
                if not request[0].startswith(b"GET /health/ready "):
                    found.append(request)
        return found

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.close()
        with self.lock:
            for end in self.sockets:
                try:
                    end.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass
                end.close()


TOKEN = rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
HEAD = re.compile(
    TOKEN + rb" [\x21-\x7e]+ HTTP/1\.1\r\n(?:" + TOKEN + rb": ?[\x20-\x7e\x80-\xff\t]*\r\n)*\r\n")


def strictly_read(text):
    """The first request of a text and what follows it, by RFC 9112 without any of its mercies."""
    match = HEAD.match(text)
    assert match, f"HAProxy passed on what is no request: {text[:300]!r}"
    head, rest = match[0], text[match.end():]
    names = [line.split(b":")[0].lower() for line in head.split(b"\r\n")[1:-2]]
    assert names.count(b"host") == 1, head
    lengths = names.count(b"content-length")
    codings = names.count(b"transfer-encoding")
    assert lengths + codings <= 1, head
    if lengths:
        length = int(re.search(rb"(?i)\ncontent-length: ?([0-9]+)\r\n", head)[1])
        return (head, rest[:length]), rest[length:]
    if not codings:
        return (head, b""), rest
    assert re.search(rb"(?i)\ntransfer-encoding: ?chunked\r\n", head), head
    body = b""
    while True:
        size, rest = rest.split(b"\r\n", 1)
        length = int(size, 16)
        chunk, end, rest = rest[:length], rest[length:length + 2], rest[length + 2:]
        assert end == b"\r\n", text[:300]
        body += chunk
        if not length:
            return (head, body), rest
