"""Taking down and bringing back: withdraw, quarantine, restore. The neighbours' documents change with them, at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from claims.ledger.canonical import timestamp
from claims.ledger.dependents import Targets, dependents, readers, topmost_events
from claims.ledger.documents import Composer
from claims.ledger.door import (
    finish_after_commit,
    first_published_at,
    public_reason,
    recompose,
    recompose_or_defer,
)
from claims.ledger.editorial import mark
from claims.ledger.freeze import RECORDS
from claims.ledger.log import Draft, Writer, opened
from claims.ledger.models import Action, Entry
from claims.ledger.neighbourhood import PAIRS, PUBLISHED, Neighbourhood
from claims.ledger.published import PublishedRecord
from claims.ledger.takedown_list import Line, NotTakenDown
from factreg.records import PublicState, Record

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

__all__ = ["NotTakenDown", "quarantine", "restore", "withdraw"]


def withdraw(
    *,
    record: Record,
    by: AbstractBaseUser | None,
    reason: str,
    legal_basis: str = "",
    approved_by: AbstractBaseUser | None = None,
) -> Entry:
    """Take a record out of the present. Its older versions stay readable in history, with the reason.

    `legal_basis`: the law or order that demands it, in public. Whether it takes a second person is for two_people.py.
    Raises NotTakenDown for a record that is not public, and ValueError without a reason.
    """
    if not (reason := public_reason(reason)):
        raise ValueError("reason: say in public why it is withdrawn.")
    draft = Draft(Action.WITHDRAWN, record.type, record.key, record.slug, 0, reason=reason)
    draft.legal_basis = public_reason(legal_basis)
    return _take_down(record, draft, by=by, approved_by=approved_by, state=PublicState.WITHDRAWN)


def quarantine(*, record: Record, by: AbstractBaseUser | None, reason: str = "", legal_basis: str = "") -> Entry:
    """Make a record unreadable in every version, its own and those of others that show its words, for now."""
    draft = Draft(Action.QUARANTINED, record.type, record.key, record.slug, 0, reason=public_reason(reason))
    draft.legal_basis = public_reason(legal_basis)
    return _take_down(record, draft, by=by, approved_by=None, state=PublicState.QUARANTINED)


def restore(*, record: Record, by: AbstractBaseUser | None, reason: str) -> Entry:
    """Make a withdrawn or quarantined record public again, as it was last published; unpublished edits stay so.

    Raises NotTakenDown for a record that is neither, and ValueError without a reason.
    """
    if not (reason := public_reason(reason)):
        raise ValueError("reason: say in public why it is restored.")
    with opened(by=by) as writer:
        stored = locked_in(record, PublicState.WITHDRAWN, PublicState.QUARANTINED)
        if stored.type in PAIRS and not claims_are_public(stored):
            raise NotTakenDown(
                f"{stored.type} {stored.slug} joins claims that are not both public; restore these first."
            )
        entry = bring_back(writer, stored.type, stored.slug, reason=reason)
        writer.listed.append(Line.of(entry))
        mark(stored, PublicState.PUBLISHED)
        entries = [entry]
        waiting = [pair for pair in pairs_of(stored, PublicState.WITHDRAWN) if claims_are_public(pair)]
        entries += [bring_back(writer, pair.type, pair.slug, cause=entry.seq) for pair in waiting]
        # These once more: each was composed before those after it were back.
        recompose(writer, {(back.type, back.slug or ""): entry.seq for back in entries})
        recompose_or_defer(writer, because(entry, dependents(entries)))
        recompose_or_defer(writer, because(entry, readers(topmost_events(entries))))
    finish_after_commit(by=by)
    return entry


def _take_down(
    record: Record,
    draft: Draft,
    *,
    by: AbstractBaseUser | None,
    approved_by: AbstractBaseUser | None,
    state: PublicState,
) -> Entry:
    with opened(by=by, approved_by=approved_by) as writer:
        down = {PublicState.WITHDRAWN} if state == PublicState.QUARANTINED else set()
        stored = locked_in(record, PublicState.PUBLISHED, *down)
        draft.version = PublishedRecord.objects.get(key=stored.key).version
        (entry,) = writer.append([draft])
        writer.listed.append(Line.of(entry))
        mark(stored, state)
        pairs = [
            Draft(
                action=Action.WITHDRAWN,
                type=pair.type,
                key=pair.key,
                slug=pair.slug,
                version=pair.version,
                cause=entry.seq,
            )
            for pair in pairs_of(stored, PublicState.PUBLISHED)
        ]
        entries = [entry, *writer.append(pairs)]
        # Removal of text is never deferred, however much shows it.
        recompose(writer, because(entry, dependents(entries)))
        recompose_or_defer(writer, because(entry, readers(topmost_events(entries))))
    finish_after_commit(by=by)
    return entry


def because(entry: Entry, targets: Targets) -> Targets:
    """The same targets, all because of one entry, whichever of its consequences they were found by."""
    return dict.fromkeys(targets, entry.seq)


def locked_in(record: Record, *states: PublicState) -> Record:
    """The stored record, locked. Raises NotTakenDown where it is in none of these states."""
    model = RECORDS[record.type]
    stored: Record = model.objects.select_for_update().get(pk=record.pk)
    if stored.public_state not in states:
        raise NotTakenDown(
            f"{stored.type} {stored.slug} is {stored.get_public_state_display()};"
            f" this needs one that is {' or '.join(state.label for state in sorted(states))}."
        )
    return stored


def pairs_of(record: Record, state: PublicState, *, meant: bool = True) -> list[PublishedRecord]:
    """The pairs that join the claim, if it is one, as last published, in a public state. `meant`: and that editors
    have public.

    As last published: what an editor is making of a pair now changes nothing for the world.
    """
    if record.type != "claim":
        return []
    found: list[PublishedRecord] = []
    merged = PublishedRecord.objects.filter(type="claim", merged_into=record.slug).values_list("slug", flat=True)
    named = [f"claim:{slug}" for slug in (record.slug, *merged)]
    for type_ in PAIRS:
        joining = PUBLISHED[type_].objects.filter(facets__overlap=named).values_list("key", flat=True)
        keys: Any = list(joining)
        if meant:
            keys = list(RECORDS[type_].objects.published().filter(key__in=keys).values_list("key", flat=True))
        found += PublishedRecord.objects.filter(key__in=keys, public_state=state)
    return sorted((pair for pair in found if record.slug in _claims_of(pair)), key=lambda pair: pair.first_seq)


def _claims_of(pair: Record | PublishedRecord) -> list[str]:
    """The claims that a pair joined last; what was merged since, its survivor."""
    claims: list[str] = PUBLISHED[pair.type].objects.filter(key=pair.key).latest("seq").claims
    gone = PublishedRecord.objects.filter(type="claim", slug__in=claims, merged_into__isnull=False)
    survivors = dict(gone.values_list("slug", "merged_into"))
    return [survivors.get(claim) or claim for claim in claims]


def claims_are_public(pair: Record | PublishedRecord) -> bool:
    public = PublishedRecord.objects.filter(type="claim", public_state=PublicState.PUBLISHED)
    return public.filter(slug__in=_claims_of(pair)).count() == 2


def bring_back(writer: Writer, type_: str, slug: str, *, reason: str = "", cause: int | None = None) -> Entry:
    """Enter a record again, composed from its last published own part."""
    public = PublishedRecord.objects.get(type=type_, slug=slug)
    around = Neighbourhood()
    around.load(type_, [slug])
    around.overlay(type_, slug, around.own(type_, slug), first_published=public.first_seq)
    around.load_for(type_, [slug])
    (entry,) = writer.append(
        [
            Draft(
                action=Action.RESTORED,
                type=type_,
                key=public.key,
                slug=slug,
                version=public.version + 1,
                composed=Composer(around).compose(type_, slug),
                reason=reason,
                cause=cause,
                published_at=first_published_at(public),
                updated_at=timestamp(public.updated_at) if cause else None,
            )
        ]
    )
    return entry
