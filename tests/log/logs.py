"""Logs over lists of leaves, and a plain reader of what they publish."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from claims.log.building import Keys
from claims.log.files import LogFiles
from claims.log.notes import Checkpoint, Signer, opened
from claims.log.tree import WIDTH, Edge

SIGNER = Signer("registry.example.org/log", bytes(range(32)))
NEXT_SIGNER = Signer("registry.example.org/log", bytes(range(1, 33)))
KEYS = Keys([SIGNER])


@dataclass(slots=True)
class ListedLedger:
    """A ledger of these leaves."""

    entries: Sequence[bytes]

    def head(self) -> int:
        return len(self.entries)

    def leaves(self, after: int, upto: int) -> Iterator[bytes]:
        yield from self.entries[after:upto]


def ledger_of(size: int) -> ListedLedger:
    return ListedLedger([b'{"seq":%d}' % seq for seq in range(1, size + 1)])


def read_back(directory: Path, keys: Keys = KEYS) -> list[bytes]:
    """All entries that the published checkpoint covers, read as a stranger would; its root is theirs."""
    files = LogFiles(directory)
    note = files.checkpoint()
    assert note is not None
    checkpoint = Checkpoint.read(opened(note, keys.verifiers))
    edge, entries = Edge(), []
    for index in range(-(-checkpoint.size // WIDTH)):
        width = min(WIDTH, checkpoint.size - index * WIDTH)
        found = files.entries(index, width)
        before = edge.size
        entries += found
        for entry in found:
            for tile in edge.append(entry):
                assert files.hashes(tile.level, tile.index) == list(tile.hashes)
        assert edge.size == before + width
    for tile in edge.partial_tiles():
        assert files.hashes(tile.level, tile.index, len(tile.hashes)) == list(tile.hashes)
    assert edge.root() == checkpoint.root
    return entries
