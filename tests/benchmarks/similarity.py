"""How well and how fast similar claims are found in a large registry: `python -m tests.benchmarks.similarity`.

Generated claims, with artificial claims and their look-alikes among them, asked for by paraphrases.
"""

from __future__ import annotations

import argparse
import time
from statistics import median, quantiles
from typing import Any

from tests.benchmarks.environment import BENCH_DIR

# isort: split
# What follows knows models, and so needs Django set up.
from django.db import connection, transaction
from rich.console import Console
from rich.progress import Progress

from claims.models import Claim, Event
from claims.similarity import Sketch, similar_to
from claims.vocabulary import ClaimKind
from factreg.embedded import start_postgres
from tests.benchmarks.database import provide
from tests.claims.paraphrases import Paraphrases

FIRST = 5


def store(paraphrases: Paraphrases) -> None:
    """The claims and their look-alikes, spread over the registry's events."""
    events = list(Event.objects.order_by("pk")[:50])
    texts = [*(twins.claim for twins in paraphrases.twins), *paraphrases.others]
    Claim.objects.bulk_create(
        Claim(slug=f"paraphrased-{number}", text=text, event=events[number % len(events)], kind=ClaimKind.OTHER)
        for number, text in enumerate(texts)
    )


def measure(paraphrases: Paraphrases) -> tuple[int, list[float]]:
    """How many true twins were among the first five, and the milliseconds of each look."""
    hits, took = 0, []
    for twins in paraphrases.twins:
        started = time.perf_counter()
        found = similar_to(sketch=Sketch(text=twins.typed))
        took.append((time.perf_counter() - started) * 1000)
        hits += twins.claim in [one.claim.text for one in found[:FIRST]]
    return hits, took


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=int, default=200_000)
    asked = parser.parse_args()
    console = Console()
    start_postgres(BENCH_DIR / "postgres", durable=False)
    with Progress(console=console) as bars:

        def progress(words: str) -> Any:
            task = bars.add_task(words, total=asked.claims)
            return lambda done: bars.advance(task, done)

        provide(claims=asked.claims, progress=progress)
    paraphrases = Paraphrases(pairs=200)
    with transaction.atomic():
        store(paraphrases)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE claims_claim")
        measure(Paraphrases(seed=2, pairs=20))  # what is read first is read from disk
        hits, took = measure(paraphrases)
        console.print(
            f"{Claim.objects.count():,} claims: the twin among the first {FIRST} for {hits} of {len(took)} paraphrases;"
            f" {median(took):.0f} ms in the middle, {quantiles(took, n=20)[-1]:.0f} ms p95, {max(took):.0f} ms at most"
        )
        transaction.set_rollback(True)


if __name__ == "__main__":
    main()
