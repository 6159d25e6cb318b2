"""Parts of a record as the file gives them, matched with the stored ones: what is new, changed, removed, kept."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterator
from typing import TYPE_CHECKING, Any

from django.db import models

from claims.registry_file.checking import Entry, as_mapping
from claims.registry_file.filling import fill, missing
from claims.registry_file.memory import mark_of
from claims.registry_file.nodes import Mapping, Sequence
from claims.registry_file.shape import KeptParts, Number, Part, Parts, Rows
from factreg.records import PublicState

if TYPE_CHECKING:
    from claims.registry_file.loader import Loading

_NUMBER = re.compile(r"[1-9]\d{0,8}", re.ASCII)


class PartsOf:
    """The parts of one record of the file, while it is loaded."""

    def __init__(self, loading: Loading, entry: Entry, record: models.Model, *, new: bool) -> None:
        self.loading = loading
        self.entry = entry
        self.record: Any = record
        self.new = new
        self.changes: list[str] = []
        self.kept: list[str] = []
        self.highest = 0

    def fill(self) -> None:
        for key in self.entry.section.keys:
            value = self.entry.mapping.values.get(key.name)
            if isinstance(key, Part) and key.name in self.entry.mapping.values:
                self._one(key, value)
            elif isinstance(key, Parts) and key.name in self.entry.mapping.values:
                self._replaced(key, value if isinstance(value, Sequence) else None)
            elif isinstance(key, KeptParts) and isinstance(value, Sequence):
                self._matched(key, value)

    def add_new(self, brought: set[str]) -> None:
        """Add the parts that are matched one by one, but those that were brought before or are like a stored one."""
        for key in self.entry.section.keys:
            value = self.entry.mapping.values.get(key.name)
            if isinstance(key, KeptParts) and key.rows and isinstance(value, Sequence):
                waiting = _Waiting(self._stored(key.attribute), key.match)
                new = [mapping for mapping in _mappings(key.rows, value) if mark_of(mapping) not in brought]
                added = [self._add_unlike(key.rows, mapping, waiting) for mapping in new]
                self.changes += [f"{key.name}: {sum(added)} added"] if any(added) else []

    def _add_unlike(self, rows: Rows, mapping: Mapping, waiting: _Waiting) -> bool:
        fresh = self._row(rows)
        before = self.loading.report.refusals_of(self.entry)
        self._fill_row(rows, fresh, mapping)
        refused = self.loading.report.refusals_of(self.entry) > before
        if refused or waiting.take_like(fresh, numbered=True):
            return False
        return self._add(rows, fresh, mapping, None) == "added"

    def _one(self, key: Part, value: Any) -> None:
        assert key.rows  # noqa: S101 - the table always has them
        stored = None if self.new else getattr(self.record, key.name, None)
        if value is None and stored is not None:
            self.loading.batch.removed.append(stored)
            self.changes.append(f"{key.name} removed")
        elif isinstance(value, Mapping):
            row = stored or self._row(key.rows)
            changed = self._fill_row(key.rows, row, value)
            if stored is None:
                self._refuse_missing(key.rows, row, value)
                self.loading.add(self.entry, [row])
            elif changed:
                self.loading.change(self.entry, row)
            self.changes += [key.name] if changed or stored is None else []

    def _replaced(self, key: Parts, value: Sequence | None) -> None:
        assert key.rows  # noqa: S101
        rows, stored = [], self._stored(key.attribute)
        for mapping in _mappings(key.rows, value):
            row = self._row(key.rows)
            self._fill_row(key.rows, row, mapping)
            self._refuse_missing(key.rows, row, mapping)
            rows.append(row)
        given, known = [_values(key.rows, row) for row in rows], [_values(key.rows, row) for row in stored]
        if len(set(given)) < len(given):
            line = self.entry.mapping.line_of(key.name)
            self.loading.refuse(self.entry, line=line, message=f"{key.name}: names one twice")
        elif given != known:
            same = given[: len(known)] == known
            self.loading.batch.removed += [] if same else stored
            self.loading.add(self.entry, rows[len(known) :] if same else rows)
            self.changes.append(key.name)

    def _matched(self, key: KeptParts, value: Sequence) -> None:
        assert key.rows  # noqa: S101
        given = [(mapping, self._number(key.rows, mapping)) for mapping in _mappings(key.rows, value)]
        waiting = _Waiting(self._stored(key.attribute), key.match)
        named = {number: waiting.take_number(number) for _, number in given if number is not None}
        counts: Counter[str] = Counter()
        for mapping, number in given:
            stored = named.pop(number, None) if number is not None else None
            if stored is not None:
                counts["changed"] += self._change(key.rows, stored, mapping)
            else:
                counts[self._match(key, mapping, number, waiting)] += 1
        self.changes += [
            f"{key.name}: {counts[outcome]} {outcome}" for outcome in ("added", "changed") if counts[outcome]
        ]
        self.kept += [f"{key.rows.noun} kept, not in the file: {row}" for row in waiting.rows]

    def _match(self, key: KeptParts, mapping: Mapping, number: int | None, waiting: _Waiting) -> str:
        """Add a part of the file, or change the stored one that is like it; what was done comes back."""
        assert key.rows  # noqa: S101
        fresh = self._row(key.rows)
        before = self.loading.report.refusals_of(self.entry)
        self._fill_row(key.rows, fresh, mapping)
        if self.loading.report.refusals_of(self.entry) > before:
            return "refused"
        stored = waiting.take_like(fresh, numbered=number is None)
        if stored is None:
            return self._add(key.rows, fresh, mapping, number)
        if number is not None:
            if not self._may_number(mapping, number):
                return "refused"
            stored.number = number
            self.highest = max(self.highest, number)
        changed = self._change(key.rows, stored, mapping, touched=number is not None)
        return "changed" if changed else "unchanged"

    def _add(self, rows: Rows, fresh: Any, mapping: Mapping, number: int | None) -> str:
        if number is not None:
            if not self._may_number(mapping, number):
                return "refused"
            fresh.number = number
            self.highest = max(self.highest, number)
        self._refuse_missing(rows, fresh, mapping)
        self.loading.add(self.entry, [fresh])
        return "added"

    def _change(self, rows: Rows, stored: models.Model, mapping: Mapping, *, touched: bool = False) -> bool:
        changed = bool(self._fill_row(rows, stored, mapping)) or touched
        if changed:
            self.loading.change(self.entry, stored)
        return changed

    def _number(self, rows: Rows, mapping: Mapping) -> int | None:
        """The n of a part's public id; none where the file gives none, or gives that of a merged record."""
        key = rows.by_name.get("id")
        given = mapping.values.get("id")
        if not isinstance(key, Number) or not isinstance(given, str) or self.entry.note:
            return None
        slug, _, number = given.rpartition(f".{key.prefix}")
        if slug == self.entry.slug and _NUMBER.fullmatch(number):
            return int(number)
        example = f"{self.entry.slug}.{key.prefix}1"
        message = f"id: {given[:80]!r} is no id of a {rows.noun} of this claim, such as {example}"
        self.loading.refuse(self.entry, line=mapping.line_of("id"), message=message)
        return None

    def _may_number(self, mapping: Mapping, number: int) -> bool:
        """A number is never given twice: of a claim that has been public, a free one may have been another's."""
        if self.new or self.record.public_state == PublicState.NEVER:
            return True
        message = f"id: {number} is not stored of this claim, which has been public; leave the id out to add it anew"
        self.loading.refuse(self.entry, line=mapping.line_of("id"), message=message)
        return False

    def _refuse_missing(self, rows: Rows, row: models.Model, mapping: Mapping) -> None:
        for message in missing(row, rows, mapping):
            self.loading.refuse(self.entry, line=mapping.line, message=f"{rows.noun}: {message}")

    def _fill_row(self, rows: Rows, row: models.Model, mapping: Mapping) -> list[str]:
        changed, faults = fill(row, rows, mapping, names=self.loading)
        for line, message in faults:
            self.loading.refuse(self.entry, line=line, message=f"{rows.noun}: {message}")
        return changed

    def _row(self, rows: Rows) -> Any:
        return rows.model(**{f"{rows.owner}_id": self.record.pk})

    def _stored(self, relation: str) -> list[Any]:
        return [] if self.new else list(getattr(self.record, relation).all())


