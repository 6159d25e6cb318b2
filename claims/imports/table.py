"""The rows of a table as registry records, by a map of its columns. A row is a record, or one statement of a claim."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from claims.imports.columns import LISTS, REVISION, SLUG, TableMap, Target, check_map, targets_of
from claims.imports.foreign import mark
from claims.imports.naming import Named, name_records
from claims.imports.sheets import Cells, rows_of
from claims.registry_file.nodes import FileError, Mapping, Sequence, Value
from claims.registry_file.shape import KeptParts, Key, Link, PlaceLink, Section, SideLink, Texts
from factreg.text import fold

CLEARED = "(empty)"
_KNOWN_BY = {"claims": ("text",), "sources": ("url", "title"), "actors": ("name",), "events": ("title",)}


@dataclass(slots=True)
class Table:
    """A table that was read: its records, what is wrong with it before it is loaded, its headings by error words."""

    document: Mapping
    rows: int
    faults: list[tuple[int, str, str]] = field(default_factory=list)
    headings: dict[str, str] = field(default_factory=dict)
    revisions: dict[str, int] = field(default_factory=dict)


def headings_of(data: bytes) -> list[str]:
    """The texts of the first row. FileError where two are alike or one is empty, or any row can't be read."""
    rows = iter(rows_of(data))
    headings = _headings(next(rows))
    for _ in rows:
        pass
    return headings


def read_table(data: bytes, *, table_map: TableMap, limited: bool = True) -> Table:
    """The records of a table. FileError where it can't be read as a whole; single rows' faults are in `faults`."""
    check_map(table_map)
    section = LISTS[table_map.section]
    rows = iter(rows_of(data, limited=limited))
    headings = _headings(next(rows))
    if missing := [heading for heading in table_map.columns if heading not in headings]:
        raise FileError(f"there is no column “{missing[0][:60]}”; the columns are {', '.join(headings)[:500]}.", line=1)
    reading = _Reading(section, table_map, headings)
    for cells in rows:
        reading.add(cells)
    return reading.table()


def _headings(cells: Cells) -> list[str]:
    for number, heading in enumerate(cells.texts, start=1):
        if not heading:
            raise FileError(f"column {number} has no heading.", line=cells.line)
        if heading in cells.texts[: number - 1]:
            raise FileError(f"two columns are called “{heading[:60]}”.", line=cells.line)
    return cells.texts


