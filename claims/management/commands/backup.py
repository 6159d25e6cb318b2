"""`backup`: the database, the public log and the list of takedowns, verified; see docs/backups.md."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.log.files import Damaged
from claims.upkeep.backing_up import NotBackedUp, back_up, read_back
from claims.upkeep.manifest import MANIFEST, Manifest, NotABackup, measured
from factreg.postgres_tools import PostgresError


class Command(BaseCommand):
    help = (
        "Write a backup into DIR, which is not there before and complete after: the database with its captures at one "
        "moment, the public log, the list of takedowns, and a manifest with the SHA-256 of each file. The registry "
        "may be served meanwhile. No secret is in it but what the database holds: keep it as you keep the database."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("directory", type=Path, metavar="DIR")
        parser.add_argument("--verify", action="store_true", help="read an existing backup to its end instead")

    def handle(self, *, directory: Path, verify: bool, verbosity: int, **options: Any) -> None:
        def tell(step: str) -> None:
            if verbosity:
                self.stdout.write(step)
                self.stdout.flush()

        try:
            found = read_back(directory) if verify else back_up(directory, tell=tell)
        except (NotBackedUp, NotABackup, Damaged, PostgresError, OSError) as error:
            raise CommandError(str(error)) from error
        if verbosity:
            self.stdout.write(_described(directory, found))


def _described(directory: Path, found: Manifest) -> str:
    size = sum(file["bytes"] for file in found.files.values())
    signed = f"signed up to {found.signed.size}" if found.signed else "not signed yet"
    return (
        f"{directory}: {len(found.files)} files, {size:,} bytes, made {found.made_at}; the ledger up to "
        f"{found.position}, {signed}.\n{measured(directory / MANIFEST)['sha256']}  {MANIFEST}"
    )
