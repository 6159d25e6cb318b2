"""The set of bulk files that is in place: what is in it, whether it may be served, whether a new one is due.

A set that was built before something was taken down is withheld, whole, until the next is in place.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.db import connections
from django.utils import timezone

from claims.ledger.published import PublishedEntry
from claims.public import reading
from claims.public.bulk.outputs import PACKED_TYPES, Facts
from factreg.http import rfc3339

SETS, CURRENT, INDEX = "sets", "current", "index.json"
# What takes text away from the public; after it no file may be served that was made before.
REMOVALS = ("withdrawn", "quarantined", "erased")
# How long a set is good for while nothing is taken down.
DAILY = timedelta(days=1)

_ENTRIES = PublishedEntry._meta.db_table
_HOLDS = f"""
    SELECT (%(position)s = 0 OR EXISTS (SELECT FROM "{_ENTRIES}" WHERE seq = %(position)s AND at = %(at)s))
    AND NOT EXISTS (SELECT FROM "{_ENTRIES}" WHERE seq > %(position)s AND action IN ({", ".join(map(repr, REMOVALS))}))
"""  # noqa: S608 - names and words of our own


@dataclass(frozen=True, slots=True)
class Changes:
    """The entries of the ledger after one position up to another, as a file."""

    after: int
    upto: int
    file: Facts


@dataclass(frozen=True, slots=True)
class Set:
    """What the index says: the state of the registry that the files hold, and the files."""

    name: str
    position: int
    # When the entry at the position was entered: with it, a ledger can tell whether the set is its own.
    at: datetime
    built_at: datetime
    release: str
    files: tuple[Facts, ...]
    changes: tuple[Changes, ...]

    @classmethod
    def read(cls, directory: Path) -> Set:
        found = orjson.loads((directory / INDEX).read_bytes())
        return cls(
            name=found["set"],
            position=found["position"],
            at=datetime.fromisoformat(found["at"]),
            built_at=datetime.fromisoformat(found["built_at"]),
            release=found["release"],
            files=tuple(Facts.read(file) for file in found["files"]),
            changes=tuple(Changes(one.pop("after"), one.pop("upto"), Facts.read(one)) for one in found["changes"]),
        )

    def document(self) -> dict[str, Any]:
        return {
            "set": self.name,
            "position": self.position,
            "at": rfc3339(self.at),
            "built_at": rfc3339(self.built_at),
            "release": self.release,
            "licence": licence(),
            "files": [file.document() for file in self.files],
            "changes": [{"after": one.after, "upto": one.upto, **one.file.document()} for one in self.changes],
        }

    def find(self, path: str) -> Facts | None:
        """The file of that name; a compressed copy as a file of its own."""
        for file in (*self.files, *(one.file for one in self.changes)):
            if file.path == path:
                return file
            for encoding, copy in file.compressed.items():
                if copy.path == path:
                    return Facts(path, PACKED_TYPES[encoding], file.rows, copy.bytes, copy.sha256)
        return None


def licence() -> dict[str, str] | None:
    """On which licence the content is given; None while none has been chosen."""
    if not settings.LICENCE_NAME:
        return None
    return {"name": settings.LICENCE_NAME, "url": settings.LICENCE_URL}


def current(directory: Path) -> Set | None:
    """The set in place, if there is one."""
    try:
        return Set.read(directory / CURRENT)
    except FileNotFoundError:
        return None


def kept(directory: Path, name: str) -> Set | None:
    """The set of that name, while it is kept."""
    try:
        return Set.read(directory / SETS / name)
    except FileNotFoundError:
        return None


def may_be_served(found: Set) -> bool:
    """Whether it is of this ledger and nothing was taken down since."""
    return still_holds(found.position, found.at)


def still_holds(position: int, at: datetime) -> bool:
    """Whether what was read at a position of the ledger may be told now."""
    with connections["public"].cursor() as cursor:
        cursor.execute(_HOLDS, {"position": position, "at": at})
        return bool(cursor.fetchone()[0])


def is_due(directory: Path | None = None) -> bool:
    """Whether there is no set that may be served, or one of an earlier day."""
    found = current(directory or settings.EXPORT_DIR)
    head = reading.head()
    if found is None or found.release != settings.RELEASE or not may_be_served(found):
        return head > 0
    return found.position < head and timezone.now() - found.built_at >= DAILY