class _Reading:
    """A table while it is read."""

    def __init__(self, section: Section, table_map: TableMap, headings: list[str]) -> None:
        self.section = section
        self.targets = targets_of(section)
        self.map = table_map
        self.headings = headings
        self.records: dict[str, Mapping] = {}
        self.faults: list[tuple[int, str, str]] = []
        self.revisions: dict[str, int] = {}
        self.named: list[Named] = []
        self.rows = 0

    def add(self, cells: Cells) -> None:
        self.rows += 1
        if len(cells.texts) > len(self.headings):
            self._refuse(cells.line, "", f"the row has {len(cells.texts)} cells and the heading {len(self.headings)}")
            return
        given = dict(self.map.constants)
        by_heading = dict(zip(self.headings, cells.texts, strict=False))
        given.update({self.map.columns[at]: text for at, text in by_heading.items() if text and at in self.map.columns})
        own = given.pop(SLUG, "")
        slug = own or self._derived(given)
        if not slug:
            wanted = " or ".join(_KNOWN_BY.get(self.section.name, ("name",)))
            self._refuse(cells.line, "", f"the row has no slug, and no {wanted} to know it by")
            return
        self._note_revision(cells.line, slug, given.pop(REVISION, ""))
        known = slug in self.records
        self._fill(slug, given, line=cells.line)
        if not own and not known:
            self.named.append(Named(self.section.type, self._known_by(given), self.records[slug], SLUG))

    def _derived(self, given: dict[str, str]) -> str:
        """A slug from what a record is known by: always the same for the same words."""
        word = self._known_by(given)
        return f"{self.section.type}-{mark(fold(word))}" if word else ""

    def _known_by(self, given: dict[str, str]) -> str:
        return next((given[name] for name in _KNOWN_BY.get(self.section.name, ("name",)) if given.get(name)), "")

    def _note_revision(self, line: int, slug: str, revision: str) -> None:
        if revision and not (revision.isascii() and revision.isdigit() and len(revision) < 10):
            self._refuse(line, slug, f"revision: {revision[:40]!r} is no number")
        elif revision:
            self.revisions[slug] = int(revision)

    def _fill(self, slug: str, given: dict[str, str], *, line: int) -> None:
        record = self.records.get(slug)
        if record is None:
            record = self.records[slug] = Mapping(line)
            _set(record, SLUG, slug, line=line)
        elif self.section.name != "claims":
            self._refuse(line, slug, f"stands on row {record.line} already")
            return
        parts: dict[str, Mapping] = {}
        for name, text in given.items():
            target = self.targets[name]
            value = None if text == CLEARED else self._value(target, text, line=line)
            if target.rows:
                _set(parts.setdefault(target.part, Mapping(line)), name.partition(".")[2], value, line=line)
            else:
                self._set_own(record, target, value, slug=slug, line=line)
        for name, part in parts.items():
            self._add_part(record, name, part, slug=slug)

    def _set_own(self, record: Mapping, target: Target, value: Value, *, slug: str, line: int) -> None:
        """A field of the record itself: rows of one claim must agree on it, or leave it empty but once."""
        if target.part:
            _extend(record, "about", value, line=line)
        elif target.name in record.values and not _same(record.values[target.name], value):
            heading = self._heading(target.name)
            self._refuse(line, slug, f"column “{heading}” says something else than row {record.line} of the same claim")
        else:
            _set(record, target.name, value, line=line)

    def _add_part(self, record: Mapping, name: str, part: Mapping, *, slug: str) -> None:
        if not isinstance(self.section.by_name[name], KeptParts):
            if name in record.values and not _same(record.values[name], part):
                self._refuse(part.line, slug, f"{name}: another row of the same claim gives another")
            else:
                _set(record, name, part, line=part.line)
            return
        _extend(record, name, _sequence([part], line=part.line), line=part.line)

    def _value(self, target: Target, text: str, *, line: int) -> Value:
        key = target.key
        if target.part and not target.rows:
            words = _split(text)
            items = [Mapping(line) for _ in words]
            for item, word in zip(items, words, strict=True):
                _set(item, "actor", word, line=line)
                _set(item, "as", target.part, line=line)
                self.named.append(Named("actor", word, item, "actor"))
            return _sequence(items, line=line)
        if isinstance(key, Texts) or (key is not None and getattr(key, "rows", None)):
            return _sequence(_split(text), line=line)
        return text

    def _heading(self, name: str) -> str:
        return next((heading for heading, target in self.map.columns.items() if target == name), name)

    def _refuse(self, line: int, slug: str, message: str) -> None:
        self.faults.append((line, slug, message))

    def table(self) -> Table:
        document = Mapping(1)
        _set(document, self.section.name, _sequence(list(self.records.values()), line=1), line=1)
        self._name_all()
        headings = {self.targets[name].said: heading for heading, name in self.map.columns.items()}
        revisions = {
            f"{self.section.type}/{self.records[slug].values[SLUG]}": revision
            for slug, revision in self.revisions.items()
            if slug in self.records
        }
        return Table(document, self.rows, self.faults, headings, revisions)

    def _name_all(self) -> None:
        """Let names and addresses stand for the records that they mean."""
        for record in self.records.values():
            self.named += list(_links(record, self.section.by_name))
        for named, message in name_records(self.named, own=self.section.type, slugs=self.records.keys()):
            self._refuse(named.holder.line_of(named.key), "", message)


def _links(holder: Mapping, keys: dict[str, Key]) -> Iterable[Named]:
    for name, value in holder.values.items():
        key = keys.get(name)
        inner = getattr(key, "rows", None)
        if isinstance(key, Link) and not isinstance(key, PlaceLink) and isinstance(value, str):
            if not (isinstance(key, SideLink) and value == "all"):
                yield Named(key.to, value, holder, name)
        elif inner and isinstance(value, Mapping):
            yield from _links(value, inner.by_name)
        elif inner and isinstance(value, Sequence) and name != "about":
            for item in value.items:
                if isinstance(item, Mapping):
                    yield from _links(item, inner.by_name)


def _split(text: str) -> list[str]:
    return [word for word in (word.strip() for word in text.split(";")) if word]


def _set(mapping: Mapping, name: str, value: Value, *, line: int) -> None:
    if name not in mapping.values:
        mapping.lines.append(line)
    mapping.values[name] = value


def _extend(record: Mapping, name: str, value: Value, *, line: int) -> None:
    """Add to a list of the record; what stands in it already is not repeated."""
    if not isinstance(value, Sequence):
        _set(record, name, value, line=line)
        return
    listed = record.values.get(name)
    if not isinstance(listed, Sequence):
        listed = _sequence([], line=line)
        _set(record, name, listed, line=line)
    for item, at in zip(value.items, value.lines, strict=True):
        if not any(_same(item, known) for known in listed.items):
            listed.items.append(item)
            listed.lines.append(at)


def _sequence(items: Iterable[Value], *, line: int) -> Sequence:
    sequence = Sequence(line)
    for item in items:
        sequence.items.append(item)
        sequence.lines.append(item.line if isinstance(item, Mapping) else line)
    return sequence


def _same(one: Value, other: Value) -> bool:
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.values.keys() == other.values.keys() and all(
            _same(one.values[name], other.values[name]) for name in one.values
        )
    if isinstance(one, Sequence) and isinstance(other, Sequence):
        return len(one.items) == len(other.items) and all(map(_same, one.items, other.items))
    return one == other
