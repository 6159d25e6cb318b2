"""A copy of a log as one of its checkpoints has it: the tiles and bundles that it covers, no others."""

from __future__ import annotations

from pathlib import Path

from claims.log.building import edge_of
from claims.log.files import CHECKPOINT, KEYS, LogFiles
from claims.log.notes import Checkpoint
from claims.log.tree import WIDTH, Tile, widths


def read_unchecked(note: str) -> Checkpoint:
    """A checkpoint, whoever signed it. Raises NotANote."""
    return Checkpoint.read(note.partition("\n\n")[0] + "\n")


def copy_log(source: LogFiles, target: LogFiles) -> Checkpoint | None:
    """Copy what the checkpoint of now covers, be the log written meanwhile; None where nothing was ever signed.

    Raises Damaged where a file is missing, or what was copied has not the root that was signed.
    """
    note = source.checkpoint()
    if note is None:
        return None
    found = read_unchecked(note)
    for level, width in enumerate(widths(found.size)):
        full = found.size // WIDTH ** (level + 1)
        for index in range(full):
            target.put_tile(Tile(level, index, source.hashes(level, index)))
        if width:
            target.put_tile(Tile(level, full, source.hashes(level, full, width)))
    for index in range(found.size // WIDTH):
        target.put_entries(index, source.entries(index))
    if width := found.size % WIDTH:
        target.put_entries(found.size // WIDTH, source.entries(found.size // WIDTH, width))
    if keys := source.keys():
        target.put(KEYS, keys.encode())
    edge_of(target, found)
    target.put(CHECKPOINT, note.encode())
    target.settle()
    return found


def set_aside(directory: Path, *, size: int) -> Path:
    """Give a log another name, beside its own; what was signed there stays signed. Gives the new place."""
    name, number = f"{directory.name}-ended-at-{size}", 1
    while (place := directory.with_name(name)).exists():
        number += 1
        name = f"{directory.name}-ended-at-{size}-{number}"
    return directory.rename(place)
