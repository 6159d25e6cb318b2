"""One of several editors who go on while the primary is away: each edit is told once it is committed, with its place in
the ledger. `python -m tests.torture.editors TASK`, the task as JSON.
"""

from __future__ import annotations

import json
import signal
import sys
import threading
import time
from typing import Any

import tests.torture.environment  # noqa: F401 - what follows knows models, and so needs Django set up

# isort: split
from django.db import InterfaceError, OperationalError, connections

from claims.actions import save
from claims.ledger.publish import publish
from claims.models import Claim


def main(*, slug: str) -> None:
    """Edit one claim and publish it, again and again until terminated."""
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda number, frame: ended.set())
    number = 0
    while not ended.is_set():
        number += 1
        try:
            claim = Claim.objects.get(slug=slug)
            claim.note = f"Test note {number} of {slug}."
            entry = publish(record=save(record=claim, by=None), by=None, reason="Test edit", as_operator=True)
        except (OperationalError, InterfaceError):
            connections.close_all()
            time.sleep(0.2)
            continue
        if entry:
            print(json.dumps([entry.seq, claim.note]), flush=True)  # noqa: T201 - what it is run for


if __name__ == "__main__":
    task: dict[str, Any] = json.loads(sys.argv[1])
    main(**task)
