"""The ASGI application that keeps clients waiting: long polls and server-sent events of the change feed.

It runs in a process of its own (factreg/serving.py). A client that waits costs it a few kilobytes, no thread and no
connection to the database.
"""

from __future__ import annotations

import asyncio
import io
import logging
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.core.handlers.asgi import ASGIRequest
from django.db import Error, close_old_connections
from django.http import HttpResponse

from claims.public import reading
from claims.public.api.feed import STREAM_PATH, WAIT_PATH, Asked, behind_the_end, cannot_wait, stream_begins_at
from claims.public.changes import Changes, changes
from claims.public.waiting.ledger_end import LedgerEnd
from factreg.clients import address_of, network_of
from factreg.http import encoding_for, etag, respond
from factreg.problems import Problem, add_headers
from factreg.rest import CROSS_ORIGIN, METHODS, PREFLIGHT

logger = logging.getLogger(__name__)

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

# Many who wake at once ask for the same page, and it is read once for all of them.
READERS = 2
EVENTS = 100  # entries read at once for a stream
KEEP_ALIVE = 15.0
COME_BACK_AFTER = 3_000  # milliseconds, for a browser whose stream has ended
# Who does not take what it is sent within these seconds is let go.
SLOWEST = 30.0
STREAM_HEADERS = {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-store",
    # nginx would hold events back until it has a buffer of them.
    "X-Accel-Buffering": "no",
}
SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
}
if settings.HTTPS:
    age = f"max-age={settings.SECURE_HSTS_SECONDS}"
    SECURITY_HEADERS["Strict-Transport-Security"] = f"{age}; includeSubDomains; preload"


