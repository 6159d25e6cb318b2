"""Changes as people read them: what one save, import or command did to a record, in words. Asks no database."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby
from typing import Any

from django.apps import apps
from django.db import models

from claims.history.models import Change, Operation
from claims.history.rows import Row, State, Values
from claims.history.triggers import KEPT

EMPTY = ""
# Not edited in a form, but told: what became of a record.
_TOLD = ("public_state", "work_state")


@dataclass(frozen=True)
class FieldChange:
    """One field, before and after, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class RowChange:
    """What happened to one row: the record itself or one of its parts."""

    operation: str
    name: str
    fields: tuple[FieldChange, ...]

    @property
    def done(self) -> str:
        return Operation(self.operation).label


@dataclass
class Edit:
    """What was changed in one transaction."""

    at: datetime
    by_name: str
    via: str
    detail: str
    last: int
    rows: list[RowChange] = field(default_factory=list)


def edits(changes: Iterable[Change], names: Mapping[Row, str], rows_now: State) -> Iterator[Edit]:
    """The changes, newest first, as edits, newest first; in each the record first, then its parts as they came.

    `rows_now` tells which part a change is of where it does not say so itself.
    """
    for _, group in groupby(changes, key=lambda change: (change.transaction, change.by_name, change.via)):
        together = list(group)
        newest = together[0]
        edit = Edit(newest.at, newest.by_name, newest.get_via_display(), newest.detail, newest.pk)
        together.sort(key=lambda change: (change.model != change.record_model, change.pk))
        rows = (row_change(change, names, rows_now) for change in together)
        edit.rows = [told for told in rows if told.fields or told.operation != Operation.UPDATE]
        yield edit


def row_change(change: Change, names: Mapping[Row, str], rows_now: State) -> RowChange:
    told = _row_change(change.operation, change.model, change.before or {}, change.after or {}, names)
    if change.operation != Operation.UPDATE or change.model == change.record_model:
        return told
    return replace(told, name=_named(told.name, change, names, rows_now))


def _named(name: str, change: Change, names: Mapping[Row, str], rows_now: State) -> str:
    """A part by its first field: whose statement, which actor."""
    first = next(_fields(change.model))
    named = words(first, rows_now.get((change.model, change.row), {}).get(first.column), names)
    return f"{name} ({named})" if named else name


def between(before: State, after: State, names: Mapping[Row, str]) -> list[RowChange]:
    """What leads from one state of a record to another."""
    told = []
    for row in sorted({*before, *after}, key=lambda row: (row not in before, row)):
        old, new = before.get(row), after.get(row)
        if old is None or new is None:
            operation = Operation.INSERT if old is None else Operation.DELETE
            told.append(_row_change(operation, row[0], old or {}, new or {}, names))
            continue
        changed = _row_change(Operation.UPDATE, row[0], old, {**old, **new}, names)
        if changed.fields:
            told.append(changed)
    return told


def referred(rows: Iterable[tuple[str, Values]]) -> set[Row]:
    """The records that values name: their names are wanted."""
    found = set()
    for label, values in rows:
        for each in _fields(label):
            if isinstance(each, models.ForeignKey) and isinstance(pk := values.get(each.column), int):
                found.add((each.remote_field.model._meta.label_lower, pk))
    return found


def _row_change(operation: str, label: str, before: Values, after: Values, names: Mapping[Row, str]) -> RowChange:
    model = apps.get_model(label)
    changes = [
        FieldChange(
            label=str(each.verbose_name).capitalize(),
            before=words(each, before.get(each.column), names),
            after=words(each, after.get(each.column), names),
        )
        for each in _fields(label)
    ]
    name = str(model._meta.verbose_name).capitalize()
    return RowChange(operation, name, tuple(each for each in changes if each.before != each.after))


def _fields(label: str) -> Iterator[Any]:
    """The fields that editors write, and the states of a record."""
    model = apps.get_model(label)
    owner = KEPT[model][1]
    for each in model._meta.concrete_fields:
        if each.column != owner and not each.primary_key and (each.editable or each.name in _TOLD):
            yield each


def words(each: Any, value: Any, names: Mapping[Row, str]) -> str:
    """A stored value as a reader has it: of what is chosen, the label."""
    if value is None or value == "" or value == []:
        return EMPTY
    if isinstance(each, models.ForeignKey):
        named = each.remote_field.model._meta.label_lower, value
        return names.get(named, f"{each.remote_field.model._meta.verbose_name} {value}, deleted since")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        labels = dict(each.base_field.flatchoices)
        return ", ".join(str(labels.get(one, one)) for one in value)
    if each.flatchoices:
        return str(dict(each.flatchoices).get(value, value))
    return value if isinstance(value, str) else json.dumps(value)
