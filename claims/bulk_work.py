"""What is done with many chosen records at once: event, labels, assignment, review. Keyword-only, each says by whom.

Every record is checked against the revision that was shown: what was edited since is left as it is and named. The door
to publication is not here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db import transaction

from claims import review
from claims.actions import StaleRevision
from claims.models import Event, Label, LabelledRecord
from claims.review import NotAllowed
from factreg.merged import keep_merges_out
from factreg.records import PublicState, Record

AT_ONCE = 500
EDITED = "was edited since you were shown it; look at it again"
DELETED = "has been deleted meanwhile"
MERGED = "was merged into another record; choose that one"

# Revisions by the ids of rows; refusals are ids with their reasons.
Revisions = Mapping[int, int]
Refusals = dict[int, str]


def set_event(*, revisions: Revisions, event: Event, by: Any) -> Refusals:
    """Put claims under an event. Those that stand under it already are left as they are."""
    model: Any = event._meta.get_field("claims").related_model
    refused: Refusals = {}
    for chunk in chunks(revisions):
        with transaction.atomic():
            fine = locked(model, chunk, revisions, refused)
            moved = [claim.pk for claim in fine if claim.event_id != event.pk]
            model.objects.filter(pk__in=moved).update(event=event, edited_by=by)
    return refused


def put_label(*, model: type[Record], revisions: Revisions, label: Label) -> Refusals:
    """Label records. A label is no edit, so an edit since is no hindrance."""
    refused: Refusals = {}
    for chunk in chunks(revisions):
        keys = _keys(model, chunk, refused)
        rows = [LabelledRecord(label=label, type=model.type, key=key) for key in keys]
        LabelledRecord.objects.bulk_create(rows, ignore_conflicts=True)
    return refused


def take_label(*, model: type[Record], revisions: Revisions, label: Label) -> Refusals:
    """Take a label from records."""
    refused: Refusals = {}
    for chunk in chunks(revisions):
        keys = _keys(model, chunk, refused)
        LabelledRecord.objects.filter(label=label, type=model.type, key__in=keys).delete()
    return refused


def assign(*, model: type[Record], revisions: Revisions, to: Any, by: Any) -> Refusals:
    """Give records to somebody, or to nobody; who may is claims.review's to say."""
    return each(model=model, revisions=revisions, do=lambda record: review.assign(record=record, to=to, by=by))


def submit(*, model: type[Record], revisions: Revisions, by: Any) -> Refusals:
    """Submit records for review; who may, and from which state, is claims.review's to say."""
    return each(
        model=model,
        revisions=revisions,
        do=lambda record: review.submit(record=record, by=by, started_from=revisions[record.pk]),
    )


def each(*, model: type[Record], revisions: Revisions, do: Callable[[Any], Any]) -> Refusals:
    """Do something with one record after the other, a batch a transaction; what was refused of which comes back."""
    refused: Refusals = {}
    for chunk in chunks(revisions):
        with transaction.atomic():
            for record in locked(model, chunk, revisions, refused):
                try:
                    with transaction.atomic():
                        do(record)
                except NotAllowed as error:
                    refused[record.pk] = str(error)
                except StaleRevision:
                    refused[record.pk] = EDITED
    return refused


def locked(model: Any, chunk: Iterable[int], revisions: Revisions, refused: Refusals) -> list[Any]:
    """The records that are as they were shown, locked until the transaction ends; the others go to the refused."""
    keep_merges_out()
    rows = model._default_manager.select_for_update(of=("self",), no_key=True).filter(pk__in=list(chunk)).order_by("pk")
    found = {row.pk: row for row in rows}
    fine = []
    for pk in chunk:
        row = found.get(pk)
        if row is None:
            refused[pk] = DELETED
        elif row.revision != revisions[pk]:
            refused[pk] = EDITED
        elif row.public_state == PublicState.MERGED:
            refused[pk] = MERGED
        else:
            fine.append(row)
    return fine


def chunks(revisions: Revisions) -> Iterable[list[int]]:
    pks = sorted(revisions)
    return (pks[start : start + AT_ONCE] for start in range(0, len(pks), AT_ONCE))


def _keys(model: Any, chunk: list[int], refused: Refusals) -> list[Any]:
    keys = dict(model._default_manager.filter(pk__in=chunk).values_list("pk", "key"))
    refused.update({pk: DELETED for pk in chunk if pk not in keys})
    return list(keys.values())
