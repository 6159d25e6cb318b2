"""Going back to an earlier state of a record: a new edit with the old values. The history itself stays as it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models, transaction

from claims.actions import lock, save
from claims.history.models import Change
from claims.history.rows import State, Values, rows_of, state_before
from claims.history.triggers import KEPT
from factreg.records import PublicState, Record


class NotReverted(Exception):
    """The record can't go back to that state; nothing was changed."""


@dataclass
class _Plan:
    parts: list[models.Model] = field(default_factory=list)
    removed: list[models.Model] = field(default_factory=list)


def state_after(*, record: Any, change: int) -> tuple[State, State]:
    """The rows of a record as they are now, and as they become by going back to right after a change of it."""
    now = rows_of(type(record), record.pk)
    later = Change.objects.of_record(type(record), record.pk).filter(pk__gt=change)
    then = state_before(now, later, record=(record._meta.label_lower, record.pk))
    for row in then.keys() & now.keys():
        stays = (each.column for each in apps.get_model(row[0])._meta.concrete_fields if _stays(each, record))
        then[row] = {**then[row], **{column: now[row][column] for column in stays if column in now[row]}}
    return now, then


def _stays(each: Any, record: Any) -> bool:
    """Whether going back leaves a field as it is: states, and what has an address that is public."""
    frozen = each.name == "slug" and isinstance(record, Record) and record.public_state != PublicState.NEVER
    return not each.editable or each.primary_key or frozen


@transaction.atomic
def revert(*, record: Any, to: int, by: Any, started_from: int) -> Any:
    """Save a record and its parts as they were right after change number `to`.

    Where it is published, what is public stays as it is until it is published again. Parts that were deleted since come
    back as new ones, those that were added since go. Raises StaleRevision where it was edited since `started_from`,
    ValidationError where an old value can no longer be, and NotReverted where there is nothing to go back to.
    """
    stored = lock(record=record, started_from=started_from)
    now, then = state_after(record=stored, change=to)
    itself = (stored._meta.label_lower, stored.pk)
    if itself not in then:
        raise NotReverted("At that moment the record was not there yet.")
    _put(stored, then.pop(itself))
    now.pop(itself)
    plan = _plan(stored, now, then)
    return save(record=stored, by=by, parts=plan.parts, removed=plan.removed, started_from=started_from)


def _plan(record: Any, now: State, then: State) -> _Plan:
    plan = _Plan()
    for label in sorted({label for label, _ in (*now, *then)}):
        model: Any = apps.get_model(label)
        parts = model._base_manager.in_bulk([pk for of, pk in now if of == label])
        for pk, part in parts.items():
            if (label, pk) not in then:
                plan.removed.append(part)
            elif _put(part, then[label, pk]):
                plan.parts.append(part)
        plan.parts += _made_again(
            record, model, [then[row] for row in sorted(then) if row[0] == label and row not in now]
        )
    return plan


def _made_again(record: Any, model: Any, rows: list[Values]) -> Iterator[models.Model]:
    column = KEPT[model][1]
    for values in rows:
        part = model(**{column: record.pk})
        _put(part, values)
        yield part


def _put(row: Any, values: Values) -> bool:
    """Give a row the values that editors write; whether any was another."""
    changed = False
    owner = KEPT[type(row)][1]
    for each in row._meta.concrete_fields:
        if _stays(each, row) or each.column == owner or each.column not in values:
            continue
        value = (
            each.target_field.to_python(values[each.column])
            if each.is_relation
            else each.to_python(values[each.column])
        )
        if getattr(row, each.attname) != value:
            setattr(row, each.attname, value)
            changed = True
    return changed
