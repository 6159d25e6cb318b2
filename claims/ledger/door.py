"""What all that goes through the door shares: composing, comparing with what is public, recomposing neighbours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

import orjson
from django.db import transaction
from django.db.models import Q

from claims.ledger.canonical import timestamp
from claims.ledger.dependents import Targets, dependents, readers, topmost_events
from claims.ledger.documents import Composer, Document
from claims.ledger.freeze import RECORDS
from claims.ledger.log import Draft, Writer, opened
from claims.ledger.models import Action, Entry, PendingRecomposition
from claims.ledger.neighbourhood import PUBLISHED, Neighbourhood
from claims.ledger.published import PublishedRecord, RecordVersion
from factreg.arrays import among
from factreg.text import clean

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

BATCH = 500  # documents a transaction, so that a takedown never waits for an import
AT_ONCE = 1000  # documents recomposed with their cause; more are recomposed in batches after it
LONGEST_REASON = 2000  # characters
READERS = "readers"

# What the ledger, not the composer, puts into a document.
_OF_THE_LEDGER = ("key", "version", "published_at", "updated_at")


def current_versions(type: str, slugs: Iterable[str]) -> dict[str, RecordVersion]:  # noqa: A002 - the ledger's word
    """The versions that are public now, by slug, those first published first, whatever they are called.

    What the table may not hold of them is read from the ledger. Each says whether it is `hidden`: it is to be entered
    once more then, even if its words stay the same.
    """
    rows: Any = PUBLISHED[type].objects.filter(to_seq=None, slug__in=among(slugs, "text"))
    rows = rows.annotate(hidden=Q(document=None)).order_by("first_seq")
    versions = {row.slug: row for row in rows.only("seq", "slug", "key", "version", "first_seq", "document")}
    hidden = {row.seq: row for row in versions.values() if row.hidden}
    for entry in Entry.objects.filter(seq__in=hidden) if hidden else ():
        hidden[entry.seq].document = entry.document
    return versions


def public_reason(reason: str) -> str:
    """A reason as it stands in public: cleaned, of at most 2,000 characters. Raises ValueError otherwise."""
    reason = clean(reason, multiline=True)
    if len(reason) > LONGEST_REASON:
        raise ValueError(f"reason: say it in at most {LONGEST_REASON} characters.")
    return reason


def first_published_at(record: PublishedRecord) -> str:
    """When a record was first published, as its documents say it."""
    return timestamp(Entry.objects.get(seq=record.first_seq).at)


def unchanged(composed: Document | None, document: Document) -> bool:
    """Whether composing gave what is public already, but for what the ledger adds."""
    return composed == {name: value for name, value in document.items() if name not in _OF_THE_LEDGER}


def recompose(writer: Writer, targets: Targets) -> list[Entry]:
    """Compose public documents anew, and enter those that changed, each with its cause."""
    by_type: dict[str, list[str]] = defaultdict(list)
    for type_, slug in targets:
        by_type[type_].append(slug)
    entries = []
    for type_ in RECORDS:
        slugs = by_type.get(type_, [])
        if len(slugs) > BATCH:
            slugs = list(_oldest_first(type_, slugs).values_list("slug", flat=True))
        for start in range(0, len(slugs), BATCH):
            entries += writer.append(recomposed(type_, slugs[start : start + BATCH], targets))
    return entries


def recomposed(type_: str, slugs: Sequence[str], targets: Targets, *, action: str = Action.UPDATED) -> list[Draft]:
    """What would be entered if these documents were composed anew: nothing where all are up to date."""
    current = current_versions(type_, slugs)
    around = Neighbourhood()
    around.load_for(type_, list(current))
    composer = Composer(around)
    drafts = []
    for slug, version in current.items():
        document = orjson.loads(version.document or "")
        composed = composer.compose(type_, slug)
        if version.hidden or not unchanged(composed, document):
            drafts.append(
                Draft(
                    action=action,
                    type=type_,
                    key=version.key,
                    slug=slug,
                    version=version.version + 1,
                    composed=composed,
                    cause=targets.get((type_, slug)),
                    published_at=document["published_at"],
                    updated_at=document["updated_at"],
                )
            )
    return drafts


def recompose_dependents(writer: Writer, entries: Sequence[Entry], *, deferring: bool = False) -> None:
    """Recompose what the entries changed for others: at once if it is not too much, else later and in batches."""
    targets = dependents(entries)
    tops = topmost_events(entries)
    if deferring:
        _defer(_keyed(targets))
        _defer(
            {(READERS, key): cause for (_, key), cause in _keyed({("event", top): tops[top] for top in tops}).items()}
        )
        return
    recompose_or_defer(writer, readers(tops) | targets)


def recompose_or_defer(writer: Writer, targets: Targets) -> None:
    """Recompose now, or note for later what is too much for one transaction."""
    if len(targets) > AT_ONCE:
        _defer(_keyed(targets))
    else:
        recompose(writer, targets)


def _keyed(targets: Targets) -> dict[tuple[str, UUID], int]:
    """The same by the records' keys."""
    found = {}
    for type_ in RECORDS:
        if slugs := [slug for of, slug in targets if of == type_]:
            for key, slug in _oldest_first(type_, slugs).values_list("key", "slug"):
                found[type_, key] = targets[type_, slug]
    return found


