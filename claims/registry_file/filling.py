"""Values of the file put into a row: read, validated as the form does, compared with what is stored.

Which rows there are is decided in loader.py and parts.py; what is wrong is told in words, with its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import singledispatch
from typing import Any, Protocol

from django.core.exceptions import ValidationError
from django.db import models

from claims.registry_file.checking import ALL_SIDES
from claims.registry_file.nodes import Mapping, Sequence, Value
from claims.registry_file.report import did_you_mean
from claims.registry_file.shape import (
    KeptParts,
    Key,
    Link,
    Number,
    Pair,
    Part,
    Parts,
    PlaceLink,
    Raised,
    Rows,
    SideLink,
    State,
    Texts,
)

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)", re.ASCII)


class Refused(Exception):
    """A value that a row can't take, in words."""


class Names(Protocol):
    """What filling asks of a load: which rows the file's names mean."""

    def row_of(self, *, type: str, slug: str) -> int: ...  # noqa: A002

    def place_of(self, name: str) -> int: ...


def fill(row: models.Model, rows: Rows, mapping: Mapping, *, names: Names) -> tuple[list[str], list[tuple[int, str]]]:
    """Put the mapping's values into the row. The names of the keys that changed it, and faults with their lines."""
    changed: list[str] = []
    faults: list[tuple[int, str]] = []
    for name, value in mapping.values.items():
        key = rows.by_name.get(name)
        if key is None:
            continue
        try:
            values = read(key, value, row, names)
        except Refused as refused:
            faults.append((mapping.line_of(name), f"{name}: {refused}"))
            continue
        differing = {at: new for at, new in values.items() if getattr(row, at) != new}
        for attribute, new in differing.items():
            setattr(row, attribute, new)
        if differing:
            changed.append(name)
    return changed, faults


def missing(row: models.Model, rows: Rows, mapping: Mapping) -> Iterator[str]:
    """What a new row must have and the mapping does not give."""
    for key in rows.keys:
        if isinstance(key, Pair) and key.name not in mapping.values:
            yield f"{key.name}: is missing"
        if type(key) in (Key, Link) and key.name not in mapping.values:
            field: Any = row._meta.get_field(key.attribute)
            if not field.blank and getattr(row, field.attname) in (None, ""):
                yield f"{key.name}: is missing"


@singledispatch
def read(key: Key, value: Value, row: models.Model, names: Names) -> dict[str, Any]:
    """The attributes of a row that a key's value stands for. Refused where it can stand for none."""
    if isinstance(value, Mapping | Sequence):
        return {}
    field: Any = row._meta.get_field(key.attribute)
    return {field.attname: cleaned(field, value, row)}


@read.register
def _(key: Texts, value: Value, row: models.Model, names: Names) -> dict[str, Any]:
    field: Any = row._meta.get_field(key.attribute)
    if value is not None and not isinstance(value, Sequence):
        return {}
    words = [item for item in value.items if isinstance(item, str)] if value else []
    for word in words:
        _refuse_unknown_choice(field.base_field, word)
    if len(set(words)) < len(words):
        raise Refused("names one twice.")
    return {field.attname: words}


@read.register
def _(key: Link, value: Value, row: models.Model, names: Names) -> dict[str, Any]:
    field: Any = row._meta.get_field(key.attribute)
    if value is None and not field.null:
        raise Refused("can't be empty.")
    if isinstance(value, Mapping | Sequence):
        return {}
    return {field.attname: None if value is None else names.row_of(type=key.to, slug=value)}


@read.register
def _(key: PlaceLink, value: Value, row: models.Model, names: Names) -> dict[str, Any]:
    if isinstance(value, Mapping | Sequence):
        return {}
    return {"place_id": None if value is None else names.place_of(value)}


@read.register
def _(key: SideLink, value: Value, row: models.Model, names: Names) -> dict[str, Any]:
    if isinstance(value, Mapping | Sequence):
        return {}
    if value is None or value == ALL_SIDES:
        return {"side_id": None, "all_sides": value == ALL_SIDES}
    return {"side_id": names.row_of(type=key.to, slug=value), "all_sides": False}


@read.register
def _(key: Pair, value: Value, row: models.Model, names: Names) -> dict[str, Any]:
    if not isinstance(value, Sequence):
        return {}
    slugs = [item for item in value.items if isinstance(item, str)]
    claims = [names.row_of(type="claim", slug=slug) for slug in slugs]
    if len(set(claims)) != 2:
        raise Refused("name two different claims.")
    first, second = claims
    if (getattr(row, "first_claim_id", None), getattr(row, "second_claim_id", None)) == (second, first):
        first, second = second, first
    return {"first_claim_id": first, "second_claim_id": second}


@read.register
def _(key: Raised, value: Value, row: models.Model, names: Names) -> dict[str, Any]:
    field: Any = row._meta.get_field(key.attribute)
    if isinstance(value, Mapping | Sequence):
        return {}
    return {field.attname: max(getattr(row, field.attname), cleaned(field, value, row))}


@read.register
def _(key: State, value: Value, row: models.Model, names: Names) -> dict[str, Any]:
    if isinstance(value, str):
        _refuse_unknown_choice(row._meta.get_field(key.attribute), value)
    return {}


@read.register(Number)
@read.register(Part)
@read.register(Parts)
@read.register(KeptParts)
def _(key: Key, value: Value, row: models.Model, names: Names) -> dict[str, Any]:
    return {}  # see parts.py


def cleaned(field: Any, value: str | None, row: models.Model) -> Any:
    """The value as the model's form would store it; null is the field's default."""
    if value is None:
        default = field.get_default()
        if default in (None, "") and not field.blank:
            raise Refused("can't be empty.")
        return default
    if isinstance(field, models.DateTimeField):
        return _moment(value)
    _refuse_unknown_choice(field, value)
    if value == "" and field.blank:
        return None if field.null else ""
    try:
        return field.clean(value, row)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error


def _refuse_unknown_choice(field: Any, value: str) -> None:
    if field.choices:
        known = [choice for choice, _ in field.flatchoices]
        if value not in known and not (value == "" and field.blank):
            hint = did_you_mean(value, known)
            raise Refused(f"{value[:60]!r} is not one of {', '.join(known)}{hint}")


def _moment(value: str) -> datetime:
    try:
        if _MOMENT.fullmatch(value):
            return datetime.fromisoformat(value).astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise Refused(f"{value[:60]!r} is no time with an offset, such as 2020-09-29T10:30:00Z.")
