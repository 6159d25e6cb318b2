"""Places for answers that take as long as their reader: fewer than threads, so that pages are answered meanwhile.

A streamed answer keeps its thread until the last block is taken. Whoever takes nothing at all loses the connection.
"""

from __future__ import annotations

import socket
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest

from factreg.clients import address_of, network_of
from factreg.problems import Problem

RETRY_AFTER = 10
DESCRIPTORS = Path("/proc/self/fd")


class Places:
    """Those of one process: half of its threads, and half of these for one network."""

    def __init__(self, threads: int) -> None:
        self.for_all = max(1, threads // 2)
        self.for_one = max(1, self.for_all // 2)
        # Entered again where a place is lost while another is taken.
        self._lock = threading.RLock()
        self._taken: Counter[str] = Counter()

    def take(self, client: str) -> Place:
        """Raises Problem where none is left."""
        with self._lock:
            mine = self._taken[client]
            if mine >= self.for_one or self._taken.total() >= self.for_all:
                raise _no_place(mine)
            self._taken[client] += 1
        return Place(self, client)

    def left(self, client: str) -> None:
        with self._lock:
            self._taken[client] -= 1
            if not self._taken[client]:
                del self._taken[client]


class Place:
    """One download, until its blocks end or it is closed."""

    def __init__(self, places: Places, client: str) -> None:
        self._places: Places | None = places
        self._client = client
        self._given: Iterable[bytes] = ()
        self._blocks: Iterator[bytes] = iter(())

    def give(self, blocks: Iterable[bytes]) -> Place:
        self._given, self._blocks = blocks, iter(blocks)
        return self

    def __iter__(self) -> Place:
        return self

    def __next__(self) -> bytes:
        try:
            return next(self._blocks)
        except BaseException:
            self._leave()
            raise

    def close(self) -> None:
        try:
            if callable(close := getattr(self._given, "close", None)):
                close()
        finally:
            self._leave()

    # An answer that is dropped before it is sent is not always closed.
    __del__ = close

    def _leave(self) -> None:
        places, self._places = self._places, None
        if places:
            places.left(self._client)


PLACES = Places(settings.WEB_THREADS)


@contextmanager
def place_for(request: HttpRequest) -> Iterator[Place]:
    """A place for a download, which is left when what was given to it ends, or when none comes about."""
    place = PLACES.take(network_of(address_of(request)))
    try:
        yield place
    except BaseException:
        place.close()
        raise


def _no_place(mine: int) -> Problem:
    whose = "to your network" if mine else "to others"
    detail = f"As many downloads as may be sent at once are being sent {whose}. One after the other is fastest."
    problem = Problem(503, "too-many-downloads", detail)
    problem.headers["Retry-After"] = str(RETRY_AFTER)
    return problem


def let_go_of_stalled(seconds: int) -> int:
    """End connections of this process whose clients take nothing for so long; how many listening sockets were told.

    The web server has no limit of its own for that, and its thread waits for ever. The kernel has one, and connections
    have it from the socket that accepted them. Nothing is done where the kernel is not Linux.
    """
    option = getattr(socket, "TCP_USER_TIMEOUT", None)
    if option is None or not DESCRIPTORS.is_dir():
        return 0
    return sum(_tell(int(each.name), option, seconds * 1000) for each in list(DESCRIPTORS.iterdir()))


def _tell(descriptor: int, option: int, milliseconds: int) -> bool:
    try:
        found = socket.socket(fileno=descriptor)
    except OSError:
        return False
    try:
        if not found.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
            return False
        found.setsockopt(socket.IPPROTO_TCP, option, milliseconds)
    except OSError:
        # None of TCP.
        return False
    finally:
        # It is somebody else's, who goes on with it.
        found.detach()
    return True
