"""Whether the ledger is what was signed: each entry against its leaf, its document and what it tells, then the leaves
against the tiles and the root of the last checkpoint.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import orjson

from claims.ledger.canonical import canonical, commitment, leaf, stub, timestamp
from claims.ledger.models import Action, Entry, Head
from claims.log.building import Keys, edge_of, published
from claims.log.files import LogFiles
from claims.log.notes import Checkpoint
from claims.log.tree import WIDTH, Edge, Tile

_BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found to be right: all entries, and how many of them are signed."""

    entries: int
    checkpoint: Checkpoint


class NotAsSigned(Exception):
    """The first position at which something is not as it was entered or signed, and what."""

    def __init__(self, position: int, what: str) -> None:
        self.position = position
        super().__init__(f"Entry {position}: {what}")


def verify(files: LogFiles, keys: Keys, *, progress: Callable[[int], None] = lambda entries: None) -> Verified:
    """Check all there is. Raises NotAsSigned, and Refused or Damaged where the log's end can't be read."""
    checkpoint = published(files, keys)
    edge_of(files, checkpoint)
    edge, bundle = Edge(), list[bytes]()
    for entry in _entries(progress):
        stored = bytes(entry.leaf)
        bundle.append(stored)
        for tile in edge.append(stored):
            if edge.size <= checkpoint.size:
                _compare_tile(files, tile)
                if tile.level == 0:
                    _compare_bundle(files, tile.index, bundle)
            if tile.level == 0:
                bundle.clear()
        if edge.size == checkpoint.size:
            _compare_end(files, edge, bundle, checkpoint)
    if edge.size < checkpoint.size:
        raise NotAsSigned(edge.size + 1, f"is missing; entries up to {checkpoint.size} are signed.")
    head = Head.objects.get()
    if head.seq != edge.size:
        raise NotAsSigned(edge.size + 1, f"the head says that the ledger ends at {head.seq}.")
    return Verified(edge.size, checkpoint)


def _entries(progress: Callable[[int], None]) -> Iterator[Entry]:
    """All entries in order, each found to be what its own leaf says."""
    last_erased = Entry.objects.filter(action=Action.ERASED).order_by("-seq").values_list("seq", flat=True).first() or 0
    expected = 1
    for entry in Entry.objects.order_by("seq").iterator(chunk_size=_BATCH):
        if entry.seq != expected:
            raise NotAsSigned(expected, "is missing.")
        if wrong := _wrong(entry, last_erased=last_erased):
            raise NotAsSigned(entry.seq, wrong)
        yield entry
        expected += 1
        if entry.seq % _BATCH == 0:
            progress(_BATCH)


def _wrong(entry: Entry, *, last_erased: int) -> str:
    """What of an entry is not as its leaf has it; empty if nothing is."""
    stored = bytes(entry.leaf)
    try:
        signed = orjson.loads(stored)
        committed, stub_commitment = signed["commitment"], signed.get("stub_commitment")
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError):
        return "its leaf is none."
    if stored != _leaf_of(entry, committed, stub_commitment):
        return "its columns are not those of its leaf."
    if entry.document is None:
        if committed and entry.seq >= last_erased:
            return "its document is missing, and nothing was erased since."
    elif entry.nonce is None or commitment(bytes(entry.nonce), entry.document) != committed:
        return "its document is not the one that was entered."
    if entry.stub_nonce is not None:
        survivor = _survivor(entry)
        told = stub(slug=entry.slug, reason=entry.reason, legal_basis=entry.legal_basis, merged_into=survivor)
        if commitment(bytes(entry.stub_nonce), told) != stub_commitment and not (
            entry.reason is None and entry.seq < last_erased
        ):
            return "its address, reason or survivor is not the one that was entered."
    elif stub_commitment and entry.seq >= last_erased:
        return "the nonce of its stub is missing, and nothing was erased since."
    return ""


def _leaf_of(entry: Entry, committed: str | None, stub_commitment: str | None) -> bytes:
    """The leaf by the columns; one of format 1 has no stub."""
    if stub_commitment is None:
        first = {name: getattr(entry, name) for name in ("seq", "action", "type", "version", "cause")}
        first |= {"format": 1, "at": timestamp(entry.at), "key": str(entry.key), "commitment": committed}
        return canonical(first).encode()
    return leaf(
        seq=entry.seq,
        at=entry.at,
        action=entry.action,
        type=entry.type,
        key=entry.key,
        version=entry.version,
        commitment=committed,
        cause=entry.cause,
        stub_commitment=stub_commitment,
    )


def _survivor(entry: Entry) -> str | None:
    if entry.merged_into is None:
        return None
    slugs = Entry.objects.filter(type=entry.type, key=entry.merged_into, slug__isnull=False, seq__lt=entry.seq)
    return slugs.order_by("-seq").values_list("slug", flat=True).first()


def _compare_tile(files: LogFiles, tile: Tile) -> None:
    """Full or partial, to the byte."""
    signed = files.hashes(tile.level, tile.index, len(tile.hashes))
    if signed != list(tile.hashes):
        at = next(at for at, (one, other) in enumerate(zip(signed, tile.hashes, strict=True)) if one != other)
        position = (tile.index * WIDTH + at) * WIDTH**tile.level + 1
        raise NotAsSigned(position, f"it is not the one that was signed (tile {tile.level}/{tile.index}).")


def _compare_bundle(files: LogFiles, index: int, entries: Sequence[bytes]) -> None:
    published_entries = files.entries(index, len(entries))
    for at, (one, other) in enumerate(zip(published_entries, entries, strict=True)):
        if one != other:
            raise NotAsSigned(index * WIDTH + at + 1, "the log tells another.")


def _compare_end(files: LogFiles, edge: Edge, bundle: Sequence[bytes], checkpoint: Checkpoint) -> None:
    for tile in edge.partial_tiles():
        _compare_tile(files, tile)
        if tile.level == 0:
            _compare_bundle(files, tile.index, bundle)
    if edge.root() != checkpoint.root:
        raise NotAsSigned(edge.size, "the root of all entries up to it is not the one that was signed.")
