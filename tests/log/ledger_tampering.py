"""Ways in which the owner of the database changes the ledger, against its triggers: entries and their leaves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

import orjson
from django.db import connection

from claims.ledger.canonical import canonical, commitment, leaf, stub
from claims.ledger.models import Entry

Tampering = Callable[[Random], str]


def _chosen(random: Random, **filters: Any) -> Entry:
    return random.choice(list(Entry.objects.filter(**filters)))


def as_owner(*statements: tuple[str, list[Any]]) -> None:
    """What the triggers refuse, and the owner of the data can do all the same."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for statement, params in statements:
            cursor.execute(statement, params)
        cursor.execute("SET LOCAL session_replication_role = origin")


def _put(entry: Entry, **changed: Any) -> None:
    assignments = ", ".join(f"{name} = %s" for name in changed)
    as_owner((f"UPDATE ledger_entry SET {assignments} WHERE seq = %s", [*changed.values(), entry.seq]))


def _with_leaf(entry: Entry, **changed: Any) -> None:
    """The change, and a leaf that fits it."""
    for name, value in changed.items():
        setattr(entry, name, value)
    signed = orjson.loads(bytes(entry.leaf))
    if entry.document and "document" in changed:
        signed["commitment"] = commitment(bytes(entry.nonce or b""), entry.document)
    if "reason" in changed:
        told = stub(slug=entry.slug, reason=entry.reason, legal_basis=entry.legal_basis, merged_into=_survivor(entry))
        signed["stub_commitment"] = commitment(bytes(entry.stub_nonce or b""), told)
    made = leaf(
        seq=entry.seq,
        at=entry.at,
        action=entry.action,
        type=entry.type,
        key=entry.key,
        version=entry.version,
        commitment=signed["commitment"],
        cause=entry.cause,
        stub_commitment=signed["stub_commitment"],
    )
    _put(entry, **changed, leaf=made)


def _survivor(entry: Entry) -> str | None:
    if entry.merged_into is None:
        return None
    return Entry.objects.filter(key=entry.merged_into).values_list("slug", flat=True).first()


def document(random: Random) -> str:
    """What was said is said otherwise; the leaf still commits to what it was."""
    entry = _public(random)
    _put(entry, document=_altered(entry))
    return f"document of {entry}"


def document_and_leaf(random: Random) -> str:
    entry = _public(random)
    _with_leaf(entry, document=_altered(entry))
    return f"document and leaf of {entry}"


def _public(random: Random) -> Entry:
    """An entry of which the feed tells the document."""
    hidden = {
        seq for (seq,) in _asked("SELECT seq FROM ledger_publishedentry WHERE commitment IS NOT NULL AND nonce IS NULL")
    }
    return random.choice([entry for entry in Entry.objects.filter(document__isnull=False) if entry.seq not in hidden])


def _altered(entry: Entry) -> str:
    return canonical({**orjson.loads(entry.document or ""), "note": "Never said."})


def reason_and_leaf(random: Random) -> str:
    told = _asked("SELECT seq FROM ledger_publishedentry WHERE reason IS NOT NULL")
    entry = Entry.objects.get(seq=random.choice(told)[0])
    _with_leaf(entry, reason="Another reason.")
    return f"reason and leaf of {entry}"


def _asked(query: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


def time_and_leaf(random: Random) -> str:
    entry = _chosen(random)
    _with_leaf(entry, at=entry.at.replace(microsecond=(entry.at.microsecond + 1) % 1_000_000))
    return f"time and leaf of {entry}"


def time(random: Random) -> str:
    entry = _chosen(random)
    _put(entry, at=entry.at.replace(microsecond=(entry.at.microsecond + 1) % 1_000_000))
    return f"time of {entry}"


def cause(random: Random) -> str:
    entry = _chosen(random, seq__gt=1)
    _put(entry, cause=None if entry.cause else entry.seq - 1)
    return f"cause of {entry}"


def action(random: Random) -> str:
    entry = _chosen(random, action="updated")
    _put(entry, action="reformatted")
    return f"action of {entry}"


def end(random: Random) -> str:
    """As if the last entries had never been."""
    last = Entry.objects.order_by("-seq").values_list("seq", flat=True)[0]
    size = last - random.randrange(1, 4)
    as_owner(
        ("DELETE FROM ledger_entryauthor WHERE entry_id > %s", [size]),
        ("DELETE FROM ledger_entry WHERE seq > %s", [size]),
        ("UPDATE ledger_head SET seq = %s", [size]),
    )
    return f"entries after {size} deleted"


LEDGER: Mapping[str, Tampering] = {
    one.__name__: one for one in (document, document_and_leaf, reason_and_leaf, time, time_and_leaf, cause, action, end)
}
