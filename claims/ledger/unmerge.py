"""Undoing a merge: both records are back, each with what was its own; refused where that was changed since."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils.timezone import now

from claims.ledger.dependents import dependents, readers, topmost_events
from claims.ledger.door import current_versions, finish_after_commit, public_reason, recompose, recompose_or_defer
from claims.ledger.editorial import lead_back
from claims.ledger.freeze import RECORDS
from claims.ledger.log import Draft, Writer, opened
from claims.ledger.merge import NotMerged, locked, wait_for_edits
from claims.ledger.merged_documents import enter_owns, owns_before, published_while_merged
from claims.ledger.models import Action, Entry
from claims.ledger.neighbourhood import PAIRS
from claims.ledger.published import PublishedRecord
from claims.ledger.takedown import because, bring_back, claims_are_public
from claims.models import Merge
from claims.moved_rows import ChangedSince, move_back
from factreg.door_setting import MERGING
from factreg.records import PublicState, Record, WorkState

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


def unmerge(*, merge: Merge, by: AbstractBaseUser | None, reason: str = "") -> Merge:
    """Undo a merge: both records are back as they were, with what moved; what was edited besides stays.

    Raises NotMerged where what moved was changed since, and ValueError without a reason where it is public.
    """
    reason = public_reason(reason)
    try:
        with opened(by=by, how=MERGING) as writer:
            wait_for_edits()
            merge = Merge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
            record, into = _both(merge)
            if merge.seq and not reason:
                raise ValueError("reason: say in public why the merge is undone.")
            _give_back(merge, record, into, by)
            if merge.seq:
                _restore(writer, merge, record, into, reason)
            else:
                _note_edits(merge, by)
    except ChangedSince as changed:
        raise NotMerged(f"It can't be undone: what was moved has been changed since: {changed}.") from changed
    except IntegrityError as error:
        raise NotMerged(f"It can't be undone: what was moved does not fit any more ({error.__cause__}).") from error
    finish_after_commit(by=by)
    return merge


def _both(merge: Merge) -> tuple[Any, Any]:
    """The two records, locked, if the merge can be undone."""
    if merge.undone_at is not None:
        raise NotMerged("It is undone already.")
    if merge.part_of_id is not None:
        raise NotMerged(f"It is part of the merge of {merge.part_of}: undo that.")
    model: Any = RECORDS[merge.type]
    record, into = locked(model(pk=merge.record), model(pk=merge.into), started_from={})
    able = (PublicState.PUBLISHED,) if merge.seq else (PublicState.NEVER, PublicState.PUBLISHED)
    if into.public_state not in able:
        word = into.get_public_state_display()
        way_out = "undo that merge first" if into.public_state == PublicState.MERGED else "restore it first"
        raise NotMerged(f"{into.slug} is {word}: {way_out}.")
    return record, into


def _give_back(merge: Merge, record: Any, into: Any, by: AbstractBaseUser | None) -> None:
    """The editorial side: rows, addresses, states; of the pairs that fell together as well."""
    lead_back(record=record, into=into, rows=merge.moved["redirects"])
    public_state, work_state = merge.moved["states"]
    RECORDS[merge.type].objects.filter(pk=record.pk).update(public_state=public_state, work_state=work_state)
    # After these: what comes back in names the record, and not its survivor.
    with transaction.atomic():
        move_back(record=record, into=into, moved=merge.moved)
    merge.undone_by, merge.undone_at = by, now()  # type: ignore[assignment]
    merge.save(update_fields=["undone_by", "undone_at"])
    for part in merge.parts.standing():
        model: Any = RECORDS[part.type]
        part_record, part_into = locked(model(pk=part.record), model(pk=part.into), started_from={})
        _give_back(part, part_record, part_into, by)


def _restore(writer: Writer, merge: Merge, record: Any, into: Any, reason: str) -> None:
    """The public side: the record is back, then what had named it, then all that depends on these."""
    try:
        owns = owns_before(type=merge.type, slug=record.slug, into=into.slug, public=merge.moved["public"])
    except KeyError as gone:
        type_, slug = gone.args[0]
        raise NotMerged(f"The {type_} {slug} was taken down since: restore it first.") from gone
    for address, own in published_while_merged(_owners(merge)).items():
        if address in ((merge.type, record.slug), (merge.type, into.slug)):
            continue
        if not current_versions(address[0], [address[1]]):
            raise NotMerged(f"The {address[0]} {address[1]} was taken down since: restore it first.")
        owns[address] = own
    if record.type in PAIRS and not claims_are_public(record):
        raise NotMerged(f"{record.slug} joins claims that are not both public: restore these first.")
    entry = bring_back(writer, record.type, record.slug, reason=reason)
    entries = [entry, *_pairs_back(writer, merge, entry)]
    entries += enter_owns(writer, owns, cause=entry, itself=(merge.type, into.slug))
    # These once more: each was composed before those after it were back.
    recompose(writer, {(back.type, back.slug or ""): entry.seq for back in entries})
    recompose_or_defer(writer, because(entry, dependents(entries)))
    recompose_or_defer(writer, because(entry, readers(topmost_events(entries))))


def _owners(merge: Merge) -> dict[str, set[int]]:
    """By type, the records that name the merged record, or hold what names it, as before the merge."""
    owners: dict[str, set[int]] = defaultdict(set)
    for one in (merge, *merge.parts.all()):
        for label, _, pks, _ in one.moved["rows"]:
            model: Any = apps.get_model(label)
            if issubclass(model, Record):
                owners[model.type].update(pks)
            elif any(field.name == "claim" for field in model._meta.fields):
                owners["claim"].update(model._base_manager.filter(pk__in=pks).values_list("claim", flat=True))
        stored = [json.loads(row) for _, row in one.moved["dropped"]]
        owners["claim"].update(row["claim_id"] for row in stored if "claim_id" in row)
    return owners


def _note_edits(merge: Merge, by: AbstractBaseUser | None) -> None:
    """What was published while a draft was merged names the survivor: that it names the draft again is an edit.

    The draft's name is not for the world to read, so that the public side stays as it is.
    """
    for type_, slug in published_while_merged(_owners(merge)):
        record: Any = RECORDS[type_].objects.get(slug=slug)
        editors = sorted({*record.editors, *([by.pk] if by else [])})
        RECORDS[type_].objects.filter(pk=record.pk).update(work_state=WorkState.DRAFT, editors=editors)


def _pairs_back(writer: Writer, merge: Merge, entry: Entry) -> list[Entry]:
    """The pairs that had fallen together with the two claims: public again, if both their claims are."""
    back = []
    for part in merge.parts.exclude(seq=None).order_by("seq"):
        pair = PublishedRecord.objects.get(type=part.type, slug=part.slug)
        if claims_are_public(pair):
            back.append(bring_back(writer, pair.type, pair.slug, cause=entry.seq))
        else:
            down = Draft(Action.WITHDRAWN, pair.type, pair.key, pair.slug, pair.version, cause=entry.seq)
            back += writer.append([down])
    return back
