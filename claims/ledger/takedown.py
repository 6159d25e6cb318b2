"""Taking down and bringing back: withdraw, quarantine, restore. The neighbours' documents change with them, at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from claims.ledger.canonical import timestamp
from claims.ledger.dependents import dependents, readers, topmost_events
from claims.ledger.documents import Composer
from claims.ledger.door import finish_after_commit, recompose
from claims.ledger.editorial import mark
from claims.ledger.freeze import RECORDS
from claims.ledger.log import Draft, Writer, opened
from claims.ledger.models import Action, Entry
from claims.ledger.neighbourhood import PAIRS, Neighbourhood
from claims.ledger.published import PublishedRecord
from factreg.records import PublicState, Record

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


class NotTakenDown(Exception):
    """The record is not in a state from which that can be done; nothing was changed."""


def withdraw(*, record: Record, by: AbstractBaseUser | None, reason: str) -> Entry:
    """Take a record out of the present. Its older versions stay readable in history, with the reason.

    Raises NotTakenDown for a record that is not public, and ValueError without a reason.
    """
    if not reason.strip():
        raise ValueError("reason: say in public why it is withdrawn.")
    return _take_down(record, by=by, reason=reason, action=Action.WITHDRAWN, state=PublicState.WITHDRAWN)


def quarantine(*, record: Record, by: AbstractBaseUser | None, reason: str = "") -> Entry:
    """Make a record unreadable in every version, its own and those of others that show its words, for now."""
    return _take_down(record, by=by, reason=reason, action=Action.QUARANTINED, state=PublicState.QUARANTINED)


def restore(*, record: Record, by: AbstractBaseUser | None, reason: str) -> Entry:
    """Make a withdrawn or quarantined record public again, as it was last published; unpublished edits stay so.

    Raises NotTakenDown for a record that is neither, and ValueError without a reason.
    """
    if not reason.strip():
        raise ValueError("reason: say in public why it is restored.")
    with opened(by=by) as writer:
        stored = _locked(record, PublicState.WITHDRAWN, PublicState.QUARANTINED)
        entry = _bring_back(writer, stored.type, stored.slug, reason=reason)
        mark(stored, PublicState.PUBLISHED)
        entries = [entry]
        waiting = [pair for pair in _pairs_of(stored, PublicState.WITHDRAWN) if _claims_are_public(pair)]
        entries += [_bring_back(writer, pair.type, pair.slug, cause=entry.seq) for pair in waiting]
        recompose(writer, _because(entry, entries))
    finish_after_commit(by=by)
    return entry


def _take_down(record: Record, *, by: AbstractBaseUser | None, reason: str, action: str, state: PublicState) -> Entry:
    with opened(by=by) as writer:
        allowed = {PublicState.PUBLISHED} | ({PublicState.WITHDRAWN} if action == Action.QUARANTINED else set())
        stored = _locked(record, *allowed)
        public = PublishedRecord.objects.get(key=stored.key)
        draft = Draft(
            action=action, type=stored.type, key=stored.key, slug=stored.slug, version=public.version, reason=reason
        )
        (entry,) = writer.append([draft])
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
            for pair in _pairs_of(stored, PublicState.PUBLISHED)
        ]
        entries = [entry, *writer.append(pairs)]
        # Removal of text is never deferred, however much shows it.
        recompose(writer, _because(entry, entries))
    finish_after_commit(by=by)
    return entry


def _because(entry: Entry, entries: list[Entry]) -> dict[tuple[str, str], int]:
    """All that is to be recomposed after the entries, because of the first."""
    return dict.fromkeys(readers(topmost_events(entries)) | dependents(entries), entry.seq)


def _locked(record: Record, *states: PublicState) -> Record:
    model = RECORDS[record.type]
    stored: Record = model.objects.select_for_update().get(pk=record.pk)
    if stored.public_state not in states:
        raise NotTakenDown(
            f"{stored.type} {stored.slug} is {stored.get_public_state_display()};"
            f" this needs one that is {' or '.join(state.label for state in sorted(states))}."
        )
    return stored


def _pairs_of(record: Record, state: PublicState) -> list[PublishedRecord]:
    """The pairs that editors have published and in which the claim stands, if it is one, in a given public state."""
    if record.type != "claim":
        return []
    of_claim = Q(first_claim=record.pk) | Q(second_claim=record.pk)
    keys = [
        key
        for type_ in PAIRS
        for key in RECORDS[type_].objects.published().filter(of_claim).values_list("key", flat=True)
    ]
    return list(PublishedRecord.objects.filter(key__in=keys, public_state=state).order_by("first_seq"))


def _claims_are_public(pair: PublishedRecord) -> bool:
    pairs: Any = RECORDS[pair.type].objects
    row = pairs.select_related("first_claim", "second_claim").get(key=pair.key)
    return all(claim.public_state == PublicState.PUBLISHED for claim in (row.first_claim, row.second_claim))


def _bring_back(writer: Writer, type_: str, slug: str, *, reason: str = "", cause: int | None = None) -> Entry:
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
                published_at=_published_at(public),
            )
        ]
    )
    return entry


def _published_at(public: PublishedRecord) -> str:
    return timestamp(Entry.objects.get(seq=public.first_seq).at)
