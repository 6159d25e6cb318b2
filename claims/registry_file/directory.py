"""Which record a slug means: one of the file, a stored one, or the survivor of a merge.

One query a type, not one a row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from claims.registry_file.report import did_you_mean
from claims.registry_file.shape import SECTION_OF
from factreg.arrays import among
from factreg.copying import new_ids
from factreg.records import Record
from sources.models import Slug

CHUNK = 5_000
MOST_HINTS = 100  # a hint compares with every known name


class Directory:
    """Slugs and the rows that they mean, by type of record."""

    def __init__(self) -> None:
        self._rows: dict[str, dict[str, int]] = defaultdict(dict)
        self._survivors: dict[str, dict[str, str]] = defaultdict(dict)
        self._hints = MOST_HINTS
        self._known: dict[str, list[str]] = {}

    def look_up(self, *, type: str, slugs: Iterable[str]) -> None:  # noqa: A002 - the file's word
        """Learn which of the slugs are stored, and which lead to a survivor."""
        model = SECTION_OF[type].model
        for chunk in batches(slugs, CHUNK):
            stored = model._default_manager.filter(slug__in=among(chunk, "text"))
            self._rows[type].update(stored.values_list("slug", "pk"))
            if issubclass(model, Record):
                self._look_up_survivors(type, model, chunk)

    def _look_up_survivors(self, type_: str, model: type[Record], chunk: list[str]) -> None:
        merged = dict(
            Slug.objects.filter(type=type_, slug__in=among(chunk, "text"))
            .exclude(merged_into=None)
            .values_list("slug", "merged_into")
        )
        keys = [key for key in merged.values() if key]
        stored = model.objects.filter(key__in=keys).values_list("key", "slug", "pk")
        survivors = {key: (slug, pk) for key, slug, pk in stored}
        for slug, key in merged.items():
            if key in survivors:
                self.redirect(type=type_, slug=slug, into=survivors[key][0])
                self._rows[type_][survivors[key][0]] = survivors[key][1]

    def redirect(self, *, type: str, slug: str, into: str) -> None:  # noqa: A002
        """Let an old slug mean the record it leads to."""
        self._survivors[type][slug] = into

    def know(self, *, type: str, slug: str, row: int) -> None:  # noqa: A002
        """Let a slug mean a stored row that has another slug by now."""
        self._rows[type][slug] = row

    def allocate(self, *, type: str, slugs: Iterable[str]) -> None:  # noqa: A002
        """Give the slugs that mean nothing yet a row to be, so that records can name each other in any order."""
        new = [slug for slug in slugs if self.row(type=type, slug=slug) is None]
        self._rows[type].update(zip(new, new_ids(SECTION_OF[type].model, len(new)), strict=True))

    def survivor(self, *, type: str, slug: str) -> str:  # noqa: A002
        """The slug that a slug leads to; itself where it was not merged."""
        return self._survivors[type].get(slug, slug)

    def row(self, *, type: str, slug: str) -> int | None:  # noqa: A002
        return self._rows[type].get(self.survivor(type=type, slug=slug))

    def hint(self, *, type: str, slug: str) -> str:  # noqa: A002
        """The nearest name of that type, for an error message."""
        if self._hints <= 0:
            return ""
        self._hints -= 1
        if type not in self._known:
            stored = SECTION_OF[type].model._default_manager.values_list("slug", flat=True)
            self._known[type] = sorted({*self._rows[type], *stored[:CHUNK]})
        return did_you_mean(slug, self._known[type])


def batches(items: Iterable[Any], size: int) -> Iterator[list[Any]]:
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch
