"""`restore`: a backup into this database, taken down again what it has forgotten; see docs/backups.md."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.log.files import Damaged
from claims.log.keys import NoKey
from claims.log.notes import NotANote
from claims.upkeep.manifest import NotABackup
from claims.upkeep.restoring import Asked, NotRestored, examined, restore
from factreg.postgres_tools import PostgresError

FAULTS = (NotRestored, NotABackup, Damaged, NotANote, NoKey, PostgresError, OSError)


class Command(BaseCommand):
    help = (
        "Restore the backup in DIR into an empty database: verify it, load it in one transaction, bring back the "
        "public log where it is gone, take down again what the list of takedowns has, check the registry, and only "
        "then let the public side read it. Nothing may serve the database meanwhile. If it is killed, run it again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("directory", type=Path, metavar="DIR")
        parser.add_argument("--dry-run", action="store_true", help="verify the backup, and tell what it would lose")
        parser.add_argument("--replace", action="store_true", help="destroy what the database holds")
        parser.add_argument(
            "--begin-new-log",
            action="store_true",
            help="give up entries that are signed and published and not in the backup: the log is set aside, and a new "
            "one begun under another name",
        )
        parser.add_argument("--no-check", action="store_true", help="let the public side in without check_registry")

    def handle(self, *, directory: Path, dry_run: bool, replace: bool, verbosity: int, **options: Any) -> None:
        def tell(step: str) -> None:
            if verbosity:
                self.stdout.write(step)
                self.stdout.flush()

        asked = Asked(replace=replace, begin_new_log=options["begin_new_log"], check=not options["no_check"])
        try:
            found = examined(directory, tell=tell) if dry_run else restore(directory, asked, tell=tell)
        except FAULTS as error:
            raise CommandError(str(error)) from error
        done = "would be" if dry_run else "is"
        tell(f"The registry {done} as it was at {found.made_at}, its ledger up to {found.position}.")
