"""Whatever two people do with one claim, all pairs of deeds: no edit is lost, and nothing withdrawn comes back."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations_with_replacement, product

import pytest

from tests.admin.conftest import desk  # noqa: F401 - a fixture
from tests.admin.deeds import DEEDS
from tests.admin.forms import Desk
from tests.admin.two_deeds import at_once, one_after_the_other


@pytest.mark.parametrize(("first", "second"), list(product(DEEDS, DEEDS)))
def test_one_after_the_other(desk: Callable[..., Desk], first: str, second: str) -> None:  # noqa: F811 - the fixture
    one_after_the_other(desk, first, second)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("first", "second"), list(combinations_with_replacement(DEEDS, 2)))
def test_at_once(desk: Callable[..., Desk], first: str, second: str) -> None:  # noqa: F811 - the fixture
    at_once(desk(name="ann"), desk(name="bob"), first, second)
