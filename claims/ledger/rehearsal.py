"""A publication that is tried and undone: what would be entered, document by document. Nothing of it stays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from django.db import transaction

from claims.ledger.documents import Document
from claims.ledger.door import current_versions
from claims.ledger.models import Entry, Head
from claims.ledger.publish import publish
from factreg.records import Record


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """One document as it would be, and as it is public now, if it is."""

    type: str
    slug: str
    before: Document | None
    after: Document
    is_consequence: bool


def rehearse(*, record: Record) -> list[Rehearsed]:
    """What publishing a record would enter, the record's own first where it changes at all.

    Raises NotPublishable. It asks neither for a second person nor for what a record must have. What would be
    recomposed in batches after the publication, being too much for one, is not in it.
    """
    with transaction.atomic():
        position = Head.objects.values_list("seq", flat=True).get()
        publish(record=record, by=None)
        entered = list(Entry.objects.filter(seq__gt=position).exclude(document=None).order_by("seq"))
        transaction.set_rollback(True)
    before = _public_now(entered)
    # A record may be entered twice: the last document is the one that stays.
    last = {entry.key: entry for entry in entered}
    first = {entry.key: entry for entry in reversed(entered)}
    found = [
        Rehearsed(
            type=entry.type,
            slug=str(entry.slug),
            before=before.get((entry.type, str(entry.slug))),
            after=orjson.loads(entry.document or "null"),
            is_consequence=first[key].cause is not None,
        )
        for key, entry in last.items()
    ]
    return sorted(found, key=lambda one: one.after["key"] != str(record.key))


def public_document(record: Record) -> Document | None:
    """What is public of a record now."""
    version = current_versions(record.type, [record.slug]).get(record.slug)
    return orjson.loads(version.document) if version and version.document else None


def _public_now(entered: list[Entry]) -> Mapping[tuple[str, str], Any]:
    slugs: dict[str, list[str]] = {}
    for entry in entered:
        slugs.setdefault(entry.type, []).append(str(entry.slug))
    return {
        (type_, slug): orjson.loads(version.document)
        for type_, of_type in slugs.items()
        for slug, version in current_versions(type_, of_type).items()
        if version.document
    }
