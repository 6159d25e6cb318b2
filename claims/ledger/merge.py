"""Merging two records, and undoing it: one survives, all that named the other names it, the old address leads to it.

What moves on the editorial side is in claims/moving.py; how documents follow is in redirects.py.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError, connection, transaction

from claims.actions import StaleRevision
from claims.ledger.dependents import dependents, readers, topmost_events
from claims.ledger.door import finish_after_commit, public_reason, recompose_or_defer
from claims.ledger.editorial import lead_to
from claims.ledger.freeze import RECORDS
from claims.ledger.log import Draft, Writer, opened
from claims.ledger.merged_documents import Before, enter_merged
from claims.ledger.models import Action, Entry
from claims.ledger.published import PublishedRecord
from claims.ledger.takedown import because
from claims.models import Merge
from claims.moved_rows import move
from claims.moving import Plan, plan
from factreg.door_setting import MERGING
from factreg.merged import keep_edits_out
from factreg.records import PublicState, Record, WorkState

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

PATIENCE = "5s"  # a load may be under way for minutes: rather say so than keep the door shut
_LOCK_NOT_AVAILABLE = "55P03"


class NotMerged(Exception):
    """Why two records can't be merged, or a merge not be undone; nothing was changed."""

    def __init__(self, *reasons: str) -> None:
        self.reasons = reasons
        super().__init__(" ".join(reasons))


def merge(
    *,
    record: Record,
    into: Record,
    by: AbstractBaseUser | None,
    reason: str = "",
    keep: Collection[str] = (),
    started_from: Mapping[int, int] | None = None,
) -> Merge:
    """Merge `record` into `into`, of the same type: what named it names the survivor, its address leads there.

    `keep`: fields in which the merged record's value stays (`figure` for a claim's). `started_from`: the revision, by
    primary key, that was looked at. Raises NotMerged, StaleRevision, ValueError without a reason where it is public.

    >>> merge(record=twin, into=claim, by=editor, reason="The same claim, entered twice")  # doctest: +SKIP
    """
    reason = public_reason(reason)
    with opened(by=by, how=MERGING) as writer:
        wait_for_edits()
        record, into = locked(record, into, started_from=started_from or {})
        if against := refusals(record=record, into=into):
            raise NotMerged(*against)
        if record.public_state == PublicState.PUBLISHED and not reason:
            raise ValueError("reason: say in public why they are merged.")
        done, entries = _merge(writer, record, into, by=by, reason=reason, keep=keep)
        if entries:
            # Those that were entered once more: each was composed before those after it were.
            again = {(one.type, one.slug or ""): one.seq for one in entries}
            # Found before what carries a merged source names its survivor.
            tops = topmost_events(entries)
            recompose_or_defer(writer, because(entries[0], dependents(entries) | again))
            recompose_or_defer(writer, because(entries[0], readers(tops)))
    finish_after_commit(by=by)
    return done


def refusals(*, record: Any, into: Any, planned: Plan | None = None) -> list[str]:
    """Why two records can't be merged, in words, with the way out. `planned`: what a merge would do, where known."""
    if type(record) is not type(into):
        return [f"{record.slug} and {into.slug} are of different types."]
    if record.pk == into.pk:
        return ["Choose another record: one can't be merged into itself."]
    able = (PublicState.NEVER, PublicState.PUBLISHED)
    against = [
        f"{one.slug} is {one.get_public_state_display()}; restore it first."
        for one in (record, into)
        if one.public_state not in able
    ]
    if not against and record.public_state == PublicState.PUBLISHED and into.public_state == PublicState.NEVER:
        against.append(f"{into.slug} was never published: merge it into {record.slug} instead, or publish it first.")
    return against + (planned or plan(record=record, into=into)).against


