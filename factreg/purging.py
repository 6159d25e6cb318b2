"""Tells the shared caches before this site what has changed, so that they drop it at once.

Only makes it quicker: answers live for seconds (factreg/http.py), so a cache that is not told, or that can't be
reached, drops them by itself. Nobody waits for it: what is to be told stands in a queue for each cache.
"""

from __future__ import annotations

import atexit
import logging
import os
import threading
import time
from collections.abc import Iterable, Iterator
from functools import cache
from urllib.request import ProxyHandler, Request, build_opener

from django.conf import settings

logger = logging.getLogger(__name__)

# What every public answer carries, and what those carry that any entry of the ledger may change.
EVERYTHING, ANY_ENTRY = "factreg", "ledger"
HEADER = "Surrogate-Key"

# A header that every cache takes; what is more goes in several requests, and beyond that all is dropped.
LONGEST_HEADER = 4_000
MOST_KEYS = 2_000
PAUSES = (0.1, 0.5, 2.0)
PATIENCE = 2.0
# How long a command that ends waits for what it has still to tell.
LAST_WORDS = 5.0


def keys(record: str = "") -> str:
    """The header by which caches find an answer again: `record`, as `claim/su-25-downing`, if it is of that alone."""
    return f"{EVERYTHING} {record or ANY_ENTRY}"


def tell_caches(records: Iterable[str]) -> None:
    """Have every cache drop what shows these records, and what any entry may change. Returns at once."""
    for one in _caches(os.getpid()):
        one.tell({ANY_ENTRY, *records})


def wait_until_told(seconds: float) -> bool:
    """Whether all caches have been told what there was to tell, within a time."""
    deadline = time.monotonic() + seconds
    told = [one.wait(deadline - time.monotonic()) for one in _caches(os.getpid())]
    return all(told)


@cache
def _caches(process: int) -> tuple[Cache, ...]:
    """Those of the settings: of each process its own, since threads do not outlive a fork."""
    caches = tuple(Cache(url) for url in settings.CACHE_PURGE_URLS)
    if caches:
        atexit.register(wait_until_told, LAST_WORDS)
    return caches


class Cache:
    """One shared cache, and the thread that tells it: keys that come meanwhile go with the next request."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._keys: set[str] = set()
        self._busy = False
        self._changed = threading.Condition()

    def tell(self, keys: set[str]) -> None:
        with self._changed:
            self._keys |= keys
            if not self._busy:
                self._busy = True
                threading.Thread(target=self._run, name=f"purging {self.url}", daemon=True).start()

    def wait(self, seconds: float) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: not self._busy, max(seconds, 0))

    def _run(self) -> None:
        while keys := self._take():
            for header in headers(keys):
                self._purge(header)

    def _take(self) -> set[str]:
        with self._changed:
            keys, self._keys = self._keys, set()
            if not keys:
                self._busy = False
                self._changed.notify_all()
            return keys

    def _purge(self, header: str) -> None:
        for pause in (*PAUSES, None):
            try:
                ask(self.url, header)
            except Exception as error:  # noqa: BLE001 - nothing that a cache does may stop what is told it next
                if pause is None:
                    logger.error("%s was not told to drop %.200s: %s", self.url, header, error)
                else:
                    time.sleep(pause)
            else:
                return


def headers(keys: set[str]) -> Iterator[str]:
    """The keys in headers of bearable length; everything, where they are too many to name."""
    if len(keys) > MOST_KEYS:
        yield EVERYTHING
        return
    line = ""
    # What any entry may change first: lists, and the front page.
    for key in sorted(keys, key=lambda key: (key != ANY_ENTRY, key)):
        if line and len(line) + len(key) >= LONGEST_HEADER:
            yield line
            line = ""
        line = f"{line} {key}".lstrip()
    yield line


def ask(url: str, header: str) -> None:
    """One request to a cache. Raises OSError where it does not answer with success."""
    sent = {HEADER: header, "User-Agent": "factreg", **settings.CACHE_PURGE_HEADERS}
    request = Request(url, method=settings.CACHE_PURGE_METHOD, headers=sent)  # noqa: S310 - settings take http(s) alone
    with _open(request, timeout=PATIENCE) as answer:
        answer.read(1)


# Straight to the cache: never by way of a proxy that the environment names.
_open = build_opener(ProxyHandler({})).open
