"""From addresses of databases to entries of Django's DATABASES."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

from factreg.postgres import DATABASE, OWNER, socket_directory

# A machine that is gone answers nothing: it is known within seconds, not when the system gives up.
KNOWN_GONE = {"connect_timeout": 3, "tcp_user_timeout": 10_000}


def entry_for(url: str, *, directory: Path, kept: bool, user: str = OWNER, startup: str = "") -> dict[str, Any]:
    """One entry: of the embedded server in a directory when there is no URL.

    `startup`: options of its sessions. `kept`: whether threads keep their connections between requests. Raises
    ImproperlyConfigured for an address of anything but PostgreSQL.
    """
    if url:
        found = environ.Env.db_url_config(url)
    else:
        found = {"NAME": DATABASE, "USER": user, "HOST": str(socket_directory(directory))}
    if url and "postgresql" not in found.get("ENGINE", ""):
        raise ImproperlyConfigured("The database must be PostgreSQL: postgresql://user:password@host:5432/name")
    options = {**KNOWN_GONE, **found.get("OPTIONS", {})}
    if startup:
        options["options"] = f"{options.get('options', '')} {startup}".strip()
    return {
        **found,
        "ENGINE": "django.db.backends.postgresql",
        "OPTIONS": options,
        "CONN_MAX_AGE": None if kept else 0,
        "CONN_HEALTH_CHECKS": True,
    }


def separated(urls: str) -> list[str]:
    """Several addresses, between blanks or commas; a comma inside one separates its hosts.

    >>> separated("postgresql://reader@db2,db3/registry, postgresql://reader@db4/registry")
    ['postgresql://reader@db2,db3/registry', 'postgresql://reader@db4/registry']
    """
    return [url for url in re.split(r"[\s,]+(?=postgres)", urls.strip()) if url]
