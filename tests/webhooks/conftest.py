"""A receiver for each test that asks for one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.access.conftest import administrator
from tests.admin.conftest import desk
from tests.webhooks.receiving import Receiver, receiving


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[Receiver]:
    with receiving(monkeypatch, settings) as receiver:
        yield receiver


__all__ = ["administrator", "desk", "receiver"]
