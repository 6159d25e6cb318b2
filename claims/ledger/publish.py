"""The door: `publish` turns records into documents, appends them to the ledger and refreshes the published tables.

Here is what is published with what. What is recomposed because of it is in dependents.py, taking down in takedown.py.
"""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from claims.ledger.documents import Composer
from claims.ledger.door import (
    BATCH,
    current_versions,
    finish_after_commit,
    first_published_at,
    public_reason,
    recompose_dependents,
    recompose_pending,
    unchanged,
)
from claims.ledger.editorial import Stored, marking_published, number_parts
from claims.ledger.freeze import RECORDS, freeze
from claims.ledger.log import Draft, Writer, opened
from claims.ledger.models import Action, Entry
from claims.ledger.neighbourhood import PAIRS, Neighbourhood
from claims.ledger.own_parts import Own, named_by
from claims.ledger.published import PublishedRecord, RecordVersion
from claims.ledger.readiness import NotPublishable, Problem, problems_for
from claims.models import Event
from factreg.arrays import among
from factreg.records import PublicState, Record

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

__all__ = ["NotPublishable", "Problem", "publish", "publish_many", "recompose_pending"]


def publish(
    *, record: Record, by: AbstractBaseUser | None, reason: str = "", as_operator: bool = False
) -> Entry | None:
    """Publish a record with its parts, and first what it names and was never public.

    Returns its entry, or None where what is public is the same already. Raises NotPublishable. What holds a person who
    publishes (claims/ledger/readiness.py) holds nobody who runs a command, `as_operator`.

    >>> publish(record=claim, by=editor, reason="The ministry's denial added")  # doctest: +SKIP
    """
    reason = public_reason(reason)
    with opened(by=by) as writer:
        entries = _publish(writer, [record], reason=reason, deferring=False, person=None if as_operator else by)
    finish_after_commit(by=by)
    return next((entry for entry in entries if entry.key == record.key), None)


