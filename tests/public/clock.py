"""The ledger's clock in the hands of a test."""

from __future__ import annotations

from datetime import datetime


class Clock:
    """Tells the time it was set to: `clock.set("2020-09-29T12:00:00Z")`."""

    def __init__(self) -> None:
        self.now = datetime.fromisoformat("2020-09-01T00:00:00+00:00")

    def set(self, time: str) -> None:
        self.now = datetime.fromisoformat(time)

    def __call__(self) -> datetime:
        return self.now
