"""What a check of the registry finds: a record, what is wrong with it, the way out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

# Of one sort, so many are named: where a whole table is gone, nobody reads a million lines.
MOST = 100

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Finding:
    """`record`: of what, as in `claim su-25-downing`; `wrong`: what holds no longer; `way_out`: what mends it."""

    record: str
    wrong: str
    way_out: str

    def __str__(self) -> str:
        return f"{self.record}: {self.wrong} {self.way_out}"


# Asks the database as it goes, and holds a bounded part of it.
Check = Callable[[Progress], Iterator[Finding]]


def the_first(found: Iterable[Finding]) -> Iterator[Finding]:
    """At most MOST of one sort, and that there are others."""
    coming = iter(found)
    yield from islice(coming, MOST)
    if more := next(coming, None):
        yield Finding(more.record, f"{more.wrong} And others: the first {MOST} are listed.", more.way_out)
