"""What all that goes through the door shares: composing, comparing with what is public, recomposing neighbours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

import orjson
from django.db import transaction

from claims.ledger.dependents import Targets
from claims.ledger.documents import Composer, Document
from claims.ledger.freeze import RECORDS
from claims.ledger.log import Draft, Writer, opened
from claims.ledger.models import Action, Entry, PendingRecomposition
from claims.ledger.neighbourhood import PUBLISHED, Neighbourhood
from claims.ledger.published import PublishedRecord, RecordVersion

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

BATCH = 500  # documents a transaction, so that a takedown never waits for an import
AT_ONCE = 1000  # documents recomposed with their cause; more are recomposed in batches after it

# What the ledger, not the composer, puts into a document.
_OF_THE_LEDGER = ("key", "version", "published_at", "updated_at")


def current_versions(type: str, slugs: Iterable[str]) -> dict[str, RecordVersion]:  # noqa: A002 - the ledger's word
    """The versions that are public now, by slug; what the table may not hold of them is read from the ledger."""
    rows: Any = PUBLISHED[type].objects.filter(to_seq=None, slug__in=list(slugs))
    versions = {row.slug: row for row in rows.only("seq", "slug", "key", "version", "first_seq", "document")}
    hidden = {row.seq: row for row in versions.values() if row.document is None}
    for entry in Entry.objects.filter(seq__in=hidden) if hidden else ():
        hidden[entry.seq].document = entry.document
    return versions


def unchanged(composed: Document, document: Document) -> bool:
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
        for start in range(0, len(slugs), BATCH):
            entries += writer.append(_recomposed(type_, slugs[start : start + BATCH], targets))
    return entries


def _recomposed(type_: str, slugs: Sequence[str], targets: Targets, *, action: str = Action.UPDATED) -> list[Draft]:
    current = current_versions(type_, slugs)
    around = Neighbourhood()
    around.load_for(type_, list(current))
    composer = Composer(around)
    drafts = []
    for slug, version in current.items():
        document = orjson.loads(version.document or "")
        composed = composer.compose(type_, slug)
        if not unchanged(composed, document):
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


def recompose_or_defer(writer: Writer, targets: Targets, *, at_once: int = AT_ONCE) -> None:
    """Recompose now, or note it for `recompose_pending` where that is too much for one transaction."""
    if len(targets) <= at_once:
        recompose(writer, targets)
        return
    keys = {
        (record.type, record.slug): record.key
        for type_ in {type_ for type_, _ in targets}
        for record in PublishedRecord.objects.filter(type=type_, slug__in=[slug for of, slug in targets if of == type_])
    }
    PendingRecomposition.objects.bulk_create(
        [PendingRecomposition(key=keys[target], type=target[0], cause=cause) for target, cause in targets.items()],
        ignore_conflicts=True,
    )


def recompose_pending(*, by: AbstractBaseUser | None) -> int:
    """Recompose what earlier entries left to be recomposed, a batch a transaction; the number of new versions."""
    made = 0
    while PendingRecomposition.objects.exists():
        with opened(by=by) as writer:
            pending = list(PendingRecomposition.objects.all()[:BATCH])
            rows = PublishedRecord.objects.filter(key__in=[one.key for one in pending])
            slugs = {row.key: row.slug for row in rows}
            made += len(recompose(writer, {(one.type, slugs[one.key]): one.cause for one in pending}))
            PendingRecomposition.objects.filter(key__in=slugs).delete()
    return made


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
                made += len(writer.append(_recomposed(type_, batch, {}, action=Action.REFORMATTED)))
            if progress:
                progress(len(batch))
    return made


def finish_after_commit(*, by: AbstractBaseUser | None) -> None:
    """Recompose what is pending once the transaction that caused it is through."""
    if PendingRecomposition.objects.exists():
        transaction.on_commit(lambda: recompose_pending(by=by))
