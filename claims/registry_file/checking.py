"""Whether a file has the shape that it should, and what it names. Asks no database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from claims.registry_file.nodes import Mapping, Sequence, Value
from claims.registry_file.report import Report, did_you_mean
from claims.registry_file.shape import (
    REDIRECT_KEYS,
    REDIRECTS,
    SECTION_OF,
    SECTIONS,
    STATES,
    KeptParts,
    Link,
    Pair,
    Part,
    Parts,
    Rows,
    Section,
    SideLink,
    Texts,
)

ALL_SIDES = "all"


@dataclass(slots=True)
class Entry:
    """A record as the file gives it. `pk` is known once the file's addresses are looked up."""

    section: Section
    mapping: Mapping
    slug: str
    line: int
    pk: int = 0
    note: str = ""
    made: bool = False

    def state(self, name: str) -> str | None:
        """What the file says of one of the two states."""
        given = self.mapping.values.get(name)
        return given if isinstance(given, str) else None

    def forget(self) -> None:
        """Let go of all but the states, once they are loaded: large files fill the memory otherwise."""
        states = {key.name: self.state(key.name) for key in STATES}
        self.mapping.values = {name: given for name, given in states.items() if given is not None}
        self.mapping.lines = self.mapping.lines[:0]


@dataclass(frozen=True, slots=True)
class Redirect:
    """An old slug and the record to which it leads."""

    type: str
    slug: str
    into: str
    line: int


