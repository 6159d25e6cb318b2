"""JSON as events, with lines, which the standard library does not keep. Numbers and booleans stay the text they are.

YAML's reader would take most JSON, but not its escaped surrogate pairs, nor tabs as indentation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from json import JSONDecodeError
from json.decoder import scanstring  # type: ignore[attr-defined]

from claims.registry_file.nodes import Event, FileError, Kind

_SPACE = re.compile(r"[ \t\r\n]*")
_WORD = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null", re.ASCII)
_SURROGATE = re.compile("[\ud800-\udfff]")


class _Scanner:
    """Walks over the text, counting lines as it goes."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.index = 0
        self.line = 1

    def peek(self) -> str:
        end = _SPACE.match(self.text, self.index).end()  # type: ignore[union-attr]
        self.line += self.text.count("\n", self.index, end)
        self.index = end
        return self.text[end : end + 1]

    def take(self, expected: str) -> str:
        found = self.peek()
        if not found or found not in expected:
            wanted = " or ".join(expected)
            raise FileError(f"not JSON: {found or 'the end'} stands where {wanted} should.", line=self.line)
        self.index += 1
        return found

    def string(self) -> str:
        self.take('"')
        try:
            value, self.index = scanstring(self.text, self.index, True)
        except JSONDecodeError as error:
            raise FileError(f"not JSON: {error.msg}.", line=error.lineno) from error
        if _SURROGATE.search(value):
            raise FileError("half of a surrogate pair is no character.", line=self.line)
        return str(value)

    def scalar(self) -> str | None:
        if self.peek() == '"':
            return self.string()
        word = _WORD.match(self.text, self.index)
        if not word:
            found = self.text[self.index : self.index + 20] or "the end"
            raise FileError(f"not JSON: {found!r} is no value.", line=self.line)
        self.index = word.end()
        return None if word.group() == "null" else word.group()


def json_events(text: str) -> Iterator[Event]:
    """The events of the one value in the text. FileError with the line where it is no JSON."""
    scanner = _Scanner(text)
    closing: list[str] = []
    yield from _begin(scanner, closing)
    while closing:
        if scanner.take(f",{closing[-1]}") == closing[-1]:
            closing.pop()
            yield Kind.END, None, scanner.line
        else:
            yield from _member(scanner, closing)
    if scanner.peek():
        raise FileError("not JSON: something follows the end.", line=scanner.line)


def _begin(scanner: _Scanner, closing: list[str]) -> Iterator[Event]:
    """A value; of a mapping or list, the beginning with its first member."""
    opening = scanner.peek()
    if not opening or opening not in "{[":
        line = scanner.line
        yield Kind.SCALAR, scanner.scalar(), line
        return
    scanner.index += 1
    yield (Kind.MAPPING if opening == "{" else Kind.SEQUENCE), None, scanner.line
    closing.append("}" if opening == "{" else "]")
    if scanner.peek() == closing[-1]:
        scanner.index += 1
        closing.pop()
        yield Kind.END, None, scanner.line
        return
    yield from _member(scanner, closing)


def _member(scanner: _Scanner, closing: list[str]) -> Iterator[Event]:
    if closing[-1] == "}":
        scanner.peek()
        line = scanner.line
        yield Kind.SCALAR, scanner.string(), line
        scanner.take(":")
    yield from _begin(scanner, closing)
