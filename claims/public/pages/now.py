"""What pages ask of the published tables beyond one document: lists of what refers to a record, always bounded."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import connections

from claims.ledger.published import (
    PublishedClaim,
    PublishedEvent,
    Version,
)
from claims.public import hierarchy
from claims.public.pages.rows import Document, documents
from claims.public.reading import Snapshot
from factreg.filters import AnyOf

# For what asks one current row, whatever the position: no need to ask where the ledger ends.
NOW = Snapshot(0, 0)
SHOWN = 25


# Written out: built by the ORM at every request they would cost more than all else of a page served again, and a
# fifth of one that is made.
_CURRENT = """
SELECT key, version FROM "{}" WHERE slug = %s AND to_seq IS NULL AND document IS NOT NULL
"""
_DOCUMENT = """
SELECT document, seq FROM "{}" WHERE key = %s AND version = %s AND to_seq IS NULL AND document IS NOT NULL
"""


def current_version(model: type[Version], slug: str) -> tuple[UUID, int] | None:
    """Key and version of what is public at an address now."""
    with connections["public"].cursor() as cursor:
        cursor.execute(_CURRENT.format(model._meta.db_table), [slug])
        found: tuple[UUID, int] | None = cursor.fetchone()
    return found


def document_of(model: type[Version], key: UUID, version: int) -> tuple[str, int] | None:
    """The document of a version, and its position in the ledger; None where it is not what is public any more."""
    with connections["public"].cursor() as cursor:
        cursor.execute(_DOCUMENT.format(model._meta.db_table), [key, version])
        found: tuple[str, int] | None = cursor.fetchone()
    return found


def with_below(slug: str, *, tree: str, of: str, at: Snapshot) -> list[str]:
    """A record's address and those of all below it."""
    found = hierarchy.below([slug], tree=tree, of=of, position=at.position)
    return sorted({slug}.union(*found.values()))


def claims_of_events(events: Sequence[str], at: Snapshot, *, shown: int) -> list[Document]:
    """The newest claims about these events."""
    return _newest(at.of(PublishedClaim).filter(AnyOf("event", events)), shown)


def folded_into(slugs: Sequence[str], at: Snapshot) -> list[Document]:
    """The disputed claims that lists of disputes show with these."""
    folded = at.of(PublishedClaim).filter(AnyOf("folded_into", slugs), standing="disputed")
    found = folded.order_by("first_seq").values_list("document", flat=True)
    return documents(found[: 20 * SHOWN])


def parts_of(event: str, at: Snapshot) -> list[Document]:
    """The events that an event directly consists of."""
    parts = at.of(PublishedEvent).filter(part_of=event).order_by("occurred_sort", "first_seq")
    return documents(parts.values_list("document", flat=True)[: 8 * SHOWN])


def _newest(versions: object, shown: int) -> list[Document]:
    found = versions.order_by("-first_seq").values_list("document", flat=True)  # type: ignore[attr-defined]
    return documents(found[: shown + 1])


def disputes(at: Snapshot, *, shown: int) -> list[Document]:
    """The newest disputes that are folded into no other; one more than `shown` if there are more."""
    claims = at.of(PublishedClaim).filter(standing="disputed", folded_into=None)
    return _newest(claims, shown)


def top_events(at: Snapshot) -> list[Document]:
    """The newest events that are part of no other."""
    return _newest(at.of(PublishedEvent).filter(part_of=None), SHOWN)[:SHOWN]