class Waiting:
    """The application. `read` gives the entries after a position and up to another, `head` the ledger's end."""

    def __init__(
        self,
        *,
        end: LedgerEnd | None = None,
        read_changes: Callable[..., Changes] = changes,
        read_head: Callable[[], int] = reading.head,
    ) -> None:
        self.end = end or LedgerEnd()
        self._read_changes = read_changes
        self._read_head = read_head
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="reader")
        self._reading: dict[tuple[int, int, int], asyncio.Future[Changes]] = {}
        self._waiting: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        """Listen to the ledger for as long as the process serves."""
        await receive()
        listening = asyncio.create_task(self.end.listen())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        listening.cancel()
        await send({"type": "lifespan.shutdown.complete"})

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            request = ASGIRequest(scope, io.BytesIO())
            if request.method == "OPTIONS":
                response = HttpResponse(status=204)
                add_headers(response, PREFLIGHT)
            elif request.method not in ("GET", "HEAD"):
                raise _not_allowed(request)
            elif request.path == WAIT_PATH:
                response = await self._poll(request, receive)
            elif request.path == STREAM_PATH:
                await self._stream(request, receive, send)
                return
            else:
                raise Problem(404, "not-found", "There is nothing at this address. /api/v1/ lists what is.")
        except Problem as problem:
            response = problem.response()
        except (Gone, TimeoutError):
            # It has left, or does not take what it is sent.
            return
        except (RequestDataTooBig, SuspiciousOperation, UnicodeError):
            response = HttpResponse(status=400)
        except Error:
            logger.warning("Entries could not be read", exc_info=True)
            response = cannot_wait("The registry is away.", seconds=5).response()
        await _send(response, send)

    async def _poll(self, request: ASGIRequest, receive: Receive) -> HttpResponse:
        """The entries after a position as soon as there are some; none, when the client has waited for long enough."""
        asked = Asked.read(request)
        with self._admitted(request):
            await self._check(asked.after)
            async with _until_gone(receive) as gone:
                await _first(self.end.beyond(asked.after), gone, seconds=asked.wait)
            page = await self._page(asked.after, asked.limit)
        encoding = encoding_for(request)
        return respond(
            request,
            page.body(),
            content_type="application/json",
            tag=etag(page.head, asked.after, asked.limit, encoding=encoding),
            encoding=encoding,
            cache_control="no-store",
        )

    async def _stream(self, request: ASGIRequest, receive: Receive, send: Send) -> None:
        after = stream_begins_at(request)
        with self._admitted(request):
            after = await self._head() if after is None else after
            await self._check(after)
            await _start(send, 200, STREAM_HEADERS)
            # An event without data is none to the browser, which notes its id all the same.
            await _part(send, b"retry: %d\nid: %d\n\n" % (COME_BACK_AFTER, after), more=request.method != "HEAD")
            if request.method == "HEAD":
                return
            try:
                async with _until_gone(receive) as gone:
                    await self._send_events(after, gone, send)
            except Error:
                # The client comes back, and tells where it was.
                logger.warning("Entries could not be read", exc_info=True)
                await _part(send, b"", more=False)

    async def _send_events(self, after: int, gone: asyncio.Task[None], send: Send) -> None:
        while True:
            if await _first(self.end.beyond(after), gone, seconds=KEEP_ALIVE):
                page = await self._page(after, EVENTS)
                # Entries have no gaps, so each is at the position after the one before.
                events = [b"id: %d\ndata: %b\n\n" % numbered for numbered in enumerate(page.entries, start=after + 1)]
                await _part(send, b"".join(events))
                after = page.next_after
            else:
                await _part(send, b": keep-alive\n\n")

    @contextmanager
    def _admitted(self, request: ASGIRequest) -> Iterator[None]:
        """One more who waits, unless there are as many as there may be, in all or from one network."""
        network = network_of(address_of(request))
        if self._waiting.total() >= settings.STREAM_CLIENTS:
            raise cannot_wait("As many clients wait as this registry has room for.")
        if self._waiting[network] >= settings.STREAM_CLIENTS_PER_ADDRESS:
            raise cannot_wait("As many clients of your address wait as there may be.")
        self._waiting[network] += 1
        try:
            yield
        finally:
            self._waiting[network] -= 1
            if not self._waiting[network]:
                del self._waiting[network]

    async def _check(self, after: int) -> None:
        """Refuse a position behind the ledger's end. What we know of that may be a moment old."""
        if (self.end.position is None or after > self.end.position) and after > (head := await self._head()):
            raise behind_the_end(head)

    async def _head(self) -> int:
        head: int = await self._in_thread(self._read_head)
        return head

    async def _page(self, after: int, limit: int) -> Changes:
        """Entries after a position, up to the end as we know it."""
        asked = (after, max(self.end.position or 0, after), limit)
        reading_ = self._reading.get(asked)
        if reading_ is None:
            reading_ = self._reading[asked] = asyncio.ensure_future(
                self._in_thread(lambda: self._read_changes(after=asked[0], upto=asked[1], limit=limit))
            )
            reading_.add_done_callback(lambda _: self._reading.pop(asked))
        # One of those who wait for it may leave.
        return await asyncio.shield(reading_)

    async def _in_thread(self, read_: Callable[[], Any]) -> Any:
        def reading_() -> Any:
            close_old_connections()
            try:
                return read_()
            finally:
                close_old_connections()

        return await asyncio.get_running_loop().run_in_executor(self._readers, reading_)


class Gone(Exception):
    """The client has left."""


@asynccontextmanager
async def _until_gone(receive: Receive) -> AsyncIterator[asyncio.Task[None]]:
    """A task that ends when the client has left."""

    async def leave() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    gone = asyncio.create_task(leave())
    try:
        yield gone
    finally:
        gone.cancel()


async def _first(awaited: Awaitable[None], gone: asyncio.Task[None], *, seconds: float) -> bool:
    """Whether what is awaited came within the time. Raises Gone if the client left before."""
    waiting = asyncio.ensure_future(awaited)
    try:
        done, _ = await asyncio.wait({waiting, gone}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        waiting.cancel()
    if gone in done:
        raise Gone
    return waiting in done


def _not_allowed(request: ASGIRequest) -> Problem:
    problem = Problem(405, "method-not-allowed", f"{request.method} is not possible here.")
    problem.headers["Allow"] = METHODS
    return problem


async def _send(response: HttpResponse, send: Send) -> None:
    await _start(send, response.status_code, dict(response.items()))
    await _part(send, response.content, more=False)


async def _start(send: Send, status: int, headers: dict[str, str]) -> None:
    sent = {**headers, **CROSS_ORIGIN, **SECURITY_HEADERS}
    encoded = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in sent.items()]
    await send({"type": "http.response.start", "status": status, "headers": encoded})


async def _part(send: Send, body: bytes, *, more: bool = True) -> None:
    async with asyncio.timeout(SLOWEST):
        await send({"type": "http.response.body", "body": body, "more_body": more})
