"""`deliver_webhooks`: the process that sends webhooks, which `manage.py serve` keeps alive."""

from __future__ import annotations

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.webhooks.working import Ended, work


class Command(BaseCommand):
    help = "Sends webhooks until it is stopped. `manage.py serve` runs it; several side by side share the work."

    def handle(self, **options: Any) -> None:
        stopping = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stopping.set())
        try:
            work(stopping=stopping)
        except Ended as error:
            raise CommandError(str(error)) from error
