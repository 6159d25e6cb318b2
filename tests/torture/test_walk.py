"""The random walk at full length."""

import pytest

from tests.ledger.walk import NARROW, SCORCHED, WIDE
from tests.ledger.walking import go


@pytest.mark.parametrize("seed", range(12))
def test_nothing_leaks_and_nothing_goes_stale_whatever_is_done(seed: int) -> None:
    go(seed=seed, terrain=(WIDE, NARROW, SCORCHED)[seed % 3], steps=150)
