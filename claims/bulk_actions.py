"""The writer of many editorial rows at once, for files: in few queries, with the validation of `actions.save`.

The fields have been cleaned one by one; what only the database can say (uniqueness, constraints, cycles) it says here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, models, transaction

from claims.quoting import check_words
from factreg.attribution import Via, attributed
from factreg.copying import copy_instances
from factreg.merged import keep_merges_out
from factreg.records import Record, Revised

MANY = 100


@dataclass
class Batch:
    """Rows to be written together. Records stand before their parts; `changed` holds both."""

    new: list[models.Model] = field(default_factory=list)
    changed: list[models.Model] = field(default_factory=list)
    removed: list[models.Model] = field(default_factory=list)


@dataclass(frozen=True)
class Fault:
    """Why a row could not be written."""

    row: models.Model
    message: str


def write(*, batch: Batch, by: Any) -> list[Fault]:
    """Write the rows. What is wrong with which of them comes back; the caller then undoes the whole.

    Rows to be new may carry ids from the table's sequence, and may name rows of a later batch: the database looks at
    foreign keys when the transaction ends. Rows to be changed must not have been saved by anyone since they were read.
    """
    for row in (*batch.new, *batch.changed):
        if isinstance(row, Record):
            row.edited_by = by
    with transaction.atomic(), attributed(by=by, via=Via.IMPORT):
        keep_merges_out()
        faults = list(_stale(batch.changed))
        for model, rows in _by_model(batch.removed):
            model._default_manager.filter(pk__in=[row.pk for row in rows]).delete()
        for row in batch.changed:
            faults += _save(row, insert=False)
        # Parts before their records, for which the keys can wait: of a record that is not stored yet, no trigger has to
        # count a revision, which would write each claim anew, and all its indexes, for each kind of part that it has.
        for model, rows in reversed(_by_model(batch.new)):
            faults += _insert(model, rows)
        if not faults:
            check_words(parts=[*batch.new, *batch.changed])
        if len(batch.new) >= MANY:
            _forget_plans()
    return faults


def _forget_plans() -> None:
    # Triggers keep the plan of their first run, made for a table that was nearly empty then: a scan of the whole for
    # each batch, which would make an import of 100,000 claims take hours.
    with connection.cursor() as cursor:
        cursor.execute("DISCARD PLANS")


def _by_model(
    rows: Iterable[models.Model],
) -> list[tuple[type[models.Model], list[models.Model]]]:
    found: dict[type[models.Model], list[models.Model]] = {}
    for row in rows:
        found.setdefault(type(row), []).append(row)
    return list(found.items())


def _stale(changed: list[models.Model]) -> Iterator[Fault]:
    for model, rows in _by_model(row for row in changed if isinstance(row, Record | Revised)):
        stored = dict(
            model._default_manager.select_for_update()
            .filter(pk__in=[row.pk for row in rows])
            .values_list("pk", "revision")
        )
        for row in rows:
            if stored.get(row.pk) != getattr(row, "revision", None):
                yield Fault(row, "someone has saved it in the meantime; load again.")


def _insert(model: type[models.Model], rows: list[models.Model]) -> list[Fault]:
    try:
        with transaction.atomic():
            copy_instances(model, rows)
    except DatabaseError:
        return [fault for row in rows for fault in _save(row, insert=True)]
    return []


def _save(row: models.Model, *, insert: bool) -> list[Fault]:
    """Save one row, or say why it can't be: in the words of the model, else in those of the database."""
    try:
        with transaction.atomic():
            row.save(force_insert=insert)
    except DatabaseError as error:
        return [Fault(row, message) for message in _reasons(row) or [_primary(error)]]
    return []


def _reasons(row: models.Model) -> list[str]:
    # Rows that a foreign key names may still be to come, so the keys themselves are not looked at.
    keys = [field.name for field in row._meta.fields if field.is_relation]
    try:
        row.full_clean(exclude=keys)
        row.validate_constraints()
    except ValidationError as error:
        return [
            message if name == "__all__" or message.startswith(name) else f"{name}: {message}"
            for name, messages in error.message_dict.items()
            for message in messages
        ]
    return []


def _primary(error: DatabaseError) -> str:
    diagnosis: Any = getattr(error.__cause__, "diag", None)
    return str(getattr(diagnosis, "message_primary", None) or error)
