"""Bytes as text, as JSON with lines, and as lines; what is not UTF-8 or holds control characters is refused."""

from __future__ import annotations

from collections.abc import Iterator

from claims.imports.foreign import Opened
from claims.registry_file.json_reader import json_events
from claims.registry_file.nodes import FileError, Value, build
from claims.registry_file.reader import as_text


def text_in(file: Opened) -> str:
    """The whole as text. FileError with the line where it is no text in UTF-8."""
    return as_text(file.read())


def lines_of(file: Opened) -> Iterator[tuple[int, str]]:
    """Lines with their numbers; only LF and CRLF end one."""
    text = text_in(file)
    start, number = 0, 0
    while start < len(text):
        # Neither split() nor StringIO: these hold a large file once or four times more.
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        number += 1
        yield number, text[start:end].removesuffix("\r")
        start = end + 1


def json_in(file: Opened) -> Value:
    """The one JSON value in the file, its parts with their lines."""
    return build(json_events(text_in(file)))


def json_lines(file: Opened) -> Iterator[tuple[int, Value]]:
    """A JSON value a line, as in .jsonl files."""
    for number, line in lines_of(file):
        if line.strip():
            try:
                yield number, build(json_events(line))
            except FileError as error:
                raise FileError(error.message, line=number) from error
