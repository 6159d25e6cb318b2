"""A registry file from disk or standard input: its encoding, its format, and the nodes in it."""

from __future__ import annotations

import codecs
import io
import re
import sys
from pathlib import Path
from typing import BinaryIO

from claims.registry_file.json_reader import json_events
from claims.registry_file.nodes import FileError, Mapping, build
from claims.registry_file.yaml_reader import yaml_events

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_FORMATS = {".json": "json", ".yaml": "yaml", ".yml": "yaml"}


def read(path: str) -> Mapping:
    """The mapping that the file holds; `-` is standard input. FileError or OSError where it can't be read."""
    if path == "-":
        return read_stream(io.BytesIO(sys.stdin.buffer.read()))
    with Path(path).open("rb") as file:
        return read_stream(file, format=_FORMATS.get(Path(path).suffix.lower(), ""))


def read_stream(file: BinaryIO, *, format: str = "") -> Mapping:  # noqa: A002 - the word of the command's option
    """The mapping that the bytes hold, as YAML or JSON; where `format` is empty, what they look like."""
    text = _Text(file)
    if not format:
        start = file.read(1024).lstrip(b"\xef\xbb\xbf \t\r\n")
        file.seek(0)
        format = "json" if start.startswith((b"{", b"[")) else "yaml"  # noqa: A001
    found = build(json_events(_whole(text)) if format == "json" else yaml_events(text))
    if found is None:
        return Mapping(1)
    if not isinstance(found, Mapping):
        raise FileError("the file must hold lists under names such as `claims:`.", line=1)
    return found


def as_text(data: bytes) -> str:
    """The bytes as text. FileError with the line where they are not UTF-8, or hold a control character."""
    return _whole(_Text(io.BytesIO(data)))


def _whole(text: _Text) -> str:
    """All of it, to the last byte: half a character at the end is found by the reading that gets nothing more."""
    return "".join(iter(text.read, ""))


class _Text(io.TextIOBase):
    """UTF-8 text that knows its line, so that a byte that is none can be named."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self._line = 1

    def read(self, size: int | None = -1) -> str:
        """As much text as `size` bytes hold; never nothing before the end."""
        while True:
            chunk = self._file.read(-1 if size is None else size)
            text = self._decode(chunk)
            if text or not chunk:
                break
        if found := _CONTROLS.search(text):
            line = self._line + text.count("\n", 0, found.start())
            raise FileError(f"the control character U+{ord(found.group()):04X} can't be read.", line=line)
        self._line += text.count("\n")
        return text

    def _decode(self, chunk: bytes) -> str:
        try:
            return self._decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            line = self._line + error.object.count(b"\n", 0, error.start)
            raise FileError("the file is not UTF-8.", line=line) from error
