"""How a document names another record: its id, and its words where these may be shown."""

from __future__ import annotations

from typing import Any

from claims.ledger.neighbourhood import Neighbourhood

Reference = dict[str, Any]


def named(around: Neighbourhood, type: str, slug: str | None, *words: str) -> Reference | None:  # noqa: A002
    """{id, and the given fields of its own part}, each null where the record is not public now; None for no slug."""
    if slug is None:
        return None
    own = around.public(type, slug)
    return {"id": slug, **{word: own[word] if own else None for word in words}}


def actor(around: Neighbourhood, slug: str | None) -> Reference | None:
    return named(around, "actor", slug, "name")


def source(around: Neighbourhood, slug: str | None) -> Reference | None:
    """A source as statements show it: with publisher, date and addresses."""
    reference = named(around, "source", slug, "title", "kind", "url", "archive_url", "published", "language")
    if reference is None or slug is None:
        return None
    own = around.public("source", slug)
    reference["publisher"] = named(around, "publisher", own["publisher"], "name") if own else None
    return reference
