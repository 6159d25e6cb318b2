"""Two versions of a document as a list of what differs, field by field, in words. Pure; others show it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

# What the ledger adds to each version, and what names a field rather than says something.
_LEFT_OUT = frozenset({"format", "key", "version", "published_at", "updated_at", "url", "type", "id"})


@dataclass(frozen=True, slots=True)
class Change:
    """One field that differs. `label` is its path in words: "statements / 2 / quote"."""

    label: str
    before: str
    after: str


def changes(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> list[Change]:
    """What differs between two documents of a record, in the order of the later one's fields.

    >>> changes({"text": "Twelve."}, {"text": "Thirteen.", "note": None})
    [Change(label='text', before='Twelve.', after='Thirteen.')]
    """
    old, new = dict(_flat(before or {}, ())), dict(_flat(after, ()))
    paths = [*new, *(path for path in old if path not in new)]
    return [
        Change(" / ".join(path).replace("_", " "), old.get(path, ""), new.get(path, ""))
        for path in paths
        if old.get(path, "") != new.get(path, "")
    ]


def _flat(value: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if name not in _LEFT_OUT:
                yield from _flat(inner, (*path, name))
    elif isinstance(value, list) and any(isinstance(one, Mapping) for one in value):
        for place, one in enumerate(value, start=1):
            yield from _flat(one, (*path, _name(one, place)))
    elif isinstance(value, list):
        yield path, ", ".join(map(str, value))
    else:
        yield path, "" if value is None else str(value)


def _name(item: Mapping[str, Any], place: int) -> str:
    """By what an item of a list is known from version to version: its number or id, else its place."""
    return str(item.get("number") or item.get("id") or place)
