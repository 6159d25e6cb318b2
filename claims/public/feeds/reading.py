"""What feeds ask of the published tables: what was done to records, newest first, and what was withdrawn of a list.

People are told of entries without a cause; each question is bounded, and asked in as many queries for ten as for one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

import orjson
from django.db.models import Q, QuerySet, Subquery

from claims.ledger.published import (
    PublishedContradiction,
    PublishedCounterAccusation,
    PublishedEntry,
    Version,
)
from claims.public.changes import TABLES
from claims.public.feeds.atom import Entry
from claims.public.feeds.entries import change_entry, withdrawn_entry
from claims.public.reading import Snapshot

ENTRIES = 50
# How many entries of the ledger are looked through, from the newest, for those that a feed tells.
LOOKED_THROUGH = 5_000

PAIRS = (PublishedContradiction, PublishedCounterAccusation)

Narrow = Callable[[QuerySet[Any]], QuerySet[Any]]


def _told(entries: QuerySet[PublishedEntry]) -> QuerySet[PublishedEntry]:
    """What people are told of, newest first."""
    return entries.filter(cause=None).exclude(action="reformatted").order_by("-seq")


def _newest(at: Snapshot) -> QuerySet[PublishedEntry]:
    """The newest entries that no other caused."""
    entries = PublishedEntry.objects.using("public")
    newest = entries.filter(cause=None, seq__lte=at.position).order_by("-seq").values("seq")[:LOOKED_THROUGH]
    return _told(entries.filter(seq__in=Subquery(newest)))


def latest_changes(at: Snapshot) -> list[Entry]:
    """What was done to records of any type."""
    return _as_entries(list(_newest(at)[:ENTRIES]))


def changes_of(keys: Sequence[UUID], at: Snapshot) -> list[Entry]:
    """What was done to these records."""
    entries = PublishedEntry.objects.using("public").filter(key__in=keys, seq__lte=at.position)
    return _as_entries(list(_told(entries)[:ENTRIES]))


def pairs_of(claim: str) -> list[UUID]:
    """Contradictions and counter-accusations that a claim is or was in. One query a type."""
    found: set[UUID] = set()
    for model in PAIRS:
        versions = model.objects.using("public").filter(facets__contains=[f"claim:{claim}"])
        found.update(versions.order_by().values_list("key", flat=True).distinct()[:ENTRIES])
    return sorted(found)


def withdrawn(model: type[Version], narrow: Narrow, at: Snapshot) -> list[Entry]:
    """The records that were withdrawn of late and that `narrow` would have found until then."""
    (type_,) = (name for name, table in TABLES.items() if table is model)
    entries = {entry.seq: entry for entry in _newest(at).filter(action="withdrawn", type=type_)[:ENTRIES]}
    if not entries:
        return []
    last = model.objects.using("public").filter(
        key__in=[entry.key for entry in entries.values()],
        to_seq__in=list(entries),
        taken_down=True,
        document__isnull=False,
    )
    return [withdrawn_entry(entries[seq]) for seq in narrow(last).values_list("to_seq", flat=True)]


def _as_entries(rows: Sequence[PublishedEntry]) -> list[Entry]:
    documents = _documents(rows)
    return [change_entry(row, *documents.get(row.seq, (None, False))) for row in rows]


def _documents(rows: Sequence[PublishedEntry]) -> dict[int, tuple[dict[str, Any], bool]]:
    """What may be read now of the versions that entries made, by position; and whether it is what is public now.

    One query a type.
    """
    found: dict[int, tuple[dict[str, Any], bool]] = {}
    for type_ in sorted({row.type for row in rows}):
        seqs = [row.seq for row in rows if row.type == type_]
        versions = TABLES[type_].objects.using("public").filter(readable(), seq__in=seqs)
        read = versions.values_list("seq", "document", "to_seq")
        found |= {seq: (orjson.loads(text), until is None) for seq, text, until in read}
    return found


def readable() -> Q:
    """Of what is withdrawn the words are in its history alone."""
    return Q(taken_down=False, document__isnull=False)
