"""Parties are treated alike: exchange two actors' data, and every surface is the same with the names exchanged."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import get_resolver, resolve
from django.urls.resolvers import URLResolver

from tests.public import swapping
from tests.public.swapping import NAMES, back, compared, in_world

# Each of the 25 worlds is seen on a twelfth of all surfaces, each surface in two; `make torture` looks at all.
TWELFTH = 12


@pytest.mark.parametrize("seed", range(25))
def test_exchanging_two_parties_exchanges_their_names_on_every_surface(client: Client, seed: int) -> None:
    as_drawn = in_world(seed, NAMES, client, every=TWELFTH)
    other_way_round = in_world(seed, NAMES[::-1], client, every=TWELFTH)

    assert [address for address, page in as_drawn.items() if "200 " not in page] == []
    expected = compared(as_drawn)
    for address, page in back(other_way_round).items():
        assert page == expected.get(address), address
    assert len(other_way_round) == len(as_drawn)


# What shows nothing of a record, draws it (test_cards.py exchanges the parties there), or leads on to what is compared.
APART = {
    ".well-known/security.txt",
    "about/",
    "api/v1/",
    "api/v1/changes/stream/",
    "api/v1/changes/wait/",
    "api/v1/docs/",
    "api/v1/schema/",
    "card.png",
    r"^claims/(?P<slug>[a-z0-9-]+)\.png$",
    "developers/",
    "developers/errors/",
    "developers/errors/<slug:code>/",
    r"^developers/examples/(?P<name>[a-z_]+\.py)$",
    "developers/fields/",
    "developers/verify/",
    "healthz",
    "metrics",
    "opensearch.xml",
    "policy-reports",
    "readyz",
    "robots.txt",
    r"^(?P<address>claims|events|actors|sources|publishers)/(?P<slug>[a-z0-9-]+)/versions/$",
}
BEGINNINGS_APART = (
    "admin/",
    "api/^",
    "api/v1/exports/",
    "api/v1/webhooks/",
    "report/",
    "^report/",
    # Hashes, and entries without a word.
    "log/",
    "^log/",
    "sitemaps/",
    "^sitemaps/",
    "^static/",
)

# The API's documents in other formats, which are made of what is compared without a suffix.
IN_ANOTHER_FORMAT = re.compile(r"api/v1/.+\.(?:json|jsonl|jsonld|csv)")


def test_every_address_is_compared_or_set_apart(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(swapping, "shown", lambda _client, addresses: dict.fromkeys(addresses, ""))

    addresses = [address for seed in range(4) for address in in_world(seed, NAMES, client)]

    paths = {address.partition("?")[0].removeprefix("/ar") for address in addresses}
    compared_routes = {resolve(path).route for path in paths}
    known = {route for route in _routes(get_resolver()) if not route.startswith(BEGINNINGS_APART)}
    apart = APART | {route for route in known if IN_ANOTHER_FORMAT.fullmatch(route)}
    assert sorted(known - compared_routes - apart) == []


def _routes(resolver: URLResolver, before: str = "") -> Iterator[str]:
    """The routes of all addresses; a language's prefix is none of theirs."""
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern, route)
        else:
            yield route