def wait_for_edits() -> None:
    """Wait until no edit is under way, and keep new ones out until the transaction ends."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [PATIENCE])
            keep_edits_out()
            cursor.execute("SELECT set_config('lock_timeout', '0', true)")
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", None) != _LOCK_NOT_AVAILABLE:
            raise
        raise NotMerged("Others are saving just now, perhaps a large file; try again in a moment.") from error


def locked(*records: Any, started_from: Mapping[int, int]) -> tuple[Any, ...]:
    """The stored records, locked in the order of their keys; refused where one was edited since it was looked at."""
    (model,) = {type(record) for record in records}
    found = {
        stored.pk: stored
        for stored in model._default_manager.select_for_update()
        .filter(pk__in=[record.pk for record in records])
        .order_by("pk")
    }
    for pk, revision in started_from.items():
        if found[pk].revision != revision:
            raise StaleRevision(stored=found[pk], started_from=revision)
    return tuple(found[record.pk] for record in records)


def _merge(
    writer: Writer,
    record: Any,
    into: Any,
    *,
    by: AbstractBaseUser | None,
    reason: str,
    keep: Collection[str],
    whole: tuple[Merge, int | None] | None = None,
) -> tuple[Merge, list[Entry]]:
    """Merge two locked records. `whole`: the merge, and its entry, of which this one is a part."""
    found = plan(record=record, into=into, keep=keep)
    public = record.public_state == PublicState.PUBLISHED
    before = Before.of(record, into) if public else None
    entry = _enter(writer, record, into, reason=reason, cause=whole[1] if whole else None) if public else None
    done = Merge.objects.create(
        type=record.type,
        record=record.pk,
        slug=record.slug,
        into=into.pk,
        into_slug=into.slug,
        part_of=whole[0] if whole else None,
        seq=entry.seq if entry else None,
        reason=reason,
        merged_by=by,  # type: ignore[misc]
    )
    entries = [entry] if entry else []
    for one, other in found.pairs:
        _, more = _merge(writer, one, other, by=by, reason="", keep=(), whole=(done, entry.seq if entry else None))
        entries += more
    numbers = before.new_numbers(record=record, into=into) if before else {}
    done.moved = {
        "states": [record.public_state, record.work_state],
        **move(record=record, into=into, found=found, keep=keep, numbers=numbers),
        "redirects": lead_to(record=record, into=into),
    }
    _mark(record, into, found, keep)
    if before and entry:
        clean = into if WorkState.CLEAN == record.work_state == into.work_state else None
        after, public_side = enter_merged(writer, before, cause=entry, keep=keep, numbers=numbers, clean=clean)
        entries += after
        done.moved |= {"public": public_side}
    done.save(update_fields=["moved"])
    return done, entries


def _enter(writer: Writer, record: Any, into: Any, *, reason: str, cause: int | None) -> Entry:
    known = PublishedRecord.objects.get(key=record.key)
    draft = Draft(
        action=Action.MERGED,
        type=record.type,
        key=record.key,
        slug=record.slug,
        version=known.version,
        reason=reason,
        cause=cause,
        merged_into=into.key,
        survivor=into.slug,
    )
    return writer.append([draft])[0]


def _mark(record: Any, into: Any, found: Plan, keep: Collection[str]) -> None:
    """The merged record's state; and the survivor's, where it now holds what nobody has published or reviewed."""
    model: Any = RECORDS[record.type]
    was_clean = record.public_state == PublicState.PUBLISHED and record.work_state == WorkState.CLEAN
    own = bool(keep) or any(relation.model._meta.model_name in OWN_PARTS for relation in found.moves)
    if own and not was_clean:
        editors = sorted({*into.editors, *record.editors})
        model.objects.filter(pk=into.pk).update(work_state=WorkState.DRAFT, editors=editors)
    model.objects.filter(pk=record.pk).update(public_state=PublicState.MERGED, work_state=WorkState.CLEAN)


# Rows that are part of the record that they name: with them the survivor's own part changes.
OWN_PARTS = ("actoralias", "claimabout", "claimrest", "figure", "statement", "responsesearch", "assessment")
