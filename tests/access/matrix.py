"""The matrix of roles in docs/security/roles.md: read, and found by asking every address as every role."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

DOCUMENT = Path(__file__).resolve().parent.parent.parent / "docs" / "security" / "roles.md"
BEGIN, END = "<!-- matrix -->", "<!-- end of matrix -->"
ROLES = ("nobody", "key", "no role", "annotator", "editor", "administrator", "superuser")
METHODS = ("GET", "POST")
REFUSED = "no"
_ROW = re.compile(r"^\| (`.+`) \| (.+) \|$", re.MULTILINE)
_SIMPLE = re.compile(r"<(?:\w+:)?(\w+)>")
# What stands in an address where it does not matter which.
SAMPLES = {
    **dict.fromkeys(("object_id", "pk", "key", "change", "number", "first", "second", "content_type_id"), "1"),
    "slug": "a-slug",
    "address": "claims",
    "part": "matrix",
    "suffix": "json",
    "app_label": "claims",
    "code": "gone",
    "endpoint": "00000000-0000-4000-8000-000000000000",
    "reference": "a" * 24,
    "name": "verify.py",
    "path": "tile/0/000",
    "set": "a",
    "file": "b",
}


class Address(NamedTuple):
    """A pattern: its name, or where it has none the pattern itself; and a path that it answers."""

    name: str
    path: str


def addresses(samples: Mapping[str, str] = SAMPLES, *, resolver: Any = None, before: str = "") -> Iterator[Address]:
    """All addresses there are, but for the admin's own, which answers 404 to all the rest."""
    for each in (resolver or get_resolver()).url_patterns:
        pattern = before + str(each.pattern)
        if isinstance(each, URLResolver):
            for name, path in addresses(samples, resolver=each, before=pattern):
                yield Address(f"{each.namespace}:{name}" if each.namespace and "/" not in name else name, path)
        elif isinstance(each, URLPattern) and "(?P<url>" not in pattern:
            yield Address(each.name or pattern, f"/{_filled(pattern, samples)}")


def _filled(pattern: str, samples: Mapping[str, str]) -> str:
    pattern = _SIMPLE.sub(lambda found: samples.get(found[1], "1"), pattern.replace("(?P<", "(?P{"))
    while (start := pattern.find("(?P{")) >= 0:
        end, depth = start, 0
        for end in range(start, len(pattern)):
            depth += {"(": 1, ")": -1}.get(pattern[end], 0)
            if depth == 0:
                break
        name = pattern[start + 4 : pattern.index(">", start)]
        pattern = pattern[:start] + samples.get(name, "1") + pattern[end + 1 :]
    return re.sub(r"[\^$\\?]", "", pattern)


def is_refused(client: Client, method: str, path: str) -> bool:
    """Whether one does not get beyond the door. What is done beyond it is undone."""
    kept = client.cookies.copy()
    with transaction.atomic():
        answer = client.generic(method, path, content_type="application/x-www-form-urlencoded")
        transaction.set_rollback(True)
    client.cookies = kept
    led = answer.headers.get("Location", "")
    return answer.status_code in (401, 403, 405) or led.startswith(("/admin/login/?", "/admin/second-factor/?"))


def written() -> dict[str, tuple[str, ...]]:
    """The document's rows: for each name what each role is answered."""
    table = DOCUMENT.read_text().split(BEGIN)[1].split(END)[0]
    rows = _ROW.findall(table)
    return {
        name: tuple(cell.strip() for cell in cells.split("|"))
        for names, cells in rows
        for name in re.findall(r"`([^`]+)`", names)
    }


def write(found: Mapping[str, tuple[str, ...]]) -> None:
    """The table anew: deeds that are answered alike to everybody, of whatever model, are one row."""
    rows: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for name, cells in found.items():
        deed = "object" if "/" in name else name.rsplit("_", 1)[-1]
        rows.setdefault((deed, cells), []).append(f"`{name}`")
    lines = [f"| address | {' | '.join(ROLES)} |", f"|{' --- |' * (len(ROLES) + 1)}"]
    lines += [f"| {' '.join(names)} | {' | '.join(cells)} |" for (_, cells), names in rows.items()]
    before, _, rest = DOCUMENT.read_text().partition(BEGIN)
    table = "\n".join(lines)
    DOCUMENT.write_text(f"{before}{BEGIN}\n\n{table}\n\n{END}{rest.partition(END)[2]}")
