"""The documents of a merge: the survivor with what it got, the pairs that join it now; and all of them as before.

What else names the merged record follows by itself when it is composed anew: neighbourhood.py reads survivors.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from django.db.models import Exists, OuterRef

from claims.ledger.documents import Composer
from claims.ledger.door import current_versions, unchanged
from claims.ledger.freeze import RECORDS, freeze
from claims.ledger.log import Draft, Writer
from claims.ledger.models import Action, Entry
from claims.ledger.neighbourhood import PAIRS, PUBLISHED, Neighbourhood
from claims.ledger.own_parts import Own, named_by, own_part
from claims.ledger.published import PublishedRecord
from claims.ledger.redirects import joined, redirected, taken_back
from claims.ledger.rows import Row
from claims.models import Assessment, Statement
from factreg.records import PublicState, WorkState

Address = tuple[str, str]
_NUMBERED = ("statements", "assessments")


@dataclass(slots=True)
class Before:
    """What was public of two records, and of those that name the one to be merged, before the merge."""

    type: str
    slug: str
    into: str
    own: Own
    survivor: Own
    earlier: list[str]  # what had been merged into the record before
    naming: dict[Address, tuple[int, Own]]  # version and own part

    @classmethod
    def of(cls, record: Any, into: Any) -> Before:
        around = Neighbourhood()
        around.load(record.type, [record.slug, into.slug])
        merged = PublishedRecord.objects.filter(type=record.type, merged_into=record.slug)
        earlier = sorted(merged.values_list("slug", flat=True))
        return cls(
            record.type,
            record.slug,
            into.slug,
            around.own(record.type, record.slug),
            around.own(record.type, into.slug),
            earlier,
            dict(_naming(record.type, record.slug, earlier)),
        )

    def new_numbers(self, *, record: Any, into: Any) -> dict[int, int]:
        """The n that each numbered part of a merged claim gets in the survivor, by the one that it had."""
        if self.type != "claim":
            return {}
        had = {part["number"] for parts in _NUMBERED for part in self.own[parts]}
        for model in (Statement, Assessment):
            numbered: Any = model._default_manager.filter(claim=record).exclude(number=None)
            had |= set(numbered.values_list("number", flat=True))
        return {number: new for new, number in enumerate(sorted(had), start=into.numbers_given + 1)}


def _naming(type_: str, slug: str, earlier: Sequence[str]) -> Iterator[tuple[Address, tuple[int, Own]]]:
    """The last documents whose own part names a record, or one that was merged into it.

    Also of what is taken down: where it comes back while the merge stands, it names the survivor.
    """
    tokens = [f"{how}:{type_}/{one}" for how in ("shows", "names") for one in (slug, *earlier)]
    survivors = {(type_, one): slug for one in earlier}
    for of, model in PUBLISHED.items():
        later = model.objects.filter(key=OuterRef("key"), seq__gt=OuterRef("seq"))
        last = model.objects.filter(~Exists(later), facets__overlap=tokens)
        versions = dict(last.values_list("seq", "version"))
        there = PublishedRecord.objects.filter(type=of).exclude(public_state=PublicState.MERGED).values("key")
        entries = Entry.objects.filter(seq__in=versions, key__in=there)
        for entry in entries.only("seq", "slug", "document").iterator(chunk_size=500):
            own = redirected(of, entry.slug or "", own_part(orjson.loads(entry.document or "")), survivors)
            if (type_, slug) in named_by(of, own):
                yield (of, entry.slug or ""), (versions[entry.seq], own)


def enter_merged(
    writer: Writer,
    before: Before,
    *,
    cause: Entry,
    keep: Collection[str],
    numbers: Mapping[int, int],
    clean: Any = None,
) -> tuple[list[Entry], Row]:
    """Enter the survivor with what it got, and the pairs that now join it. Returns what undoing needs, too.

    `clean`: the survivor, if neither record has edits that are not public: its rows say it then, in their order.
    """
    into = (before.type, before.into)
    gone = (before.slug, before.own)
    own = joined(before.type, (before.into, before.survivor), gone, keep=keep, numbers=numbers)
    if own != before.survivor and clean is not None:
        own = freeze(before.type, [clean.pk])[clean.pk]
    fell = _fell_together(before.naming)
    naming = {address: found for address, found in before.naming.items() if address not in fell}
    survivors = {(before.type, before.slug): before.into}
    owns = ({into: own} if own != before.survivor else {}) | {
        address: redirected(*address, one, survivors) for address, (_, one) in naming.items() if address[0] in PAIRS
    }
    entries = enter_owns(writer, owns, cause=cause, itself=into)
    named = [[*address, version] for address, (version, _) in naming.items() if address != into]
    return entries, {"survivor": [before.survivor, own], "earlier": before.earlier, "naming": named}


def _fell_together(naming: Collection[Address]) -> set[Address]:
    """Of pairs that joined a merged claim, those that are now merged themselves."""
    pairs = [slug for type_, slug in naming if type_ in PAIRS]
    rows = PublishedRecord.objects.filter(type__in=PAIRS, slug__in=pairs, public_state=PublicState.MERGED)
    return set(rows.values_list("type", "slug"))


def enter_owns(writer: Writer, owns: Mapping[Address, Own], *, cause: Entry, itself: Address) -> list[Entry]:
    """Enter own parts that are public in another form; unchanged ones are not entered.

    All are composed together, each from the others as they will be. All but `itself` have the cause.
    """
    current = {type_: current_versions(type_, _slugs(owns, type_)) for type_ in PUBLISHED}
    around = Neighbourhood()
    for (type_, slug), own in owns.items():
        if version := current[type_].get(slug):
            around.overlay(type_, slug, own, first_published=version.first_seq)
    for type_, versions in current.items():
        if versions:
            around.load_for(type_, list(versions))
    composer = Composer(around)
    drafts = []
    for type_, versions in current.items():
        for slug, version in versions.items():
            document = orjson.loads(version.document or "")
            composed = composer.compose(type_, slug)
            if not unchanged(composed, document):
                by_itself = (type_, slug) == itself
                drafts.append(
                    Draft(
                        action=Action.UPDATED,
                        type=type_,
                        key=version.key,
                        slug=slug,
                        version=version.version + 1,
                        composed=composed,
                        reason=cause.reason if by_itself and not cause.cause else None,
                        cause=None if by_itself and not cause.cause else cause.cause or cause.seq,
                        published_at=document["published_at"],
                        updated_at=None if by_itself else document["updated_at"],
                    )
                )
    return writer.append(drafts)


def _slugs(owns: Mapping[Address, Own], type_: str) -> Sequence[str]:
    return [slug for of, slug in owns if of == type_]


# As before


def owns_before(*, type: str, slug: str, into: str, public: Mapping[str, Any]) -> dict[Address, Own]:  # noqa: A002
    """The own parts, as they are to be public again, of the survivor and of those that had named the merged record.

    `public`: what `enter_merged` returned. KeyError, with the address, for one that is not public now.
    """
    was = {(of, one): version for of, one, version in public["naming"]}
    earlier = {(type, one): slug for one in public["earlier"]}
    survivor, own = public["survivor"]
    around = _owns_now([(type, into), *was])
    back = {(type, into): taken_back(around[type, into][0], before=survivor, after=own)}
    for address, version in was.items():
        before = redirected(*address, _own_of(*address, version=version), earlier)
        after = redirected(*address, before, {(type, slug): into})
        now, is_public = around[address]
        back[address] = taken_back(now, before=before, after=after)
        if not is_public and back[address] != now:
            raise KeyError(address)
    return back


def published_while_merged(owners: Mapping[str, Collection[int]]) -> dict[Address, Own]:
    """Of records without edits, the own parts that are public otherwise than editors have them now.

    `owners`: by type, the records to which undoing a merge gave back what they name.
    """
    found: dict[Address, Own] = {}
    for type_, pks in owners.items():
        clean = RECORDS[type_].objects.filter(pk__in=list(pks), work_state=WorkState.CLEAN)
        clean = clean.exclude(public_state__in=[PublicState.NEVER, PublicState.MERGED])
        slugs = dict(clean.values_list("pk", "slug"))
        for pk, own in freeze(type_, list(slugs)).items():
            if own != _own_of(type_, slugs[pk]):
                found[type_, slugs[pk]] = own
    return found


def _owns_now(addresses: Iterable[Address]) -> dict[Address, tuple[Own, bool]]:
    """The own parts as last published, and whether they are public now."""
    found = {}
    for of, slug in addresses:
        record = PublishedRecord.objects.get(type=of, slug=slug)
        found[of, slug] = _own_of(of, slug), record.public_state == PublicState.PUBLISHED
    return found


def _own_of(type_: str, slug: str, *, version: int | None = None) -> Own:
    """The own part of a record in a version, or in the last."""
    entries = Entry.objects.filter(type=type_, slug=slug, document__isnull=False)
    if version is not None:
        entries = entries.filter(version=version)
    return own_part(orjson.loads(entries.latest("seq").document or ""))
