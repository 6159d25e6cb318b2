"""Values of a row as a registry file gives them: the way back of filling.py. What is at its default is left out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from functools import singledispatch
from typing import Any

from django.db import models

from claims.registry_file.checking import ALL_SIDES
from claims.registry_file.shape import (
    SECTION_OF,
    KeptParts,
    Key,
    Link,
    Number,
    Pair,
    Part,
    Parts,
    Raised,
    Rows,
    SideLink,
    State,
    Texts,
)
from factreg.records import PublicState, WorkState

Filed = str | int | list[Any] | dict[str, Any] | None


class Slugs:
    """The slug of each row of a type, read once."""

    def __init__(self) -> None:
        self._known: dict[str, dict[int, str]] = {}

    def of(self, type_: str, row: int | None) -> str | None:
        if row is None:
            return None
        if type_ not in self._known:
            rows = SECTION_OF[type_].model._default_manager.values_list("pk", "slug")
            self._known[type_] = dict(rows.iterator())
        return self._known[type_][row]


def as_filed(row: models.Model, rows: Rows, slugs: Slugs) -> dict[str, Any]:
    """The row's keys with their values, in the order of the table."""
    found = {key.name: value(key, row, slugs) for key in rows.keys}
    return {name: filed for name, filed in found.items() if filed not in (None, "", [], {})}


@singledispatch
def value(key: Key, row: Any, slugs: Slugs) -> Filed:
    """What a file gives for a key of a row; nothing where it is at its default."""
    field = row._meta.get_field(key.attribute)
    stored = getattr(row, field.attname)
    return None if stored == field.get_default() else _in_words(stored)


@value.register
def _(key: Texts, row: Any, slugs: Slugs) -> Filed:
    return list(getattr(row, key.attribute))


@value.register
def _(key: Link, row: Any, slugs: Slugs) -> Filed:
    return slugs.of(key.to, getattr(row, f"{key.attribute}_id"))


@value.register
def _(key: SideLink, row: Any, slugs: Slugs) -> Filed:
    return ALL_SIDES if row.all_sides else slugs.of(key.to, row.side_id)


@value.register
def _(key: Pair, row: Any, slugs: Slugs) -> Filed:
    return [slugs.of("claim", row.first_claim_id), slugs.of("claim", row.second_claim_id)]


@value.register
def _(key: Number, row: Any, slugs: Slugs) -> Filed:
    return f"{row.claim.slug}.{key.prefix}{row.number}" if row.number else None


@value.register
def _(key: Raised, row: Any, slugs: Slugs) -> Filed:
    """Only where it is more than the parts say: the last number was given to one that is gone."""
    numbers = [part.number or 0 for part in (*row.statements.all(), *row.assessments.all())]
    return int(row.numbers_given) if row.numbers_given > max(numbers, default=0) else None


@value.register
def _(key: State, row: Any, slugs: Slugs) -> Filed:
    """The public state always; the editors' only where it is not the one that goes with it."""
    if key.attribute == "public_state":
        return str(row.public_state)
    usual = WorkState.DRAFT if row.public_state == PublicState.NEVER else WorkState.CLEAN
    return None if row.work_state == usual else str(row.work_state)


@value.register
def _(key: Part, row: Any, slugs: Slugs) -> Filed:
    part = getattr(row, key.attribute, None)
    return as_filed(part, key.rows, slugs) if part is not None and key.rows else None


@value.register(Parts)
@value.register(KeptParts)
def _(key: Parts | KeptParts, row: Any, slugs: Slugs) -> Filed:
    rows = key.rows
    return [_item(rows, part, slugs) for part in getattr(row, key.attribute).all()] if rows else None


def _item(rows: Rows, part: models.Model, slugs: Slugs) -> Any:
    """A part as a mapping, or in short as the one text that says it all."""
    filed = as_filed(part, rows, slugs)
    return filed[rows.bare] if rows.bare and set(filed) == {rows.bare} else filed


_WORDS: dict[type, Callable[[Any], str | int]] = {
    int: int,
    Decimal: str,
    datetime: lambda moment: moment.astimezone(UTC).isoformat().replace("+00:00", "Z"),
}


def _in_words(stored: Any) -> str | int | None:
    return None if stored is None else _WORDS.get(type(stored), str)(stored)
