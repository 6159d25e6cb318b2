"""`publish_log`: the process that signs the public log, which `manage.py serve` keeps alive."""

from __future__ import annotations

import signal
import threading
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.log.building import Busy, Refused
from claims.log.files import Damaged
from claims.log.following import follow
from claims.log.keys import NoKey
from claims.log.ledger import publish
from claims.management.terminal import progress_bar


class Command(BaseCommand):
    help = (
        "Write and sign the public log after each change of the ledger, until it is stopped. `manage.py serve` runs it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="bring it up to the ledger, and end")

    def handle(self, *, once: bool, verbosity: int, **options: Any) -> None:
        if once:
            self._publish(verbosity)
            return
        stopping = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stopping.set())
        follow(stopping=stopping)

    def _publish(self, verbosity: int) -> None:
        with progress_bar() as bar:
            task = bar.add_task("Entries", total=None)
            try:
                found = publish(progress=lambda entries: bar.advance(task, entries))
            except Busy:
                raise CommandError(f"{settings.LOG_DIR}: another process writes there.") from None
            except (NoKey, Refused, Damaged) as error:
                raise CommandError(str(error)) from error
        if verbosity:
            self.stdout.write(f"{settings.LOG_DIR} holds {found.size} entries of {found.origin}.")
