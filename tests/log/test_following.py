"""What is committed is signed soon after, by a process that is told of it and survives what goes wrong."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from claims.ledger.models import Head
from claims.ledger.publish import publish
from claims.log import following
from claims.log.following import follow
from tests.factories import make_claim
from tests.log.logs import SIGNER, read_back

PATIENCE = 30


def signed(directory: Path) -> int:
    return len(read_back(directory)) if (directory / "checkpoint").exists() else -1


def wait_until_signed(directory: Path) -> None:
    head, patience = Head.objects.get().seq, time.monotonic() + PATIENCE
    while signed(directory) != head and time.monotonic() < patience:
        time.sleep(0.05)
    assert signed(directory) == head


@pytest.mark.django_db(transaction=True)
def test_each_change_is_signed_soon(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Told, not looked up: that is done too seldom here. The first attempt fails, as when the disk is full."""
    settings.LOG_DIR, settings.LOG_KEY = tmp_path, [SIGNER.secret()]
    monkeypatch.setattr(following, "LOOK_EVERY", PATIENCE * 2)
    monkeypatch.setattr(following, "TRY_AGAIN_AFTER", 0.1)
    monkeypatch.setattr(following, "publish", failing_once(following.publish))
    stopping = threading.Event()
    thread = threading.Thread(target=follow, kwargs={"stopping": stopping, "at_most_every": 0.1})
    thread.start()
    try:
        wait_until_signed(tmp_path)
        for _claim in range(2):
            publish(record=make_claim(), by=None)
            wait_until_signed(tmp_path)
    finally:
        stopping.set()
        thread.join(PATIENCE)
        connection.close()
    assert not thread.is_alive()


def failing_once(publish_log: Any) -> Any:
    failures = iter([OSError("No space left on device")])

    def published() -> Any:
        for failure in failures:
            raise failure
        return publish_log()

    return published
