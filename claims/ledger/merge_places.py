"""Merging two places, which are public only as part of the events at them: it is an edit of these events.

What the world reads of an event changes when the event is published again, with its reason.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import connection, transaction
from django.utils.timezone import now

from claims.ledger.merge import NotMerged, locked, wait_for_edits
from claims.models import Merge, Place
from claims.moved_rows import ChangedSince, insert_again, move, move_back, stored_row
from claims.moving import plan
from factreg.attribution import attributed
from factreg.door_setting import DOOR_SETTING, MERGING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.contrib.auth.models import AbstractBaseUser

PLACE = "place"


def merge_places(
    *,
    record: Place,
    into: Place,
    by: AbstractBaseUser | None,
    reason: str = "",
    keep: Collection[str] = (),
    started_from: Mapping[int, int] | None = None,
) -> Merge:
    """Merge a place into another: its names and events are the other's; the events are edited, not yet published.

    Raises NotMerged and StaleRevision.
    """
    if record.pk == into.pk:
        raise NotMerged("Choose another place: one can't be merged into itself.")
    with attributed(by=by), transaction.atomic():
        wait_for_edits()
        record, into = locked(record, into, started_from=started_from or {})
        moved = move(record=record, into=into, found=plan(record=record, into=into, keep=keep), keep=keep, numbers={})
        moved["place"] = stored_row(Place, record.pk)
        record_pk = record.pk
        record.delete()
        return Merge.objects.create(
            type=PLACE,
            record=record_pk,
            slug=record.slug,
            into=into.pk,
            into_slug=into.slug,
            reason=reason,
            merged_by=by,  # type: ignore[misc]
            moved=moved,
        )


def unmerge_places(*, merge: Merge, by: AbstractBaseUser | None) -> Merge:
    """Undo the merge of two places. Raises NotMerged where what moved was changed since."""
    try:
        with attributed(by=by), transaction.atomic():
            wait_for_edits()
            merge = Merge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
            if merge.undone_at is not None:
                raise NotMerged("It is undone already.")
            into: Any = Place.objects.filter(pk=merge.into).first()
            if into is None:
                raise NotMerged(f"{merge.into_slug} is no longer there: undo its merge first.")
            insert_again(apps.get_model("claims", "Place"), merge.moved["place"])
            move_back(record=Place.objects.get(pk=merge.record), into=into, moved=merge.moved)
            merge.undone_by, merge.undone_at = by, now()  # type: ignore[assignment]
            with _merging():
                merge.save(update_fields=["undone_by", "undone_at"])
    except ChangedSince as changed:
        raise NotMerged(f"It can't be undone: what was moved has been changed since: {changed}.") from changed
    return merge


@contextmanager
def _merging() -> Iterator[None]:
    """Tell the trigger of merges that this one is being undone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [DOOR_SETTING, MERGING])
        yield
        cursor.execute("SELECT set_config(%s, '', true)", [DOOR_SETTING])
