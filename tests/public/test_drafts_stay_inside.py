"""What editors have not published changes nothing that the public side answers, and none of its words are in it.

Here on some addresses; `make torture ARGS="-k drafts"` crawls all of a real server under the public role.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.apps import apps
from django.contrib.auth.models import User
from django.test import Client

from claims.ledger.publish import publish
from claims.models import Claim
from factreg.fields import LineField, ProseField
from tests.forgetting import forget_answers
from tests.public.crawling import Answer, by, crawl
from tests.public.hidden import STEM, Canaries, hide, staff, take_down_some
from tests.public.registry import publish_dispute, publish_three_sided_claim
from tests.public.swapping import NOW, surfaces

MOST = 160


@pytest.fixture
def canary() -> Canaries:
    return Canaries()


@pytest.fixture
def registry(canary: Canaries) -> Iterator[User]:
    """Published by somebody with a name; some of it withdrawn, some quarantined. The clock stands still."""
    with time_machine.travel(NOW, tick=False):
        by_ = staff(canary)
        publish_dispute()
        publish_three_sided_claim()
        for claim in Claim.objects.published():
            claim.refresh_from_db()
            publish(record=claim, by=by_, reason="Looked at again.")
        take_down_some(canary, by=by_)
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        yield by_
    forget_answers()


def crawled(client: Client, canary: Canaries) -> dict[str, Answer]:
    """Also what is asked for by the words of drafts, and at the addresses that they would have."""
    forget_answers()
    asked = [f"/search/?q={STEM}aaaabj", f"/api/v1/claims/?q={STEM}aaaabj", f"/claims/draft-{STEM}aaaaab/"]
    # Each with the same chance, whichever kind of surface it is.
    named = surfaces()
    return crawl(by(client), [*asked, *named[:: max(1, len(named) // (MOST // 2))]], most=MOST)


def test_drafts_change_no_answer(client: Client, canary: Canaries, registry: User) -> None:
    before = crawled(client, canary)

    hide(canary)

    after = crawled(client, canary)
    assert len(before) == MOST
    assert after.keys() == before.keys()
    for address, answer in after.items():
        assert answer == before[address], address


def test_no_word_that_is_not_public_is_in_any_answer(client: Client, canary: Canaries, registry: User) -> None:
    hide(canary)

    answers = crawled(client, canary)

    told = {
        address: found
        for address, answer in answers.items()
        # What was asked for is repeated; that nothing is found by it is for the other test.
        if STEM not in address and (found := [token for token in canary.given if token.encode() in answer.body])
    }
    # A withdrawn record's versions stay readable in its history, with the reason.
    assert [address for address in told if "withdrawn" not in address] == []
    assert not any(STEM in str(answer.headers) for address, answer in answers.items() if STEM not in address)


# Free texts that hold no canary, and why.
WITHOUT = {
    "claims.Proposal.reason": "the finder's own words",
    "claims.Proposal.to_settle": "the finder's own words",
}


def test_every_sort_of_private_text_holds_a_canary(canary: Canaries, registry: User) -> None:
    """A new field in which somebody writes has to be hidden here as well."""
    hide(canary)

    assert "\n".join(sorted(_without_canary())) == ""


def _without_canary() -> Iterator[str]:
    for model in apps.get_app_config("claims").get_models():
        for field in model._meta.local_concrete_fields:
            name = f"{model._meta.label}.{field.name}"
            is_typed = isinstance(field, LineField | ProseField) and name not in WITHOUT
            if is_typed and not model._default_manager.filter(**{f"{field.name}__contains": STEM}).exists():
                yield name
