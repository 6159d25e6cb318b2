"""The list endpoint: 50 claims a page with their statements, filtered; beside the plain way, the limit, and itself
with its layers taken off one by one.
"""

from __future__ import annotations

import http.client
from collections.abc import Mapping
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
    """Rates in answers a second; `layers` from the whole endpoint down to the bare handler."""

    ours: Series
    plain: Series
    bare: Series
    layers: dict[str, Series]


def measure(*, ours: BenchServer, plain: BenchServer, rounds: int, seconds: float, connections: int) -> Lists:
    bare = BenchServer("tests.benchmarks.bare:application")
    peeled = {name: BenchServer("tests.benchmarks.layered:application", layer=name) for name in LAYERS}
    variants = {"ours": ours, "plain": plain, "bare": bare, **peeled}
    queries = samples.lists()
    with running([bare, *peeled.values()]):
        for query in queries:
            _compare(variants, query)
        requests = [(f"{PATH}?{query}", dict[str, str]()) for query in queries]
        found = interleaved(
            {
                name: lambda _, port=server.port: Job(port, requests, connections=connections, seconds=seconds)
                for name, server in variants.items()
            },
            rounds=rounds,
        )
    layers = {"whole": found["ours"]} | {f"without {name}": found[name] for name in LAYERS} | {"bare": found["bare"]}
    return Lists(found["ours"], found["plain"], found["bare"], layers)


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
