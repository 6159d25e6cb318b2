"""How long a full build of the bulk files takes, and how much memory it needs.

`python -m tests.benchmarks.bulk --claims 100000`. The build is `manage.py export`, with its helpers. The project's
targets, for 1,000,000 claims: 10 minutes, 500 MB.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from argparse import ArgumentParser, Namespace
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.benchmarks.environment import BENCH_DIR  # isort: skip - sets Django up

from claims.public.bulk.shelf import CURRENT, Set
from factreg.embedded import BASE_DIR, start_postgres
from tests.benchmarks import database

DIRECTORY = BENCH_DIR / "exports"
SECONDS_OF_A_MILLION, MEGABYTES = 600, 500
_LOOK_EVERY = 0.25


def main() -> int:
    options = _options()
    start_postgres(BENCH_DIR / "postgres")
    if not options.published:
        database.provide(claims=options.claims, progress=lambda what: lambda done: None)
        database.publish_all(progress=lambda done: None)
    seconds, megabytes = built()
    _show(Set.read(DIRECTORY / CURRENT), seconds, megabytes)
    return 0


def built() -> tuple[float, float]:
    """Seconds that building all took, and the most memory that its processes had together, in MB."""
    shutil.rmtree(DIRECTORY, ignore_errors=True)
    began = time.perf_counter()
    command = [sys.executable, "manage.py", "export", str(DIRECTORY)]
    megabytes = 0.0
    with subprocess.Popen(command, cwd=BASE_DIR, env=dict(os.environ)) as process:
        while process.poll() is None:
            megabytes = max(megabytes, sum(_memory(pid) for pid in (process.pid, *_children(process.pid))))
            time.sleep(_LOOK_EVERY)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return time.perf_counter() - began, megabytes


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _memory(pid: int) -> float:
    """What a process has in memory, in MB; what it shares with others is counted in parts."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def _options() -> Namespace:
    parser = ArgumentParser(prog="tests.benchmarks.bulk", description=__doc__)
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("--published", action="store_true", help="read what an earlier run has published")
    return parser.parse_args()


def _show(built: Set, seconds: float, megabytes: float) -> None:
    console = Console(width=120)
    table = Table("file", "rows", "MB", "gzip MB", "zstd MB")
    for file in built.files:
        copies = [file.compressed[name].bytes if name in file.compressed else 0 for name in ("gzip", "zstd")]
        table.add_row(file.path, f"{file.rows or 0:,}", *(f"{size / 1e6:,.1f}" for size in (file.bytes, *copies)))
    console.print(table)
    claims = next(file.rows or 0 for file in built.files if file.path == "claims.jsonl")
    console.print(f"{claims:,} claims in {seconds:.1f} s; peak memory {megabytes:.0f} MB (target {MEGABYTES}).")
    whole = seconds * 1_000_000 / max(claims, 1)
    console.print(f"At that rate 1,000,000 claims take {whole:.0f} s (target {SECONDS_OF_A_MILLION}).")


if __name__ == "__main__":
    sys.exit(main())
