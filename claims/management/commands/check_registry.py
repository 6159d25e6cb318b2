"""`check_registry`: whether all that is stored agrees; what it asks is in claims/upkeep/."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.management.terminal import progress_bar
from claims.upkeep.checks import CHECKS


class Command(BaseCommand):
    help = (
        "Check that constraints hold of every row, that editorial rows, addresses and the published tables are what "
        "the ledger says, that captures are as they were read, that takedowns are applied and that the ledger is what "
        "was signed. Changes nothing. Names each record, what is wrong and the way out, and ends with 1 then."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--only", action="append", choices=CHECKS, help="this check alone; may be given several times"
        )

    def handle(self, *, only: list[str] | None, verbosity: int, **options: Any) -> None:
        found = 0
        with progress_bar() as bar:
            for name in only or CHECKS:
                task = bar.add_task(name, total=None)
                for finding in CHECKS[name](partial(bar.advance, task)):
                    found += 1
                    self.stdout.write(f"{name}: {finding}")
                bar.remove_task(task)
        if found:
            raise CommandError(f"{found} findings.")
        if verbosity:
            self.stdout.write(f"Nothing is wrong ({', '.join(only or CHECKS)}).")
