"""The list endpoint: 50 claims a page with their statements, filtered; beside the plain way, the limit, and itself
with its layers taken off one by one.
"""

from __future__ import annotations

import http.client
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import orjson

from tests.benchmarks import samples
from tests.benchmarks.layers import LAYERS
from tests.benchmarks.load import Job
from tests.benchmarks.measuring import Series, WrongAnswer, interleaved
from tests.benchmarks.servers import HOST, BenchServer, running

PATH = "/api/v1/claims/"


@dataclass(frozen=True, slots=True)
class Lists:
    """Rates in answers a second, by filter: made each time, and sent again.

    `layers` from the whole endpoint down to the bare handler, by kind.
    """

    ours: dict[str, Series]
    again: dict[str, Series]
    plain: dict[str, Series]
    bare: dict[str, Series]
    layers: dict[str, Series]


def measure(*, ours: BenchServer, plain: BenchServer, rounds: int, seconds: float, connections: int) -> Lists:
    bare = BenchServer("tests.benchmarks.bare:application")
    making = BenchServer("factreg.wsgi:application", keeping=False)
    whole = {"ours": making, "again": ours, "plain": plain, "bare": bare}
    peeled = {name: BenchServer("tests.benchmarks.layered:application", layer=name, keeping=False) for name in LAYERS}
    queries = samples.lists()
    with running([bare, making, *peeled.values()]):
        for variants, filter_ in ((whole | peeled, "kind"), (whole, "kind and actor")):
            for query in queries[filter_]:
                _compare(variants, query)
        asked = [(name, "kind", server) for name, server in {**whole, **peeled}.items()]
        asked += [(name, "kind and actor", server) for name, server in whole.items()]
        found = interleaved(
            {
                (name, filter_): _asking(server, queries[filter_], connections=connections, seconds=seconds)
                for name, filter_, server in asked
            },
            rounds=rounds,
        )
    by_variant = {name: {filter_: found[name, filter_] for filter_ in queries} for name in whole}
    layers = {"whole": found["ours", "kind"]} | {name: found[name, "kind"] for name in LAYERS}
    return Lists(**by_variant, layers=layers | {"bare": found["bare", "kind"]})


def _asking(server: BenchServer, queries: Sequence[str], *, connections: int, seconds: float) -> Callable[[int], Job]:
    requests = [(f"{PATH}?{query}", dict[str, str]()) for query in queries]
    return lambda _: Job(server.port, requests, connections=connections, seconds=seconds)


def _compare(variants: Mapping[str, BenchServer], query: str) -> None:
    """Every variant sends the same claims in the same order, each with the same statements."""
    answers = {name: ids(server.port, f"{PATH}?{query}") for name, server in variants.items()}
    for name, answer in answers.items():
        if answer != answers["ours"]:
            raise WrongAnswer(f"{name} lists other claims than the endpoint for {query}")


def ids(port: int, path: str) -> list[tuple[str, list[int]]]:
    """Each claim of a page with the numbers of its statements."""
    claims = orjson.loads(body(port, path))["results"]
    return [(claim["id"], sorted(said["number"] for said in claim["statements"])) for claim in claims]


def body(port: int, path: str) -> bytes:
    connection = http.client.HTTPConnection(HOST, port, timeout=120)
    connection.request("GET", path)
    response = connection.getresponse()
    answer = response.read()
    if response.status != 200:
        raise WrongAnswer(f"{path}: {response.status}")
    connection.close()
    return answer
