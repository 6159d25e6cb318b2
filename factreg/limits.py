"""Limits of requests in a time: what they are, how they are told, and the counts of this process.

Who is counted, and where counts are shared between processes, is not decided here.
"""

from __future__ import annotations

import math
import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

_WRITTEN = re.compile(r"([1-9][0-9]{0,8})/([1-9][0-9]{0,4})", re.ASCII)
# How many are counted at a time in one process; who comes beyond that in the same window is let in uncounted.
MOST = 100_000


def now() -> float:
    """The time, from its one place; tests put their own here."""
    return time.time()


@dataclass(frozen=True, slots=True)
class Policy:
    """So many requests in so many seconds."""

    name: str
    quota: int
    window: int

    @classmethod
    def read(cls, name: str, text: str) -> Policy | None:
        """A limit as settings write it, `3000/60`; nothing for `off`. Raises ValueError otherwise.

        >>> Policy.read("address", "3000/60")
        Policy(name='address', quota=3000, window=60)
        """
        if text == "off":
            return None
        written = _WRITTEN.fullmatch(text)
        if written is None:
            raise ValueError("write requests/seconds, such as 3000/60, or off")
        return cls(name, int(written[1]), int(written[2]))


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left to one client of a limit, and for how many seconds that holds."""

    policy: Policy
    left: int
    seconds: int
    admitted: bool

    def headers(self) -> dict[str, str]:
        """As draft-ietf-httpapi-ratelimit-headers-10 writes them: lists of structured fields (RFC 9651)."""
        name = self.policy.name
        return {
            "RateLimit-Policy": f'"{name}";q={self.policy.quota};w={self.policy.window}',
            "RateLimit": f'"{name}";r={self.left};t={self.seconds}',
        }


@dataclass(slots=True)
class _Tally:
    starts_at: int
    ends_at: int
    total: int = 0
    untold: int = 0


class Counts:
    """Requests counted by who sent them, each limit in windows of the clock, the same for all processes."""

    def __init__(self, *, clock: Callable[[], float] | None = None) -> None:
        self._clock = clock or now
        self._tallies: dict[str, _Tally] = {}
        self._changing = threading.Lock()

    def take(self, who: str, policy: Policy) -> Allowance:
        """Count one request, and tell what is left after it."""
        moment = self._clock()
        starts_at = int(moment // policy.window) * policy.window
        seconds = max(1, math.ceil(starts_at + policy.window - moment))
        with self._changing:
            tally = self._tallies.get(who)
            if tally is None or tally.starts_at != starts_at:
                if len(self._tallies) >= MOST:
                    self._forget(moment)
                    if len(self._tallies) >= MOST:
                        return Allowance(policy, policy.quota, seconds, admitted=True)
                tally = self._tallies[who] = _Tally(starts_at, starts_at + policy.window)
            tally.total += 1
            tally.untold += 1
            total = tally.total
        return Allowance(policy, max(0, policy.quota - total), seconds, admitted=total <= policy.quota)

    def untold(self) -> list[tuple[str, int, int]]:
        """Who sent how many requests since this was asked last, and in which window; what is over is forgotten."""
        with self._changing:
            self._forget(self._clock())
            told = [(who, tally.starts_at, tally.untold) for who, tally in self._tallies.items() if tally.untold]
            for who, _, _ in told:
                self._tallies[who].untold = 0
        return told

    def learn(self, totals: Iterable[tuple[str, int, int]]) -> None:
        """Take in how many requests all processes have told of together."""
        with self._changing:
            for who, starts_at, total in totals:
                tally = self._tallies.get(who)
                if tally is not None and tally.starts_at == starts_at:
                    tally.total = max(tally.total, total + tally.untold)

    def __iter__(self) -> Iterator[str]:
        return iter(list(self._tallies))

    def _forget(self, moment: float) -> None:
        self._tallies = {who: tally for who, tally in self._tallies.items() if tally.ends_at > moment}
