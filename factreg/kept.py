"""What a process has made last and may send again, within a number of bytes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Generic, TypeVar

from django.conf import settings

T = TypeVar("T")

# What each takes besides, so that no number of small ones takes more than there is.
EACH = 1_000


class Kept(Generic[T]):
    """Answers by name; what was not asked for longest goes first. A value is never changed, only replaced or dropped.

    The process's own, and shared by its threads. `size`: of how many bytes in all, `KEPT_MEGABYTES` unless told; with 0
    nothing is kept. Each counts for its own size, which holds that of a long name, and for EACH.
    """

    def __init__(self, size: int | None = None) -> None:
        self.size = settings.KEPT_MEGABYTES * 1_000_000 if size is None else size
        self.bytes = 0
        self._values: OrderedDict[object, tuple[T, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, name: object) -> T | None:
        with self._lock:
            if name not in self._values:
                return None
            self._values.move_to_end(name)
            return self._values[name][0]

    def keep(self, name: object, value: T, *, size: int) -> None:
        with self._lock:
            self._drop(name)
            size += EACH
            if size > self.size:
                return
            self._values[name] = value, size
            self.bytes += size
            while self.bytes > self.size:
                self._drop(next(iter(self._values)))

    def clear(self) -> None:
        with self._lock:
            self._values.clear()
            self.bytes = 0

    def _drop(self, name: object) -> None:
        if found := self._values.pop(name, None):
            self.bytes -= found[1]
