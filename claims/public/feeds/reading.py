"""What feeds ask of the published tables: what was done to records, newest first, and what was withdrawn of a list.

People are told of entries without a cause; each question is bounded, and asked in as many queries for ten as for one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, Subquery

from claims.ledger.published import (
    PublishedContradiction,
    PublishedCounterAccusation,
    PublishedEntry,
    Version,
)
from claims.public.changes import TABLES
from claims.public.feeds.atom import Entry
from claims.public.feeds.entries import change_entry, withdrawn_entry
from claims.public.pages.entries import as_told
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
    found = [entries[seq] for seq in narrow(last).values_list("to_seq", flat=True)]
    return [withdrawn_entry(change) for change in as_told(found)]


def _as_entries(rows: Sequence[PublishedEntry]) -> list[Entry]:
    return [change_entry(change) for change in as_told(rows)]
