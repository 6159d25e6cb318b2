"""The change feed for machines: every entry of the ledger in order, with the documents as stored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import orjson

from claims.ledger.published import (
    PublishedActor,
    PublishedClaim,
    PublishedContradiction,
    PublishedCounterAccusation,
    PublishedEntry,
    PublishedEvent,
    PublishedPublisher,
    PublishedSource,
    RecordVersion,
)
from factreg.http import rfc3339

MOST_ENTRIES = 1_000
ENTRIES = 100

TABLES: Mapping[str, type[RecordVersion]] = {
    "publisher": PublishedPublisher,
    "source": PublishedSource,
    "actor": PublishedActor,
    "event": PublishedEvent,
    "claim": PublishedClaim,
    "contradiction": PublishedContradiction,
    "counter-accusation": PublishedCounterAccusation,
}
# The feed's names for the columns that it takes over.
_PLAIN = (
    "seq",
    "action",
    "type",
    "version",
    "cause",
    "reason",
    "legal_basis",
    "merged_into",
    "commitment",
    "stub_commitment",
)
_STUB = ("id", "legal_basis", "merged_into", "reason")


@dataclass(frozen=True, slots=True)
class Changes:
    """The entries after a position, as JSON, and where to go on."""

    entries: list[bytes]
    next_after: int
    head: int

    def body(self) -> bytes:
        """The page as it is sent."""
        return b'{"results":[%b],"head":%d,"next_after":%d}' % (b",".join(self.entries), self.head, self.next_after)


def changes(*, after: int, upto: int, limit: int) -> Changes:
    """At most `limit` entries that follow `after`, none beyond `upto`, without a gap.

    There can be none: an entry becomes visible only with or after all that precede it, since
    writers take turns at the ledger's head.
    """
    entries = PublishedEntry.objects.using("public").filter(seq__gt=after, seq__lte=upto)
    rows = list(entries.order_by("seq").values()[:limit])
    documents = _documents(rows)
    written = [_written(row, documents.get(row["seq"])) for row in rows]
    return Changes(written, next_after=rows[-1]["seq"] if rows else after, head=upto)


def _documents(rows: Iterable[Mapping[str, Any]]) -> dict[int, str]:
    """The documents of entries by position, one query a type; those that may not be served lack."""
    by_type: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        by_type[row["type"]].append(row["seq"])
    found: dict[int, str] = {}
    for type_, seqs in by_type.items():
        versions = TABLES[type_].objects.using("public").filter(seq__in=seqs)
        found |= {seq: text for seq, text in versions.values_list("seq", "document") if text}
    return found


def _tells_its_stub(entry: Mapping[str, Any], nonce: str | None) -> bool:
    """Whether the stub is told as it was entered: the reason for something that is hidden now may not be."""
    if not nonce:
        return False
    stub = orjson.dumps({name: entry[name] for name in _STUB}, option=orjson.OPT_SORT_KEYS)
    return sha256(bytes.fromhex(nonce) + stub).hexdigest() == entry["stub_commitment"]


def _written(row: Mapping[str, Any], document: str | None) -> bytes:
    entry = {name: row[name] for name in _PLAIN}
    entry |= {
        "at": rfc3339(row["at"]),
        "key": str(row["key"]),
        "id": row["slug"],
        "nonce": row["nonce"] if document else None,
        "document": orjson.Fragment(document) if document else None,
        # Of the leaf: the first lacked the commitment to the stub.
        "format": 2 if row["stub_commitment"] else 1,
    }
    entry["stub_nonce"] = row["stub_nonce"] if _tells_its_stub(entry, row["stub_nonce"]) else None
    return orjson.dumps(entry, option=orjson.OPT_SORT_KEYS)
