"""Entries of the ledger as people follow them: what was done to a record and why, newest first.

Entries with a cause are left out: they follow an entry that is here. What may not be read is told of without a word of
it. Two queries, however many entries; the feed for programs is claims/public/changes.py.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.db import connections
from django.utils.translation import gettext as _

from claims.ledger.published import PublishedEntry, PublishedRecord
from claims.public.changes import TABLES
from claims.public.pages.standings import title_of as title_of_claim
from claims.public.pages.words import Document, attribution
from claims.public.reading import Snapshot
from factreg.records import PublicState

# The first part of the addresses of records that have pages.
ADDRESSES: Mapping[str, str] = {
    "claim": "claims",
    "event": "events",
    "actor": "actors",
    "source": "sources",
    "publisher": "publishers",
}


@dataclass(frozen=True, slots=True)
class Change:
    """An entry without a cause. `title`, `document` and `slug` are empty where nothing of the record may be read."""

    seq: int
    key: UUID
    at: datetime
    action: str
    type: str
    slug: str
    version: int
    reason: str
    merged_into: str
    state: str
    document: Document | None
    # Whether that is what is public now.
    current: bool
    # Whether the entry made a version that can be read, and the one before it that can.
    readable: bool
    previous: int | None

    @property
    def title(self) -> str:
        return title_of(self.document) if self.document else ""

    @property
    def path(self) -> str:
        """The record's page, without a language; of a pair that of its first claim. Empty where there is none."""
        if address := ADDRESSES.get(self.type):
            return f"/{address}/{self.slug}/" if self.slug else ""
        return f"/claims/{self.document['claims'][0]['id']}/" if self.document else ""

    @property
    def has_history(self) -> bool:
        readable = self.document or self.state == PublicState.WITHDRAWN
        return bool(self.type in ADDRESSES and self.slug and readable)

    @property
    def survivor(self) -> str:
        """The page of the record that it was merged into."""
        address = ADDRESSES.get(self.type)
        return f"/{address}/{self.merged_into}/" if address and self.merged_into else ""

    @property
    def compared(self) -> str:
        """The page that shows what the entry changed, if there is one."""
        if not (self.has_history and self.readable and self.previous):
            return ""
        return f"{self.path}versions/{self.previous}/{self.version}/"


def changes_for_people(
    at: Snapshot,
    *,
    limit: int,
    before: int | None = None,
    after: int | None = None,
    actions: Collection[str] = (),
    types: Collection[str] = (),
    between: tuple[datetime, datetime] | None = None,
) -> list[Change]:
    """The newest entries without a cause, as far as the state reaches: at most `limit`, newest first.

    `before` and `after` are positions: only entries before the one, or the nearest after the other. `between` keeps
    those from its first moment to before its second.
    """
    found = PublishedEntry.objects.using("public").filter(cause=None, seq__lte=at.position)
    if before is not None:
        found = found.filter(seq__lt=before)
    if after is not None:
        found = found.filter(seq__gt=after)
    if actions:
        found = found.filter(action__in=actions)
    if types:
        found = found.filter(type__in=types)
    if between:
        found = found.filter(at__gte=between[0], at__lt=between[1])
    entries = list(found.order_by("seq" if after is not None else "-seq")[:limit])
    entries.sort(key=lambda entry: -entry.seq)
    return as_told(entries)


def as_told(entries: Sequence[PublishedEntry]) -> list[Change]:
    """What people are told of these entries, in their order. One query."""
    known = _known_of(entries)
    return [_change(entry, known.get(entry.seq)) for entry in entries]


def title_of(document: Document) -> str:
    """What a record is called where it is told of by itself: a claim with who says what, never bare."""
    if document["type"] == "claim":
        return title_of_claim(document)
    if claims := document.get("claims"):
        return _("{first} / {second}").format(**dict(zip(("first", "second"), map(_claim_named, claims), strict=True)))
    return str(document.get("name") or document.get("title") or document["id"])


def _claim_named(claim: Document) -> str:
    heading = claim["question"] or claim["text"] or claim["id"]
    said = attribution(claim["standing"], claim["label"], claim["asserted_by"])
    return f"{said} — {heading}" if said else heading


# The last version that can be read at or before the entry, and the one before that; and where the record stands now.
_KNOWN_OF_TYPE = """
SELECT entry.seq, record.public_state, shown.seq, shown.to_seq, shown.document, previous.version
FROM entry LEFT JOIN {records} AS record ON record.key = entry.key
LEFT JOIN LATERAL (
    SELECT seq, to_seq, version, document FROM "{table}" AS version
    WHERE version.key = entry.key AND version.seq <= entry.seq AND version.document IS NOT NULL
    ORDER BY version.version DESC LIMIT 1
) AS shown ON true
LEFT JOIN LATERAL (
    SELECT version FROM "{table}" AS version
    WHERE version.key = entry.key AND version.version < shown.version AND version.document IS NOT NULL
    ORDER BY version.version DESC LIMIT 1
) AS previous ON true
WHERE entry.type = '{type}'
"""
_ENTRIES = "WITH entry(seq, type, key) AS (SELECT * FROM unnest(%s::bigint[], %s::text[], %s::uuid[]))"
_KNOWN = _ENTRIES + " UNION ALL ".join(
    _KNOWN_OF_TYPE.format(records=PublishedRecord._meta.db_table, table=model._meta.db_table, type=type_)
    for type_, model in TABLES.items()
)


def _known_of(entries: Sequence[PublishedEntry]) -> dict[int, tuple[Any, ...]]:
    """By position: the record's state; of the version to show its positions and text; and the version before it."""
    with connections["public"].cursor() as cursor:
        cursor.execute(
            _KNOWN,
            [
                [entry.seq for entry in entries],
                [entry.type for entry in entries],
                [str(entry.key) for entry in entries],
            ],
        )
        return {seq: tuple(row) for seq, *row in cursor.fetchall()}


def _change(entry: PublishedEntry, known: tuple[Any, ...] | None) -> Change:
    state, shown, until, text, previous = known or (None, None, None, None, None)
    # What was taken out of view is told of by the entry that did so, and by its reason. The words of what was
    # withdrawn stand in its history alone.
    hidden = state in (PublicState.QUARANTINED, PublicState.ERASED)
    withheld = hidden or state == PublicState.WITHDRAWN
    return Change(
        seq=entry.seq,
        key=entry.key,
        at=entry.at,
        action=entry.action,
        type=entry.type,
        slug="" if hidden and entry.action != state else entry.slug or "",
        version=entry.version,
        reason=entry.reason or "",
        merged_into=entry.merged_into or "",
        state=state or "",
        document=orjson.loads(text) if text and not withheld else None,
        current=until is None,
        readable=shown == entry.seq and not hidden,
        previous=previous,
    )
