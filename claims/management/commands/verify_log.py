"""`verify_log`: the ledger against what of it was signed and published."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from claims.log.building import Refused
from claims.log.checking import NotAsSigned, verify
from claims.log.files import Damaged, LogFiles
from claims.log.keys import NoKey
from claims.log.ledger import our_keys
from claims.management.terminal import progress_bar


class Command(BaseCommand):
    help = (
        "Check every entry of the ledger against its leaf and its document, and all of them against the tiles and the "
        "checkpoint of the public log. Says the first position that is not as it was signed, and ends with 1 then."
    )

    def handle(self, **options: Any) -> None:
        with progress_bar() as bar:
            task = bar.add_task("Entries", total=None)
            try:
                found = verify(LogFiles(settings.LOG_DIR), our_keys(), progress=lambda done: bar.advance(task, done))
            except (NotAsSigned, NoKey, Refused, Damaged) as error:
                raise CommandError(str(error)) from error
        if options["verbosity"]:
            signed = found.checkpoint.size
            self.stdout.write(
                f"{found.entries} entries are as they were entered; {signed} of them are signed, as they are."
            )
