"""The published log beside a backup: what of it the backup lacks, and which log goes on after a restore.

What was signed stays signed. A log is never begun anew under its old name: who keeps a checkpoint would have proof that
the registry has two histories, and be right.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path

import orjson
from django.conf import settings

from claims.log import keys
from claims.log.building import edge_of
from claims.log.copying import read_unchecked, set_aside
from claims.log.files import LogFiles
from claims.log.notes import Checkpoint
from claims.log.tree import WIDTH
from claims.upkeep.manifest import LOG, Manifest
from factreg.whole_files import sync

_TOLD = 20


class NotContinued(Exception):
    """The published log can't go on after this backup; it says why, and the way on."""


@dataclass(frozen=True, slots=True)
class Beyond:
    """A published log that has more than a backup: it ends at `size`, the backup at `position`."""

    origin: str
    position: int
    size: int

    def told(self) -> Iterator[str]:
        """What the backup lacks, as far as the log tells it, and the two ways on."""
        yield (
            f"This backup ends at entry {self.position}; entries up to {self.size} are signed and published "
            f"({settings.LOG_DIR}). It lacks {self.size - self.position}:"
        )
        yield from islice((self._line(entry) for entry in self._entries()), _TOLD)
        if self.size - self.position > _TOLD:
            actions = Counter(entry["action"] for entry in self._entries())
            yield "... in all " + ", ".join(f"{count} {action}" for action, count in sorted(actions.items()))
        yield (
            "Restore a newer backup, or replay the write-ahead log to its end (docs/backups.md): that loses nothing. "
            "Where these entries are lost for good, --begin-new-log sets the published log aside, keeps it, and "
            "begins a new one under another name. Takedowns among them are applied again from the list of takedowns."
        )

    def _line(self, entry: dict[str, str]) -> str:
        return f"  {entry['seq']}  {entry['at']}  {entry['action']} {entry['type']} {entry['key']}"

    def _entries(self) -> Iterator[dict[str, str]]:
        files = LogFiles(settings.LOG_DIR)
        for index in range(self.position // WIDTH, -(-self.size // WIDTH)):
            bundle = _bundle(files, index, self.size)
            yield from (orjson.loads(entry) for entry in bundle[max(0, self.position - index * WIDTH) :])


def _bundle(files: LogFiles, index: int, size: int) -> list[bytes]:
    """The entries of a bundle of a log of that size."""
    return files.entries(index, min(WIDTH, size - index * WIDTH))


def beyond(manifest: Manifest) -> Beyond | None:
    """What the published log has and the backup has not. Raises NotContinued where they are of two registries."""
    files = LogFiles(settings.LOG_DIR)
    checkpoint = _published(files)
    if checkpoint is None or checkpoint.size < manifest.position:
        return None
    last = manifest.position - 1
    if manifest.position:
        entry = _bundle(files, last // WIDTH, checkpoint.size)[last % WIDTH]
        if sha256(entry).hexdigest() != manifest.last_leaf:
            raise NotContinued(
                f"This backup is not of the registry whose log is in {settings.LOG_DIR}: entry {manifest.position} is "
                "another there. Set LOG_DIR to a new directory for it, and LOG_KEY to a key of another name."
            )
    if checkpoint.size == manifest.position:
        return None
    return Beyond(checkpoint.origin, manifest.position, checkpoint.size)


def _published(files: LogFiles) -> Checkpoint | None:
    """Raises Damaged where the end of the log is not as it was signed."""
    note = files.checkpoint()
    if note is None:
        return None
    checkpoint = read_unchecked(note)
    edge_of(files, checkpoint)
    return checkpoint


def refuse_old_name(lost: Beyond) -> None:
    """NotContinued, unless what will be signed has another name than the log that ends."""
    if settings.EMBEDDED_POSTGRES and not settings.LOG_KEY:
        return  # A key of another name is made.
    if keys.signers()[0].name == lost.origin:
        raise NotContinued(
            f"A new log needs a new name, for {lost.origin} has signed {lost.size} entries: `manage.py log_key "
            f"{lost.origin}-after-{lost.position}` makes a key. Set LOG_KEY to it and restore again."
        )


def new_log(lost: Beyond) -> Path:
    """Set the published log aside; the next one is begun by `publish_log`. Gives where the old one is."""
    if settings.EMBEDDED_POSTGRES and not settings.LOG_KEY:
        keys.change_own_key(f"{lost.origin}-after-{lost.position}")
    return set_aside(settings.LOG_DIR, size=lost.size)


def install_log(directory: Path) -> Path | None:
    """Put the backup's log where none is, or one that ends before it; gives the place. Else the one there goes on."""
    theirs, ours = (LogFiles(path).checkpoint() for path in (directory / LOG, settings.LOG_DIR))
    if theirs is None or (ours and read_unchecked(ours).size >= read_unchecked(theirs).size):
        return None
    place: Path = settings.LOG_DIR
    beside = place.with_name(f".{place.name}")
    shutil.rmtree(beside, ignore_errors=True)
    shutil.copytree(directory / LOG, beside)
    for path in (*(path for path in beside.rglob("*") if path.is_dir()), beside):
        sync(path)
    if place.exists():
        set_aside(place, size=read_unchecked(ours).size if ours else 0)
    beside.rename(place)
    sync(place.parent)
    return place
