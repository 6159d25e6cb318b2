"""The list of takedowns, a file outside the database: a backup knows nothing of what was taken down after it was made.

Append-only, one JSON line a takedown or restoration, synced to disk before the transaction that did it commits. No word
of any record is in it. What is done with it where the database lacks something is in reapplying.py.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
from django.conf import settings
from django.db import InterfaceError, OperationalError

from claims.ledger.canonical import canonical, timestamp
from claims.ledger.models import Entry


class NotTakenDown(Exception):
    """The record is not in a state from which that can be done; nothing was changed."""


class NotListed(NotTakenDown):
    """The list can't be written, so that nothing was taken down; it says why."""


@dataclass(frozen=True, slots=True)
class Line:
    """One takedown, or restoration. `versions`: of an erasure those destroyed, none for the whole record."""

    action: str
    type: str
    key: str
    seq: int
    at: str
    versions: tuple[int, ...] = ()
    legal: bool = False

    @classmethod
    def of(cls, entry: Entry, *, versions: Sequence[int] = ()) -> Line:
        return cls(
            action=entry.action,
            type=entry.type,
            key=str(entry.key),
            seq=entry.seq,
            at=timestamp(entry.at),
            versions=tuple(versions),
            legal=bool(entry.legal_basis),
        )

    @property
    def name(self) -> str:
        """What tells it from every other, of other times of the same ledger too."""
        return f"{self.seq} {self.at} {self.key}"

    @property
    def record(self) -> UUID:
        return UUID(self.key)


_FIELDS = {each.name for each in fields(Line)}
# Of lines, what was written inside of the block that may yet fail.
_written: ContextVar[list[Line] | None] = ContextVar("takedowns_written", default=None)


@contextmanager
def struck_out_if_undone() -> Iterator[None]:
    """Around a transaction: what it lists is struck out again where it fails.

    Not where the connection is lost: then nobody knows whether it was through, and what is listed is taken down.
    """
    outer, mine = _written.get(), list[Line]()
    token = _written.set(mine)
    try:
        yield
    except (OperationalError, InterfaceError):
        raise
    except BaseException:
        strike_out(mine)
        raise
    finally:
        _written.reset(token)
    if outer is not None:
        outer.extend(mine)


def write_down(lines: Sequence[Line]) -> None:
    """List takedowns, on disk when this returns. Raises NotListed."""
    if not lines:
        return
    try:
        _append([{"what": "done", **asdict(line)} for line in lines])
    except OSError as error:
        raise NotListed(f"The list of takedowns can't be written ({error}): nothing was taken down.") from error
    if (written := _written.get()) is not None:
        written.extend(lines)


def strike_out(lines: Iterable[Line]) -> None:
    """Note that these were undone, or are in the database by another entry now."""
    _append([{"what": "struck out", "name": line.name} for line in lines])


def standing() -> list[Line]:
    """What is listed and not struck out, in order. A last line that was cut off by a crash is none."""
    if not (path := settings.TAKEDOWN_LIST) or not Path(path).exists():
        return []
    found: dict[str, Line] = {}
    for text in Path(path).read_bytes().splitlines():
        try:
            read = orjson.loads(text)
        except orjson.JSONDecodeError:
            continue
        if read["what"] == "struck out":
            found.pop(read["name"], None)
        elif read["what"] == "done":
            line = Line(**{name: read[name] for name in _FIELDS if name in read})
            found[line.name] = line
    return list(found.values())


def _append(lines: Sequence[dict[str, Any]]) -> None:
    if not lines or not (path := settings.TAKEDOWN_LIST):
        return
    is_new = not Path(path).exists()
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    # Begun with a new line: the one before may have been cut off.
    text = "".join(f"\n{canonical(line)}\n" for line in lines).encode()
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        # Until it is closed: what fails is cut off again, and with it no line of others.
        fcntl.flock(file, fcntl.LOCK_EX)
        size = os.fstat(file).st_size
        try:
            _write(file, text)
            os.fsync(file)
        except OSError:
            os.ftruncate(file, size)
            raise
    finally:
        os.close(file)
    if is_new:
        _sync_directory(Path(path).parent)


def _write(file: int, text: bytes) -> None:
    while text:
        text = text[os.write(file, text) :]


def _sync_directory(directory: Path) -> None:
    """The name of a new file is on disk with its directory alone."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
