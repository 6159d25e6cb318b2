"""How search grows: a stated mix of queries at several sizes of one registry: `python -m tests.benchmarks.searching`.

A small registry is generated and published; its published claims, statements, actors, events and sources are then
copied in place, each copy with words of its own, until there are as many as asked for. Every answer is made anew:
nothing is kept.
"""

from __future__ import annotations

import argparse
import time
from random import Random
from statistics import median, quantiles
from typing import Any

from tests.benchmarks.environment import BENCH_DIR

# isort: split
# What follows knows models, and so needs Django set up.
from django.db import connection, connections
from rich.console import Console
from rich.progress import Progress

from claims.ledger.models import Head
from claims.public import reading
from claims.public.searching.answering import answer
from claims.public.searching.finding import TABLES
from factreg.embedded import start_postgres
from tests.benchmarks.database import provide, publish_all
from tests.benchmarks.growing import SEEDED, grow

QUERIES = 40  # of each kind
MOST_TIMES, MOST_SECONDS = 3.0, 1.0


def mix() -> dict[str, list[str]]:
    """Queries of each kind, the same at every size: what is asked must not depend on what was copied."""
    random = Random(3)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word, ndoc FROM ts_stat($$SELECT search FROM ledger_publishedclaim"
            f" WHERE to_seq IS NULL AND seq <= {Head.objects.get().seq}$$) WHERE word ~ '^[a-z]{{5,}}$'"
            " ORDER BY ndoc DESC, word"
        )
        words = [word for word, _ in cursor.fetchall()]
    common, middling, rare = words[:20], words[100:600], words[2_000:]
    names = list(TABLES["actor"].objects.filter(to_seq=None).order_by("seq").values_list("label", flat=True)[:200])
    some = random.choices
    return {
        "common words": some(common, k=QUERIES),
        "middling words": some(middling, k=QUERIES),
        "rare words": some(rare, k=QUERIES),
        "two words": [" ".join(pair) for pair in _pairs(some(common, k=QUERIES), some(rare, k=QUERIES))],
        "names": some(names, k=QUERIES),
        "phrases without a hit": [
            f'"{first} {second}"'
            for first, second in zip(some(common, k=QUERIES), some(common, k=QUERIES), strict=True)
        ],
        "beginnings": [word[:4] for word in some(middling, k=QUERIES)],
        "typing errors": [f"{word[:2]}{word[3]}{word[2]}{word[4:]}" for word in some(rare, k=QUERIES)],
    }


def _pairs(some: list[str], others: list[str]) -> list[tuple[str, str]]:
    return list(zip(some, others, strict=True))


def measure(asked: dict[str, list[str]]) -> dict[str, list[float]]:
    """Seconds of each answer, by kind of query."""
    took: dict[str, list[float]] = {}
    for kind, several in asked.items():
        for words in several:
            started = time.perf_counter()
            answer(words, reading.snapshot())
            took.setdefault(kind, []).append(time.perf_counter() - started)
    return took


def walks() -> list[str]:
    """The tables that the last window would walk whole for a rare word: there are none."""
    found = []
    for type_, model in TABLES.items():
        with connections["public"].cursor() as cursor:
            cursor.execute(
                f'EXPLAIN SELECT seq FROM "{model._meta.db_table}" WHERE to_seq IS NULL AND document IS NOT NULL'
                " AND search @@ to_tsquery('simple', '''qqqqzzzz''')"
            )
            if any(f"Seq Scan on {model._meta.db_table}" in line for (line,) in cursor.fetchall()):
                found.append(type_)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[100_000, 1_000_000])
    sizes = sorted(parser.parse_args().sizes)
    console = Console()
    start_postgres(BENCH_DIR / "postgres", durable=False)
    p95: dict[int, float] = {}
    with Progress(console=console) as bars:

        def progress(words: str, total: int = SEEDED) -> Any:
            task = bars.add_task(words, total=total)
            return lambda done: bars.advance(task, done)

        provide(claims=SEEDED, progress=progress)
        publish_all(progress=progress("Publishing"))
        asked = mix()
        for size in sizes:
            grow(size, progress(f"Copying to {size:,}", size))
            measure({kind: several[:5] for kind, several in asked.items()})  # what is read first is read from disk
            took = measure(asked)
            every = [seconds for several in took.values() for seconds in several]
            p95[size] = quantiles(every, n=20)[-1]
            console.print(f"{size:,} claims: p95 {p95[size] * 1000:.0f} ms, at most {max(every) * 1000:.0f} ms")
            for kind, several in took.items():
                middle, slow, most = (1000 * of for of in (median(several), quantiles(several, n=20)[-1], max(several)))
                console.print(f"  {kind}: {middle:.0f} ms in the middle, {slow:.0f} ms p95, {most:.0f} ms at most")
            console.print(f"  walked whole for a rare word: {', '.join(walks()) or 'no table'}")
    console.print(
        f"p95 at {sizes[-1]:,} is {p95[sizes[-1]] / p95[sizes[0]]:.1f} times that at {sizes[0]:,}"
        f" (to be at most {MOST_TIMES:g}; no query over {MOST_SECONDS:g} s)"
    )


if __name__ == "__main__":
    main()
