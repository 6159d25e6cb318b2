"""How the log grows: from the tiles that are there, by the entries since, to a checkpoint that is written last.

Nothing that a published checkpoint covers is ever written again, so what is signed extends what was signed before.
Whatever is interrupted, the old checkpoint or the new one is in place, and what it needs is there.
"""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Protocol

from claims.log.files import CHECKPOINT, ENTRIES, KEYS, Damaged, LogFiles
from claims.log.notes import Checkpoint, NotANote, Signer, Verifier, opened, signed
from claims.log.tree import WIDTH, Edge, leaf_hash, widths

LOCK = ".lock"
# After how many entries a long way is signed, so that it need not be gone again.
STAGE = WIDTH * WIDTH


class Busy(Exception):
    """Another process writes the same log."""


class Refused(Exception):
    """What would be signed is not what was signed, and more: nothing is written."""


class Ledger(Protocol):
    """Where the leaves come from."""

    def head(self) -> int:
        """The position of the last entry."""
        ...

    def leaves(self, after: int, upto: int) -> Iterator[bytes]:
        """The leaves that follow a position up to another, in order."""
        ...


@dataclass(frozen=True, slots=True)
class Keys:
    """Which keys sign, and which signed before."""

    signers: Sequence[Signer]
    retired: Sequence[Verifier] = ()

    @property
    def origin(self) -> str:
        return self.signers[0].name

    @property
    def verifiers(self) -> list[Verifier]:
        return [*(signer.verifier for signer in self.signers), *self.retired]

    def listed(self) -> str:
        """All that verify, one a line; those that sign no more are told apart."""
        current = [str(signer.verifier) for signer in self.signers]
        before = [str(verifier) for verifier in self.retired]
        return "".join(
            f"{line}\n" for line in (*current, *(["# signed earlier checkpoints", *before] if before else []))
        )


def published(files: LogFiles, keys: Keys) -> Checkpoint:
    """The last checkpoint; of an empty tree where there is none. Raises Refused where it is not ours."""
    note = files.checkpoint()
    if note is None:
        return Checkpoint(keys.origin, 0, Edge().root())
    try:
        found = Checkpoint.read(opened(note, keys.verifiers))
    except NotANote as error:
        raise Refused(f"{files.directory / CHECKPOINT}: {error}") from error
    if found.origin != keys.origin:
        raise Refused(f"The log in {files.directory} is {found.origin}, the key is of {keys.origin}.")
    return found


def publish(
    directory: Path, keys: Keys, ledger: Ledger, *, progress: Callable[[int], None] = lambda entries: None
) -> Checkpoint:
    """Bring the log up to the ledger's end and sign it. Raises Refused, Damaged, Busy."""
    directory.mkdir(parents=True, exist_ok=True)
    files = LogFiles(directory)
    with _alone(directory):
        before = published(files, keys)
        head = ledger.head()
        if head < before.size:
            raise Refused(
                f"The ledger ends at {head}, the published log at {before.size}: "
                "this database is behind what was signed."
            )
        edge, entries = _at(files, before, ledger)
        leaves = ledger.leaves(before.size, head)
        found = before
        while edge.size < head:
            added = min(STAGE, head - edge.size)
            _grow(files, edge, entries, islice(leaves, added), upto=edge.size + added)
            found = _sign(files, edge, keys, before=found)
            progress(added)
        if _is_to_be_signed_again(files, keys, found):
            found = _sign(files, edge, keys, before=found)
        return found


@contextmanager
def _alone(directory: Path) -> Iterator[None]:
    with (directory / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy from None
        yield


def _at(files: LogFiles, checkpoint: Checkpoint, ledger: Ledger) -> tuple[Edge, list[bytes]]:
    """The right edge of the published tree, and the entries of its last bundle, which the ledger must still have."""
    edge = edge_of(files, checkpoint)
    first = checkpoint.size - checkpoint.size % WIDTH
    entries = list(ledger.leaves(first, checkpoint.size))
    if [leaf_hash(entry) for entry in entries] != (edge.levels[0] if edge.levels else []):
        raise Refused(f"The last entries before {checkpoint.size} are not those that were signed.")
    return edge, entries


def edge_of(files: LogFiles, checkpoint: Checkpoint) -> Edge:
    """The right edge of the tree that a checkpoint is of. Raises Damaged where the tiles have another root."""
    levels = []
    for level, width in enumerate(widths(checkpoint.size)):
        index = checkpoint.size // WIDTH ** (level + 1)
        levels.append(files.hashes(level, index, width) if width else [])
    edge = Edge(checkpoint.size, levels)
    if edge.root() != checkpoint.root:
        raise Damaged("The tiles at the log's end have not the root that was signed.")
    return edge


def _grow(files: LogFiles, edge: Edge, entries: list[bytes], leaves: Iterator[bytes], *, upto: int) -> None:
    """Write the tiles and bundles of the leaves; `entries` is the bundle that is not full, before and after."""
    for leaf in leaves:
        entries.append(leaf)
        for tile in edge.append(leaf):
            files.put_tile(tile)
            if tile.level == 0:
                files.put_entries(tile.index, entries)
                entries.clear()
    if edge.size != upto:
        raise Refused(f"The ledger has no entry {edge.size + 1}.")
    for tile in edge.partial_tiles():
        files.put_tile(tile)
        if tile.level == 0:
            files.put_entries(tile.index, entries)


def _sign(files: LogFiles, edge: Edge, keys: Keys, *, before: Checkpoint) -> Checkpoint:
    """All else is on the disk before the checkpoint is."""
    found = Checkpoint(keys.origin, edge.size, edge.root())
    files.put(KEYS, keys.listed().encode())
    files.settle()
    files.put(CHECKPOINT, signed(found.text(), keys.signers).encode())
    files.settle()
    for level, width in enumerate(widths(before.size)):
        index = before.size // WIDTH ** (level + 1)
        if width and index < found.size // WIDTH ** (level + 1):
            files.drop_partials(level, index)
            if level == 0:
                files.drop_partials(ENTRIES, index)
    return found


def _is_to_be_signed_again(files: LogFiles, keys: Keys, found: Checkpoint) -> bool:
    """Whether the keys have changed since, or nothing was signed yet."""
    return (files.checkpoint(), files.keys()) != (signed(found.text(), keys.signers), keys.listed())
