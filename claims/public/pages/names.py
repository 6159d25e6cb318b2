"""Names of records by their public ids, for filters, facets and chips: one query a type."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from claims.ledger.published import (
    PublishedActor,
    PublishedClaim,
    PublishedEvent,
    PublishedPublisher,
    PublishedSource,
    RecordVersion,
)
from claims.public.reading import Snapshot

_TABLES: Mapping[str, type[RecordVersion]] = {
    "actor": PublishedActor,
    "claim": PublishedClaim,
    "event": PublishedEvent,
    "publisher": PublishedPublisher,
    "source": PublishedSource,
}


@dataclass(frozen=True, slots=True)
class Names:
    """Names in one state of the registry, by type and public id."""

    found: Mapping[tuple[str, str], str]

    @classmethod
    def of(cls, slugs: Mapping[str, Iterable[str]], at: Snapshot) -> Names:
        """The names of records of each type. A record that is not public has none."""
        found: dict[tuple[str, str], str] = {}
        for type_, wanted in slugs.items():
            if type_ in _TABLES:
                labelled = at.of(_TABLES[type_]).filter(slug__in=set(wanted)).values_list("slug", "label")
                found |= {(type_, slug): label for slug, label in labelled}
        return cls(found)

    def name(self, type_: str, slug: str) -> str:
        """The name; the public id of a record that has none."""
        return self.found.get((type_, slug)) or slug
