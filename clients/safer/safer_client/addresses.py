# Where the service is, how it is reached, and paths and queries.
# SPDX-License-Identifier: MIT

from __future__ import annotations

import base64
import ipaddress
import re
import urllib.parse
import urllib.request
from dataclasses import dataclass
from typing import Dict, Optional, Sequence, Tuple

from safer_client.common import DEFAULT_PORTS, DEFAULT_URL, EXIT_USAGE, Stop
from safer_client.values import quoted


@dataclass(frozen=True)
class Base:
    """Where the service is: scheme, host, port and the path in front of /v1, if any."""

    scheme: str
    host: str
    port: int
    prefix: str

    @property
    def authority(self) -> str:
        """The host, and the port unless it is the scheme's own, as in a URL."""
        host = "[%s]" % self.host if ":" in self.host else self.host
        usual = self.port == DEFAULT_PORTS[self.scheme]
        return host if usual else "%s:%d" % (host, self.port)

    @property
    def loopback(self) -> bool:
        """Whether the service is on this very machine."""
        if self.host.lower() == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    def __str__(self) -> str:
        return "%s://%s%s" % (self.scheme, self.authority, self.prefix)


def parse_base(url: str) -> Base:
    """The parts of --url or another address; a wrong one ends the command."""
    port: Optional[int] = None
    try:
        parts = urllib.parse.urlsplit(url.strip())
        port = parts.port
    except ValueError:
        parts = urllib.parse.urlsplit("")
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or parts.username is not None
        or parts.query
        or parts.fragment
        or not re.match(r"[!-~]+\Z", url.strip())
    ):
        raise Stop(
            EXIT_USAGE,
            "%s is not the address of a service; it looks like "
            "https://api.example.org or %s" % (quoted(url), DEFAULT_URL),
        )
    return Base(
        parts.scheme, parts.hostname, port or DEFAULT_PORTS[parts.scheme], parts.path.rstrip("/")
    )


def check_transport(base: Base, secret: bool, insecure_http: bool) -> None:
    """Refuses to send a secret where everybody on the way could read it."""
    if secret and base.scheme == "http" and not base.loopback and not insecure_http:
        raise Stop(
            EXIT_USAGE,
            "%s is plain http: everybody on the way could read and reuse the "
            "token. Use https, or --insecure-http if you are sure." % base,
        )


def proxy_for(base: Base) -> Optional[urllib.parse.SplitResult]:
    """The proxy the environment (or Windows) names for this address; none for this machine."""
    if base.loopback:
        return None
    address = urllib.request.getproxies().get(base.scheme)
    if not address or urllib.request.proxy_bypass(base.host):
        return None
    parts = urllib.parse.urlsplit(address if "://" in address else "http://" + address)
    if parts.scheme != "http" or not parts.hostname:
        raise Stop(EXIT_USAGE, "the proxy named by the environment is not an http:// proxy")
    return parts


def proxy_headers(proxy: urllib.parse.SplitResult) -> Dict[str, str]:
    """What a proxy that asks for a password is sent."""
    if proxy.username is None:
        return {}
    pair = "%s:%s" % (
        urllib.parse.unquote(proxy.username),
        urllib.parse.unquote(proxy.password or ""),
    )
    return {"Proxy-Authorization": "Basic " + base64.b64encode(pair.encode()).decode()}


def with_query(path: str, pairs: Sequence[Tuple[str, Optional[str]]]) -> str:
    """The path with the pairs that have a value added to its query, readable where it may be."""
    query = urllib.parse.urlencode([pair for pair in pairs if pair[1] is not None], safe="/:,")
    return path + ("&" if "?" in path else "?") + query if query else path


def segment(text: str) -> str:
    """One segment of a path."""
    return urllib.parse.quote(text, safe="")
