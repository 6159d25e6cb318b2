"""What a column of a table may stand for, list by list, as shape.py has it; and guesses from headings."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from claims.registry_file.nodes import FileError
from claims.registry_file.shape import (
    ABOUT,
    SECTIONS,
    STATES,
    KeptParts,
    Key,
    Link,
    Number,
    Part,
    Parts,
    Raised,
    Rows,
    Section,
    SideLink,
)
from claims.vocabulary import Capacity
from factreg.text import fold

LISTS = {
    section.name: section
    for section in SECTIONS
    if section.name in ("claims", "sources", "actors", "events", "publishers")
}
SLUG, REVISION = "slug", "revision"
# What people write above a column, beside the key's own name.
_WORDS = {
    "id": SLUG,
    "claim": "text",
    "headline": "question",
    "speaker": "statements.actor",
    "claimant": "statements.actor",
    "who": "statements.actor",
    "stance": "statements.stance",
    "link": "url",
    "address": "url",
    "outlet": "publisher",
    "date": "published",
    "notes": "internal_notes",
    "website": "homepage",
    "where": "place",
    "when": "occurred",
}


@dataclass(frozen=True, slots=True)
class Target:
    """A key that a column can stand for. `said`: how an error of a load names it; `key` and `rows`: what it fills."""

    name: str
    said: str
    help: str
    key: Key | None
    rows: Rows | None = None
    part: str = ""


@dataclass(frozen=True, slots=True)
class TableMap:
    """How a table is read: the list that its rows go into, what each heading stands for, what holds for all rows."""

    section: str
    columns: dict[str, str]
    constants: dict[str, str]


def targets_of(section: Section) -> dict[str, Target]:
    """The keys that a column of this list can stand for, by name."""
    found = {SLUG: Target(SLUG, "slug", "Public id; without it a record is known by its name, address or text.", None)}
    for key in section.keys:
        if key not in STATES and not isinstance(key, Raised):
            found.update({target.name: target for target in _targets(section, key)})
    found[REVISION] = Target(
        REVISION, "revision", "The revision that the row was made from; a newer one refuses it.", None
    )
    return found


def _targets(section: Section, key: Key) -> Iterator[Target]:
    if isinstance(key, Parts) and key.rows is ABOUT:
        for capacity in Capacity.values:
            yield Target(
                f"about.{capacity}", "about", "Slugs or names of actors, with ; between them.", key, part=capacity
            )
    elif isinstance(key, Part | KeptParts) and key.rows:
        for inner in key.rows.keys:
            if not isinstance(inner, Number):
                name = f"{key.name}.{inner.name}"
                help_ = _help(key.rows.model, inner)
                yield Target(name, f"{key.rows.noun}: {inner.name}", help_, inner, rows=key.rows, part=key.name)
    elif isinstance(key, Parts) and key.rows:
        yield Target(key.name, key.name, "Several, with ; between them.", key)
    else:
        yield Target(key.name, key.name, _help(section.model, key), key)


def _help(model: Any, key: Key) -> str:
    field = model._meta.get_field("side" if isinstance(key, SideLink) else key.attribute)
    slug = " A slug or a name." if isinstance(key, Link) else ""
    return f"{field.help_text}{slug}"


def guess(headings: list[str], section: Section) -> dict[str, str]:
    """What each heading probably stands for; each key once. A heading that nothing fits is left out."""
    targets = targets_of(section)
    by_words: dict[str, str] = {}
    for name in targets:
        by_words.setdefault(_words(name), name)
        by_words.setdefault(_words(name.rpartition(".")[2]), name)
        by_words.setdefault(_words(name.replace("statements.", "statement ")), name)
    by_words.update({words: name for words, name in _WORDS.items() if name in targets and words not in targets})
    found: dict[str, str] = {}
    for heading in headings:
        guessed = by_words.get(_words(heading))
        if guessed and guessed not in found.values():
            found[heading] = guessed
    return found


def _words(text: str) -> str:
    return re.sub("[^a-z0-9]+", " ", fold(text)).strip()


def read_map(data: bytes) -> TableMap:
    """A map from JSON: {"list": "claims", "columns": {"Heading": "key"}, "constants": {"key": "value"}}."""
    try:
        given = json.loads(data)
    except ValueError as error:
        raise FileError(f"the map is no JSON: {error}.", line=1) from error
    plain = isinstance(given, dict) and isinstance(given.get("columns"), dict)
    if not plain or not isinstance(given.get("constants", {}), dict):
        raise FileError('the map must look like {"list": "claims", "columns": {"Heading": "text"}}.', line=1)
    table_map = TableMap(str(given.get("list", "")), given["columns"], given.get("constants", {}))
    check_map(table_map)
    return table_map


def check_map(table_map: TableMap) -> None:
    """FileError where the map names a list or key that there is not, or one key twice."""
    if table_map.section not in LISTS:
        raise FileError(f"list: {table_map.section[:40]!r} is not one of {', '.join(LISTS)}.", line=1)
    targets = targets_of(LISTS[table_map.section])
    taken: dict[str, str] = {}
    for heading, name in [*table_map.columns.items(), *((f"constant {name}", name) for name in table_map.constants)]:
        if name not in targets:
            raise FileError(f"column “{heading[:60]}”: {str(name)[:60]!r} is no key of {table_map.section}.", line=1)
        if name in taken:
            raise FileError(f"columns “{taken[name][:60]}” and “{heading[:60]}” both stand for {name}.", line=1)
        taken[name] = heading
