"""What is logged and how it is written: no words of drafts, no secrets, no query strings, no whole addresses.

Exceptions are told by their types and by where they were raised. Their messages are not: a database tells the row that
it refuses, a parser the text that it can't read. Nor are local variables. Which form, and how much, are settings.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from ipaddress import IPv4Address, ip_address, ip_network
from pathlib import Path
from traceback import walk_tb
from types import TracebackType
from typing import Any

import orjson

from factreg.embedded import BASE_DIR

# As they are, for the settings.
LOGGERS: dict[str, dict[str, Any]] = {
    # Without Django's own handlers, of which one mails settings and variables.
    "django": {"handlers": [], "level": "INFO"},
    # Their debugging tells queries with all values, and variables of templates.
    "django.db": {"level": "INFO"},
    "django.template": {"level": "INFO"},
    # Scanners send wrong host names all day; they get their 400 without a traceback.
    "django.security.DisallowedHost": {"level": "CRITICAL"},
    # Each task would be two lines.
    "django_tasks": {"level": "WARNING"},
    "django_tasks_db": {"level": "WARNING"},
}


def configuration(*, form: str, level: str) -> dict[str, Any]:
    """LOGGING: everything to standard error, in one of the two forms."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"plain": {"()": "factreg.logs.Plain"}, "json": {"()": "factreg.logs.Lines"}},
        "filters": {"worth": {"()": "django.utils.log.CallbackFilter", "callback": is_worth_a_line}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": form, "filters": ["worth"]}},
        "loggers": LOGGERS,
        "root": {"handlers": ["console"], "level": level},
    }


# The request that is being answered, by a name of its own; empty outside of one.
request_id: ContextVar[str] = ContextVar("request_id", default="")

_ADDRESS = re.compile(
    r"(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}|(?:[0-9A-Fa-f]{0,4}:){2,7}(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9A-Fa-f]{0,4}))(?![\w:])"
)
_SECRETS = (
    (re.compile(r"PRIVATE\+KEY\+\S+"), "PRIVATE+KEY+..."),
    (re.compile(r"\bfr_[A-Za-z0-9_-]{20,}"), "fr_..."),
    (re.compile(r"\bwhsec_[A-Za-z0-9+/=]+"), "whsec_..."),
    (re.compile(r"(?<=://)[^\s/@:]+:[^\s/@]+@"), "...@"),
    (re.compile(r"\?[^\s\"'<>]*=[^\s\"'<>]*"), "?..."),
)
_PREFIX = {4: 24, 6: 48}
_BEGINNINGS = ("/api/", "/admin/", "/static/")
# Of the frames of an exception, the innermost.
_MOST_FRAMES = 30


def shortened(address: str) -> str:
    """The network of an address: the /24 of IPv4, the /48 of IPv6. What is no address stays as it is.

    >>> shortened("203.0.113.77"), shortened("2001:db8:1:2::3")
    ('203.0.113.0/24', '2001:db8:1::/48')
    """
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if mapped := getattr(found, "ipv4_mapped", None):
        found = IPv4Address(mapped)
    if found.is_loopback or found.is_unspecified:
        return str(found)
    return str(ip_network((found, _PREFIX[found.version]), strict=False))


def redacted(text: str) -> str:
    """A text without what looks like a key, a password, a query string or a whole address."""
    for secret, instead in _SECRETS:
        text = secret.sub(instead, text)
    return _ADDRESS.sub(lambda found: shortened(found[0]), text)


def facts_of(record: logging.LogRecord) -> dict[str, Any]:
    """All that is written of a record."""
    facts: dict[str, Any] = {
        "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "level": record.levelname,
        "logger": record.name,
    }
    if name := request_id.get():
        facts["request"] = name
    facts |= getattr(record, "facts", {})
    facts["message"] = _message(record)
    if record.exc_info and record.exc_info[1]:
        facts["raised"] = list(_raised(record.exc_info[1]))
    return facts


def _message(record: logging.LogRecord) -> str:
    request = getattr(record, "request", None)
    if request is not None:
        # Django would tell the path, in which references and addresses of drafts can be.
        return f"{getattr(record, 'status_code', '')} {route_of(request)}".strip()
    return redacted(record.getMessage())


def route_of(request: Any) -> str:
    """The address as the code has it, `api/v1/claims/<slug:slug>/`, without what was put into it."""
    match = getattr(request, "resolver_match", None)
    if match:
        return f"/{match.route}"
    # Answered before it was looked up, as what passes a limit is.
    return next((f"{begin}..." for begin in _BEGINNINGS if request.path_info.startswith(begin)), "-")


def _raised(error: BaseException) -> Iterator[dict[str, Any]]:
    """The exception and those that led to it, the last first."""
    seen = set[int]()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        told: dict[str, Any] = {"type": f"{type(current).__module__}.{type(current).__qualname__}"}
        if state := getattr(current, "sqlstate", None):
            told["sqlstate"] = state
            told["constraint"] = current.diag.constraint_name  # type: ignore[attr-defined]
        yield {**told, "frames": _frames(current.__traceback__)}
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)


def _frames(trace: TracebackType | None) -> list[str]:
    found = [(frame.f_code, line) for frame, line in walk_tb(trace)]
    return [f"{_shown(code.co_filename)}:{line} {code.co_name}" for code, line in found[-_MOST_FRAMES:]]


def _shown(filename: str) -> str:
    path = Path(filename)
    return str(path.relative_to(BASE_DIR)) if path.is_relative_to(BASE_DIR) else "/".join(path.parts[-3:])


class Lines(logging.Formatter):
    """JSON, one object a line."""

    def format(self, record: logging.LogRecord) -> str:
        return orjson.dumps(facts_of(record), default=str).decode()


class Plain(logging.Formatter):
    """The same for people."""

    def format(self, record: logging.LogRecord) -> str:
        facts = facts_of(record)
        head = [str(facts.pop(name)) for name in ("at", "level", "logger", "message")]
        raised = facts.pop("raised", [])
        head += [f"{name}={value}" for name, value in facts.items()]
        lines = [" ".join(head)]
        for told in raised:
            lines += [" ".join(str(value) for name, value in told.items() if name != "frames" and value)]
            lines += [f"  {frame}" for frame in told["frames"]]
        return "\n".join(lines)


def is_worth_a_line(record: logging.LogRecord) -> bool:
    """Django tells of every 404 and 403; how requests were answered is told once (factreg/watching.py)."""
    return not (record.name.startswith("django.request") and getattr(record, "status_code", 500) < 500)
