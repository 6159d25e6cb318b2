"""Mirrors and writers that are killed again and again: what the reference client keeps is the registry in the end."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from random import Random

from django.test import Client

from claims.ledger.models import Head
from claims.models import Claim
from tests.benchmarks.generator import generate
from tests.ledger.walk import WIDE, Walk
from tests.public.mirroring import EXAMPLE, mirror, mirrored, published, run
from tests.torture.following import Follower
from tests.torture.processes import HOST, serving, start_writers

PATIENCE = 3_600
LIFETIME = (0.1, 5.0)  # seconds


def kill_all_and_compare(*, writers: int, mirrors: int, kills: int, claims: int, directory: Path) -> dict[str, int]:
    """Writers and mirrors are killed by chance and started again; then each mirror is held to the registry's lists.

    Returns the numbers that tell whether anything was put to the test.
    """
    generate(claims=claims)
    ids = list(Claim.objects.order_by("id").values_list("pk", flat=True))
    shared, own = ids[::10], [pk for number, pk in enumerate(ids) if number % 10]
    with serving(RATE_LIMIT_ADDRESS="off") as port:
        writing = start_writers(
            own=[own[number::writers] for number in range(writers)], shared=shared, kills=kills, lifetime=LIFETIME
        )
        with ThreadPoolExecutor(mirrors) as threads:
            files = [directory / f"{number}.sqlite" for number in range(mirrors)]
            lives = list(threads.map(lambda path: _kill_mirror(path, port, kills), files))
            assert writing.wait(PATIENCE) == 0
            codes = list(threads.map(lambda path: _start(path, port, "--once").wait(PATIENCE), files))
        assert codes == [0] * mirrors
        with closing(Follower(port)) as registry:
            lists = {name: registry.get(f"/api/v1/{name}.jsonl") for name in mirror.LISTS}
    for path in files:
        assert mirrored(path) == lists, path
    return {"entries": Head.objects.get().seq, "lives": sum(lives), "bytes": sum(map(len, lists.values()))}


def pairs_of_positions(*, pairs: int, steps: int, client: Client, directory: Path) -> None:
    """Begun with the lists at one position and brought up to another by the feed, a mirror is the registry there.

    The registry is one that somebody walks through by chance (tests/ledger/walk.py); to be used with `network`.
    """
    random = Random(5)
    walk = Walk(seed=5, terrain=WIDE)
    chosen = [sorted(random.sample(range(steps), 2)) for _ in range(pairs)]
    for step in range(steps):
        walk.step()
        for number, (first, second) in enumerate(chosen):
            path = directory / f"pair-{number}.sqlite"
            if step in (first, second):
                assert run(path) == 0
                assert mirrored(path) == published(client), (walk.log, first, second)


def _kill_mirror(path: Path, port: int, kills: int) -> int:
    """Start and kill a mirror so many times; how often it had got further meanwhile."""
    random = Random(path.name)
    positions = [0]
    for _ in range(kills):
        process = _start(path, port, "--follow", *random.choice([[], ["--from-zero"]]))
        time.sleep(random.uniform(*LIFETIME))
        process.kill()
        process.wait()
        positions.append(_position(path))
    assert positions == sorted(positions)
    return len(set(positions)) - 1


def _start(path: Path, port: int, *options: str) -> subprocess.Popen[bytes]:
    command: Sequence[str] = [sys.executable, str(EXAMPLE), f"http://{HOST}:{port}", str(path), *options]
    return subprocess.Popen(command, stderr=subprocess.DEVNULL)


def _position(path: Path) -> int:
    """Where a mirror is; killed before it had a file, nowhere."""
    try:
        with closing(mirror.sqlite3.connect(path)) as database:
            return int(database.execute("SELECT position FROM mirror").fetchone()[0])
    except (mirror.sqlite3.OperationalError, TypeError):
        return 0
