"""Places that events name in plain words ("Vardenis, Armenia"): found by their names, or made."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from claims.models import Place, PlaceName
from claims.registry_file.checking import Entry, as_mapping
from claims.registry_file.directory import CHUNK, batches
from claims.registry_file.filling import Refused
from claims.registry_file.nodes import Sequence, Value
from claims.registry_file.report import Outcome, ReportRow
from claims.registry_file.shape import PLACE_NAME, PLACES
from factreg.copying import new_ids
from factreg.records import SLUG_LENGTH, SLUG_PATTERN
from factreg.text import TextError, clean, fold

if TYPE_CHECKING:
    from claims.registry_file.loader import Loading

_NO_LETTERS = re.compile("[^a-z0-9]+")


class PlacesByName:
    """Rows of places by their slug or any of their names, the file's and the stored ones."""

    def __init__(self, loading: Loading) -> None:
        self.loading = loading
        self._rows: defaultdict[str, set[int]] = defaultdict(set)
        self._taken: set[str] | None = None

    def look_up(self, events: Iterable[Entry]) -> None:
        """Learn which stored places have the names that the events use."""
        for entry in self.loading.entries[PLACES.name]:
            for name in _names(entry):
                self._rows[name].add(entry.pk)
        named = {_as_stored(entry.mapping.values.get("place")) for entry in events}
        for chunk in batches(sorted(named), CHUNK):
            for name, row in PlaceName.objects.filter(name__in=chunk).values_list("name", "place_id"):
                self._rows[name].add(row)

    def row_of(self, text: str) -> int:
        """The row of the place; made where a plain name is new. Refused where it could be several."""
        row = self.loading.directory.row(type=PLACES.type, slug=text)
        if row is not None:
            return row
        if re.fullmatch(SLUG_PATTERN, text):
            return self.loading.row_of(type=PLACES.type, slug=text)
        try:
            name = clean(text)
        except TextError as error:
            raise Refused(str(error)) from error
        rows = self._rows[name]
        if len(rows) > 1:
            raise Refused(f"{name[:80]!r} is the name of several places; give the slug of one.")
        return next(iter(rows), None) or self._make(name)

    def _make(self, name: str) -> int:
        entry = self.loading.current
        place = Place(pk=new_ids(Place, 1)[0], slug=self._free_slug(name))
        self._rows[name].add(place.pk)
        alias = PlaceName(place_id=place.pk, name=name)
        self.loading.add(entry, [place, alias])
        if self.loading.memory:
            self.loading.memory.made_beside(type=PLACES.type, slug=place.slug, row=int(place.pk))
        line = entry.mapping.line_of("place")
        self.loading.report.add(ReportRow(line, PLACES.type, place.slug, Outcome.CREATED, f"for {name}"))
        return int(place.pk)

    def _free_slug(self, name: str) -> str:
        if self._taken is None:
            filed = {entry.slug for entry in self.loading.entries[PLACES.name]}
            self._taken = {*filed, *Place.objects.values_list("slug", flat=True)}
        words = _NO_LETTERS.sub("-", fold(name)).strip("-")[: SLUG_LENGTH - 10].strip("-") or "place"
        slug, number = words, 1
        while slug in self._taken:
            number += 1
            slug = f"{words}-{number}"
        self._taken.add(slug)
        return slug


def _names(entry: Entry) -> Iterable[str]:
    given = entry.mapping.values.get("names")
    for item in given.items if isinstance(given, Sequence) else []:
        mapping = as_mapping(PLACE_NAME, item, line=entry.line)
        name = mapping.values.get("name") if mapping else None
        if isinstance(name, str):
            yield _as_stored(name)


def _as_stored(name: Value) -> str:
    try:
        return clean(name) if isinstance(name, str) else ""
    except TextError:
        return ""
