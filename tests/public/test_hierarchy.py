"""What filters find through records that were taken down: documents still say whom these speak for and what they are
part of, and so do the filters.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from claims.ledger.models import Head
from claims.ledger.publish import publish
from claims.ledger.takedown import quarantine, withdraw
from tests.factories import make_actor, make_claim, make_event, make_place
from tests.ledger.reading import document, edit
from tests.public.api import ids

TAKE_DOWN = pytest.mark.parametrize("take_down", [withdraw, quarantine])


@TAKE_DOWN
def test_claim_by_a_voice_that_was_taken_down_is_found_by_its_state(
    client: Client, take_down: Callable[..., Any]
) -> None:
    state = make_actor(slug="state", name="State")
    ministry = make_actor(slug="ministry", speaks_for=state)
    speaker = make_actor(slug="speaker", speaks_for=ministry)
    publish(record=make_claim(slug="claim", statements=[{"actor": speaker}]), by=None)

    take_down(record=ministry, by=None, reason="Taken down")
    take_down(record=speaker, by=None, reason="Taken down")

    assert document("claim", "claim")["standing"]["asserted_by"] == [{"id": "state", "name": "State"}]
    assert ids(client, "claims/?asserted_by=state") == ["claim"]
    assert len(ids(client, "statements/?actor=state")) == 1


def test_voice_that_spoke_for_another_before_it_was_withdrawn_is_not_found_by_that_one(client: Client) -> None:
    before, after = make_actor(slug="before"), make_actor(slug="after")
    speaker = make_actor(slug="speaker", speaks_for=before)
    publish(record=make_claim(slug="claim", statements=[{"actor": speaker}]), by=None)
    publish(record=after, by=None)
    publish(record=edit(speaker, speaks_for=after), by=None)

    withdraw(record=speaker, by=None, reason="Withdrawn")

    assert ids(client, "claims/?asserted_by=before") == []
    assert ids(client, "claims/?asserted_by=after") == ["claim"]


@TAKE_DOWN
def test_claim_below_an_event_that_was_taken_down_is_found_by_the_whole_and_its_place(
    client: Client, take_down: Callable[..., Any]
) -> None:
    whole = make_event(slug="whole", place=make_place(slug="place"))
    middle = make_event(slug="middle", part_of=whole)
    publish(record=make_claim(slug="claim", event=make_event(slug="part", part_of=middle)), by=None)

    take_down(record=middle, by=None, reason="Taken down")

    assert ids(client, "claims/?event=whole") == ["claim"]
    assert ids(client, "claims/?place=place") == ["claim"]


def test_hierarchy_is_read_as_it_was_at_the_position(client: Client) -> None:
    state = make_actor(slug="state")
    speaker = make_actor(slug="speaker", speaks_for=state)
    publish(record=make_claim(slug="claim", statements=[{"actor": speaker}]), by=None)
    then = Head.objects.get().at.isoformat().replace("+00:00", "Z")
    publish(record=edit(speaker, speaks_for=None), by=None)

    assert ids(client, "claims/?asserted_by=state") == []
    assert ids(client, f"claims/?asserted_by=state&as_of={then}") == ["claim"]
