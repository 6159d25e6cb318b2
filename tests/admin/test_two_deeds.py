"""Whatever two people do with one claim, in turn or at once: no edit is lost, and nothing withdrawn comes back.

Each deed with itself and one other here; all pairs by tests/torture/test_all_pairs.py.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.admin.deeds import DEEDS
from tests.admin.forms import Desk
from tests.admin.two_deeds import at_once, one_after_the_other

NEXT = dict(zip(DEEDS, (*DEEDS[3:], *DEEDS[:3]), strict=True))


@pytest.mark.parametrize(("first", "second"), [*NEXT.items(), *zip(DEEDS, DEEDS, strict=True)])
def test_one_after_the_other(desk: Callable[..., Desk], first: str, second: str) -> None:
    one_after_the_other(desk, first, second)


@pytest.mark.django_db(transaction=True)
def test_at_once(desk: Callable[..., Desk]) -> None:
    ann, bob = desk(name="ann"), desk(name="bob")
    for first, second in NEXT.items():
        at_once(ann, bob, first, second)
