"""How long docs/examples/verify.py takes for the log and the change feed of a large ledger; and to write and sign it.

`python -m tests.benchmarks.public_log --entries 1000000`. The entries are made up, and the database is not asked. The
script is a process of its own, on one core. The project's target, for 1,000,000 entries: 60 seconds.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from uuid import UUID

import orjson
from rich.console import Console
from rich.table import Table

from tests.benchmarks.environment import BENCH_DIR  # isort: skip - sets Django up

from claims.ledger.canonical import canonical, commitment, leaf, stub, timestamp
from claims.log import building
from claims.log.building import Keys
from claims.log.notes import Signer
from factreg.embedded import BASE_DIR

PLACE = BENCH_DIR / "public-log"
EXAMPLE = BASE_DIR / "docs" / "examples" / "verify.py"
SIGNER = Signer("registry.example.org/log", bytes(range(32)))
BEGAN = datetime(2020, 9, 27, tzinfo=UTC)
SECONDS_OF_A_MILLION = 60
# About as long as a claim's document with three statements.
FILLER = "What a source says that says much, in words of which a claim's document has so many. " * 12


def entries(number: int) -> Iterator[tuple[bytes, bytes]]:
    """Leaves, with the lines by which the change feed tells them."""
    random = Random(1)
    for seq in range(1, number + 1):
        key = UUID(int=random.getrandbits(128), version=4)
        slug, at = f"claim-{seq}", BEGAN + timedelta(seconds=seq)
        document = canonical(
            {"id": slug, "key": str(key), "type": "claim", "version": 1, "format": 1, "text": f"{seq}: {FILLER}"}
        )
        nonce, stub_nonce = random.randbytes(32), random.randbytes(32)
        made = {"seq": seq, "action": "published", "type": "claim", "version": 1, "cause": None}
        committed = commitment(nonce, document)
        told = commitment(stub_nonce, stub(slug=slug, reason=None, legal_basis=None, merged_into=None))
        line = {
            **made,
            "at": timestamp(at),
            "key": str(key),
            "format": 2,
            "commitment": committed,
            "nonce": nonce.hex(),
            "stub_commitment": told,
            "stub_nonce": stub_nonce.hex(),
            "id": slug,
            "reason": None,
            "legal_basis": None,
            "merged_into": None,
            "document": orjson.Fragment(document),
        }
        signed = leaf(**made, at=at, key=key, commitment=committed, stub_commitment=told)
        yield signed, orjson.dumps(line, option=orjson.OPT_SORT_KEYS) + b"\n"


class MadeUp:
    """A ledger that is written as a feed while it is read."""

    def __init__(self, number: int, feed: Path) -> None:
        self.number, self.feed = number, feed

    def head(self) -> int:
        return self.number

    def leaves(self, after: int, upto: int) -> Iterator[bytes]:
        with self.feed.open("wb") as file:
            for signed, line in islice(entries(self.number), after, upto):
                file.write(line)
                yield signed


def main() -> int:
    options = _options()
    shutil.rmtree(PLACE, ignore_errors=True)
    PLACE.mkdir(parents=True)
    feed, log = PLACE / "feed.jsonl", PLACE / "log"
    began = time.perf_counter()
    checkpoint = building.publish(log, Keys([SIGNER]), MadeUp(options.entries, feed))
    made = time.perf_counter() - began
    key = ["--key", str(SIGNER.verifier)]
    rows = [("made up, written and signed", made, made)]
    for what, words in {
        "feed against the checkpoint": ["feed", str(feed), "--checkpoint", str(log / "checkpoint"), *key],
        "log, all tiles and entries": ["log", "--log", str(log), *key],
    }.items():
        rows.append((what, *_timed(words)))
    _show(rows, checkpoint.size, feed.stat().st_size)
    shutil.rmtree(PLACE)
    return 0


def _timed(words: list[str]) -> tuple[float, float]:
    """Seconds on the clock, and of the processor."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([sys.executable, str(EXAMPLE), *words], check=True)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.perf_counter() - began, used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime


def _options() -> Namespace:
    parser = ArgumentParser(prog="tests.benchmarks.public_log", description=__doc__)
    parser.add_argument("--entries", type=int, default=100_000)
    return parser.parse_args()


def _show(rows: list[tuple[str, float, float]], entries: int, bytes_of_feed: int) -> None:
    console = Console(width=120)
    table = Table("what", "s", "processor s", "for 1,000,000 entries, s")
    for what, seconds, processor in rows:
        table.add_row(what, f"{seconds:.1f}", f"{processor:.1f}", f"{seconds * 1_000_000 / entries:.1f}")
    console.print(table)
    console.print(
        f"{entries:,} entries, {bytes_of_feed / 1e6:,.0f} MB of feed; target {SECONDS_OF_A_MILLION} s for 1,000,000."
    )


if __name__ == "__main__":
    sys.exit(main())
