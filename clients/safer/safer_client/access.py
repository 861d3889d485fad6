# Settings and tokens: from options, the environment, files and identity providers.
# SPDX-License-Identifier: MIT

from __future__ import annotations

import argparse
import base64
import binascii
import codecs
import hashlib
import json
import os
import re
import shutil
import subprocess
import urllib.parse
import urllib.request
from typing import Any, Dict, Mapping, Optional, TYPE_CHECKING, Tuple

from safer_client.addresses import check_transport, parse_base
from safer_client.common import (
    EXIT_DONE,
    EXIT_NOT_AUTHORISED,
    EXIT_UNAVAILABLE,
    EXIT_USAGE,
    Stop,
)
from safer_client.console import Console, clean
from safer_client.service import Service
from safer_client.settings import Settings

if TYPE_CHECKING:
    from safer_client.replies import Reply


def read_token_file(name: str) -> str:
    """A token from a file, also one that PowerShell's > has written as UTF-16."""
    try:
        with open(name, "rb") as stream:
            data = stream.read(65537)
    except OSError as error:
        raise Stop(
            EXIT_NOT_AUTHORISED,
            "the token file %s cannot be read: %s" % (clean(name), error.strerror),
        ) from None
    utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return data.decode("utf-16" if utf16 else "utf-8-sig", "replace")


def given_token(settings: Settings) -> str:
    """The token of the options, else of the environment, else ''."""
    environ = settings.environ
    if settings.token:
        token = settings.token
    elif settings.token_file:
        token = read_token_file(settings.token_file)
    elif environ.get("SAFER_TOKEN"):
        token = environ["SAFER_TOKEN"]
    elif environ.get("SAFER_TOKEN_FILE"):
        token = read_token_file(environ["SAFER_TOKEN_FILE"])
    else:
        return ""
    return checked_token(token)


def checked_token(token: str) -> str:
    """The token without blanks around it; one that no header could carry ends the command."""
    if not re.match(r"[!-~]+\Z", token.strip()):
        raise Stop(
            EXIT_NOT_AUTHORISED,
            "the token is empty, or has blanks or other characters in it that no token has",
        )
    return token.strip()


def find_token(settings: Settings, console: Console) -> str:
    """The token given, else one fetched from SAFER_TOKEN_URL, else ''."""
    token = given_token(settings)
    url = settings.environ.get("SAFER_TOKEN_URL")
    if not token and url:
        token = fetch_token(settings, url, settings.environ.get("SAFER_SCOPE"), console)
    return token


def needed_token(settings: Settings, console: Console) -> str:
    """As find_token, for what nobody may do without one."""
    token = find_token(settings, console)
    if not token:
        raise Stop(
            EXIT_NOT_AUTHORISED,
            "a token is needed: set SAFER_TOKEN or SAFER_TOKEN_FILE, or "
            "use --token-file (see safer token --help)",
        )
    return token


def claims_of(token: str) -> Dict[str, Any]:
    """What a token says, unproven: the service decides. {} if it cannot be read."""
    parts = token.split(".")
    if len(parts) != 3:
        return {}
    try:
        padded = parts[1] + "=" * (-len(parts[1]) % 4)
        claims = json.loads(base64.urlsafe_b64decode(padded.encode("ascii")).decode("utf-8"))
    except (ValueError, binascii.Error):
        return {}
    return claims if isinstance(claims, dict) else {}


def partner_of(token: str) -> str:
    """The partner the token says, for early checks only. '' if unreadable."""
    partner = claims_of(token).get("partner")
    return partner if isinstance(partner, str) else ""


def reader_of(token: str) -> Optional[Dict[str, str]]:
    """Who reads with a token, whichever of theirs it is; None is nobody. Who cannot be told apart by
    what the token says is told apart by the token."""
    if not token:
        return None
    claims = claims_of(token)
    client = claims.get("client_id") or claims.get("azp") or claims.get("sub")
    if not partner_of(token) and not isinstance(client, str):
        return {"token": hashlib.sha256(token.encode("utf-8")).hexdigest()}
    return {"partner": partner_of(token), "client": client if isinstance(client, str) else ""}


