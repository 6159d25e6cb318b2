"""Copies of the database (hot standbys) that answer public reads, and when the primary answers instead.

A view that reads "public" reads a copy where the middleware chose one: the feed, all writing and whoever has just
saved keep to the primary, and so does everybody while no copy is close enough behind it. A copy that fails in the
middle of a request costs a second try on the primary, no error.
"""

from __future__ import annotations

import logging
import random
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import DatabaseError, InterfaceError, OperationalError, connections
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from psycopg.errors import QueryCanceled

logger = logging.getLogger(__name__)

PUBLIC = "public"
EVERY = 0.2
# What was seen longer ago says nothing: the thread that looks may be waiting for a machine that is gone.
BELIEVED = 3.0
# Who saved something reads the primary for so long.
OWN_WRITES = 10
COOKIE = settings.SAVED_COOKIE_NAME

_WRITTEN = "SELECT pg_current_wal_lsn() - '0/0'"
_REPLAYED = "SELECT pg_last_wal_replay_lsn() - '0/0' WHERE pg_is_in_recovery()"


class NotOnThisCopy(OperationalError):
    """What was asked for may be on the primary: the request is answered there.

    To whoever turns exceptions into answers it is one more way in which a database fails, and none of theirs.
    """


def refer_to_primary() -> None:
    """Before saying that something is not there yet: raises `NotOnThisCopy` where a copy is being read."""
    if connections[PUBLIC].alias in settings.REPLICAS:
        raise NotOnThisCopy


@dataclass(frozen=True, slots=True)
class Seen:
    """How far behind the primary each copy was, in seconds; those that answered alone."""

    at: float = float("-inf")
    behind: Mapping[str, float] = field(default_factory=dict)


class Lags:
    """How far behind copies are, from what was written and what was replayed at moments.

    Positions in the write-ahead log: they pass only while there is something to replay, unlike the time of the last
    transaction that a copy replayed, which grows old wherever nobody writes.
    """

    def __init__(self) -> None:
        self._written: deque[tuple[float, int]] = deque()

    def note(self, now: float, written: int) -> None:
        if not self._written or written > self._written[-1][1]:
            self._written.append((now, written))

    def behind(self, now: float, replayed: int) -> float:
        """For how long there has been something that the copy has not replayed."""
        return next((now - at for at, written in self._written if written > replayed), 0.0)

    def forget(self, replayed: int) -> None:
        """What every copy has."""
        while self._written and self._written[0][1] <= replayed:
            self._written.popleft()


class Watch:
    """The thread of a process that looks how far the copies are; started with the first request, after any fork."""

    def __init__(self, aliases: Sequence[str], *, limit: float, every: float = EVERY) -> None:
        self._aliases, self._limit, self._every = aliases, limit, every
        self._lags, self._seen = Lags(), Seen()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def ensure_running(self) -> None:
        if self._thread is None:
            with self._starting:
                if self._thread is None:
                    self._thread = threading.Thread(target=self._run, name="watching copies", daemon=True)
                    self._thread.start()

    def usable(self) -> list[str]:
        """The copies that may be read now."""
        seen = self._seen
        if time.monotonic() - seen.at > BELIEVED:
            return []
        return [alias for alias, behind in seen.behind.items() if behind <= self._limit]

    def distrust(self, alias: str) -> None:
        """Use it no more until it is seen to answer again."""
        seen = self._seen
        self._seen = Seen(seen.at, {one: behind for one, behind in seen.behind.items() if one != alias})

    def look(self) -> None:
        """Ask the primary, then the copies. While the primary is away, the newest copy counts as up to date."""
        now = time.monotonic()
        written = _ask(PUBLIC, _WRITTEN)
        if written is not None:
            self._lags.note(now, written)
        replayed = {alias: at for alias in self._aliases if (at := _ask(alias, _REPLAYED)) is not None}
        if written is None:
            newest = max(replayed.values(), default=0)
            behind = {alias: 0.0 for alias, at in replayed.items() if at == newest}
        else:
            behind = {alias: self._lags.behind(now, at) for alias, at in replayed.items()}
            self._lags.forget(min([written, *replayed.values()]))
        self._seen = Seen(time.monotonic(), behind)

    def _run(self) -> None:
        usable: list[str] = []
        while True:
            self.look()
            if (found := self.usable()) != usable:
                logger.warning("Public reads go to %s", ", ".join(found) or "the primary alone")
                usable = found
            time.sleep(self._every)


def _ask(alias: str, query: str) -> int | None:
    """A position, or None where the server does not answer or is not what it is taken for."""
    try:
        with connections[alias].cursor() as cursor:
            cursor.execute(query)
            row = cursor.fetchone()
    except DatabaseError:
        connections[alias].close()
        return None
    return int(row[0]) if row and row[0] is not None else None


class ReplicaMiddleware:
    """The innermost: what others ask of the database they ask of the primary."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not settings.REPLICAS:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.watch = Watch(settings.REPLICAS, limit=settings.REPLICA_LAG)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        reading = request.method in ("GET", "HEAD")
        own = request.path_info.startswith(settings.PRIMARY_PATHS)
        if not reading or own:
            response = self.get_response(request)
            return _remembered(response) if own and not reading else response
        self.watch.ensure_running()
        usable = self.watch.usable() if COOKIE not in request.COOKIES else []
        return self._answer_from(random.choice(usable), request) if usable else self.get_response(request)  # noqa: S311

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """What the copy could not do is done again on the primary; what took too long would take as long there."""
        copy = connections[PUBLIC]
        failed = isinstance(exception, OperationalError | InterfaceError)
        if copy.alias not in settings.REPLICAS or not failed or isinstance(exception.__cause__, QueryCanceled):
            return None
        if not isinstance(exception, NotOnThisCopy):
            self.watch.distrust(copy.alias)
            copy.close()
        request.copy_failed = True  # type: ignore[attr-defined]
        return HttpResponse(status=503)

    def _answer_from(self, copy: str, request: HttpRequest) -> HttpResponseBase:
        leave = _read_from(copy)
        try:
            response = self.get_response(request)
        except BaseException:
            leave()
            raise
        if getattr(request, "copy_failed", False):
            leave()
            response.close()
            return self.get_response(request)
        if response.streaming:
            # It is read on while it is sent.
            response._resource_closers.append(leave)  # type: ignore[attr-defined]
        else:
            leave()
        return response


def _read_from(copy: str) -> Callable[[], None]:
    """Have this thread read a copy wherever it reads "public", until what is returned is called."""
    primary = connections[PUBLIC]
    connections[PUBLIC] = connections[copy]

    def leave() -> None:
        connections[PUBLIC] = primary

    return leave


def _remembered(response: HttpResponseBase) -> HttpResponseBase:
    """The sender saved something, and has to see it."""
    response.set_cookie(COOKIE, "1", max_age=OWN_WRITES, httponly=True, secure=settings.HTTPS, samesite="Lax")
    return response
