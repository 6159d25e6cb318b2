"""One file of a set as it is written: with its digest, and compressed copies beside it, memory flat.

Each has a thread of its own: hashing and compressing leave the interpreter to what makes the rows.
"""

from __future__ import annotations

import hashlib
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Any, Protocol

import zstandard

BLOCK = 1024 * 1024
_WAITING = 4
GZIP_LEVEL, ZSTD_LEVEL = 3, 3
SUFFIXES = {"gzip": ".gz", "zstd": ".zst"}
MEDIA_TYPES = {
    "jsonl": "application/jsonl",
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "json": "application/json",
    "txt": "text/plain; charset=utf-8",
    "jsonld": "application/ld+json",
}
# Of compressed copies, loaded as files of their own.
PACKED_TYPES = {encoding: f"application/{encoding}" for encoding in SUFFIXES}


@dataclass(frozen=True, slots=True)
class Copy:
    """A compressed copy of a file."""

    path: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What the index says of a file. `rows` is None where there are none to count."""

    path: str
    media_type: str
    rows: int | None
    bytes: int
    sha256: str
    compressed: dict[str, Copy] = field(default_factory=dict)

    @classmethod
    def read(cls, found: dict[str, Any]) -> Facts:
        copies = {encoding: Copy(**copy) for encoding, copy in found["compressed"].items()}
        return cls(**{**found, "compressed": copies})

    def document(self) -> dict[str, Any]:
        return asdict(self)


class Compressor(Protocol):
    def compress(self, data: bytes, /) -> bytes: ...

    def flush(self) -> bytes: ...


class _Part:
    """A file on the disk, and the digest of what is in it."""

    def __init__(self, path: Path, compressor: Compressor | None = None) -> None:
        self._file = path.open("wb")
        self._digest = hashlib.sha256()
        self._compressor = compressor
        self.name = path.name
        self.bytes = 0

    def write(self, block: bytes) -> None:
        self._put(self._compressor.compress(block) if self._compressor else block)

    def _put(self, data: bytes) -> None:
        if data:
            self._file.write(data)
            self._digest.update(data)
            self.bytes += len(data)

    def close(self) -> None:
        """Finish it, on the disk."""
        if self._compressor:
            self._put(self._compressor.flush())
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()


class Output:
    """A file, its gzip and its zstd, written together."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rows = 0
        self._plain = _Part(path)
        self._copies = {
            "gzip": _Part(beside(path, "gzip"), zlib.compressobj(GZIP_LEVEL, wbits=31)),
            "zstd": _Part(beside(path, "zstd"), zstandard.ZstdCompressor(level=ZSTD_LEVEL).compressobj()),
        }
        self._held: list[bytes] = []
        self._size = 0
        self._failure: BaseException | None = None
        self._blocks: Queue[bytes | None] = Queue(maxsize=_WAITING)
        self._thread = Thread(target=self._run, name=f"writing {path.name}", daemon=True)
        self._thread.start()

    def write(self, data: bytes) -> None:
        self._held.append(data)
        self._size += len(data)
        if self._size >= BLOCK:
            self._pass_on()

    def count(self, rows: int) -> None:
        self.rows += rows

    def close(self) -> Facts:
        """Wait until all is on the disk. Raises what kept it from getting there."""
        self.abandon()
        if self._failure:
            raise self._failure
        return Facts(
            path=self.path.name,
            media_type=media_type(self.path.name),
            rows=self.rows,
            bytes=self._plain.bytes,
            sha256=self._plain.sha256,
            compressed={name: Copy(part.name, part.bytes, part.sha256) for name, part in self._copies.items()},
        )

    def abandon(self) -> None:
        """End the thread."""
        if self._thread.is_alive():
            self._pass_on()
            self._blocks.put(None)
            self._thread.join()

    def _pass_on(self) -> None:
        if self._failure:
            raise self._failure
        if self._held:
            self._blocks.put(b"".join(self._held))
            self._held, self._size = [], 0

    def _run(self) -> None:
        parts = (self._plain, *self._copies.values())
        while (block := self._blocks.get()) is not None:
            if self._failure is None:
                self._try(lambda part, block=block: part.write(block), parts)
        self._try(_Part.close, parts)

    def _try(self, deed: Any, parts: tuple[_Part, ...]) -> None:
        try:
            for part in parts:
                deed(part)
        except BaseException as failure:  # noqa: BLE001 - raised again where the rows are made
            self._failure = failure


@contextmanager
def opened(*paths: Path) -> Iterator[list[Output]]:
    """Outputs whose threads end, whatever happens."""
    outputs = [Output(path) for path in paths]
    try:
        yield outputs
    finally:
        for output in outputs:
            output.abandon()


def measured(path: Path, *, rows: int | None) -> Facts:
    """A file that something else has written, and that is not to be compressed once more."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Facts(path.name, media_type(path.name), rows, path.stat().st_size, digest)


def beside(path: Path, encoding: str) -> Path:
    return path.with_name(f"{path.name}{SUFFIXES[encoding]}")


def media_type(name: str) -> str:
    return MEDIA_TYPES[name.rpartition(".")[2]]
