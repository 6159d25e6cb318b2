"""Registry files as bytes: YAML or JSON, always the same for the same records, a record at a time."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from textwrap import indent
from typing import Any

Sections = Iterable[tuple[str, Iterable[dict[str, Any]]]]

_PLAIN = re.compile(r"[^\W\d_](?:[\w,;?!()/\u2019'-]|[.](?=\w)| (?=[\w(]))*[.]?")
_PLAIN_IN_LIST = re.compile(r"[a-z](?:[\w-]|[.](?=\w))*", re.ASCII)
_NOT_TEXT = {"null", "true", "false", "yes", "no", "on", "off", "y", "n"}
# What JSON leaves as it is inside quotes and YAML does not read, or reads as a line break.
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_TITLE = "# A registry file: docs/registry-file.md says what each key is.\n"


def as_json(sections: Sections) -> Iterator[str]:
    """The sections as one JSON object, in pieces."""
    opening = "{"
    for name, records in sections:
        comma = ""
        for record in records:
            if not comma:
                yield f"{opening}\n  {json.dumps(name)}: ["
                opening = ","
            yield f"{comma}\n{indent(json.dumps(record, ensure_ascii=False, indent=2), '    ')}"
            comma = ","
        if comma:
            yield "\n  ]"
    yield "{}\n" if opening == "{" else "\n}\n"


def as_yaml(sections: Sections) -> Iterator[str]:
    """The sections as YAML, in pieces: a key a line, each scalar so that it is read again as the same text."""
    yield _TITLE
    for name, records in sections:
        heading = f"\n{name}:\n"
        for record in records:
            yield heading + "".join(_item(record, depth=1))
            heading = ""


def _item(record: dict[str, Any], *, depth: int) -> Iterator[str]:
    lines = list(_mapping(record, depth=depth + 1))
    yield f"{'  ' * depth}- {lines[0].lstrip()}"
    yield from lines[1:]


def _mapping(record: dict[str, Any], *, depth: int) -> Iterator[str]:
    for name, value in record.items():
        start = f"{'  ' * depth}{name}:"
        if isinstance(value, dict):
            yield f"{start}\n"
            yield from _mapping(value, depth=depth + 1)
        elif isinstance(value, list):
            yield from _list(value, start=start, depth=depth)
        else:
            yield f"{start} {_scalar(value, depth=depth)}\n"


def _list(values: list[Any], *, start: str, depth: int) -> Iterator[str]:
    if all(isinstance(value, str) and _is_plain(value, _PLAIN_IN_LIST) for value in values):
        yield f"{start} [{', '.join(values)}]\n"
        return
    yield f"{start}\n"
    for value in values:
        if isinstance(value, dict):
            yield from _item(value, depth=depth + 1)
        else:
            yield f"{'  ' * (depth + 1)}- {_scalar(value, depth=depth + 1)}\n"


def _scalar(value: str | int, *, depth: int) -> str:
    if isinstance(value, int):
        return str(value)
    if _is_plain(value, _PLAIN):
        return value
    if "\n" in value and _fits_a_block(value):
        return "|-\n" + indent(value, "  " * (depth + 1))
    return _ESCAPED.sub(lambda found: f"\\u{ord(found.group()):04X}", json.dumps(value, ensure_ascii=False))


def _is_plain(text: str, pattern: re.Pattern[str]) -> bool:
    return bool(pattern.fullmatch(text)) and text.lower() not in _NOT_TEXT


def _fits_a_block(text: str) -> bool:
    lines = text.split("\n")
    printable = not _ESCAPED.search(text) and not re.search("[\x00-\x09\x0b-\x1f]", text)
    return printable and text == text.strip() and all(not line or line.strip() for line in lines)
