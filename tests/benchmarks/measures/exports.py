"""The JSON Lines export of all claims, beside psql's COPY of the same documents and the plain way; and what it takes
of the server's memory.
"""

from __future__ import annotations

import hashlib
import http.client
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass

import orjson
from django.conf import settings

from claims.ledger.published import PublishedClaim
from factreg.postgres_tools import find_binaries
from tests.benchmarks.load import Job
from tests.benchmarks.measuring import Series, WrongAnswer, add, answered
from tests.benchmarks.servers import HOST, BenchServer, forget_peak, peak_memory

PATH = "/api/v1/claims.jsonl"
_COPY = "COPY (SELECT document FROM ledger_publishedclaim WHERE to_seq IS NULL ORDER BY slug) TO STDOUT"
# Documents have no control characters, so with these nothing is doubled, and the lines can be compared.
_AS_THEY_ARE = f"{_COPY} (FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02')"
_PLAIN_ROWS = 2_000


@dataclass(frozen=True, slots=True)
class Exports:
    """Rates in rows a second; memory in bytes, of the largest worker: at rest, and its peak during the exports."""

    ours: Series
    psql: Series
    plain: Series
    rows: int
    memory_before: int
    memory_peak: int


def measure(*, ours: BenchServer, plain: BenchServer, rounds: int) -> Exports:
    rows = PublishedClaim.objects.current().count()
    _compare(ours, plain)
    found = {name: Series() for name in ("ours", "psql", "plain")}
    most = min(rows, _PLAIN_ROWS)
    workers = ours.workers()
    forget_peak(workers)
    before = peak_memory(workers)
    for number in range(rounds + 1):
        exported = answered(Job(ours.port, [(PATH, {})], stream=True))
        if exported.lines != rows:
            raise WrongAnswer(f"The export has {exported.lines} lines, not {rows}")
        seconds = copied_by_psql()
        # The plain way is slow and steady: some rows of it are enough.
        plainly = answered(Job(plain.port, [(f"{PATH}?most={most}", {})], stream=True))
        if number:
            add(found["ours"], exported)
            found["psql"].rates.append(rows / seconds)
            add(found["plain"], plainly)
    return Exports(**found, rows=rows, memory_before=before, memory_peak=peak_memory(workers))


def _psql(statement: str) -> list[str]:
    database = settings.DATABASES["public"]
    return [
        str(find_binaries() / "psql"),
        *("--no-psqlrc", "--quiet", "--host", database["HOST"], "--username", database["USER"]),
        *("--dbname", database["NAME"], "--command", statement),
    ]


def copied_by_psql() -> float:
    """Seconds that psql takes to write all documents to nowhere."""
    began = time.perf_counter()
    subprocess.run(_psql(_COPY), check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def _compare(ours: BenchServer, plain: BenchServer) -> None:
    """The export is what psql copies, byte for byte; the plain one begins with the same claims."""
    exported, copied = hashlib.sha256(), hashlib.sha256()
    for block in _blocks(ours.port, PATH):
        exported.update(block)
    with subprocess.Popen(_psql(_AS_THEY_ARE), stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        while block := process.stdout.read(1 << 20):
            copied.update(block)
    if exported.digest() != copied.digest():
        raise WrongAnswer("The export differs from the documents that psql copies")
    first = [orjson.loads(line)["id"] for line in b"".join(_blocks(plain.port, f"{PATH}?most=50")).splitlines()]
    stored = PublishedClaim.objects.current().order_by("slug").values_list("slug", flat=True)[:50]
    if first != list(stored):
        raise WrongAnswer("The plain export begins with other claims")


def _blocks(port: int, path: str) -> Iterator[bytes]:
    connection = http.client.HTTPConnection(HOST, port, timeout=600)
    connection.request("GET", path)
    response = connection.getresponse()
    while block := response.read(1 << 20):
        yield block
    connection.close()
