"""What does not depend on the plain way, at a size that would take an hour to publish: lists, pages far behind,
exports and bulk files. `python -m tests.benchmarks.large --claims 1000000`.

The registry is a generated one that was copied (growing.py). Datasette and psql stand beside, in the same run.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from urllib.parse import urlsplit

from tests.benchmarks.environment import BENCH_DIR

# isort: split
# What follows knows models, and so needs Django set up.
import orjson
from rich.progress import Progress

from claims.public.bulk.shelf import CURRENT, Set
from factreg.embedded import start_postgres
from factreg.static_files import collect_changed
from tests.benchmarks import bulk, database, report
from tests.benchmarks.growing import SEEDED, grow
from tests.benchmarks.load import Job
from tests.benchmarks.measures import datasette
from tests.benchmarks.measures.exports import copied_by_psql
from tests.benchmarks.measures.lists import PATH, body
from tests.benchmarks.measuring import Series, add, answered, interleaved, times
from tests.benchmarks.report import Figure
from tests.benchmarks.servers import BenchServer, running

SMALL = 10_000
# The page far behind: so many pages of 50, walked in pages of 200.
BEHIND, WALKED = 10_000, 200


def main() -> int:
    options = _options()
    start_postgres(BENCH_DIR / "postgres")
    collect_changed()
    with Progress() as progress:

        def advancing(what: str, total: int = SEEDED) -> database.Progress:
            task = progress.add_task(what, total=total)
            return lambda done: progress.advance(task, done)

        database.provide(claims=SEEDED, progress=advancing)
        database.publish_all(progress=advancing("Publishing"))
        grow(SMALL, advancing(f"Copying to {SMALL:,}", SMALL))
        making = BenchServer("factreg.wsgi:application", keeping=False)
        with running([making]):
            small = _pages(making, {"first": PATH}, options)["first"]
        grow(options.claims, advancing(f"Copying to {options.claims:,}", options.claims))
    ours, making = BenchServer("factreg.wsgi:application"), BenchServer("factreg.wsgi:application", keeping=False)
    with running([ours, making]):
        pages = _pages(making, {"first": PATH, "behind": _far_behind(making, options.claims)}, options)
        beside = datasette.measure(ours=ours, directory=BENCH_DIR, rounds=options.rounds, seconds=2.0, connections=4)
        export, psql = _exports(ours, options)
    figures = [
        *report.of_sizes(small, pages["first"], pages["behind"], small_size=SMALL),
        *report.of_datasette(beside),
        Figure("export: registry", export.rate, "rows/s"),
        Figure("export: psql COPY", psql.rate, "rows/s"),
        Figure("  registry / psql COPY", times(export, psql), "times", 1),
        *_bulk(options.claims),
    ]
    report.show(figures, title=f"{options.claims:,} claims, copied, {options.rounds} rounds, medians")
    report.keep(BENCH_DIR / f"large-{options.claims}.json", figures, settings=vars(options))
    return 0


def _options() -> Namespace:
    parser = ArgumentParser(prog="tests.benchmarks.large", description=__doc__)
    parser.add_argument("--claims", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    return parser.parse_args()


def _pages(making: BenchServer, paths: dict[str, str], options: Namespace) -> dict[str, Series]:
    return interleaved({name: _asking(making, path) for name, path in paths.items()}, rounds=options.rounds)


def _asking(ours: BenchServer, path: str) -> Callable[[int], Job]:
    return lambda _: Job(ours.port, [(path, {})])


def _far_behind(ours: BenchServer, claims: int) -> str:
    """The page of the list so far behind; the last but one in a smaller registry."""
    pages = min(BEHIND * 50, claims - WALKED) // WALKED
    address = f"{PATH}?page_size={WALKED}"
    for _ in range(pages):
        found = urlsplit(orjson.loads(body(ours.port, address))["next"])
        address = f"{found.path}?{found.query}"
    return address.replace(f"page_size={WALKED}", "page_size=50")


def _exports(ours: BenchServer, options: Namespace) -> tuple[Series, Series]:
    """The export of all claims beside psql's copy of the same documents, in turn; rows a second."""
    export, psql = Series(), Series()
    for number in range(options.rounds + 1):
        exported = answered(Job(ours.port, [("/api/v1/claims.jsonl", {})], stream=True))
        seconds = copied_by_psql()
        if number:
            add(export, exported)
            psql.rates.append(exported.lines / seconds)
    return export, psql


def _bulk(claims: int) -> list[Figure]:
    seconds, megabytes = bulk.built()
    size = sum(file.bytes for file in Set.read(bulk.DIRECTORY / CURRENT).files)
    return [
        Figure("bulk files", seconds, "s", bulk.SECONDS_OF_A_MILLION * claims / 1_000_000, most=True),
        Figure("  all files, not compressed", size / 1e6, "MB"),
        Figure("  peak memory", megabytes, "MB", bulk.MEGABYTES, most=True),
    ]


if __name__ == "__main__":
    sys.exit(main())
