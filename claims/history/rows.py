"""The stored rows of a record, as its history has them, and what they were after an earlier change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models.expressions import RawSQL
from django.db.models.functions import NullIf

from claims.history.models import Change, Operation
from claims.history.triggers import KEPT
from claims.models import Actor, Claim, Event, Place
from sources.models import Publisher, Source

Values = dict[str, Any]
# A row by its model, as Django labels it, and its number.
Row = tuple[str, int]
State = dict[Row, Values]

# By what a record is called where a history names it.
_NAMES: Mapping[type[models.Model], Any] = {
    Publisher: models.F("name"),
    Source: models.F("title"),
    Actor: models.F("name"),
    Event: models.F("title"),
    Place: models.F("slug"),
    Claim: models.functions.Coalesce(NullIf("question", models.Value("")), models.F("text")),
}


def rows_of(model: type[models.Model], pk: int) -> State:
    """All rows of a record and its parts, as stored now, in one query."""
    tables = [each for each, (record, _) in KEPT.items() if record is model]
    return _union(
        each._base_manager.filter(**{KEPT[each][1]: pk}).values_list(
            models.Value(each._meta.label_lower), "pk", _whole(each)
        )
        for each in tables
    )


def names_of(wanted: Iterable[Row]) -> dict[Row, str]:
    """What records are called, in one query; those that are gone are left out."""
    by_model: dict[str, set[int]] = {}
    for label, pk in wanted:
        by_model.setdefault(label, set()).add(pk)
    return _union(
        apps.get_model(label)
        ._base_manager.filter(pk__in=pks)
        .values_list(
            models.Value(label), "pk", models.functions.Cast(_NAMES[apps.get_model(label)], models.TextField())
        )
        for label, pks in by_model.items()
        if apps.get_model(label) in _NAMES
    )


def state_before(state: Mapping[Row, Values], changes: Iterable[Change], *, record: Row) -> State:
    """The rows as they were before the changes, which are those of the record, newest first, up to now.

    Parts that moved to another record meanwhile are not followed there: they stay with it.
    """
    earlier = {row: dict(values) for row, values in state.items()}
    for change in changes:
        row = (change.model, change.row)
        came_from_elsewhere = change.left_record is not None and (change.record_model, change.record) == record
        if change.operation == Operation.INSERT or came_from_elsewhere:
            earlier.pop(row, None)
        elif change.operation == Operation.DELETE:
            earlier[row] = dict(change.before or {})
        elif row in earlier:
            earlier[row] |= change.before or {}
    return earlier


def _whole(model: type[models.Model]) -> RawSQL:
    return RawSQL(f'to_jsonb("{model._meta.db_table}")', [], output_field=models.JSONField())  # noqa: S611 - our own name


def _union(queries: Iterable[Any]) -> dict[Row, Any]:
    first, *others = [query.order_by() for query in queries] or [None]
    if first is None:
        return {}
    return {(label, pk): value for label, pk, value in first.union(*others, all=True)}
