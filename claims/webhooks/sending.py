"""One message to one address: connected to where it was checked, never redirected, within ten seconds."""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.conf import settings

from sources import fetching

SECONDS = 10.0
USER_AGENT = "factreg-webhooks (Standard Webhooks)"
# What a receiver may ask for at the most, in seconds.
LONGEST_WAIT = 86_400
_SEEN_OF_ANSWER = 1_024


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an attempt: a status, or why there is none; and how long it took."""

    status: int | None
    error: str
    seconds: float
    wait: int = 0

    @property
    def delivered(self) -> bool:
        return self.status is not None and 200 <= self.status < 300

    @property
    def gone(self) -> bool:
        return self.status == 410


def send(url: str, *, body: bytes, headers: dict[str, str]) -> Outcome:
    """Post it. Whatever happens is told, nothing raised; of the answer only status and Retry-After are looked at."""
    began = time.monotonic()
    try:
        with fetching.reached(url, deadline=began + SECONDS, allowed=settings.WEBHOOK_ALLOWED) as (connection, path):
            sent = {**headers, "Content-Type": "application/json", "User-Agent": USER_AGENT, "Connection": "close"}
            connection.request("POST", path, body=body, headers=sent)
            answer = connection.getresponse()
            answer.read(_SEEN_OF_ANSWER)
            status, wait = answer.status, _wait(answer.getheader("Retry-After"))
    except fetching.NotFetched as refused:
        return Outcome(None, str(refused)[:300], time.monotonic() - began)
    error = "" if 200 <= status < 300 else f"The endpoint answered {status}."
    return Outcome(status, error, time.monotonic() - began, wait)


def _wait(header: str | None) -> int:
    return min(int(header), LONGEST_WAIT) if header and header.isascii() and header.isdigit() else 0
