"""The keys of a registry file in words, as Markdown: from the table of shape.py and the models' own help texts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from claims.registry_file.shape import (
    REDIRECT_KEYS,
    REDIRECTS,
    SECTIONS,
    KeptParts,
    Key,
    Link,
    Pair,
    Part,
    Parts,
    PlaceLink,
    Rows,
    Section,
    SideLink,
    Texts,
)

_OF_REDIRECTS = {
    "type": "The type of the record: actor, claim ...",
    "slug": "The old slug, of a record that was merged.",
    "into": "The slug of the record that it leads to.",
}


def describe() -> str:
    """All lists and their keys, one table each."""
    return "\n".join(("# The keys of a registry file", "", *_lines()))


def _lines() -> Iterator[str]:
    for section in SECTIONS:
        yield from _table(f"`{section.name}`", section)
        for key in section.keys:
            if isinstance(key, Part | Parts | KeptParts) and key.rows and len(key.rows.keys) > 1:
                yield from _table(f"`{key.name}` of `{section.name}`", key.rows)
    yield from (f"## `{REDIRECTS}`", "", "| key | is |", "| --- | --- |")
    yield from (f"| `{name}` | {_OF_REDIRECTS[name]} |" for name in REDIRECT_KEYS)


def _table(title: str, rows: Rows) -> Iterator[str]:
    yield from (f"## {title}", "", _first_line(rows.model), "", "| key | is |", "| --- | --- |")
    if isinstance(rows, Section) and rows.address:
        yield f"| `{rows.address}` | {_help(rows.model, 'slug')} |"
    for key in rows.keys:
        yield f"| `{key.name}` | {_meaning(key, rows)} |"
    yield ""


def _meaning(key: Key, rows: Rows) -> str:
    parts = [_said(key, rows), _form(key), _choices(key, rows)]
    return " ".join(part for part in parts if part).replace("|", "\\|").replace("<", "&lt;")


def _said(key: Key, rows: Rows) -> str:
    if isinstance(key, Pair):
        return "The two claims."
    if isinstance(key, Part | Parts | KeptParts) and key.rows:
        return _first_line(key.rows.model)
    return _help(rows.model, key.attribute)


def _form(key: Key) -> str:
    if isinstance(key, PlaceLink):
        return "The slug of a place, or a plain name, by which it is found or made."
    if isinstance(key, SideLink):
        return "The slug of an actor, or `all` for all sides."
    if isinstance(key, Link):
        return f"The slug of {_with_article(key.to)}."
    if isinstance(key, Pair):
        return "A list of two slugs."
    if isinstance(key, Texts):
        return "A list."
    if isinstance(key, Parts | KeptParts) and key.rows:
        if len(key.rows.keys) == 1:
            return "A list of slugs."
        return f"A list; a plain text in it is a `{key.rows.bare}`." if key.rows.bare else "A list."
    return ""


def _choices(key: Key, rows: Rows) -> str:
    if type(key) not in (Key, Texts) and key.name not in ("public_state", "work_state"):
        return ""
    field: Any = rows.model._meta.get_field(key.attribute)
    choices = getattr(field, "base_field", field).flatchoices
    return f"One of {', '.join(f'`{value}`' for value, _ in choices if value)}." if choices else ""


def _help(model: Any, name: str) -> str:
    return str(model._meta.get_field(name).help_text)


def _first_line(model: Any) -> str:
    return str(model.__doc__).strip().splitlines()[0]


def _with_article(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"
