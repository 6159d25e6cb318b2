"""What a set of bulk files holds, in steps: each reads the published tables at one position and writes files.

A step is one record type with all that is made from its documents, which are parsed once.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any, Protocol

import orjson

from claims.ledger.published import PublishedEntry, Version
from claims.public.bulk.items import News, Reviews
from claims.public.bulk.outputs import Facts, measured, opened
from claims.public.bulk.tables import Table
from claims.public.changes import MOST_ENTRIES, changes
from claims.public.columns import COLUMNS
from claims.public.resources import EVERY, RESOURCES, Resource
from factreg.streaming import selected

# The lists that hold all records of a type; others are parts of these.
WHOLE = [resource for resource in RESOURCES.values() if resource.listed == EVERY and resource.found == EVERY]
PROOFS, REVIEWS, NEWS = "proofs.csv", "claimreview.jsonld", "claims.ninjs.jsonl"
PROOF_COLUMNS = {
    "seq": "Position of the ledger's entry that made this version.",
    "type": "Type of the record.",
    "id": "Public id.",
    "key": "The record's key in the ledger.",
    "version": "Version of the record.",
    "commitment": "SHA-256 of nonce and document, hexadecimal.",
    "nonce": "32 bytes, hexadecimal.",
}

Progress = Callable[[int], None]


class Maker(Protocol):
    """Makes something of documents, one after another."""

    def add(self, document: dict[str, Any], /) -> None: ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Work:
    """Where a set is built, of which state, and from which earlier ones differences are told."""

    directory: Path
    position: int
    at: datetime
    earlier: Sequence[int]
    progress: Progress


@dataclass(frozen=True, slots=True)
class Step:
    """A part of the work that is done or not: what it wrote is kept when the rest is interrupted."""

    name: str
    build: Callable[[Work], list[Facts]]


def steps(work: Work) -> list[Step]:
    bounds = [*work.earlier, work.position]
    return [
        *(Step(resource.name, partial(_records, resource=resource)) for resource in WHOLE),
        Step("proofs", _proofs),
        *(
            Step(f"changes-{after}-{upto}", partial(_changes, after=after, upto=upto))
            for after, upto in pairwise(bounds)
        ),
    ]


# Still current, and ended since, each by itself: the first come in the order of an index, where all together would be
# sorted with their documents.
_SERVED = "seq <= %(position)s AND document IS NOT NULL AND NOT taken_down"
_AT = f"""
    SELECT {{what}} FROM (
        SELECT * FROM "{{table}}" WHERE to_seq IS NULL AND {_SERVED}
        UNION ALL
        SELECT * FROM "{{table}}" WHERE to_seq > %(position)s AND {_SERVED}
    ) AS version {{more}} ORDER BY version.slug
"""  # noqa: S608 - names of our own tables
_PROOF = """
    concat_ws(',', version.seq, entry.type, version.slug, version.key, version.version, entry.commitment, entry.nonce)
"""


def _read(model: type[Version], work: Work, *, what: str = "document", more: str = "") -> Iterator[bytes]:
    """A text of each record that is public at the position and may still be served, in blocks, by public id."""
    sql = _AT.format(what=what, table=model._meta.db_table, more=more)
    return selected(sql, {"position": work.position}, using="public")


def _records(work: Work, *, resource: Resource) -> list[Facts]:
    """The documents of a type as they are stored, and all that is made from them."""
    path = work.directory / resource.name
    parquet = path.with_suffix(".parquet")
    also = (NEWS, REVIEWS) if resource.type == "claim" else ()
    paths = [path.with_suffix(".jsonl"), path.with_suffix(".csv"), *(work.directory / name for name in also)]
    with _without_collecting(), opened(*paths) as outputs:
        documents, cells, *more = outputs
        table = Table(COLUMNS[resource.type], cells, parquet)
        makers: list[Maker] = [table]
        if more:
            makers += [News(more[0]), Reviews(more[1], work.at)]
        for block in _read(resource.model, work):
            documents.write(block)
            _make(makers, block)
            work.progress(rows := block.count(b"\n"))
            documents.count(rows)
        for maker in makers:
            maker.close()
        cells.count(documents.rows)
        return [*(output.close() for output in outputs), measured(parquet, rows=documents.rows)]


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Without looking for garbage that refers to itself: documents do not, and being many make it look often."""
    collected = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collected:
            gc.enable()


def _make(makers: Sequence[Maker], block: bytes) -> None:
    for line in block.splitlines():
        document = orjson.loads(line)
        for maker in makers:
            maker.add(document)


def _proofs(work: Work) -> list[Facts]:
    """What each document of a record can be checked by: it is the one that the ledger committed to."""
    more = f'JOIN "{PublishedEntry._meta.db_table}" AS entry USING (seq)'
    with opened(work.directory / PROOFS) as (output,):
        output.write(",".join(PROOF_COLUMNS).encode() + b"\r\n")
        for resource in WHOLE:
            if resource.type == resource.record_type:
                for block in _read(resource.model, work, what=_PROOF, more=more):
                    output.write(block.replace(b"\n", b"\r\n"))
                    output.count(block.count(b"\n"))
        return [output.close()]


def _changes(work: Work, *, after: int, upto: int) -> list[Facts]:
    """The entries of the ledger between two positions, as the change feed tells them now."""
    with opened(work.directory / changes_name(after, upto)) as (output,):
        while after < upto:
            found = changes(after=after, upto=upto, limit=MOST_ENTRIES)
            output.write(b"".join(entry + b"\n" for entry in found.entries))
            output.count(len(found.entries))
            after = found.next_after
        return [output.close()]


def changes_name(after: int, upto: int) -> str:
    return f"changes-{after}-{upto}.jsonl"
