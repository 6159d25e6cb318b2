"""The process that sends webhooks is killed again and again while others publish: every endpoint is told of all.

`make torture ARGS="-s -k test_webhooks"`; `WEBHOOK_KILLS=3` for fewer.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from random import Random
from typing import Any

import pytest

from claims.ledger.models import Entry
from claims.ledger.publish import publish_many
from claims.models import Claim
from claims.webhooks.models import Delivery
from factreg.embedded import BASE_DIR
from tests.benchmarks.generator import generate
from tests.torture.processes import environment, start_publisher
from tests.torture.writers import FOREVER
from tests.webhooks.receiving import Receiver, head_of, is_signed, make_endpoint, receiving

KILLS = int(os.environ.get("WEBHOOK_KILLS", "20"))
ENDPOINTS, CLAIMS = 4, 100
PATIENCE = 120


def test_every_endpoint_is_told_of_every_entry(real_role: None, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    random = Random(1)
    generate(claims=CLAIMS)
    with ExitStack() as stack:
        receivers = [stack.enter_context(receiving(monkeypatch, settings)) for _ in range(ENDPOINTS)]
        secrets = [make_endpoint(receiver.url)[1] for receiver in receivers]
        publish_many(records=Claim.objects.order_by("id"), by=None)
        ids = list(Claim.objects.order_by("id").values_list("pk", flat=True))
        writers = [start_publisher(own=[], shared=ids, seed=number, upto=FOREVER) for number in (0, 1)]
        for _ in range(KILLS):
            deliverer = start_deliverer(receivers)
            more = told(receivers) + 5
            until(lambda more=more: told(receivers) >= more)  # type: ignore[misc]
            time.sleep(random.uniform(0, 0.5))
            deliverer.kill()
            deliverer.wait()
        for writer in writers:
            writer.kill()
            writer.communicate()
        deliverer = start_deliverer(receivers)
        wanted = ENDPOINTS * Entry.objects.count()
        try:
            until(lambda: Delivery.objects.filter(state="delivered").count() == wanted)
        finally:
            deliverer.kill()
            deliverer.wait()

    seqs = {f"evt_{seq}" for seq in Entry.objects.values_list("seq", flat=True)}
    twice = 0
    for receiver, secret in zip(receivers, secrets, strict=True):
        often = Counter(head_of(request)["webhook-id"] for request in receiver.server.asked)
        assert set(often) == seqs
        assert all(is_signed(request, secret) for request in receiver.server.asked)
        # What was sent when the process was killed, and not yet written down.
        twice += often.total() - len(often)
    print(f"\n{len(seqs)} entries told to {ENDPOINTS} endpoints over {KILLS} kills, {twice} messages twice")  # noqa: T201
    assert twice <= KILLS * ENDPOINTS


def start_deliverer(receivers: list[Receiver]) -> subprocess.Popen[bytes]:
    ports = [str(receiver.server.port) for receiver in receivers]
    return subprocess.Popen([sys.executable, "-m", "tests.torture.deliverer", *ports], cwd=BASE_DIR, env=environment())


def told(receivers: list[Receiver]) -> int:
    return sum(len(receiver.server.asked) for receiver in receivers)


def until(reached: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not reached():
        assert time.monotonic() < deadline
        time.sleep(0.05)
