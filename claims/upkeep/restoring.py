"""Restoring a backup, so that whatever is killed meanwhile nothing is served that should not be.

The database changes in one transaction, and comes without the public role's grants. These are given last, after
everything was taken down again that the backup has forgotten, and after the registry was checked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.models import Model

from claims.ledger.freeze import RECORDS
from claims.ledger.models import Head
from claims.ledger.reapplying import reapply
from claims.log.behind import problem
from claims.upkeep.checks import CHECKS
from claims.upkeep.manifest import DATABASE, TAKEDOWNS, Manifest, verified
from claims.upkeep.published_log import Beyond, NotContinued, beyond, install_log, new_log, refuse_old_name
from claims.upkeep.takedown_lines import bring_in
from factreg.health import unapplied_migrations
from factreg.postgres_clients import load_archive

Tell = Callable[[str], None]
# Everything that is there. Who owns no schema drops what is theirs in it.
_CLEAR = """
DO $$ BEGIN
    IF (SELECT pg_has_role(nspowner, 'USAGE') FROM pg_namespace WHERE nspname = 'public') THEN
        DROP SCHEMA public CASCADE;
        CREATE SCHEMA public;
    ELSE
        DROP OWNED BY CURRENT_USER CASCADE;
    END IF;
END $$
"""


class NotRestored(Exception):
    """Nothing was changed, or what was restored is not served; it says which, and the way on."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the operator agreed to: to lose what the database holds; to lose entries that were signed and published."""

    replace: bool = False
    begin_new_log: bool = False
    check: bool = True


def restore(directory: Path, asked: Asked, *, tell: Tell) -> Manifest:
    """Raises NotRestored, NotABackup, PostgresError, Damaged, NotANote, NoKey."""
    tell("Verifying the backup ...")
    manifest = verified(directory)
    lost = _refuse_unfit(manifest, asked)
    bring_in(directory / TAKEDOWNS)
    tell("Restoring the database, in one transaction ...")
    load_archive(directory / DATABASE, before=_CLEAR)
    if lost:
        tell(f"The log that ends at {lost.size} is set aside as {new_log(lost)}, and a new one is begun.")
    elif place := install_log(directory):
        tell(f"The public log is the backup's: {place}.")
    if unapplied_migrations():
        call_command("migrate", interactive=False, verbosity=0)
    _refuse_another(manifest)
    for one in reapply():
        tell(f"{one.type} {one.key}: {one.done}.")
    if asked.check:
        _check(tell)
    # Until now the public side could read nothing.
    call_command("sync_roles", verbosity=0)
    return manifest


def examined(directory: Path, *, tell: Tell) -> Manifest:
    """What a restore begins with, changing nothing: the backup is whole, and what it lacks. Raises as that."""
    manifest = verified(directory)
    if lost := beyond(manifest):
        for line in lost.told():
            tell(line)
    return manifest


def _refuse_unfit(manifest: Manifest, asked: Asked) -> Beyond | None:
    """NotRestored, with nothing changed, unless the operator agreed; else what signed entries will be lost."""
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if newer := sorted(set(manifest.migrations) - known):
        raise NotRestored(
            f"This backup was made by a newer release ({manifest.release}): this one does not know its migration "
            f"{newer[0]}. Restore it with that release."
        )
    if (held := _held()) and not asked.replace:
        raise NotRestored(f"The database is not empty: {held}. --replace destroys that and restores the backup.")
    _refuse_company()
    try:
        lost = beyond(manifest)
        if lost and not asked.begin_new_log:
            raise NotRestored("\n".join(lost.told()))
        if lost:
            refuse_old_name(lost)
    except NotContinued as error:
        raise NotRestored(str(error)) from error
    return lost


def _held() -> str:
    """What the database holds, in words; empty where nothing was ever put into it."""
    tables = set(connection.introspection.table_names())
    if not tables:
        return ""
    models: list[type[Model]] = [Head, get_user_model(), *RECORDS.values()]
    needed = {model._meta.db_table for model in models}
    if not needed <= tables:
        return f"it has {len(tables)} tables"
    position = Head.objects.values_list("seq", flat=True).first() or 0
    records = sum(model.objects.count() for model in RECORDS.values())
    people = get_user_model()._default_manager.count()
    if not (position or records or people):
        return ""
    return f"its ledger ends at {position}, it has {records} records and {people} users"


def _refuse_company() -> None:
    """Whoever is connected might serve what is restored before it is to be."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT pid, usename, application_name FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
            ORDER BY pid
            """
        )
        others = cursor.fetchall()
    if others:
        pid, user, name = others[0]
        raise NotRestored(
            f"{len(others)} others are connected to the database, such as {user} by {name or 'a program'} (process "
            f"{pid}). Stop what serves and edits the registry, and restore then."
        )


def _refuse_another(manifest: Manifest) -> None:
    """The database is the backup's, and the published log does not speak against it."""
    position = Head.objects.values_list("seq", flat=True).get()
    if position != manifest.position:
        raise NotRestored(f"The ledger ends at {position}, by the manifest at {manifest.position}: it is not served.")
    if reason := problem():
        raise NotRestored(f"Restored, and not served: {reason}")


def _check(tell: Tell) -> None:
    tell("Checking the registry ...")
    found = [f"{name}: {finding}" for name, check in CHECKS.items() for finding in check(lambda done: None)]
    for finding in found:
        tell(finding)
    if found:
        raise NotRestored(
            f"Restored, and the public side is not let in: {len(found)} findings. `manage.py sync_roles` lets it in "
            "all the same."
        )
