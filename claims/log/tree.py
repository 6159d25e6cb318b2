"""The Merkle tree of RFC 6962 over SHA-256, grown leaf by leaf and cut into tiles of 256 hashes. Pure.

A tile of level l holds hashes of complete subtrees of 256**l leaves; a full one is hashed into one of the next level.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

WIDTH = 256
HASH_BYTES = 32
EMPTY_ROOT = sha256().digest()


def leaf_hash(entry: bytes) -> bytes:
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def complete_root(hashes: Sequence[bytes]) -> bytes:
    """The root over hashes whose number is a power of two."""
    while len(hashes) > 1:
        hashes = [node_hash(hashes[at], hashes[at + 1]) for at in range(0, len(hashes), 2)]
    return hashes[0]


@dataclass(frozen=True, slots=True)
class Tile:
    """A row of hashes of one level, from `index * 256` on; a partial one has fewer than 256."""

    level: int
    index: int
    hashes: Sequence[bytes]


@dataclass(slots=True)
class Edge:
    """The right edge of a tree: its partial tiles, from which alone its root follows, and by which it grows."""

    size: int = 0
    levels: list[list[bytes]] = field(default_factory=list)

    def append(self, entry: bytes) -> Iterator[Tile]:
        """Add a leaf; the tiles that are full by it, from the lowest level up."""
        hashed = leaf_hash(entry)
        self.size += 1
        level, reached = 0, self.size
        while True:
            if level == len(self.levels):
                self.levels.append([])
            self.levels[level].append(hashed)
            if reached % WIDTH:
                return
            full, self.levels[level] = self.levels[level], []
            reached //= WIDTH
            yield Tile(level, reached - 1, full)
            hashed = complete_root(full)
            level += 1

    def partial_tiles(self) -> Iterator[Tile]:
        """The tiles of this size that are not full; empty ones are none."""
        for level, hashes in enumerate(self.levels):
            if hashes:
                yield Tile(level, self.size // WIDTH ** (level + 1), list(hashes))

    def root(self) -> bytes:
        return root_of(peaks(hashes for hashes in reversed(self.levels)))


def widths(size: int) -> list[int]:
    """How many hashes the partial tile of each level of a tree has."""
    found = []
    while size:
        found.append(size % WIDTH)
        size //= WIDTH
    return found


def peaks(levels: Iterable[Sequence[bytes]]) -> Iterator[bytes]:
    """The roots of the complete subtrees of a tree, the largest first; from its partial tiles, the highest first."""
    for hashes in levels:
        at, power = 0, WIDTH // 2
        while power:
            if len(hashes) - at >= power:
                yield complete_root(hashes[at : at + power])
                at += power
            power //= 2


def root_of(peaks: Iterable[bytes]) -> bytes:
    """The root of a tree from its complete subtrees, the largest first."""
    root = b""
    for peak in reversed(list(peaks)):
        root = node_hash(peak, root) if root else peak
    return root or EMPTY_ROOT