def _oldest_first(type_: str, slugs: Sequence[str]) -> Any:
    """The records, in an order in which no name has a part."""
    rows: Any = PublishedRecord.objects.filter(type=type_, slug__in=among(slugs, "text"))
    return rows.order_by("first_seq")


def _defer(keyed: Mapping[tuple[str, UUID], int]) -> None:
    PendingRecomposition.objects.bulk_create(
        [PendingRecomposition(type=type_, key=key, cause=cause) for (type_, key), cause in keyed.items()],
        ignore_conflicts=True,
    )


def recompose_pending(*, by: AbstractBaseUser | None) -> int:
    """Recompose what earlier entries left to be recomposed, a batch a transaction; the number of new versions."""
    made = 0
    while PendingRecomposition.objects.exists():
        with opened(by=by) as writer:
            made += len(recompose(writer, _take_pending()))
    return made


def _take_pending() -> Targets:
    """The next batch of what is pending. Readers of an event stay noted until none is left."""
    pending = list(PendingRecomposition.objects.exclude(type=READERS)[:BATCH])
    slugs = _slugs(pending)
    done = [one.pk for one in pending]
    targets = {(one.type, slugs[one.key]): one.cause for one in pending}
    if not pending:
        reading = list(PendingRecomposition.objects.all()[:BATCH])
        slugs = _slugs(reading)
        targets = readers({slugs[one.key]: one.cause for one in reading}, most=BATCH)
        done = [one.pk for one in reading] if len(targets) < BATCH else []
    PendingRecomposition.objects.filter(pk__in=done).delete()
    return targets


def _slugs(pending: Sequence[PendingRecomposition]) -> dict[UUID, str]:
    rows = PublishedRecord.objects.filter(key__in=[one.key for one in pending])
    return dict(rows.values_list("key", "slug"))


def republish(*, by: AbstractBaseUser | None, progress: Callable[[int], None] | None = None) -> int:
    """Compose every public document anew in the newest format, a batch a transaction; the number that changed.

    Such entries are `reformatted`: they touch no `updated_at`, and where nothing changes none is made.
    """
    made = 0
    for type_, model in PUBLISHED.items():
        slugs = list(model.objects.current().order_by("first_seq").values_list("slug", flat=True))
        for start in range(0, len(slugs), BATCH):
            batch = slugs[start : start + BATCH]
            with opened(by=by) as writer:
                made += len(writer.append(recomposed(type_, batch, {}, action=Action.REFORMATTED)))
            if progress:
                progress(len(batch))
    return made


def finish_after_commit(*, by: AbstractBaseUser | None) -> None:
    """Recompose what is pending once the transaction that caused it is through."""
    if PendingRecomposition.objects.exists():
        transaction.on_commit(lambda: recompose_pending(by=by))
