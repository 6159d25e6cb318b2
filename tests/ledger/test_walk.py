"""The random walk at the size of the suite; the long ones are in tests/torture."""

import pytest

from tests.ledger.walk import NARROW, SCORCHED, WIDE, Terrain
from tests.ledger.walking import go


@pytest.mark.parametrize(("seed", "terrain"), [(1, WIDE), (9, NARROW), (2, SCORCHED)])
def test_nothing_leaks_and_nothing_goes_stale_whatever_is_done(seed: int, terrain: Terrain) -> None:
    go(seed=seed, terrain=terrain, steps=25)