class _Waiting:
    """Stored parts that the file has not named yet."""

    def __init__(self, rows: list[Any], match: tuple[str, ...]) -> None:
        self.rows = rows
        self.match = match

    def take_number(self, number: int | None) -> Any | None:
        return self._take(row for row in self.rows if number is not None and row.number == number)

    def take_like(self, fresh: models.Model, *, numbered: bool) -> Any | None:
        """The first that agrees in what tells parts apart; one that has a number only where `numbered`."""
        like = self._marks(fresh)
        return self._take(row for row in self.rows if self._marks(row) == like and (numbered or row.number is None))

    def _take(self, found: Iterator[Any]) -> Any | None:
        row = next(found, None)
        if row is not None:
            self.rows.remove(row)
        return row

    def _marks(self, row: models.Model) -> tuple[Hashable, ...]:
        values = (getattr(row, name) for name in self.match)
        return tuple(tuple(sorted(value)) if isinstance(value, list) else value for value in values)


def _mappings(rows: Rows, value: Sequence | None) -> Iterator[Mapping]:
    if value is not None:
        for item, line in zip(value.items, value.lines, strict=True):
            if mapping := as_mapping(rows, item, line=line):
                yield mapping


def _values(rows: Rows, row: models.Model) -> tuple[Any, ...]:
    fields: list[Any] = [row._meta.get_field(key.attribute) for key in rows.keys]
    return tuple(getattr(row, field.attname) for field in fields)
