"""The log as static files (C2SP tlog-tiles): where each lies under LOG_DIR, how it is read and written.

`checkpoint`, `keys`, `tile/<level>/<index>[.p/<width>]`, `tile/entries/<index>[.p/<width>]`; an index is written in
groups of three digits, all but the last with an `x`. What is written is on the disk when `settle` returns.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from claims.log.tree import HASH_BYTES, WIDTH, Tile
from factreg.whole_files import sync, write_aside

CHECKPOINT, KEYS, ENTRIES = "checkpoint", "keys", "entries"
LONGEST_ENTRY = 0xFFFF


class Damaged(Exception):
    """A file of the log is missing or not what it has to be."""


def index_path(index: int) -> str:
    """
    >>> index_path(1234067)
    'x001/x234/067'
    """
    groups = [f"{index % 1000:03}"]
    while index := index // 1000:
        groups.append(f"x{index % 1000:03}")
    return "/".join(reversed(groups))


def tile_path(level: int | str, index: int, width: int = WIDTH) -> str:
    """The path of a tile of hashes, or of a bundle of entries where the level is ENTRIES."""
    return f"tile/{level}/{index_path(index)}" + (f".p/{width}" if width < WIDTH else "")


def bundle(entries: Sequence[bytes]) -> bytes:
    """Entries as they are served: each with its length before it."""
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def unbundled(data: bytes) -> Iterator[bytes]:
    """Raises Damaged where the last entry is not whole."""
    at = 0
    while at < len(data):
        begin = at + 2
        at = begin + int.from_bytes(data[at:begin], "big")
        if at > len(data):
            raise Damaged("A bundle of entries ends within an entry.")
        yield data[begin:at]


def hashes_of(data: bytes) -> list[bytes]:
    return [data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES)]


@dataclass(slots=True)
class LogFiles:
    """The directory of a log."""

    directory: Path
    _touched: set[Path] = field(default_factory=set)

    def checkpoint(self) -> str | None:
        """The signed note that is published, if there is one."""
        return self._text(CHECKPOINT)

    def keys(self) -> str | None:
        """The keys that are published, if they are."""
        return self._text(KEYS)

    def _text(self, name: str) -> str | None:
        try:
            return (self.directory / name).read_text("utf-8")
        except FileNotFoundError:
            return None

    def hashes(self, level: int, index: int, width: int = WIDTH) -> list[bytes]:
        """The first hashes of a tile; of a partial one that is gone, from the full one. Raises Damaged without it."""
        data = self._read(level, index, width)
        if len(data) < width * HASH_BYTES or len(data) % HASH_BYTES:
            raise Damaged(f"{tile_path(level, index, width)} has not {width} hashes.")
        return hashes_of(data)[:width]

    def entries(self, index: int, width: int = WIDTH) -> list[bytes]:
        """The first entries of a bundle. Raises Damaged without it."""
        found = list(unbundled(self._read(ENTRIES, index, width)))
        if len(found) < width:
            raise Damaged(f"{tile_path(ENTRIES, index, width)} has not {width} entries.")
        return found[:width]

    def _read(self, level: int | str, index: int, width: int) -> bytes:
        for path in dict.fromkeys((tile_path(level, index, width), tile_path(level, index))):
            try:
                return (self.directory / path).read_bytes()
            except FileNotFoundError:
                continue
        raise Damaged(f"{tile_path(level, index, width)} is missing.")

    def put_tile(self, tile: Tile) -> None:
        self.put(tile_path(tile.level, tile.index, len(tile.hashes)), b"".join(tile.hashes))

    def put_entries(self, index: int, entries: Sequence[bytes]) -> None:
        self.put(tile_path(ENTRIES, index, len(entries)), bundle(entries))

    def put(self, path: str, data: bytes) -> None:
        file = self.directory / path
        file.parent.mkdir(parents=True, exist_ok=True)
        write_aside(file, data)
        self._touched.update(self.directory / parent for parent in Path(path).parents)

    def settle(self) -> None:
        """Have the disk know the names of all that was written, the deepest first."""
        for directory in sorted(self._touched, key=lambda path: len(path.parts), reverse=True):
            sync(directory)
        self._touched.clear()

    def drop_partials(self, level: int | str, index: int) -> None:
        """Take away the partial states of a tile that is full."""
        shutil.rmtree(self.directory / f"tile/{level}/{index_path(index)}.p", ignore_errors=True)
