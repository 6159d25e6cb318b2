"""Counts told to the database once a second and read back, so that several workers keep to one limit, about.

A request waits for none of it. What is written names nobody: networks are hashed with a secret of the day.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterable
from datetime import UTC, date, datetime

from django.db import DatabaseError, connections

from factreg.clients import hashed
from factreg.copying import array
from factreg.limits import Counts

logger = logging.getLogger(__name__)

PUBLIC = "public"
EVERY = 1.0
KEY, NETWORK = "key:", "net:"

_TELL = """
    INSERT INTO access_requestcount AS counted (who, starts_at, requests)
    SELECT * FROM unnest(%s::text[], %s::bigint[], %s::bigint[]) AS told(who, starts_at, requests) ORDER BY 1, 2
    ON CONFLICT (who, starts_at) DO UPDATE SET requests = counted.requests + excluded.requests
    RETURNING who, starts_at, requests
"""
_USED = """
    INSERT INTO access_keyuse AS used (key_id, day)
    SELECT number, %s FROM unnest(%s::bigint[]) AS told(number) ORDER BY 1
    ON CONFLICT (key_id) DO UPDATE SET day = excluded.day WHERE used.day < excluded.day
"""


def share(counts: Counts) -> None:
    """Tell what this process counted since the last time, and learn what all have counted of the same clients."""
    told = counts.untold()
    if not told:
        return
    today = datetime.now(UTC).date()
    # The database knows networks by their hashes alone, this process what each stands for.
    written = {_written(who, today): who for who, _, _ in told}
    rows = [(_written(who, today), starts_at, requests) for who, starts_at, requests in told]
    with connections[PUBLIC].cursor() as cursor:
        cursor.execute(_TELL, [array(column) for column in zip(*rows, strict=True)])
        counts.learn((written[who], starts_at, total) for who, starts_at, total in cursor.fetchall())
    _note_use((who for who, _, _ in told), today)


def _written(who: str, today: date) -> str:
    kind, _, name = who.partition(":")
    return who if f"{kind}:" == KEY else f"{NETWORK}{hashed(name, day=today)}"


def _note_use(told: Iterable[str], today: date) -> None:
    numbers = [who.removeprefix(KEY) for who in told if who.startswith(KEY)]
    if numbers:
        with connections[PUBLIC].cursor() as cursor:
            cursor.execute(_USED, [today, array(numbers)])


class Sharing:
    """The thread of a worker that tells. It is started with the first request, after any fork."""

    def __init__(self, counts: Counts, *, every: float = EVERY) -> None:
        self._counts, self._every = counts, every
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def ensure_running(self) -> None:
        if self._thread is None:
            with self._starting:
                if self._thread is None:
                    self._thread = threading.Thread(target=self._run, name="sharing counts", daemon=True)
                    self._thread.start()

    def _run(self) -> None:
        complained = False
        while True:
            time.sleep(self._every)
            try:
                share(self._counts)
                complained = False
            except DatabaseError:
                connections[PUBLIC].close()
                if not complained:
                    logger.warning("Counts of requests are not shared while the database is away", exc_info=True)
                complained = True
