"""A backup: the database at one moment, the public log and the list of takedowns, read back and then named.

The log is copied before the moment of the database, so that it never ends after it; the list of takedowns after it, so
that nothing is taken down in the database that is not in the list.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils.module_loading import import_string

from claims.ledger.canonical import timestamp
from claims.ledger.models import Entry, Head
from claims.log.copying import copy_log
from claims.log.files import LogFiles
from claims.log.notes import Checkpoint
from claims.upkeep.manifest import DATABASE, LEFT_OUT, LOG, MANIFEST, TAKEDOWNS, Manifest, Signed, files_in, verified
from factreg.postgres_clients import run_client
from factreg.whole_files import sync, write_whole

UNFINISHED = ".unfinished"


class NotBackedUp(Exception):
    """Nothing was written under the name that was asked for; it says why."""


@dataclass(frozen=True, slots=True)
class _Moment:
    """The one state of the database that is dumped."""

    snapshot: str
    postgres: str
    migrations: list[str]
    position: int
    last_leaf: str


def back_up(directory: Path, *, tell: Callable[[str], None] = lambda step: None) -> Manifest:
    """Make a backup in a directory that is not there yet. Raises NotBackedUp, Damaged, PostgresError, NotABackup."""
    directory = directory.absolute()
    if directory.exists():
        raise NotBackedUp(f"{directory} is there already: a backup is never written over another.")
    unfinished = directory.with_name(directory.name + UNFINISHED)
    # Of a run that was killed.
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True, mode=0o700)
    tell("The public log ...")
    checkpoint = copy_log(LogFiles(settings.LOG_DIR), LogFiles(unfinished / LOG))
    tell("The database ...")
    moment = _dump(unfinished / DATABASE)
    _copy_takedowns(unfinished / TAKEDOWNS)
    write_whole(unfinished / MANIFEST, _manifest(unfinished, moment, checkpoint).dumped())
    _settle(unfinished)
    tell("Reading it back ...")
    found = read_back(unfinished)
    unfinished.rename(directory)
    sync(directory.parent)
    return found


def read_back(directory: Path) -> Manifest:
    """A backup whose files are as listed, and whose archive PostgreSQL reads to its end. Raises what `back_up` does."""
    found = verified(directory)
    run_client("pg_restore", "--file=/dev/null", directory / DATABASE)
    return found


def _dump(archive: Path) -> _Moment:
    with _one_moment() as moment:
        run_client(
            "pg_dump",
            "--format=custom",
            f"--snapshot={moment.snapshot}",
            "--lock-wait-timeout=60s",
            *(f"--exclude-table-data={table}" for table in _session_tables()),
            f"--file={archive}",
        )
    return moment


def _session_tables() -> tuple[str, ...]:
    """Where sessions are kept, and where Django would keep them."""
    store = import_string(f"{settings.SESSION_ENGINE}.SessionStore")
    return "django_session", str(store.get_model_class()._meta.db_table)


@contextmanager
def _one_moment() -> Iterator[_Moment]:
    """What pg_dump sees as well, while this lasts."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot(), current_setting('server_version')")
        snapshot, postgres = cursor.fetchone()
        head = Head.objects.get()
        leaf = Entry.objects.filter(seq=head.seq).values_list("leaf", flat=True).first()
        applied = MigrationRecorder(connection).applied_migrations()
        yield _Moment(
            snapshot=snapshot,
            postgres=postgres,
            migrations=sorted(f"{app}.{name}" for app, name in applied),
            position=head.seq,
            last_leaf=sha256(bytes(leaf)).hexdigest() if leaf is not None else "",
        )


def _copy_takedowns(target: Path) -> None:
    """Whole lines: the last may be in writing."""
    path = settings.TAKEDOWN_LIST
    text = Path(path).read_bytes() if path and Path(path).exists() else b""
    write_whole(target, text[: text.rfind(b"\n") + 1])


def _manifest(directory: Path, moment: _Moment, checkpoint: Checkpoint | None) -> Manifest:
    return Manifest(
        made_at=timestamp(datetime.now(UTC)),
        release=settings.RELEASE,
        postgres=moment.postgres,
        migrations=moment.migrations,
        position=moment.position,
        last_leaf=moment.last_leaf,
        signed=Signed(checkpoint.origin, checkpoint.size, checkpoint.root.hex()) if checkpoint else None,
        files=files_in(directory),
        left_out=list(LEFT_OUT),
    )


def _settle(directory: Path) -> None:
    """Names of directories are on the disk too; pg_dump syncs its file itself."""
    for path in (*(path for path in directory.rglob("*") if path.is_dir()), directory, directory.parent):
        sync(path)