def publish_many(
    *,
    records: Iterable[Record],
    by: AbstractBaseUser | None,
    reason: str = "",
    as_operator: bool = False,
    progress: Callable[[int], None] | None = None,
) -> int:
    """Publish records in transactions of at most 500, those that are named before those that name them.

    Resumable: what is published stays, and publishing it again appends nothing. `progress` is told how many more were
    gone through. Returns the number of entries without a cause. Raises NotPublishable, before the batch it is about.
    """
    by_type: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        by_type[record.type].append(record)
    reason = public_reason(reason)
    entered = 0
    try:
        for type_ in RECORDS:
            for batch in _batches(type_, by_type.get(type_, [])):
                with _without_garbage_collection(), opened(by=by) as writer:
                    person = None if as_operator else by
                    entered += len(_publish(writer, batch, reason=reason, deferring=True, person=person))
                if progress:
                    progress(len(batch))
    except NotPublishable:
        # What went before is public: what shows it must say the same.
        recompose_pending(by=by)
        raise
    recompose_pending(by=by)
    return entered


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """For a batch: it makes many objects and no cycles, and looking for these takes a fifth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _batches(type_: str, records: Sequence[Any]) -> Iterator[list[Any]]:
    """Batches of at most 500; claims of one topmost event together, where they fit.

    Each claim says how many sources were read on its event: those that are published together say it right at once.
    """
    groups: dict[int, list[Any]] = defaultdict(list)
    events: Any = Event.objects
    part_of = dict(events.values_list("pk", "part_of")) if type_ == "claim" and len(records) > BATCH else {}
    for record in records:
        top = record.event_id if type_ == "claim" else 0
        while above := part_of.get(top):
            top = above
        groups[top].append(record)
    batch: list[Any] = []
    for group in groups.values():
        if batch and len(batch) + len(group) > BATCH:
            yield batch
            batch = []
        batch = batch + group
        while len(batch) > BATCH:
            yield batch[:BATCH]
            batch = batch[BATCH:]
    if batch:
        yield batch


def _publish(
    writer: Writer, records: Sequence[Record], *, reason: str, deferring: bool, person: AbstractBaseUser | None
) -> list[Entry]:
    """Publish records and what they name; returns the entries without a cause."""
    frozen = _frozen_with_named(records)
    _refuse_unpublishable(frozen, person)
    entries: list[Entry] = []
    for type_ in RECORDS:
        if of_type := frozen.get(type_):
            entries += _enter(writer, type_, of_type, reason=reason)
    if entries:
        recompose_dependents(writer, entries, deferring=deferring)
    return entries


@dataclass(slots=True)
class _Frozen:
    record: Stored
    own: Own


def _frozen_with_named(records: Sequence[Record]) -> dict[str, dict[str, _Frozen]]:
    """Own parts of the records, and of all never published ones that these name, by type and slug."""
    frozen: dict[str, dict[str, _Frozen]] = defaultdict(dict)
    wanted: dict[str, list[Any]] = defaultdict(list)
    for record in records:
        wanted[record.type].append(record)
    while wanted:
        named: dict[str, set[str]] = defaultdict(set)
        for type_, listed in wanted.items():
            pks = [record.pk for record in listed]
            if type_ == "claim":
                number_parts(pks)
            owns = freeze(type_, pks)
            stored = RECORDS[type_].objects.filter(pk__in=among(owns, "bigint")).values_list(*Stored._fields)
            for row in sorted(map(Stored._make, stored)):
                own = owns[row.pk]
                frozen[type_][row.slug] = _Frozen(row, own)
                for of, slug in named_by(type_, own) if type_ not in PAIRS else ():
                    named[of].add(slug)
        wanted = _never_published(named, frozen)
    return {type_: _named_first(type_, listed) for type_, listed in frozen.items()}


def _named_first(type_: str, frozen: Mapping[str, _Frozen]) -> dict[str, _Frozen]:
    """The same, those that are named before those that name them; a circle is cut where it is entered."""
    ordered: dict[str, _Frozen] = {}
    entered: set[str] = set()
    waiting = list(reversed(list(frozen)))
    while waiting:
        slug = waiting[-1]
        named = [one for of, one in named_by(type_, frozen[slug].own) if of == type_ and one in frozen]
        before = [] if slug in entered else [one for one in named if one not in entered]
        entered.add(slug)
        waiting += before
        if not before:
            ordered.setdefault(waiting.pop(), frozen[slug])
    return ordered


def _never_published(
    named: Mapping[str, set[str]], frozen: Mapping[str, Mapping[str, _Frozen]]
) -> dict[str, list[Any]]:
    found = {}
    for type_, slugs in named.items():
        new = [slug for slug in slugs if slug not in frozen.get(type_, {})]
        if listed := list(RECORDS[type_].objects.never_published().filter(slug__in=among(new, "text"))) if new else []:
            found[type_] = listed
    return found


def _refuse_unpublishable(frozen: Mapping[str, Mapping[str, _Frozen]], person: AbstractBaseUser | None) -> None:
    problems = []
    if person is not None:
        found = ((type_, one.record, one.own) for type_, listed in frozen.items() for one in listed.values())
        problems += problems_for(person, found)
    for type_, listed in frozen.items():
        for slug, one in listed.items():
            state = PublicState(one.record.public_state)
            if state not in (PublicState.NEVER, PublicState.PUBLISHED):
                message = f"it is {state.label}; restore it before publishing an edit of it."
                problems.append(Problem(f"{type_} {slug}", "public_state", message))
    for type_ in PAIRS:
        for slug, one in frozen.get(type_, {}).items():
            problems += _claims_not_public(f"{type_} {slug}", one.own["claims"], frozen.get("claim", {}))
    if problems:
        raise NotPublishable(problems)


def _claims_not_public(name: str, claims: Sequence[str], publishing: Mapping[str, _Frozen]) -> list[Problem]:
    """A pair is public when both its claims are: neither is published by way of the pair."""
    public = set(RECORDS["claim"].objects.published().filter(slug__in=claims).values_list("slug", flat=True))
    return [
        Problem(name, field, f"publish the claim {claim} first.")
        for field, claim in zip(("first_claim", "second_claim"), claims, strict=True)
        if claim not in public and claim not in publishing
    ]


def _taken_down_with_another(
    type_: str, frozen: Mapping[str, _Frozen], current: Mapping[str, Any]
) -> dict[str, PublishedRecord]:
    """The pairs that editors have public and that are gone with one of their claims, until now."""
    gone = [one.record.key for slug, one in frozen.items() if slug not in current] if type_ in PAIRS else []
    return {record.slug: record for record in PublishedRecord.objects.filter(key__in=gone)} if gone else {}


def _enter(writer: Writer, type_: str, frozen: Mapping[str, _Frozen], *, reason: str) -> list[Entry]:
    """Compose and enter records of one type, and mark their editorial rows as published."""
    current = current_versions(type_, frozen)
    down = _taken_down_with_another(type_, frozen, current)
    around = Neighbourhood()
    for order, (slug, one) in enumerate(frozen.items(), start=writer.seq + 1):
        before = current.get(slug) or down.get(slug)
        first = before.first_seq if before else order
        around.overlay(type_, slug, one.own, first_published=first)
    around.load_for(type_, list(frozen))
    records = {one.record.pk: one.record for one in frozen.values()}
    with marking_published(type_, records, {one.record.pk: _highest_number(one.own) for one in frozen.values()}):
        drafts = list(_drafts(type_, frozen, current, down, composer=Composer(around), reason=reason))
    return writer.append(drafts)


def _highest_number(own: Own) -> int:
    return max((part["number"] for parts in ("statements", "assessments") for part in own.get(parts, ())), default=0)


def _drafts(
    type_: str,
    frozen: Mapping[str, _Frozen],
    current: Mapping[str, RecordVersion],
    down: Mapping[str, PublishedRecord],
    *,
    composer: Composer,
    reason: str,
) -> Iterator[Draft]:
    """What is to be entered: nothing for a record whose document stays the same."""
    for slug, one in frozen.items():
        draft = Draft(
            action=Action.PUBLISHED,
            type=type_,
            key=one.record.key,
            slug=slug,
            version=1,
            composed=composer.compose(type_, slug),
            reason=reason,
        )
        if slug in current:
            document = orjson.loads(current[slug].document or "")
            if unchanged(draft.composed, document):
                continue
            draft.action, draft.version = Action.UPDATED, current[slug].version + 1
            draft.published_at = document["published_at"]
        elif slug in down:
            draft.action, draft.version = Action.RESTORED, down[slug].version + 1
            draft.published_at = first_published_at(down[slug])
        yield draft
