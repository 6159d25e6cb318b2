"""Entries of the ledger to the published tables. Publishing applies what it appends; rebuilding applies all of it.

What the tables hold follows from the entries and their order alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from claims.ledger.bulk import close_versions, upsert
from claims.ledger.documents import Document
from claims.ledger.lexicon import Lexicon
from claims.ledger.models import (
    Action,
    Entry,
    PublishedEntry,
    PublishedRecord,
    PublishedWord,
)
from claims.ledger.neighbourhood import PUBLISHED
from claims.ledger.rows import Place, Row, named_in, part_rows
from claims.ledger.standing_down import PARTS, erased, merged, quarantined, restored, withdrawn
from factreg.arrays import among
from factreg.copying import array, columns, copy_rows
from factreg.records import PublicState

_STATES = {
    Action.PUBLISHED: PublicState.PUBLISHED,
    Action.UPDATED: PublicState.PUBLISHED,
    Action.RESTORED: PublicState.PUBLISHED,
    Action.REFORMATTED: PublicState.PUBLISHED,
    Action.WITHDRAWN: PublicState.WITHDRAWN,
    Action.QUARANTINED: PublicState.QUARANTINED,
    Action.MERGED: PublicState.MERGED,
    Action.ERASED: PublicState.ERASED,
}


# What entries do beyond their own version: to earlier ones, to others', to where addresses lead.
_SPECIAL = {
    Action.WITHDRAWN: withdrawn,
    Action.QUARANTINED: quarantined,
    Action.RESTORED: restored,
    Action.MERGED: merged,
    Action.ERASED: erased,
}


def apply(entries: Sequence[Entry], documents: Sequence[Document | None] | None = None) -> None:
    """Bring the published tables up to the given entries, which follow those already applied.

    `documents`: the entries' documents, where they have been parsed already.
    """
    if documents is None:
        documents = [orjson.loads(entry.document) if entry.document else None for entry in entries]
    shown = [named_in(document) if document else set() for document in documents]
    batch = _Batch(
        by_key=_records(entry.key for entry in entries),
        words=_words_of(set[tuple[str, str]]().union(*shown)),
        merged=_merged_into(set[tuple[str, str]]().union(*shown)),
    )
    for entry, document, shows in zip(entries, documents, shown, strict=True):
        batch.enter(entry, document, shows)
    batch.flush()


def _records(keys: Iterable[UUID]) -> dict[UUID, PublishedRecord]:
    return {record.key: record for record in PublishedRecord.objects.filter(key__in=among(keys, "uuid"))}


def _words_of(shown: Collection[tuple[str, str]]) -> dict[tuple[str, str], int | None]:
    """The version in which the words of each record last changed, by (type, slug); None where it is not public."""
    types, slugs = zip(*shown, strict=True) if shown else ((), ())
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT type, slug, CASE WHEN record.public_state = 'published' THEN record.words_version END
            FROM unnest(%s::text[], %s::text[]) AS shown(type, slug) JOIN ledger_publishedrecord AS record
            USING (type, slug)
            """,
            [array(types), array(slugs)],
        )
        return {(type_, slug): version for type_, slug, version in cursor.fetchall()}


# By (type, slug), what was merged into a record: (slug, the version in which its words last changed).
Merged = Mapping[tuple[str, str], list[tuple[str, int]]]


