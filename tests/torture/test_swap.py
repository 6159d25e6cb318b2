"""500 worlds in which two parties have exchanged everything, on every surface."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.public.swapping import NAMES, back, compared, in_world


@pytest.mark.parametrize("first", range(0, 500, 50))
def test_exchanging_two_parties_exchanges_their_names_in_500_worlds(client: Client, first: int) -> None:
    for seed in range(first, first + 50):
        as_drawn = in_world(seed, NAMES, client)

        assert [address for address, page in as_drawn.items() if "200 " not in page] == [], seed
        assert back(in_world(seed, NAMES[::-1], client)) == compared(as_drawn), seed
