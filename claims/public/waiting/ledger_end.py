"""Where the ledger ends, told by one LISTEN connection to all who wait in this process."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from django.db import connections
from psycopg import AsyncConnection, OperationalError, sql

from claims.ledger.published import CHANNEL, PublishedEntry

logger = logging.getLogger(__name__)

# Seconds after which the end is looked up without a notification: whether the connection is alive shows in that.
LOOK_EVERY = 20.0
# The database has to answer within these.
PATIENCE = 10.0
TRY_AGAIN_AFTER = 1.0

_HEAD = sql.SQL("SELECT coalesce(max(seq), 0) FROM {}").format(sql.Identifier(PublishedEntry._meta.db_table))
_LISTEN = sql.SQL("LISTEN {}").format(sql.Identifier(CHANNEL))


class LedgerEnd:
    """The last position; `None` until it is known."""

    def __init__(self) -> None:
        self.position: int | None = None
        self._moved = asyncio.Event()

    async def beyond(self, position: int) -> None:
        """Return when there is an entry after a position."""
        while self.position is None or self.position <= position:
            await self._moved.wait()

    def move_to(self, position: int) -> None:
        """Wake those who wait, if this is news."""
        if position != self.position:
            self.position = position
            moved, self._moved = self._moved, asyncio.Event()
            moved.set()

    async def listen(self) -> None:
        """Follow the ledger until cancelled; a connection that is lost is made anew, and nothing missed by that."""
        while True:
            try:
                async with await _connect() as connection:
                    await self._follow(connection)
            except (OperationalError, OSError, TimeoutError) as error:
                logger.warning("Waiting clients are told of nothing until the database is back: %s", error)
                await asyncio.sleep(TRY_AGAIN_AFTER)

    async def _follow(self, connection: AsyncConnection[Any]) -> None:
        await connection.execute(_LISTEN)
        while True:
            # Looked up each time, the first included: what was entered while nobody listened counts too.
            async with asyncio.timeout(PATIENCE):
                cursor = await connection.execute(_HEAD)
                (position,) = await cursor.fetchone() or (0,)
            self.move_to(position)
            async for _ in connection.notifies(timeout=LOOK_EVERY, stop_after=1):
                pass


async def _connect() -> AsyncConnection[Any]:
    """A connection of the public side's: its role may not write, and may listen."""
    parameters = connections["public"].get_connection_params()
    for name in ("context", "cursor_factory", "prepare_threshold"):
        parameters.pop(name, None)
    async with asyncio.timeout(PATIENCE):
        return await AsyncConnection.connect(**parameters, autocommit=True, application_name="factreg waiting")
