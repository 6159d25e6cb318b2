"""The documents of a merge: the survivor with what it got, the pairs that join it now; and all of them as before.

What else names the merged record follows by itself when it is composed anew: neighbourhood.py reads survivors.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from claims.ledger.documents import Composer
from claims.ledger.door import current_versions, unchanged
from claims.ledger.freeze import freeze
from claims.ledger.log import Draft, Writer
from claims.ledger.models import Action, Entry
from claims.ledger.neighbourhood import PAIRS, PUBLISHED, Neighbourhood
from claims.ledger.own_parts import Own, named_by, own_part
from claims.ledger.redirects import joined, redirected, taken_back
from claims.ledger.rows import Row
from claims.models import Assessment, Statement

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
    naming: dict[Address, tuple[int, Own]]  # version and own part

    @classmethod
    def of(cls, record: Any, into: Any) -> Before:
        around = Neighbourhood()
        around.load(record.type, [record.slug, into.slug])
        return cls(
            record.type,
            record.slug,
            into.slug,
            around.own(record.type, record.slug),
            around.own(record.type, into.slug),
            dict(_naming(record.type, record.slug)),
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


def _naming(type_: str, slug: str) -> Iterator[tuple[Address, tuple[int, Own]]]:
    """The current documents whose own part names a record."""
    tokens = [f"{how}:{type_}/{slug}" for how in ("shows", "names")]
    for of, model in PUBLISHED.items():
        rows = model.objects.filter(to_seq=None, facets__overlap=tokens).only("seq", "slug", "version", "document")
        for row in rows.iterator(chunk_size=500):
            own = own_part(orjson.loads(row.document))
            if (type_, slug) in named_by(of, own):
                yield (of, row.slug), (row.version, own)


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
    # Pairs that fell together are no longer there.
    naming = {
        address: found
        for address, found in before.naming.items()
        if address[0] not in PAIRS or current_versions(address[0], [address[1]])
    }
    survivors = {(before.type, before.slug): before.into}
    owns = ({into: own} if own != before.survivor else {}) | {
        address: redirected(*address, one, survivors) for address, (_, one) in naming.items() if address[0] in PAIRS
    }
    entries = enter_owns(writer, owns, cause=cause, itself=into)
    named = [[*address, version] for address, (version, _) in naming.items() if address != into]
    return entries, {"survivor": [before.survivor, own], "naming": named}


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
    survivor, own = public["survivor"]
    around = {(of, one): _own(of, one) for of, one in [(type, into), *was]}
    back = {(type, into): taken_back(around[type, into], before=survivor, after=own)}
    for address, version in was.items():
        before = _own(*address, version=version)
        after = redirected(*address, before, {(type, slug): into})
        back[address] = taken_back(around[address], before=before, after=after)
    return back


def _own(type_: str, slug: str, *, version: int | None = None) -> Own:
    """The own part of a record in a version, or as it is public now."""
    rows: Any = PUBLISHED[type_].objects.filter(slug=slug)
    if version is None:
        seq = rows.filter(to_seq=None).values_list("seq", flat=True).first()
    else:
        seq = rows.filter(version=version).values_list("seq", flat=True).first()
    if seq is None:
        raise KeyError((type_, slug))
    return own_part(orjson.loads(Entry.objects.get(seq=seq).document or ""))
