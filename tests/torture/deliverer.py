"""The process that sends webhooks, as `manage.py deliver_webhooks` runs it, to receivers on this machine. A task that
died is handed out again at once, not after two minutes. `python -m tests.torture.deliverer PORT...`, the receivers'.
"""

from __future__ import annotations

import sys
import threading
from datetime import timedelta

import tests.torture.environment  # noqa: F401 - what follows knows models, and so needs Django set up

# isort: split
from django.conf import settings

from claims.webhooks import models
from claims.webhooks.working import work
from sources import fetching

HOST = "127.0.0.1"


def main(ports: list[int]) -> None:
    settings.WEBHOOK_ALLOWED = [(HOST, port) for port in ports]
    fetching.resolve = lambda host, port: [(HOST, port)]
    models.STALE = timedelta(seconds=1)
    work(stopping=threading.Event(), every=0.1)


if __name__ == "__main__":
    main([int(port) for port in sys.argv[1:]])
