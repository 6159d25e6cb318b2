"""How long every filter takes, alone and in pairs, on the registry that another benchmark left.

`python -m tests.benchmarks.filters` after `python -m tests.benchmarks.large --claims 1000000`. Each filter is asked for
something common and something rare. One connection to a server that keeps nothing. Targets, the project's own: no
answer but 200, each within a second.
"""

from __future__ import annotations

import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from http.client import HTTPConnection
from itertools import combinations, product
from statistics import median
from urllib.parse import urlencode

from tests.benchmarks.environment import BENCH_DIR

# isort: split
# What follows knows models, and so needs Django set up.
from rich.progress import track

from claims.ledger.published import PublishedClaim, PublishedEvent
from claims.public.resources import RESOURCES
from claims.public.searching.finding import TABLES
from factreg.embedded import start_postgres
from factreg.filters import CountryFilter, LanguageFilter, MomentFilter, SearchFilter, SlugFilter, TrueFalseFilter
from tests.benchmarks import samples
from tests.benchmarks.report import console
from tests.benchmarks.servers import HOST, BenchServer, running

LISTS = ("claims", "statements")
DATES = ("2020-09-29", "2020-11-30")
SECONDS = 1.0
SHOWN = 15


def main() -> int:
    ArgumentParser(prog="tests.benchmarks.filters", description=__doc__).parse_args()
    start_postgres(BENCH_DIR / "postgres")
    asked = [f"{name}/?{urlencode(query)}" for name in LISTS for query in questions(name)]
    server = BenchServer("factreg.wsgi:application", keeping=False)
    with running([server]):
        connection = HTTPConnection(HOST, server.port, timeout=60)
        answers = [(*_timed(connection, path), path) for path in track(asked, "Asking ...")]
    took = sorted((seconds for seconds, _, _ in answers), reverse=True)
    claims = PublishedClaim.objects.filter(to_seq=None).count()
    out = console()
    out.print(f"{claims:,} claims, {len(answers):,} lists: median {median(took):.3f} s, slowest {took[0]:.3f} s")
    out.print(f"Over {SECONDS:g} s: {sum(seconds > SECONDS for seconds in took)}")
    out.print(f"Not answered by 200: {sum(status != 200 for _, status, _ in answers)}")
    for seconds, status, path in sorted(answers, reverse=True)[:SHOWN]:
        out.print(f"  {seconds:.3f} s  {status}  {path}", highlight=False, soft_wrap=True)
    return 0


def questions(name: str) -> Iterator[dict[str, str]]:
    """Each filter of a list with each of its values, and each pair of filters with each pair of these."""
    filters = RESOURCES[name].filters.base_filters
    values = {one: _values(filter_) for one, filter_ in filters.items()}
    for one, several in values.items():
        yield from ({one: value} for value in several)
    for one, other in combinations(values, 2):
        yield from ({one: first, other: second} for first, second in product(values[one], values[other]))


def _values(filter_: object) -> tuple[str, ...]:
    """Something common and something rare."""
    if isinstance(filter_, SlugFilter):
        return _slugs(filter_.of)
    if isinstance(filter_, TrueFalseFilter):
        return "true", "false"
    if isinstance(filter_, SearchFilter):
        return tuple(word.text for word in samples.words())
    if isinstance(filter_, LanguageFilter):
        return "en", "hy"
    if isinstance(filter_, CountryFilter):
        return "AM", "AZ"
    if isinstance(filter_, MomentFilter):
        return DATES
    words = [word for word, _ in filter_.extra["choices"]]  # type: ignore[attr-defined]
    return words[0], words[-1]


def _slugs(of: str) -> tuple[str, ...]:
    """The first record that was made, which is named most often, and the last."""
    if of == "place":
        places = PublishedEvent.objects.filter(to_seq=None).exclude(place=None).order_by("first_seq")
        found = list(dict.fromkeys(places.values_list("place", flat=True)))
    else:
        found = list(TABLES[of].objects.filter(to_seq=None).order_by("first_seq").values_list("slug", flat=True))
    return found[0], found[-1]


def _timed(connection: HTTPConnection, path: str) -> tuple[float, int]:
    began = time.perf_counter()
    connection.request("GET", f"/api/v1/{path}")
    response = connection.getresponse()
    response.read()
    return time.perf_counter() - began, response.status


if __name__ == "__main__":
    sys.exit(main())
