"""The claim's page: first made (every request another claim), and served again, as kept and as 304; beside the plain
way, which makes the same page anew each time.
"""

from __future__ import annotations

import http.client
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tests.benchmarks import samples
from tests.benchmarks.comparing import differences
from tests.benchmarks.load import Job
from tests.benchmarks.measures.lists import body
from tests.benchmarks.measuring import Series, WrongAnswer, interleaved
from tests.benchmarks.servers import HOST, BenchServer

_SAME = 40  # pages asked for again and again
_COMPARED = 200
_MOST_A_ROUND = 4_000


@dataclass(frozen=True, slots=True)
class Pages:
    """Rates in pages a second. `enough`: there were claims enough for no page to be asked for twice in a cold round."""

    plain: Series
    cold: Series
    kept: Series
    unchanged: Series
    enough: bool


def measure(*, ours: BenchServer, plain: BenchServer, rounds: int, seconds: float, connections: int) -> Pages:
    paths = [f"/claims/{slug}/" for slug in samples.claims()]
    for path in paths[:_COMPARED]:
        _compare(ours, plain, path)
    again, once = paths[:_SAME], paths[_SAME:]
    # The warm-up round counts as well: what it asked for is kept.
    a_round = min(_MOST_A_ROUND, max(connections, len(once) // (rounds + 1)))
    fixed: dict[str, Any] = {"connections": connections, "seconds": seconds}

    def cold(number: int) -> Job:
        return Job(ours.port, _bare(once), start=number * a_round, most=a_round, **fixed)

    tagged = [(path, {"If-None-Match": _tag(ours.port, path)}) for path in again]
    found = interleaved(
        {
            "plain": lambda number: Job(plain.port, _bare(once), start=number * a_round, most=a_round, **fixed),
            "cold": cold,
            "kept": lambda _: Job(ours.port, _bare(again), **fixed),
            "unchanged": lambda _: Job(ours.port, tagged, expect=304, **fixed),
        },
        rounds=rounds,
    )
    return Pages(**found, enough=len(once) >= 1_000 * (rounds + 1))


def _bare(paths: Sequence[str]) -> list[tuple[str, dict[str, str]]]:
    return [(path, {}) for path in paths]


def _compare(ours: BenchServer, plain: BenchServer, path: str) -> None:
    """Both are the same page, tag by tag and word by word."""
    # Addresses on the page name the server that made it.
    one, other = (body(server.port, path).decode().replace(str(server.port), "port") for server in (ours, plain))
    if different := next(differences(one, other), None):
        raise WrongAnswer(f"{path} has {different[0]!r} where the plain page has {different[1]!r}")
    if "statement-" not in one:
        raise WrongAnswer(f"{path} shows no statement")


def _tag(port: int, path: str) -> str:
    connection = http.client.HTTPConnection(HOST, port, timeout=60)
    connection.request("GET", path)
    response = connection.getresponse()
    response.read()
    connection.close()
    return response.headers["ETag"]