def fetch_token(settings: Settings, url: str, scope: Optional[str], console: Console) -> str:
    """A token by OAuth 2.0 client credentials (RFC 6749, 4.4)."""
    client, secret = (
        settings.environ.get(name, "") for name in ("SAFER_CLIENT_ID", "SAFER_CLIENT_SECRET")
    )
    if not client or not secret:
        raise Stop(EXIT_USAGE, "SAFER_TOKEN_URL needs SAFER_CLIENT_ID and SAFER_CLIENT_SECRET too")
    where = urllib.parse.urlsplit(url)
    base = parse_base(urllib.parse.urlunsplit((where.scheme, where.netloc, "", "", "")))
    check_transport(base, True, settings.insecure_http)
    pair = "%s:%s" % (urllib.parse.quote_plus(client), urllib.parse.quote_plus(secret))
    form = [("grant_type", "client_credentials")] + ([("scope", scope)] if scope else [])
    provider = Service(base, "", settings, console)
    target = provider.local(urllib.parse.urlunsplit(("", "", where.path, where.query, "")))
    try:
        reply = provider.request(
            "POST",
            target,
            urllib.parse.urlencode(form).encode("ascii"),
            {
                "Authorization": "Basic " + base64.b64encode(pair.encode("ascii")).decode("ascii"),
                "Content-Type": "application/x-www-form-urlencoded",
            },
        )
    finally:
        provider.close()
    return token_of_answer(reply)


def token_of_answer(reply: Reply) -> str:
    """The access token of a token endpoint's answer; a refusal ends the command."""
    answer = reply.json() if reply.media_type() == "application/json" else {}
    answer = answer if isinstance(answer, dict) else {}
    token = answer.get("access_token")
    if reply.status != 200 or not isinstance(token, str):
        said = clean(
            answer.get("error_description") or answer.get("error") or "no reason given", 300
        )
        raise Stop(
            EXIT_UNAVAILABLE if reply.status >= 500 else EXIT_NOT_AUTHORISED,
            "the identity provider gave no token (%d): %s" % (reply.status, said),
        )
    return token


def find_saferd(chosen: str, environ: Mapping[str, str]) -> Tuple[str, Dict[str, str]]:
    """The service's binary, which signs development tokens, and the environment it needs.

    The development key lies in the state folder. A binary found in this project is told that this
    is the project's own, so that it does not matter from where the client is called.
    """
    name = "saferd.exe" if os.name == "nt" else "saferd"
    here = os.path.dirname(os.path.realpath(__file__))
    project = os.path.dirname(os.path.dirname(os.path.dirname(here)))
    built = os.path.join(project, "build", name)
    for path in (chosen, environ.get("SAFER_SAFERD", "")):
        if path:
            return path, dict(environ)
    if os.access(built, os.X_OK):
        return built, {"SAFER_STATE": os.path.join(project, "var"), **environ}
    found = shutil.which(name)
    if found:
        return found, dict(environ)
    raise Stop(
        EXIT_USAGE, "saferd was not found; name it with --saferd or SAFER_SAFERD, or build it"
    )


def command_token(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer token"""
    development = any(
        (options.client, options.partner, options.subject, options.ttl, options.saferd)
    )
    url = options.token_url or ("" if development else settings.environ.get("SAFER_TOKEN_URL", ""))
    if url and development:
        raise Stop(
            EXIT_USAGE,
            "--token-url asks an identity provider; --client, --partner, --subject, --ttl "
            "and --saferd are for development tokens",
        )
    if url:
        print(
            fetch_token(
                settings, url, options.scope or settings.environ.get("SAFER_SCOPE"), console
            )
        )
        return EXIT_DONE
    if not options.client or not options.scope:
        raise Stop(
            EXIT_USAGE,
            "a development token needs --client and --scope (and --partner for a "
            "partner's own data); a real one needs SAFER_TOKEN_URL",
        )
    return development_token(options, settings)


def development_token(options: argparse.Namespace, settings: Settings) -> int:
    """Has saferd sign a token with its development key, and prints it."""
    saferd, environ = find_saferd(options.saferd or "", settings.environ)
    command = [saferd, "token", "--client", options.client, "--scope", options.scope]
    if options.partner:
        command += ["--partner", options.partner]
    if options.subject:
        command += ["--subject", options.subject]
    if options.ttl:
        command += ["--ttl", str(options.ttl)]
    try:
        done = subprocess.run(
            command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, env=environ, check=False
        )
    except OSError as error:
        raise Stop(
            EXIT_USAGE, "%s cannot be started: %s" % (clean(saferd), error.strerror)
        ) from None
    if done.returncode != 0:
        raise Stop(EXIT_NOT_AUTHORISED, "saferd gave no token (exit code %d)" % done.returncode)
    print(done.stdout.decode("ascii", "replace").strip())
    return EXIT_DONE
