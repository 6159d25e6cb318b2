"""Whether the database has all that was signed: one that was restored from too old a backup must not serve."""

from __future__ import annotations

from django.conf import settings

from claims.log.building import edge_of
from claims.log.copying import read_unchecked
from claims.log.files import Damaged, LogFiles
from claims.log.keys import NoKey
from claims.log.ledger import StoredLedger, our_keys
from claims.log.notes import Checkpoint, NotANote, opened
from claims.log.tree import WIDTH, leaf_hash

_WAY_OUT = (
    "Restore a newer backup, or replay the write-ahead log to its end. Only if this is another registry on purpose: "
    "set LOG_DIR to a new directory, or move the old one away; what was signed there stays signed."
)


def problem() -> str | None:
    """Why this database may not serve beside the published log; None if nothing stands against it."""
    files = LogFiles(settings.LOG_DIR)
    note = files.checkpoint()
    if note is None:
        return None
    try:
        checkpoint = _read(note)
        edge_of(files, checkpoint)
        signed = last_leaf(files, checkpoint)
    except (NotANote, Damaged) as error:
        return f"The public log in {files.directory} can't be trusted: {error} `manage.py verify_log` says more."
    ledger = StoredLedger()
    head = ledger.head()
    if head < checkpoint.size:
        return (
            f"This database is behind the public log: its ledger ends at {head}, entries up to {checkpoint.size} are "
            f"signed and published ({files.directory}). {_WAY_OUT}"
        )
    if checkpoint.size and leaf_hash(next(ledger.leaves(checkpoint.size - 1, checkpoint.size))) != signed:
        return (
            f"This database is not the one of the public log: its entry {checkpoint.size} is not the one that is "
            f"signed and published ({files.directory}). {_WAY_OUT}"
        )
    return None


def last_leaf(files: LogFiles, checkpoint: Checkpoint) -> bytes:
    """The hash of the last entry that a checkpoint covers."""
    if not checkpoint.size:
        return b""
    index, before = divmod(checkpoint.size - 1, WIDTH)
    return files.hashes(0, index, before + 1)[before]


def _read(note: str) -> Checkpoint:
    """Checked by our keys, where this process has some."""
    try:
        text = opened(note, our_keys().verifiers)
    except NoKey:
        return read_unchecked(note)
    return Checkpoint.read(text)
