"""What a reader makes of others' rows: records of the registry file's shape, and what could not be taken.

Knows no format and no database. A row is taken whole or left out with its reason; nothing goes missing silently.
"""

from __future__ import annotations

import hashlib
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO, Union

from django.core.exceptions import ValidationError

from claims.registry_file.nodes import Mapping, Sequence, Value
from claims.registry_file.shape import SECTIONS
from factreg.edtf_dates import EDTFError, parse
from factreg.fields import LINE_LENGTH, PROSE_LENGTH
from factreg.text import TextError, clean, validate_http_url, validate_public_url

Given = Union[str, None, dict[str, Any], list[Any]]  # noqa: UP007 - with a forward reference in 3.11


class Unfit(Exception):
    """A row that can't be taken, in words."""


@dataclass(frozen=True, slots=True)
class Remark:
    """What of an input row is not in the records: the whole row (`left_out`), or a part of it."""

    line: int
    row: str
    message: str
    left_out: bool = False


class Foreign:
    """The records that came of a file so far. A record that several rows name is made by the first."""

    def __init__(self, *, skipped: dict[int, str] | None = None) -> None:
        self.rows = 0
        self.remarks: list[Remark] = []
        self.document = Mapping(1)
        self._skipped = skipped or {}
        self._seen: dict[str, set[str]] = defaultdict(set)

    @contextmanager
    def row(self, *, line: int, name: str) -> Iterator[Row]:
        """One input row: what is added to it is taken whole at the end, or not at all where Unfit is raised."""
        self.rows += 1
        row = Row(self, line=line, name=name)
        try:
            if line in self._skipped:
                raise Unfit(self._skipped[line])
            yield row
        except Unfit as unfit:
            self.remarks.append(Remark(line, name, str(unfit), left_out=True))
        else:
            self.remarks += row.remarks
            for section, mapping in row.records:
                self._take(section, mapping)

    @property
    def left_out(self) -> int:
        return sum(remark.left_out for remark in self.remarks)

    def has(self, section: str, slug: str) -> bool:
        return slug in self._seen[section]

    def _take(self, section: str, mapping: Mapping) -> None:
        slug = str(mapping.values["slug"])
        if slug in self._seen[section]:
            return
        self._seen[section].add(slug)
        listed = self.document.values.setdefault(section, Sequence(mapping.line))
        if isinstance(listed, Sequence):
            listed.items.append(mapping)
            listed.lines.append(mapping.line)


class Row:
    """One input row, and the records that it needs."""

    def __init__(self, foreign: Foreign, *, line: int, name: str) -> None:
        self.foreign = foreign
        self.line = line
        self.name = name
        self.records: list[tuple[str, Mapping]] = []
        self.remarks: list[Remark] = []

    def add(self, section: str, slug: str, **values: Given) -> str:
        """Add a record; its slug comes back. What is empty is left out of it."""
        if section not in _SECTIONS:
            raise KeyError(section)
        if not self.foreign.has(section, slug):
            given = {"slug": slug, **{name: value for name, value in values.items() if value not in (None, "", [])}}
            self.records.append((section, _mapping(given, line=self.line)))
        return slug

    def remark(self, message: str) -> None:
        self.remarks.append(Remark(self.line, self.name, message))

    def once(self, section: str, slug: str) -> None:
        """Leave the row out where an earlier one has made its record already."""
        if self.foreign.has(section, slug):
            raise Unfit(f"is the same as an earlier row, which became {slug}")


_SECTIONS = {section.name for section in SECTIONS}
Reader = Callable[..., Foreign]
"""A reader: `read(file: BinaryIO, *, event: str, skipped: dict[int, str]) -> Foreign`."""


# A record of others' data stands on one line, which its mapping knows: a list of lines a mapping would fill the memory.
_NO_LINES = array("L")


def _mapping(given: dict[str, Any], *, line: int) -> Mapping:
    mapping = Mapping(line)
    mapping.lines = _NO_LINES
    mapping.values = {name: _value(value, line=line) for name, value in given.items()}
    return mapping


def _value(given: Given, *, line: int) -> Value:
    if isinstance(given, dict):
        return _mapping({name: value for name, value in given.items() if value not in (None, "", [])}, line=line)
    if isinstance(given, list):
        sequence = Sequence(line)
        sequence.items = [_value(item, line=line) for item in given]
        sequence.lines.extend([line] * len(given))
        return sequence
    return given


# What readers do with single values


def mark(*words: str) -> str:
    """A short name for these words, always the same: for slugs of what has no id of its own."""
    return hashlib.sha256("\x1f".join(words).encode()).hexdigest()[:12]


def one_line(text: str, what: str, *, longest: int = LINE_LENGTH) -> str:
    """The text as one line. Unfit where it holds what can't be stored, or is too long."""
    return _fit(" ".join(text.split()), what, longest=longest)


def prose(text: str, what: str) -> str:
    return _fit(text, what, longest=PROSE_LENGTH)


def _fit(text: str, what: str, *, longest: int) -> str:
    try:
        text = clean(text, multiline=True)
    except TextError as error:
        raise Unfit(f"{what}: {error}") from error
    if len(text) > longest:
        raise Unfit(f"{what}: has {len(text)} characters; at most {longest} can be stored")
    return text


def is_address(text: str) -> bool:
    """Whether it is an http or https address that a source may have."""
    try:
        validate_http_url(text)
        validate_public_url(text)
    except ValidationError:
        return False
    return True


def is_date(text: str) -> bool:
    try:
        parse(text)
    except EDTFError:
        return False
    return True


def text_of(value: Value | None) -> str:
    """A plain value of a JSON document as text; nothing for what is not plain."""
    return value.strip() if isinstance(value, str) else ""


def items_of(value: Value | None) -> list[tuple[int, Value]]:
    """The items of a list with their lines; a single value counts as a list of one."""
    if isinstance(value, Sequence):
        return list(zip(value.lines, value.items, strict=True))
    if isinstance(value, Mapping):
        return [(value.line, value)]
    return [] if value is None else [(1, value)]


def member(value: Value | None, *names: str) -> Value | None:
    """What stands in a mapping under names, one inside the other; of a list, in its first."""
    for name in names:
        found = next((item for _, item in items_of(value)), None)
        value = found.values.get(name) if isinstance(found, Mapping) else None
    return value


Opened = BinaryIO
