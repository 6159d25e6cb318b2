"""The process that keeps the log up to the ledger: told of every commit, it signs within seconds."""

from __future__ import annotations

import logging
import threading
import time

from django.db import DatabaseError, InterfaceError, connection

from claims.ledger.published import CHANNEL
from claims.log.building import Busy, Refused
from claims.log.files import Damaged
from claims.log.keys import NoKey
from claims.log.ledger import publish

logger = logging.getLogger(__name__)

# Seconds. However busy the ledger is, so much lies between two checkpoints; and when nothing is told, it is looked.
AT_MOST_EVERY = 5.0
LOOK_EVERY = 20.0
# What only an operator can mend is tried and told as often.
TRY_AGAIN_AFTER = 30.0
_HEARD_EVERY = 0.5


def follow(*, stopping: threading.Event, at_most_every: float = AT_MOST_EVERY) -> None:
    """Publish the log now and after each change, until told to stop."""
    while not stopping.is_set():
        try:
            _listen()
            while not stopping.is_set():
                publish()
                stopping.wait(at_most_every)
                _wait_for_entries(stopping)
        except Busy:
            # Another process does it; should it end, this one goes on.
            stopping.wait(TRY_AGAIN_AFTER)
        except NoKey as error:
            # Nothing that this process can be told changes that.
            logger.error("The public log is not written: %s", error)
            stopping.wait()
        except (Refused, Damaged, OSError) as error:
            logger.error("The public log is not written: %s", error)
            stopping.wait(TRY_AGAIN_AFTER)
        except (DatabaseError, InterfaceError) as error:
            logger.warning("The public log waits for the database: %s", error)
            stopping.wait(1)
        finally:
            connection.close()


def _listen() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"LISTEN {CHANNEL}")


def _wait_for_entries(stopping: threading.Event) -> None:
    """Return when there may be entries, or it is time to look."""
    patience = time.monotonic() + LOOK_EVERY
    while not stopping.is_set() and time.monotonic() < patience:
        with connection.wrap_database_errors:
            for _told in connection.connection.notifies(timeout=_HEARD_EVERY, stop_after=1):
                return