class Checker:
    """Reads the lists of a document; what is wrong goes to the report."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.entries: dict[str, list[Entry]] = {section.name: [] for section in SECTIONS}
        self.redirects: list[Redirect] = []
        self._lines: dict[tuple[str, str], int] = {}

    def check(self, document: Mapping) -> None:
        names = {section.name: section for section in SECTIONS}
        for name, value in document.values.items():
            line = document.line_of(name)
            if name not in names and name != REDIRECTS:
                hint = did_you_mean(name, [*names, REDIRECTS])
                self._refuse(line, "file", name, f"`{name}` is no list of a registry file{hint}")
            elif not isinstance(value, Sequence | None):
                self._refuse(line, "file", name, f"`{name}` must be a list")
            elif value is not None:
                for item, at in zip(value.items, value.lines, strict=True):
                    self._item(names.get(name), item, line=at)

    def _item(self, section: Section | None, item: Value, *, line: int) -> None:
        type_ = section.type if section else "redirect"
        if not isinstance(item, Mapping):
            self._refuse(line, type_, "", "a record must have keys, such as `slug: ...`")
        elif section is None:
            self._redirect(item)
        else:
            self._record(section, item)

    def _record(self, section: Section, mapping: Mapping) -> None:
        slug = self._slug(section, mapping)
        if slug is None:
            return
        address = (section.type, slug)
        if address in self._lines:
            where = f"it stands on line {self._lines[address]} already"
            self._refuse(mapping.line, section.type, slug, where)
            return
        self._lines[address] = mapping.line
        entry = Entry(section, mapping, slug, mapping.line)
        for line, message in faults(section, mapping):
            self._refuse(line, section.type, slug, message)
        self.entries[section.name].append(entry)

    def _slug(self, section: Section, mapping: Mapping) -> str | None:
        """The record's slug; of a pair without one, the slugs of its claims in the file's order."""
        given = mapping.values.get(section.address) if section.address else None
        if isinstance(given, str) and given:
            return given
        pair = mapping.values.get("claims")
        if section.address == "slug" or not isinstance(pair, Sequence) or not _are_two_texts(pair):
            wanted = "slug" if section.address == "slug" else "claims: [one, other]"
            self._refuse(mapping.line, section.type, "", f"`{wanted}` is missing")
            return None
        return "--".join(str(claim) for claim in pair.items)

    def _redirect(self, mapping: Mapping) -> None:
        values = {key: mapping.values.get(key) for key in REDIRECT_KEYS}
        slug = str(values["slug"] or "")
        for line, message in _redirect_faults(mapping):
            self._refuse(line, "redirect", slug, message)
        if all(isinstance(value, str) for value in values.values()):
            self.redirects.append(Redirect(str(values["type"]), slug, str(values["into"]), mapping.line))

    def _refuse(self, line: int, type_: str, slug: str, message: str) -> None:
        self.report.refuse(line=line, type=type_, slug=slug, message=message)


def _redirect_faults(mapping: Mapping) -> Iterator[tuple[int, str]]:
    for key in mapping.values:
        if key not in REDIRECT_KEYS:
            hint = did_you_mean(key, list(REDIRECT_KEYS))
            yield mapping.line_of(key), f"`{key}` is no key of a redirect{hint}"
    for key in REDIRECT_KEYS:
        if not isinstance(mapping.values.get(key), str):
            yield mapping.line_of(key), f"{key}: is missing"
    type_ = mapping.values.get("type")
    if isinstance(type_, str) and not _has_address(type_):
        known = [name for name in SECTION_OF if _has_address(name)]
        yield mapping.line_of("type"), f"type: {type_[:60]!r} is not one of {', '.join(known)}"


def _has_address(type_: str) -> bool:
    return type_ in SECTION_OF and type_ not in ("place", "rejected-pair", "different-pair")


def faults(rows: Rows, mapping: Mapping) -> Iterator[tuple[int, str]]:
    """What in a mapping has not the shape of these rows, with its line; parts included."""
    known = rows.allowed if isinstance(rows, Section) else rows.by_name
    for name, value in mapping.values.items():
        line = mapping.line_of(name)
        if name not in known:
            yield line, f"`{name[:60]}` is no key of a {rows.noun}{did_you_mean(name, list(known))}"
            continue
        key = known[name]
        if isinstance(key, Texts | Pair):
            yield from _faults_of_texts(key, value, line=line)
        elif isinstance(key, Part):
            yield from _faults_of_part(key, value, line=line)
        elif isinstance(key, Parts | KeptParts):
            yield from _faults_of_parts(key, value, line=line)
        elif isinstance(value, Mapping | Sequence):
            yield line, f"{name}: must be a text"


def _faults_of_texts(key: Texts | Pair, value: Value, *, line: int) -> Iterator[tuple[int, str]]:
    if isinstance(key, Pair):
        if not isinstance(value, Sequence) or not _are_two_texts(value):
            yield line, f"{key.name}: must be a list of two slugs"
    elif value is not None and (
        not isinstance(value, Sequence) or not all(isinstance(item, str) for item in value.items)
    ):
        yield line, f"{key.name}: must be a list of words"


def _faults_of_part(key: Part, value: Value, *, line: int) -> Iterator[tuple[int, str]]:
    if isinstance(value, Mapping) and key.rows:
        for at, message in faults(key.rows, value):
            yield at, f"{key.name}: {message}"
    elif value is not None:
        yield line, f"{key.name}: must have keys, or be null"


def _faults_of_parts(key: Parts | KeptParts, value: Value, *, line: int) -> Iterator[tuple[int, str]]:
    if value is None and isinstance(key, KeptParts):
        yield line, f"{key.name}: can't be cleared by a file; what a file leaves out is kept"
    if value is None or key.rows is None:
        return
    if not isinstance(value, Sequence):
        yield line, f"{key.name}: must be a list"
        return
    for item, at in zip(value.items, value.lines, strict=True):
        if isinstance(item, Mapping):
            for inner, message in faults(key.rows, item):
                yield inner, f"{key.name}: {message}"
        elif not (key.rows.bare and isinstance(item, str)):
            yield at, f"{key.name}: each must have keys"


def references(rows: Rows, mapping: Mapping) -> Iterator[tuple[str, str]]:
    """Types and slugs that a mapping of the right shape names, its parts' included."""
    for name, value in mapping.values.items():
        key = rows.by_name.get(name)
        if isinstance(key, Link) and isinstance(value, str):
            if not (isinstance(key, SideLink) and value == ALL_SIDES):
                yield key.to, value
        elif isinstance(key, Pair) and isinstance(value, Sequence):
            yield from (("claim", item) for item in value.items if isinstance(item, str))
        elif isinstance(key, Part) and isinstance(value, Mapping) and key.rows:
            yield from references(key.rows, value)
        elif isinstance(key, Parts | KeptParts) and isinstance(value, Sequence) and key.rows:
            for item in value.items:
                if inner := as_mapping(key.rows, item, line=value.line):
                    yield from references(key.rows, inner)


def as_mapping(rows: Rows, item: Value, *, line: int) -> Mapping | None:
    """An item of a list; a plain text stands for the key that the rows say."""
    if isinstance(item, str) and rows.bare:
        mapping = Mapping(line)
        mapping.values[rows.bare] = item
        mapping.lines.append(line)
        return mapping
    return item if isinstance(item, Mapping) else None


def _are_two_texts(pair: Sequence) -> bool:
    return len(pair.items) == 2 and all(isinstance(item, str) and item for item in pair.items)
