"""What a record's fields held before, by its history: the common beginning of two edits, and whose the other one is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from claims.history.models import Change, Operation

# Changes looked at: a form that lay open while more were made has no common beginning to show.
MOST = 500


class Past:
    """The changes of a record and its parts, newest first, by row and column."""

    def __init__(self, changes: Iterable[Change] = ()) -> None:
        self._values: dict[tuple[str, str, str], list[tuple[Any, Change]]] = defaultdict(list)
        self._rows: dict[tuple[str, str, str], Change] = {}
        for change in changes:
            row = change.model, str(change.row)
            self._rows.setdefault((*row, change.operation), change)
            for column, value in (change.before or {}).items():
                self._values[*row, column].append((value, change))

    def values(self, instance: Any, name: str) -> Iterator[Any]:
        """What a field held before, newest first, as the form is given it."""
        each = _column(instance, name)
        for value, _ in self._values[*_row(type(instance), instance.pk), each.column] if each else ():
            yield each.target_field.to_python(value) if each.is_relation else each.to_python(value)

    def who_changed(self, instance: Any, name: str) -> str:
        each = _column(instance, name)
        changes = self._values[*_row(type(instance), instance.pk), each.column] if each else []
        return _told(changes[0][1]) if changes else ""

    def who_added(self, model: Any, pk: Any) -> str:
        return self._who(model, pk, Operation.INSERT)

    def who_removed(self, model: Any, pk: Any) -> str:
        return self._who(model, pk, Operation.DELETE)

    def _who(self, model: Any, pk: Any, operation: Operation) -> str:
        change = self._rows.get((*_row(model, pk), operation))
        return _told(change) if change else ""


def past_of(record: Any) -> Past:
    return Past(Change.objects.of_record(type(record), record.pk)[:MOST])


def _row(model: Any, pk: Any) -> tuple[str, str]:
    return model._meta.concrete_model._meta.label_lower, str(pk)


def _column(instance: Any, name: str) -> Any:
    return next((each for each in instance._meta.concrete_fields if each.name == name), None)


def _told(change: Change) -> str:
    return f"{change.by_name or 'nobody named'}, by {change.get_via_display()}, {change.at:%H:%M} UTC"
