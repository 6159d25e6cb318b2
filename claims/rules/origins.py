"""Where statements come from, and how far the record reaches: reports and their origins, the as-of date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from factreg.edtf_dates import parse

_FIRST = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Origins:
    """How many reports there are, and the sources they go back to, in the order of the statements."""

    reports: int
    origins: tuple[str, ...]

    def __str__(self) -> str:
        return f"{_counted(self.reports, 'report')}, {_counted(len(self.origins), 'origin')}"


def origins(statements: Iterable[tuple[str, str | None]], derived_from: Mapping[str, str]) -> Origins:
    """The reports and origins of statements, each given as (source, primary source or None).

    A statement's origin is its primary source if given, else the root of its source's ``derived_from`` chain, else the
    source. A report is a distinct pair of source and origin: an agency's line reprinted by ten papers is ten reports
    of one origin.
    """
    reports = dict.fromkeys((source, primary or _root(source, derived_from)) for source, primary in statements)
    return Origins(len(reports), tuple(dict.fromkeys(origin for _, origin in reports)))


def as_of(dates: Iterable[str | None]) -> str | None:
    """The date, as typed, whose latest moment is latest: how far the record considered reaches; never the clock.

    A date with an open end counts by its start, for it says nothing of how long it was looked at. Of two that end
    together the more precise is taken, then the first.
    """
    return max((date for date in dates if date), key=_reach, default=None)


def _root(source: str, derived_from: Mapping[str, str]) -> str:
    """The last source of the chain. Sources that derive from each other in a circle share one root, the least slug."""
    chain = [source]
    while above := derived_from.get(chain[-1]):
        if above in chain:
            return min(chain[chain.index(above) :])
        chain.append(above)
    return chain[-1]


def _reach(date: str) -> tuple[datetime, datetime]:
    span = parse(date)
    return (span.latest or span.earliest or _FIRST, span.earliest or _FIRST)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
