"""The list and the export of all claims, beside Datasette on the same documents.

Datasette's table as JSON, without its count and facets, and its streamed CSV: what it gives to programs. It runs as it
does by itself, one process; the documents are in SQLite, indexed for these queries.
"""

from __future__ import annotations

import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import orjson

from claims.ledger.published import PublishedClaim
from tests.benchmarks import samples
from tests.benchmarks.load import Job
from tests.benchmarks.measures.lists import PATH, body
from tests.benchmarks.measuring import Series, WrongAnswer, add, answered, interleaved
from tests.benchmarks.servers import HOST, BenchServer, free_port, running

_PATIENCE = 60
_TABLE = "/registry/claims"
_WITHOUT_EXTRAS = "_sort_desc=first_seq&_size=50&_nocount=1&_nofacet=1&_shape=objects"
_MAKE = """
CREATE TABLE claims (slug TEXT PRIMARY KEY, kind TEXT, first_seq INTEGER, document TEXT);
CREATE INDEX by_kind ON claims (kind, first_seq);
CREATE INDEX by_first ON claims (first_seq);
"""


@dataclass(frozen=True, slots=True)
class Beside:
    """Rates: of lists in answers a second, of exports in rows a second. `again`: of lists sent before."""

    ours: Series
    again: Series
    bare: Series
    datasette: Series
    our_export: Series
    its_export: Series


def measure(*, ours: BenchServer, directory: Path, rounds: int, seconds: float, connections: int) -> Beside:
    path = directory / "registry.db"
    rows = _stored(path)
    bare = BenchServer("tests.benchmarks.bare:application")
    making = BenchServer("factreg.wsgi:application", keeping=False)
    with _running(path) as port, running([bare, making]):
        queries = samples.lists()["kind"]
        for query in queries:
            _compare(ours.port, port, query)
        ours_paths = [f"{PATH}?{query}" for query in queries]
        lists = interleaved(
            {
                "ours": _asking(making.port, ours_paths, seconds, connections),
                "again": _asking(ours.port, ours_paths, seconds, connections),
                "bare": _asking(bare.port, ours_paths, seconds, connections),
                "datasette": _asking(
                    port, [f"{_TABLE}.json?{query}&{_WITHOUT_EXTRAS}" for query in queries], seconds, connections
                ),
            },
            rounds=rounds,
        )
        exports = {"ours": Series(), "datasette": Series()}
        for _ in range(rounds):
            for name, asked, path_ in (
                ("ours", ours.port, "/api/v1/claims.jsonl"),
                ("datasette", port, f"{_TABLE}.csv?_stream=on&_size=max"),
            ):
                exported = answered(Job(asked, [(path_, {})], stream=True))
                if exported.lines - (name == "datasette") != rows:  # its first line names the columns
                    raise WrongAnswer(f"The export of {name} has {exported.lines} lines, not {rows}")
                add(exports[name], exported)
    return Beside(**lists, our_export=exports["ours"], its_export=exports["datasette"])


def _stored(path: Path) -> int:
    """The current documents, in SQLite."""
    path.unlink(missing_ok=True)
    current = PublishedClaim.objects.current().order_by("first_seq", "slug")
    with closing(sqlite3.connect(path)) as database, database:
        database.executescript(_MAKE)
        found = current.values_list("slug", "kind", "first_seq", "document").iterator(chunk_size=2_000)
        database.executemany("INSERT INTO claims VALUES (?, ?, ?, ?)", found)
        database.execute("ANALYZE")
        return int(database.execute("SELECT count(*) FROM claims").fetchone()[0])


@contextmanager
def _running(path: Path) -> Iterator[int]:
    port = free_port()
    command = [sys.executable, "-m", "datasette", "serve", str(path), "--host", HOST, "--port", str(port)]
    # Answers as large as ours, and as long in the making as they take.
    allowed = {"max_returned_rows": 1_000, "sql_time_limit_ms": 60_000, "max_csv_mb": 0}
    settings = [word for name, value in allowed.items() for word in ("--setting", name, str(value))]
    with subprocess.Popen([*command, *settings], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _await_answer(process, port)
            yield port
        finally:
            process.terminate()


def _await_answer(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as client:
            if client.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.1)
    raise WrongAnswer("Datasette does not start")


def _asking(port: int, paths: list[str], seconds: float, connections: int) -> Callable[[int], Job]:
    requests = [(path, dict[str, str]()) for path in paths]
    return lambda _: Job(port, requests, connections=connections, seconds=seconds)


def _compare(ours: int, its: int, query: str) -> None:
    """Both send the same documents in the same order."""
    mine = [orjson.dumps(claim) for claim in orjson.loads(body(ours, f"{PATH}?{query}"))["results"]]
    rows = orjson.loads(body(its, f"{_TABLE}.json?{query}&{_WITHOUT_EXTRAS}"))["rows"]
    if mine != [orjson.dumps(orjson.loads(row["document"])) for row in rows]:
        raise WrongAnswer(f"Datasette lists other claims than the endpoint for {query}")
