"""The only writers of editorial state. Keyword-only, by whom, atomic; each reads as a sentence.

What the world sees is not changed here: that is the ledger's door.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models, transaction

from claims.quoting import check_words
from factreg.attribution import attributed
from factreg.merged import keep_merges_out
from factreg.records import Record, Revised


class StaleRevision(Exception):
    """A save that started from an older revision than the stored one: someone else has saved in between."""

    def __init__(self, *, stored: Any, started_from: int) -> None:
        self.stored = stored
        self.started_from = started_from
        super().__init__(
            f"{stored}: the edit started from revision {started_from}, and revision {stored.revision} is stored. "
            "Compare the two and save again."
        )


def lock(*, record: Record | Revised, started_from: int) -> Any:
    """Lock the stored row until the transaction ends and return it; refuse an edit that started from an older one.

    Raises StaleRevision, and the model's DoesNotExist where the row is gone.
    """
    # Before any row: a merge waits for edits that are under way, and must not hold rows that they still need.
    keep_merges_out()
    # Not against foreign keys: two edits that add pairs of each other's claims must not wait for one another.
    stored = type(record)._default_manager.select_for_update(of=("self",), no_key=True).get(pk=record.pk)
    if stored.revision != started_from:
        raise StaleRevision(stored=stored, started_from=started_from)
    return stored


@transaction.atomic
def save(
    *,
    record: Any,
    by: Any,
    parts: Iterable[models.Model] = (),
    removed: Iterable[models.Model] = (),
    started_from: int | None = None,
) -> Any:
    """Save a record with the given parts and without the removed ones, whole or not at all.

    `parts` are saved in order after the record; `started_from` is the revision that the edit began with and is
    required for a record that is stored already. Raises ValidationError that names the field, or StaleRevision.
    The record comes back with the revision that is stored now.
    """
    counted = isinstance(record, Record | Revised)
    written = None
    if counted and record.pk is not None:
        stored = lock(record=record, started_from=record.revision if started_from is None else started_from)
        written = _written(record, stored)
    else:
        keep_merges_out()
    if isinstance(record, Record):
        record.edited_by = by
    record.full_clean()
    with attributed(by=by):
        record.save(update_fields=written)
        for part in removed:
            part.delete()
        saved = []
        for part in parts:
            part.full_clean()
            part.save()
            saved.append(part)
        check_words(parts=saved)
    if counted:
        record.refresh_from_db(fields=["revision", *(["work_state"] if isinstance(record, Record) else [])])
    return record


# Written by the database, or by the door, which makes no edit that is under way stale.
_NOT_EDITED = ("revision", "public_state", "numbers_given")


def _written(record: models.Model, stored: models.Model) -> list[str]:
    """The fields that a save writes: not what is not edited, nor unique fields that stay as they are.

    To write those, even with the same value, would lock out whoever is adding a row that refers to the record.
    """
    return [
        field.name
        for field in record._meta.concrete_fields
        if field.name not in _NOT_EDITED
        and not field.primary_key
        and not (field.unique and field.value_from_object(record) == field.value_from_object(stored))
    ]