def _merged_into(shown: Collection[tuple[str, str]]) -> Merged:
    """Whose words the survivors of merges show besides their own."""
    types, slugs = zip(*shown, strict=True) if shown else ((), ())
    found: dict[tuple[str, str], list[tuple[str, int]]] = {named: [] for named in shown}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT shown.type, shown.slug, record.slug, record.words_version
            FROM unnest(%s::text[], %s::text[]) AS shown(type, slug) JOIN ledger_publishedrecord AS record
            ON record.type = shown.type AND record.merged_into = shown.slug
            """,
            [array(types), array(slugs)],
        )
        for type_, slug, merged, version in cursor.fetchall():
            found[type_, slug].append((merged, version))
    return found


@dataclass(slots=True)
class _Batch:
    """Rows gathered from entries in order, written together."""

    by_key: dict[UUID, PublishedRecord]
    words: dict[tuple[str, str], int | None]
    merged: Merged
    new: dict[UUID, PublishedRecord] = field(default_factory=dict)
    touched: dict[UUID, PublishedRecord] = field(default_factory=dict)
    waiting: set[UUID] = field(default_factory=set)
    feed: list[Row] = field(default_factory=list)
    versions: dict[str, list[tuple[Document, str, Place]]] = field(default_factory=lambda: defaultdict(list))
    parts: list[tuple[Document, Place]] = field(default_factory=list)
    ended: dict[str, dict[UUID, int]] = field(default_factory=lambda: defaultdict(dict))

    def enter(self, entry: Entry, document: Document | None, shown: Iterable[tuple[str, str]]) -> None:
        record = self._record(entry)
        if entry.key in self.waiting:
            self.flush()
        leaf = orjson.loads(bytes(entry.leaf))
        if entry.action == Action.ERASED and entry.version != record.version:
            # Of earlier versions alone: what is public now stays as it is.
            record.seq, record.at = entry.seq, entry.at
            self.touched[entry.key] = record
        else:
            self._count(entry, record, made=leaf["commitment"] is not None)
            if record.first_seq != entry.seq:
                self.ended[entry.type].setdefault(entry.key, entry.seq)
        self.feed.append(_feed_row(entry, record, leaf))
        if document:
            place = self._place(entry, record, shown)
            self.waiting.add(entry.key)
            self.versions[entry.type].append((document, entry.document or "", place))
            if entry.type == "claim":
                self.parts.append((document, place))
        if entry.action in _SPECIAL:
            self.flush()
            _SPECIAL[Action(entry.action)](entry)
            if entry.action in (Action.MERGED, Action.RESTORED):
                # Where addresses lead has changed.
                self.merged = _merged_into(self.merged)
                self.by_key.update(_records(self.by_key))

    def _record(self, entry: Entry) -> PublishedRecord:
        record = self.by_key.get(entry.key)
        if record is None:
            record = PublishedRecord(
                key=entry.key, type=entry.type, slug=entry.slug or "", first_seq=entry.seq, version=0, words_version=0
            )
            self.by_key[entry.key] = self.new[entry.key] = record
        return record

    def _count(self, entry: Entry, record: PublishedRecord, *, made: bool) -> None:
        """What becomes of the record. `made`: whether the entry made a version, be it erased since."""
        record.version = entry.version
        record.public_state = _STATES[Action(entry.action)]
        record.seq, record.at = entry.seq, entry.at
        if entry.cause is None or entry.action not in (Action.UPDATED, Action.REFORMATTED):
            record.reason, record.legal_basis = entry.reason, entry.legal_basis
        if made and entry.cause is None and entry.action != Action.REFORMATTED:
            record.words_version = entry.version
            record.updated_seq, record.updated_at = entry.seq, entry.at
        if entry.merged_into:
            survivor = self.by_key.get(entry.merged_into) or PublishedRecord.objects.get(key=entry.merged_into)
            record.merged_into = survivor.slug
        else:
            record.merged_into = None
        if entry.key not in self.new:
            self.touched[entry.key] = record
        public = record.public_state == PublicState.PUBLISHED
        self.words[record.type, record.slug] = record.words_version if public else None

    def _place(self, entry: Entry, record: PublishedRecord, shown: Iterable[tuple[str, str]]) -> Place:
        return Place(
            seq=entry.seq,
            key=entry.key,
            version=entry.version,
            first_seq=record.first_seq,
            updated_seq=record.updated_seq,
            updated_at=record.updated_at,
            named=tuple(sorted(self._named(shown))),
        )

    def _named(self, shown: Iterable[tuple[str, str]]) -> Iterator[tuple[str, int | None]]:
        """Whose words a document shows, and which; one that is not known yet is being published with it."""
        for type_, slug in shown:
            yield f"{type_}/{slug}", self.words.get((type_, slug), 1)
            yield from ((f"{type_}/{merged}", version) for merged, version in self.merged[type_, slug])

    def flush(self) -> None:
        first_seqs = _first_seqs([place.key for _, place in self.parts if place.first_seq != place.seq])
        for type_, ended in self.ended.items():
            close_versions(PUBLISHED[type_], ended)
            if type_ == "claim":
                for model in PARTS.values():
                    close_versions(model, ended)
        lexicon = Lexicon()
        for type_, versions in self.versions.items():
            copy_rows(PUBLISHED[type_], (lexicon.learning(*version) for version in versions))
        lexicon.store()
        for kind, model in PARTS.items():
            copy_rows(model, (row for part in self.parts for row in part_rows(kind, *part, first_seqs)))
        copy_rows(PublishedRecord, (_columns_of(record) for record in self.new.values()))
        upsert(PublishedRecord, self.touched.values())
        copy_rows(PublishedEntry, self.feed)
        for gathering in (self.waiting, self.new, self.touched, self.feed, self.versions, self.parts, self.ended):
            gathering.clear()


def _columns_of(record: PublishedRecord) -> Row:
    return {name: getattr(record, name) for name in columns(PublishedRecord)}


def _first_seqs(claims: list[UUID]) -> dict[str, int]:
    """First publication of the parts of claims, given by key, by the parts' ids."""
    found: dict[str, int] = {}
    for model in PARTS.values() if claims else ():
        rows = model.objects.filter(key__in=among(claims, "uuid")).values_list("slug", "first_seq")
        for slug, first_seq in rows:
            found[slug] = min(first_seq, found.get(slug, first_seq))
    return found


def _feed_row(entry: Entry, record: PublishedRecord, leaf: Mapping[str, Any]) -> Row:
    return {
        "seq": entry.seq,
        "at": entry.at,
        "action": entry.action,
        "type": entry.type,
        "key": entry.key,
        "slug": entry.slug,
        "version": entry.version,
        "cause": entry.cause,
        "reason": entry.reason,
        "legal_basis": entry.legal_basis,
        "merged_into": record.merged_into if entry.merged_into else None,
        "commitment": leaf["commitment"],
        "nonce": bytes(entry.nonce).hex() if entry.nonce else None,
        "stub_commitment": leaf.get("stub_commitment"),
        "stub_nonce": bytes(entry.stub_nonce).hex() if entry.stub_nonce else None,
    }


def all_tables() -> Iterable[type[Any]]:
    """Every table that applying fills."""
    return (*PUBLISHED.values(), *PARTS.values(), PublishedRecord, PublishedEntry, PublishedWord)
