"""`export`: builds the bulk files."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.log.keys import NoKey, signers
from claims.log.ledger import certified
from claims.management.terminal import progress_bar
from claims.public.bulk import shelf
from claims.public.bulk.building import CHECKSUMS, Busy, Certify, NeverStill, build, help_building

# Two files are most of the work: more would wait for these.
MOST_PROCESSES = 4


class Command(BaseCommand):
    help = (
        "Build the bulk files of all that is public at one position of the ledger. What was built before stays in "
        "place until the new set is whole; a build that was interrupted goes on."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("directory", nargs="?", help="Where to build them; EXPORT_DIR unless told.")
        parser.add_argument("--if-due", action="store_true", help="Only if `serve` would have it done now.")
        parser.add_argument(
            "--processes",
            type=int,
            choices=range(1, MOST_PROCESSES + 1),
            default=min(os.cpu_count() or 1, MOST_PROCESSES),
            help="How many build at once; unless told, as many as there are processors, but at most four.",
        )
        parser.add_argument(
            "--help-building",
            action="store_true",
            help="Do steps of the build that another process has begun there; `export` starts such helpers by itself.",
        )

    def handle(self, **options: Any) -> None:
        directory = Path(options["directory"] or settings.EXPORT_DIR)
        if options["help_building"]:
            help_building(directory)
            return
        if options["if_due"] and not shelf.is_due(directory):
            return
        with progress_bar() as bar:
            task = bar.add_task("Building", total=None)
            try:
                built = build(
                    directory,
                    progress=lambda rows: bar.advance(task, rows),
                    certify=_certifier(),
                    helpers=options["processes"] - 1,
                )
            except Busy:
                raise CommandError(f"{directory}: another export builds there.") from None
            except NeverStill:
                raise CommandError("Records were taken down all the while; nothing was built.") from None
            except OSError as error:
                raise CommandError(f"{error.filename or directory}: {error.strerror}.") from error
        if options["verbosity"]:
            if not built.find(CHECKSUMS):
                self.stderr.write("Without LOG_KEY the files are not signed.")
            files = len(built.files) + len(built.changes)
            self.stdout.write(f"{files} files of position {built.position} are in {directory / shelf.CURRENT}.")


def _certifier() -> Certify | None:
    """Signs with the keys of the public log, if there are any."""
    try:
        signers()
    except NoKey:
        return None
    return certified
