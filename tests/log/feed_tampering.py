"""Ways to change a change feed, each such that an entry is told otherwise than it was entered."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random
from typing import Any

from claims.ledger.canonical import canonical
from tests.log.verifying import Published

# Does it, and says what it did; None where the files have nothing of that sort.
Tampering = Callable[[Random, Published], str | None]


def lines_of(path: Path) -> list[bytes]:
    return path.read_bytes().splitlines()


def write_lines(path: Path, lines: list[bytes]) -> None:
    path.write_bytes(b"".join(line + b"\n" for line in lines))


def _entry(
    random: Random, published: Published, fits: Callable[[dict[str, Any]], bool]
) -> tuple[int, Any, list[bytes]]:
    lines = lines_of(published.feed)
    fitting = [at for at, line in enumerate(lines) if fits(json.loads(line))]
    at = random.choice(fitting) if fitting else -1
    return at, json.loads(lines[at]), lines


def _put(published: Published, lines: list[bytes], at: int, entry: Any) -> None:
    write_lines(published.feed, [*lines[:at], canonical(entry).encode(), *lines[at + 1 :]])


def _another(random: Random, name: str, value: Any) -> Any:
    """Another value of the same sort."""
    if name in ("seq", "version", "cause", "format"):
        return (value or 0) + random.choice([1, 2, 10])
    if name == "at":
        return value[:-2] + f"{(int(value[-2]) + random.randrange(1, 10)) % 10}Z"
    words = {
        "action": ["published", "updated", "withdrawn", "restored", "merged", "reformatted"],
        "type": ["claim", "actor", "source", "event"],
        "merged_into": ["another-record", "c0", None],
        "reason": ["Another reason.", "", None],
        "legal_basis": ["Another law.", "", None],
        "id": ["another-record", "c0", None],
    }
    if name in words:
        return random.choice([word for word in words[name] if word != value])
    if value is None:
        return secrets.token_hex(32)
    at = random.randrange(len(value))
    if value[at] == "-":
        at += 1
    return value[:at] + f"{(int(value[at], 16) + random.randrange(1, 16)) % 16:x}" + value[at + 1 :]


def entry_says_another(name: str) -> Tampering:
    def tamper(random: Random, published: Published) -> str | None:
        # What a takedown has hidden names only its record, which can't be told then.
        at, entry, lines = _entry(
            random,
            published,
            lambda one: (
                one["stub_nonce"] is not None
                or name not in ("id", "merged_into", "reason", "stub_nonce", "legal_basis")
            ),
        )
        before = entry[name]
        entry[name] = _another(random, name, before)
        _put(published, lines, at, entry)
        return f"{name} of entry {at + 1}: {before} to {entry[name]}"

    return tamper


def document_says_another(random: Random, published: Published) -> str | None:
    at, entry, lines = _entry(random, published, lambda one: one["document"] is not None)
    entry["document"] = changed_document(random, entry["document"])
    _put(published, lines, at, entry)
    return f"document of entry {at + 1}"


def changed_document(random: Random, document: dict[str, Any]) -> dict[str, Any]:
    """One thing in it said otherwise, left out, or said besides."""
    name = random.choice(sorted(document))
    how = random.choice(["change", "omit", "add"])
    if how == "omit":
        return {key: value for key, value in document.items() if key != name}
    if how == "add":
        return {**document, "verdict": "false"}
    return {**document, name: f"{document[name]} " if isinstance(document[name], str) else ["another", name]}


def last_document_is_withheld(random: Random, published: Published) -> str | None:
    """Of what is public: nothing was taken down that would be a reason."""
    last = {one["key"]: one["seq"] for one in map(json.loads, lines_of(published.feed))}
    at, entry, lines = _entry(random, published, lambda one: bool(one["document"]) and last[one["key"]] == one["seq"])
    _put(published, lines, at, {**entry, "document": None, "nonce": None})
    return f"document of entry {at + 1} withheld"


def document_is_of_another_version(random: Random, published: Published) -> str | None:
    at, entry, lines = _entry(random, published, lambda one: one["document"] is not None)
    _, other, _ = _entry(random, published, lambda one: bool(one["document"]) and one["seq"] != entry["seq"])
    _put(published, lines, at, {**entry, **{name: other[name] for name in ("document", "nonce", "commitment")}})
    return f"document of entry {at + 1} is that of {other['seq']}"


def entry_says_more(random: Random, published: Published) -> str | None:
    at, entry, lines = _entry(random, published, lambda one: True)
    _put(published, lines, at, {**entry, "verdict": "true"})
    return f"entry {at + 1} says more"


def entry_says_it_twice(random: Random, published: Published) -> str | None:
    """Of two readers, one takes the first and the other the last."""
    at, _, lines = _entry(random, published, lambda one: True)
    lines[at] = lines[at].replace(b'{"action":', b'{"action":"erased","action":', 1)
    write_lines(published.feed, lines)
    return f"entry {at + 1} has two actions"


def entries_are_rearranged(how: str) -> Tampering:
    def tamper(random: Random, published: Published) -> str | None:
        lines = lines_of(published.feed)
        at = random.randrange(len(lines) - 1)
        lines = {
            "left out": [*lines[:at], *lines[at + 1 :]],
            "twice": [*lines[: at + 1], *lines[at:]],
            "swapped": [*lines[:at], lines[at + 1], lines[at], *lines[at + 2 :]],
            "end cut": lines[: at + 1],
            "begin cut": lines[at + 1 :],
            "half": [*lines[:at], lines[at][: len(lines[at]) // 2], *lines[at + 1 :]],
        }[how]
        write_lines(published.feed, lines)
        return f"entry {at + 1}: {how}"

    return tamper


FIELDS = ("seq", "at", "action", "type", "key", "version", "cause", "commitment", "nonce", "format")
STUB = ("id", "legal_basis", "merged_into", "reason", "stub_commitment", "stub_nonce")
FEED: Mapping[str, Tampering] = {
    **{f"feed: {name}": entry_says_another(name) for name in (*FIELDS, *STUB)},
    "feed: document": document_says_another,
    "feed: document withheld": last_document_is_withheld,
    "feed: document of another": document_is_of_another_version,
    "feed: more": entry_says_more,
    "feed: action twice": entry_says_it_twice,
    **{
        f"feed: {how}": entries_are_rearranged(how)
        for how in ("left out", "twice", "swapped", "end cut", "begin cut", "half")
    },
}
