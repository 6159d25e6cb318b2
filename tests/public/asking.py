"""A request to an ASGI application, as a server puts it, and what comes of it."""

from __future__ import annotations

from typing import Any

import orjson
from asgiref.testing import ApplicationCommunicator


async def ask(
    application: Any, path: str, query: str = "", *, method: str = "GET", address: str = "10.0.0.1", last: str = ""
) -> Asking:
    """Ask; `last` is the id of the last event that a browser has seen. Who is not kept leaves."""
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "path": path,
        "query_string": query.encode(),
        "headers": [(b"last-event-id", last.encode())] if last else [],
        "client": [address, 1],
    }
    asking = Asking(ApplicationCommunicator(application, scope))
    await asking.begin()
    return asking


class Asking:
    """One request, and what has come of it."""

    def __init__(self, communicator: ApplicationCommunicator) -> None:
        self._communicator = communicator

    async def begin(self) -> None:
        await self._communicator.send_input({"type": "http.request", "body": b"", "more_body": False})

    async def next(self) -> Any:
        return await self._communicator.receive_output(10)

    async def start(self) -> tuple[int, dict[str, str]]:
        started = await self.next()
        return started["status"], {name.decode(): value.decode() for name, value in started["headers"]}

    async def part(self) -> bytes:
        body: bytes = (await self.next())["body"]
        return body

    async def answer(self) -> tuple[int, Any]:
        status, _ = await self.start()
        return status, orjson.loads(await self.part())

    async def is_waiting(self) -> bool:
        return await self._communicator.receive_nothing(0.05)

    async def leave(self) -> None:
        await self._communicator.send_input({"type": "http.disconnect"})
        await self._communicator.wait(10)
