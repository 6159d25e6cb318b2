"""What a registry file holds before it means anything: mappings, lists and texts, each with its line.

Every scalar is text or null. YAML and JSON both end up here; what the keys mean is said in shape.py.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from enum import Enum
from typing import Union

DEEPEST = 12


class FileError(Exception):
    """A registry file that can't be read as a whole. `line` counts from 1."""

    def __init__(self, message: str, *, line: int) -> None:
        self.line = line
        self.message = message
        super().__init__(f"line {line}: {message}")


class Mapping:
    """Keys with their values and lines, in the file's order."""

    __slots__ = ("line", "lines", "values")

    def __init__(self, line: int) -> None:
        self.line = line
        self.values: dict[str, Value] = {}
        self.lines = array("L")

    def line_of(self, key: str) -> int:
        for known, line in zip(self.values, self.lines, strict=False):
            if known == key:
                return line
        return self.line


class Sequence:
    """Values with their lines."""

    __slots__ = ("items", "line", "lines")

    def __init__(self, line: int) -> None:
        self.line = line
        self.items: list[Value] = []
        self.lines = array("L")


Value = Union[str, None, Mapping, Sequence]  # noqa: UP007 - Mapping and Sequence are not yet known to `|`


class Kind(Enum):
    """What an event of a reader says."""

    MAPPING = "mapping"
    SEQUENCE = "sequence"
    END = "end"
    SCALAR = "scalar"


Event = tuple[Kind, str | None, int]


def build(events: Iterator[Event]) -> Value:
    """The one value that the events describe. FileError for a key given twice, or too deep a nesting."""
    roots = Sequence(1)
    open_nodes: list[Mapping | Sequence] = [roots]
    keys: list[tuple[str, int] | None] = [None]
    seen: dict[str, str] = {}
    for kind, text, line in events:
        if text is not None and "\x00" in text:
            raise FileError("the control character U+0000 can't be stored.", line=line)
        node, key = open_nodes[-1], keys[-1]
        if kind is Kind.END:
            open_nodes.pop()
            keys.pop()
            continue
        if isinstance(node, Mapping) and key is None:
            keys[-1] = _key(node, kind=kind, text=text, line=line, seen=seen)
            continue
        value: Value = seen.setdefault(text, text) if text is not None else None
        if kind is not Kind.SCALAR:
            value = Mapping(line) if kind is Kind.MAPPING else Sequence(line)
        _place(node, value, key=key, line=line)
        keys[-1] = None
        if isinstance(value, Mapping | Sequence):
            if len(open_nodes) > DEEPEST:
                raise FileError(f"nested more than {DEEPEST} deep; no registry file is.", line=line)
            open_nodes.append(value)
            keys.append(None)
    return roots.items[0] if roots.items else None


def _key(node: Mapping, *, kind: Kind, text: str | None, line: int, seen: dict[str, str]) -> tuple[str, int]:
    if kind is not Kind.SCALAR or text is None:
        raise FileError("a key must be a word.", line=line)
    if text in node.values:
        raise FileError(f"`{text[:60]}` is given twice, first on line {node.line_of(text)}.", line=line)
    return seen.setdefault(text, text), line


def _place(node: Mapping | Sequence, value: Value, *, key: tuple[str, int] | None, line: int) -> None:
    if isinstance(node, Mapping):
        assert key is not None  # noqa: S101 - for the type checker: build() has just seen to it
        node.values[key[0]] = value
        node.lines.append(key[1])
    else:
        node.items.append(value)
        node.lines.append(line)
