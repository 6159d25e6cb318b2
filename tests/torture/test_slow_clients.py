"""Clients that send and read as slowly as they like, before the bare server: everybody else is answered as ever.

A proxy holds such clients back; what is asked here is what is left where there is none.
"""

from __future__ import annotations

import http.client
import socket
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager

from django.core.management import call_command

from claims.ledger.publish import publish_many
from claims.models import Claim
from tests.benchmarks.generator import generate
from tests.public.conftest import DEMO
from tests.torture.processes import HOST, serving

AT_ONCE, ASKED, CLAIMS = 200, 30, 2_000
LONGEST = 1.0
PAGE = "/claims/su-25-downing/"
HEAD = f"HTTP/1.1\r\nHost: {HOST}\r\n"
BODY = "Content-Length: 900\r\n\r\n"
SENT = {
    "half the headers": f"GET /claims/ {HEAD}",
    "half a log-in": f"POST /admin/login/ {HEAD}Content-Type: application/x-www-form-urlencoded\r\n{BODY}username=",
    "half a body for the API": f"POST /api/v1/claims/ {HEAD}Content-Type: application/json\r\n{BODY}{{",
    "an export that nobody reads": f"GET /api/v1/claims.jsonl {HEAD}\r\n",
    "a list that nobody reads": f"GET /api/v1/claims/?page_size=100 {HEAD}\r\n",
    "the feed that nobody reads": f"GET /api/v1/changes/?page_size=1000 {HEAD}\r\n",
}


def test_nobody_waits_for_the_slow(real_role: None) -> None:
    call_command("load", str(DEMO), publish=True, verbosity=0)
    generate(claims=CLAIMS)
    publish_many(records=Claim.objects.filter(public_state="never").order_by("id"), by=None)
    found = {}
    with serving(RATE_LIMIT_ADDRESS="off") as port:
        for _ in range(ASKED):
            ask(port)
        for sort, text in SENT.items():
            with sending(port, text.encode()):
                found[sort] = [ask(port) for _ in range(ASKED)]

    # The figures are what the proof is run for (pytest -s).
    for sort, answers in found.items():
        statuses = Counter(status for status, _ in answers)
        print(f"\n{AT_ONCE} times {sort}: longest {max(took for _, took in answers):.2f} s, {dict(statuses)}")  # noqa: T201
    assert {status for answers in found.values() for status, _ in answers} == {200}
    assert [sort for sort, answers in found.items() if max(took for _, took in answers) > LONGEST] == []


def ask(port: int) -> tuple[int, float]:
    """The status of a page, 0 where there was no answer, and the seconds it took."""
    began = time.monotonic()
    with closing(http.client.HTTPConnection(HOST, port, timeout=10)) as connection:
        try:
            connection.request("GET", PAGE)
            status = connection.getresponse().status
        except TimeoutError:
            status = 0
    return status, time.monotonic() - began


@contextmanager
def sending(port: int, text: bytes) -> Iterator[None]:
    """Clients that have sent this and do nothing more."""
    with ExitStack() as stack:
        for _ in range(AT_ONCE):
            client = stack.enter_context(socket.socket())
            # What the kernel takes in for a client that does not read.
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
            client.connect((HOST, port))
            client.sendall(text)
        time.sleep(1)
        yield
