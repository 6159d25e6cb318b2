"""Erasing: documents are destroyed, of a whole record or of earlier versions, and of all that shows their words.

Nothing brings them back. The ledger stays whole: entries and leaves remain, without what was said in them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings

from claims.ledger.cleansing import cleanse
from claims.ledger.dependents import dependents, readers, topmost_events
from claims.ledger.destroying import destroy
from claims.ledger.door import finish_after_commit, public_reason, recompose, recompose_or_defer
from claims.ledger.freeze import RECORDS
from claims.ledger.log import Draft, Writer, opened
from claims.ledger.models import Action, Entry
from claims.ledger.neighbourhood import PAIRS, PUBLISHED
from claims.ledger.published import PublishedRecord
from claims.ledger.standing_down import versions_showing, versions_showing_version
from claims.ledger.takedown import NotTakenDown, because, locked_in, pairs_of
from claims.ledger.takedown_list import Line
from claims.models import LegalHold
from factreg.door_setting import ERASING
from factreg.records import PublicState, Record

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

ERASABLE = (PublicState.PUBLISHED, PublicState.WITHDRAWN, PublicState.QUARANTINED)


@dataclass(frozen=True, slots=True)
class Destroyed:
    """What an erasure destroys: positions in the ledger, and how many versions of which records these are."""

    seqs: frozenset[int]
    own: int
    others: tuple[tuple[str, str, int], ...]  # type, slug, how many versions
    pairs: tuple[tuple[str, str], ...]  # those that go with a claim, whole


def erase(
    *,
    record: Record,
    by: AbstractBaseUser | None,
    reason: str,
    versions: Collection[int] | None = None,
    approved_by: AbstractBaseUser | None = None,
    legal_basis: str = "",
    as_operator: bool = False,
) -> Entry:
    """Destroy a record, or earlier versions of it, and every version of others that shows its words. For good.

    Needs a second person where reviews do; a command acts `as_operator`. Raises NotTakenDown where a legal hold stands,
    where the state of the record does not allow it or where the chosen words are those that are public now, and
    ValueError without a reason.
    """
    if not (reason := public_reason(reason)):
        raise ValueError("reason: say in public why it is erased.")
    if not as_operator:
        _refuse_one_person(by, approved_by)
    with opened(by=by, approved_by=approved_by, how=ERASING) as writer:
        stored = locked_in(record, *ERASABLE)
        refuse_held(stored)
        basis = public_reason(legal_basis)
        if versions is None:
            entry = _erase_whole(writer, stored, reason=reason, legal_basis=basis)
            writer.listed.append(Line.of(entry))
        else:
            entry = _erase_versions(writer, stored, sorted(set(versions)), reason=reason, legal_basis=basis)
    finish_after_commit(by=by)
    return entry


def would_destroy(*, record: Record, versions: Collection[int] | None = None) -> Destroyed:
    """What erasing would destroy, to be shown before one confirms. Raises as `erase` does for versions."""
    if versions is None:
        pairs = [(pair.type, pair.slug) for pair in _pairs_with(record)]
        seqs = _showing_whole(record.type, record.slug, pairs)
    else:
        pairs, seqs = [], _showing_versions(record, _entered(record, sorted(set(versions))))
    return _told(record, seqs, pairs)


def refuse_held(record: Record) -> None:
    """Raises NotTakenDown while a legal hold stands on a record."""
    holds: Any = LegalHold.objects
    if holds.of(record).standing().exists():
        raise NotTakenDown(f"A legal hold stands on {record.type} {record.slug}: nothing of it may be destroyed.")


def _refuse_one_person(by: AbstractBaseUser | None, approved_by: AbstractBaseUser | None) -> None:
    alone = approved_by is None or (by is not None and approved_by.pk == by.pk)
    if settings.TAKEDOWN_BY_SECOND_PERSON and alone:
        raise NotTakenDown("It takes two people to erase: one asks for it, another confirms.")


# Whole


def _erase_whole(writer: Writer, stored: Record, *, reason: str, legal_basis: str) -> Entry:
    pairs = _pairs_with(stored)
    seqs = _showing_whole(stored.type, stored.slug, [(pair.type, pair.slug) for pair in pairs])
    public = PublishedRecord.objects.get(key=stored.key)
    keys = [stored.key, *(pair.key for pair in pairs), *_merged_into(stored)]
    silenced = _reasoned(Entry.objects.filter(key__in=keys))
    draft = Draft(Action.ERASED, stored.type, stored.key, stored.slug, public.version, reason=reason)
    draft.legal_basis = legal_basis
    (entry,) = writer.append([draft])
    followed = writer.append(
        [Draft(Action.ERASED, pair.type, pair.key, pair.slug, pair.version, cause=entry.seq) for pair in pairs]
    )
    _recompose(writer, entry, followed)
    destroy(seqs, erased=keys, silenced=silenced)
    for pair in pairs:
        cleanse(RECORDS[pair.type].objects.get(key=pair.key))
    cleanse(stored)
    return entry


def _recompose(writer: Writer, entry: Entry, followed: Sequence[Entry]) -> None:
    """What shows the words now is composed without them, at once; what only counts them may follow."""
    entries = [entry, *followed]
    recompose(writer, because(entry, dependents(entries)))
    recompose_or_defer(writer, because(entry, readers(topmost_events(entries))))


def _pairs_with(record: Record) -> list[PublishedRecord]:
    """The pairs that join a claim, as last published, whatever their state: all their versions show its words."""
    states = (PublicState.PUBLISHED, PublicState.WITHDRAWN, PublicState.QUARANTINED)
    return [pair for state in states for pair in pairs_of(record, state, meant=False)]


def _merged_into(record: Record) -> list[UUID]:
    rows = PublishedRecord.objects.filter(type=record.type, merged_into=record.slug)
    return list(rows.values_list("key", flat=True))


def _showing_whole(type_: str, slug: str, pairs: Sequence[tuple[str, str]]) -> set[int]:
    return set(versions_showing(type_, slug)).union(*(versions_showing(*pair) for pair in pairs))


def _reasoned(entries: Any) -> list[int]:
    """The positions of those that gave a public reason."""
    return list(entries.exclude(reason=None, legal_basis=None).values_list("seq", flat=True))


# Versions


def _erase_versions(writer: Writer, stored: Record, versions: Sequence[int], *, reason: str, legal_basis: str) -> Entry:
    chosen = _entered(stored, versions)
    seqs = _showing_versions(stored, chosen)
    own = dict(Entry.objects.filter(seq__in=seqs, key=stored.key).order_by("seq").values_list("seq", "version"))
    draft = Draft(Action.ERASED, stored.type, stored.key, stored.slug, 0, reason=reason, legal_basis=legal_basis)
    entries: list[Entry] = []
    for number in own.values():
        draft.version = number
        entries += writer.append([draft])
        draft.cause, draft.reason, draft.legal_basis = entries[0].seq, None, None
    shown = _current_among(seqs)
    recompose(writer, because(entries[0], dict.fromkeys(shown, entries[0].seq)))
    destroy(seqs, erased=(), silenced=_reasoned(Entry.objects.filter(seq__in=own)))
    writer.listed.append(Line.of(entries[0], versions=list(own.values())))
    return entries[0]


def _entered(record: Record, versions: Sequence[int]) -> list[Any]:
    """The rows of the chosen versions. Raises NotTakenDown for one that there is not, and for the words of now."""
    model = PUBLISHED[record.type]
    found = {row.version: row for row in model.objects.filter(key=record.key, version__in=versions)}
    if lacking := [str(number) for number in versions if number not in found] or ([] if versions else ["none"]):
        raise NotTakenDown(f"Version {', '.join(lacking)} of {record.slug}: there is nothing to erase.")
    words = PublishedRecord.objects.get(key=record.key).words_version
    for number, row in found.items():
        if f"{record.type}/{record.slug}.{words}" in row.shows:
            raise NotTakenDown(
                f"Version {number} of {record.slug} says what it said last: publish a correction first,"
                " or erase the whole record."
            )
    return list(found.values())


def _showing_versions(record: Record, chosen: Sequence[Any]) -> set[int]:
    return {seq for row in chosen for seq in versions_showing_version(record.type, row.key, row.version)}


def _current_among(seqs: Collection[int]) -> list[tuple[str, str]]:
    """What is public now of these versions."""
    return [
        (type_, slug)
        for type_, model in PUBLISHED.items()
        for slug in model.objects.filter(seq__in=seqs, to_seq=None).values_list("slug", flat=True)
    ]


# Telling


def _told(record: Record, seqs: Collection[int], pairs: Sequence[tuple[str, str]]) -> Destroyed:
    counted: dict[tuple[str, str], int] = {}
    for type_, model in PUBLISHED.items():
        for slug in model.objects.filter(seq__in=seqs).order_by("seq").values_list("slug", flat=True):
            counted[type_, slug] = counted.get((type_, slug), 0) + 1
    own = counted.pop((record.type, record.slug), 0)
    others = tuple((type_, slug, number) for (type_, slug), number in counted.items() if (type_, slug) not in pairs)
    return Destroyed(frozenset(seqs), own, others, tuple(pair for pair in pairs if pair[0] in PAIRS))
