"""The demo, published once for all tests of a module."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

import claims
from tests.forgetting import forget_answers
from tests.public.clock import Clock
from tests.public.mirroring import network  # noqa: F401 - a fixture

DEMO = Path(claims.__file__).parent / "data" / "karabakh-2020.yaml"


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The annotated demo, published; undone with the module. Tests may add to it."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load", str(DEMO), publish=True, verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The ledger's clock, set to the beginning of September 2020; no page is kept from another time."""
    forget_answers()
    clock = Clock()
    monkeypatch.setattr("claims.ledger.log.clock", clock)
    return clock
