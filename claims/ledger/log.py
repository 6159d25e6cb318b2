"""The ledger's one writer: locks the head, numbers and dates entries, commits to their documents, applies them.

Knows no rule of what is published or why; that is publish.py and takedown.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection, transaction

from claims.ledger.apply import apply
from claims.ledger.canonical import canonical, commitment, leaf, new_nonce, stub, timestamp
from claims.ledger.documents import Document
from claims.ledger.models import Entry, EntryAuthor, Head
from claims.ledger.published import CHANNEL
from claims.ledger.takedown_list import Line, struck_out_if_undone, write_down
from factreg.attribution import attributed
from factreg.copying import copy_rows
from factreg.door_setting import DOOR_SETTING
from factreg.purging import tell_caches

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

_TICK = timedelta(microseconds=1)


def clock() -> datetime:
    """The time, from its one place; tests put their own here."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Draft:
    """An entry to be: what is known before it has a position. `composed` lacks what the ledger adds."""

    action: str
    type: str
    key: UUID
    slug: str
    version: int
    composed: Document | None = None
    reason: str | None = None
    legal_basis: str | None = None
    cause: int | None = None
    merged_into: UUID | None = None
    survivor: str | None = None  # the slug of that
    published_at: str | None = None
    updated_at: str | None = None


class Writer:
    """Holds the head for the length of a transaction and appends to the ledger."""

    def __init__(self, head: Head, by: AbstractBaseUser | None, approved_by: AbstractBaseUser | None = None) -> None:
        self.seq = head.seq
        self._at = head.at
        self._by = by
        self._approved_by = approved_by
        # What this has entered, as caches know it: `claim/su-25-downing`.
        self.entered: set[str] = set()
        # What is taken down or brought back, for the list that is kept outside the database.
        self.listed: list[Line] = []

    def append(self, drafts: Sequence[Draft]) -> list[Entry]:
        """Enter the drafts in order and bring the published tables up to them."""
        if not drafts:
            return []
        now = clock()
        entries, documents = [], []
        for draft in drafts:
            self.seq += 1
            self._at = max(self._at + _TICK, now)
            documents.append(_document(draft, self._at))
            entries.append(_entry(draft, documents[-1], self.seq, self._at))
        copy_rows(Entry, [_row(entry) for entry in entries])
        copy_rows(
            EntryAuthor,
            [self._author(entry) for entry in entries if self._by and not entry.cause],
        )
        apply(entries, documents)
        self.entered.update(f"{draft.type}/{draft.slug}" for draft in drafts)
        return entries

    def _author(self, entry: Entry) -> dict[str, Any]:
        people = {"user_id": self._by, "approved_by_id": self._approved_by}
        return {"entry_id": entry.seq, **{name: who.pk if who else None for name, who in people.items()}}


@contextmanager
def opened(
    *, by: AbstractBaseUser | None, approved_by: AbstractBaseUser | None = None, how: str = "open"
) -> Iterator[Writer]:
    """The door, open for one transaction: the head is locked first, at READ COMMITTED.

    The setting tells the triggers that what changes a record's public state is the door; `how`: see factreg/records.py.
    """
    with struck_out_if_undone(), transaction.atomic(), attributed(by=by):
        head = Head.objects.select_for_update().get()
        _set_door(how)
        writer = Writer(head, by, approved_by)
        yield writer
        _set_door("")
        # The last that is done: from here on only the commit can fail.
        write_down(writer.listed)
        if writer.entered:
            _notify(writer.seq)
            # Robust: once something is committed, no cache can make it fail.
            transaction.on_commit(partial(tell_caches, writer.entered), robust=True)


def _set_door(state: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [DOOR_SETTING, state])


def _notify(seq: int) -> None:
    """Wake those who wait for entries; PostgreSQL tells them when, and only if, the transaction commits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, str(seq)])


def _document(draft: Draft, at: datetime) -> Document | None:
    """What was composed, with what the ledger adds."""
    if draft.composed is None:
        return None
    return {
        **draft.composed,
        "key": str(draft.key),
        "version": draft.version,
        "published_at": draft.published_at or timestamp(at),
        "updated_at": draft.updated_at or timestamp(at),
    }


def _entry(draft: Draft, document: Document | None, seq: int, at: datetime) -> Entry:
    text = None if document is None else canonical(document)
    nonce = None if text is None else new_nonce()
    committed = None if text is None or nonce is None else commitment(nonce, text)
    reason, legal_basis, stub_nonce = draft.reason or None, draft.legal_basis or None, new_nonce()
    told = stub(slug=draft.slug, reason=reason, legal_basis=legal_basis, merged_into=draft.survivor)
    return Entry(
        seq=seq,
        at=at,
        action=draft.action,
        type=draft.type,
        key=draft.key,
        version=draft.version,
        cause=draft.cause,
        leaf=leaf(
            seq=seq,
            at=at,
            action=draft.action,
            type=draft.type,
            key=draft.key,
            version=draft.version,
            commitment=committed,
            cause=draft.cause,
            stub_commitment=commitment(stub_nonce, told),
        ),
        document=text,
        nonce=nonce,
        stub_nonce=stub_nonce,
        slug=draft.slug,
        reason=reason,
        legal_basis=legal_basis,
        merged_into=draft.merged_into,
    )


def _row(entry: Entry) -> dict[str, Any]:
    return {str(field.column): getattr(entry, field.attname) for field in Entry._meta.local_concrete_fields}
