"""`deliver_webhooks`: the process that sends webhooks, which `manage.py serve` keeps alive."""

from __future__ import annotations

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand

from claims.webhooks.working import work
from factreg.serving import die_with_parent


class Command(BaseCommand):
    help = "Sends webhooks until it is stopped. `manage.py serve` runs it; several side by side share the work."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--with-parent", action="store_true", help="end when the process that started it ends")

    def handle(self, *, with_parent: bool, **options: Any) -> None:
        if with_parent:
            die_with_parent()
        stopping = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stopping.set())
        work(stopping=stopping)
