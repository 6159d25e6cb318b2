"""The process that delivers: a thread that dispatches, and django-tasks' workers for each of the two queues."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from functools import partial

from django.db import DatabaseError, InterfaceError, close_old_connections
from django_tasks_db.management.commands.db_worker import Worker

from claims.webhooks.dispatching import dispatch
from claims.webhooks.tasks import PROMPT, SLOW

EVERY = 1.0
# Of each queue. A prompt endpoint that turns slow holds one of its threads once, for ten seconds.
THREADS = 4
LAST_WORDS = 3.0


class Ended(Exception):
    """A thread ended that should not have: the process is to be started again."""


def work(*, stopping: threading.Event, every: float = EVERY, threads: int = THREADS) -> None:
    """Dispatch and deliver until told to stop. Raises Ended when a thread did, such as where the database is away."""
    workers = [_worker(queue, number, every) for queue in (PROMPT, SLOW) for number in range(threads)]
    running = [_started(f"{one.worker_id}", one.run) for one in workers]
    running.append(_started("dispatching", partial(_dispatching, stopping, every)))
    while not stopping.wait(every):
        if ended := [thread for thread in running if not thread.is_alive()]:
            raise Ended(_why(ended))
    for one in workers:
        one.running = False
    # Who is sending may end; what is not known to have been delivered is sent again.
    patience = time.monotonic() + LAST_WORDS
    for thread in running:
        thread.join(max(0.0, patience - time.monotonic()))


class _Thread(threading.Thread):
    """Keeps that it ended by a database that is away, which is no fault of this program's."""

    failure: Exception | None = None

    def run(self) -> None:
        try:
            super().run()
        except (DatabaseError, InterfaceError) as error:
            self.failure = error


def _why(ended: list[_Thread]) -> str:
    failure = next((thread.failure for thread in ended if thread.failure), None)
    if failure:
        return f"Webhooks wait for the database: {str(failure).strip()}"
    return f"{', '.join(thread.name for thread in ended)} ended: see above."


def _worker(queue: str, number: int, every: float) -> Worker:
    return Worker(
        queue_names=[queue],
        interval=every,
        batch=False,
        backend_name="default",
        startup_delay=True,
        max_tasks=None,
        worker_id=f"{queue}-{number}-{time.time_ns()}",
        excluded_queue_names=[],
    )


def _started(name: str, run: Callable[[], None]) -> _Thread:
    thread = _Thread(target=run, name=name, daemon=True)
    thread.start()
    return thread


def _dispatching(stopping: threading.Event, every: float) -> None:
    while not stopping.wait(every):
        close_old_connections()
        dispatch()
