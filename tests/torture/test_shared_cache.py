"""A takedown is gone from a real shared cache within five seconds, while readers keep asking, and stays gone."""

from __future__ import annotations

import http.client
import re
import time
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from django.conf import settings

from claims.ledger.publish import publish
from claims.ledger.takedown import withdraw
from factreg import purging
from tests.factories import make_actor, make_claim
from tests.torture.processes import HOST, serving
from tests.torture.proxies import nginx, varnish

WORD = "unmistakable"
PATHS = [
    "/claims/taken-down/",
    "/claims/taken-down.json",
    "/",
    "/claims/",
    "/search/?q=unmistakable",
    "/api/v1/claims/",
]
WITHIN, WATCHED = 5.0, 12.0

Started = Callable[..., AbstractContextManager[int]]


@pytest.mark.parametrize(("cache", "told"), [(nginx, False), (varnish, False), (varnish, True)])
def test_a_withdrawal_is_gone_within_five_seconds(
    real_role: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cache: Started, told: bool
) -> None:
    claim = make_claim(slug="taken-down", text=f"An {WORD} test.", statements=[{"actor": make_actor()}])
    publish(record=claim, by=None)
    claim.refresh_from_db()
    with serving() as origin, cache(tmp_path, before=origin) as port:
        monkeypatch.setattr(settings, "CACHE_PURGE_URLS", [f"http://{HOST}:{port}/"] if told else [])
        purging._caches.cache_clear()
        for _ in range(20):
            shown = {path: ask(port, path) for path in PATHS}
        withdraw(record=claim, by=None, reason="Recorded by mistake.")
        took, asked = _watch(port, since=time.monotonic())

    assert all(body for _status, body, _kept in shown.values())
    assert {kept for _status, _body, kept in shown.values()} == {"HIT"}
    # The figures are what the proof is run for (pytest -s).
    print(f"\n{cache.__name__}, told {told}: gone after {max(took.values()):.2f} s, {dict(asked)}")  # noqa: T201
    assert max(took.values()) < WITHIN, took


def _watch(port: int, *, since: float) -> tuple[dict[str, float], Counter[str]]:
    """When each page showed the claim for the last time, asked again and again; and how many answers were kept ones."""
    last = dict.fromkeys(PATHS, 0.0)
    asked: Counter[str] = Counter()
    while (now := time.monotonic() - since) < WATCHED:
        for path in PATHS:
            _status, shown, kept = ask(port, path)
            asked[kept] += 1
            if shown:
                last[path] = max(last[path], now)
        time.sleep(0.02)
    return last, asked


def ask(port: int, path: str) -> tuple[int, bool, str]:
    """Status, whether the claim's words are shown, and whether it was kept."""
    connection = http.client.HTTPConnection(HOST, port, timeout=20)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        # The search marks what it found.
        body = re.sub(r"</?mark>", "", answer.read().decode())
        return answer.status, f"An {WORD} test." in body, answer.getheader("X-Cache") or ""
    finally:
        connection.close()
