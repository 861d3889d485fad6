# What every command needs: from its options and the environment.
# SPDX-License-Identifier: MIT

from __future__ import annotations

import argparse
from dataclasses import dataclass
from typing import Any, Mapping

from safer_client.addresses import Base, parse_base
from safer_client.common import DEFAULT_RETRY_FOR, DEFAULT_TIMEOUT, DEFAULT_URL


@dataclass(frozen=True)
class Settings:
    """What every command needs, from its options and the environment."""

    base: Base
    timeout: float
    retry_for: float
    ca_file: str
    insecure_http: bool
    token: str
    token_file: str
    environ: Mapping[str, str]


def settings_of(options: argparse.Namespace, environ: Mapping[str, str]) -> Settings:
    """The settings: an option wins over the environment."""

    def chosen(name: str, variable: str, default: Any) -> Any:
        return getattr(options, name, None) or environ.get(variable) or default

    return Settings(
        base=parse_base(chosen("url", "SAFER_URL", DEFAULT_URL)),
        timeout=getattr(options, "timeout", DEFAULT_TIMEOUT),
        retry_for=getattr(options, "retry_for", DEFAULT_RETRY_FOR),
        ca_file=chosen("ca_file", "SAFER_CA_FILE", ""),
        insecure_http=getattr(options, "insecure_http", False),
        token=getattr(options, "token", "") or "",
        token_file=getattr(options, "token_file", "") or "",
        environ=environ,
    )
