"""Pairs that come, go and move: they follow the claims of their last publication, not an editor's unfinished change."""

import pytest

from claims.ledger.models import Entry
from claims.ledger.publish import publish, publish_many
from claims.ledger.published import PublishedContradiction, PublishedRecord
from claims.ledger.takedown import NotTakenDown, restore, withdraw
from claims.models import Claim, Contradiction
from tests.factories import make_claim, make_contradiction
from tests.ledger.reading import document, edit


@pytest.fixture
def claims() -> dict[str, Claim]:
    """Four public claims, each asserted by a party of its own."""
    made = {slug: make_claim(slug=slug, statements=[{}]) for slug in ("a", "b", "c", "d")}
    publish_many(records=made.values(), by=None)
    return made


@pytest.fixture
def pair(claims: dict[str, Claim]) -> Contradiction:
    """The contradiction of a and b, public."""
    pair = make_contradiction(slug="pair", first_claim=claims["a"], second_claim=claims["b"])
    publish(record=pair, by=None, reason="Found to contradict")
    return pair


def is_public(pair: Contradiction) -> bool:
    return PublishedContradiction.objects.current().filter(slug=pair.slug).exists()


def test_pair_goes_with_its_published_claim_though_an_editor_is_moving_it(claims, pair):
    edit(pair, second_claim=claims["c"])

    withdraw(record=claims["b"], by=None, reason="Withdrawn")

    assert not is_public(pair)


def test_pair_stays_when_the_claim_goes_to_which_an_editor_is_moving_it(claims, pair):
    edit(pair, second_claim=claims["c"])

    withdraw(record=claims["c"], by=None, reason="Withdrawn")

    assert is_public(pair)


def test_pair_comes_back_with_its_published_claim_though_an_editor_is_moving_it(claims, pair):
    withdraw(record=claims["b"], by=None, reason="Withdrawn")
    edit(pair, second_claim=claims["c"])

    restore(record=claims["b"], by=None, reason="Restored")

    assert is_public(pair)
    assert [claim["id"] for claim in document("contradiction", "pair")["claims"]] == ["a", "b"]


def test_pair_is_not_restored_while_one_of_its_claims_is_gone(claims, pair):
    withdraw(record=pair, by=None, reason="Withdrawn")
    withdraw(record=claims["a"], by=None, reason="Withdrawn")

    with pytest.raises(NotTakenDown, match="restore these first"):
        restore(record=pair, by=None, reason="Restored")

    assert not is_public(pair)


def test_pairs_that_come_back_together_each_show_the_standing_that_the_others_make(claims, pair):
    other = make_contradiction(slug="other", first_claim=claims["a"], second_claim=claims["c"])
    publish(record=other, by=None)
    before = {slug: document("contradiction", slug)["claims"] for slug in ("pair", "other")}

    withdraw(record=claims["a"], by=None, reason="Withdrawn")
    restore(record=claims["a"], by=None, reason="Restored")

    assert {slug: document("contradiction", slug)["claims"] for slug in ("pair", "other")} == before


def test_pair_that_was_withdrawn_itself_does_not_come_back_with_its_claim(claims, pair):
    withdraw(record=pair, by=None, reason="Withdrawn")
    withdraw(record=claims["a"], by=None, reason="Withdrawn")

    restore(record=claims["a"], by=None, reason="Restored")

    assert not is_public(pair)
    assert document("claim", "a")["contradicts"] == []


def test_pair_moved_to_other_claims_leaves_those_that_it_joined_undisputed(claims, pair):
    edit(pair, first_claim=claims["c"], second_claim=claims["d"])
    publish(record=pair, by=None)

    standings = {slug: document("claim", slug)["standing"]["value"] for slug in claims}
    assert standings == {"a": "asserted", "b": "asserted", "c": "disputed", "d": "disputed"}
    assert document("claim", "a")["contradicts"] == document("claim", "b")["contradicts"] == []


def test_pair_that_went_with_its_claim_is_published_with_others_as_its_next_version(claims, pair):
    published_at = document("contradiction", "pair")["published_at"]
    withdraw(record=claims["a"], by=None, reason="Withdrawn")
    edit(pair, first_claim=claims["c"])

    entry = publish(record=pair, by=None)

    after = document("contradiction", "pair")
    assert entry is not None
    assert (entry.action, entry.version, after["version"]) == ("restored", 2, 2)
    assert (after["published_at"], {claim["id"] for claim in after["claims"]}) == (published_at, {"b", "c"})
    first_seq = Entry.objects.get(key=pair.key, version=1, action="published").seq
    assert PublishedContradiction.objects.current().get(slug="pair").first_seq == first_seq


def test_pair_that_goes_and_comes_back_with_its_claim_was_not_updated(claims, pair):
    before = document("contradiction", "pair")

    withdraw(record=claims["a"], by=None, reason="Withdrawn")
    restore(record=claims["a"], by=None, reason="Restored")

    after = document("contradiction", "pair")
    assert after["updated_at"] == before["updated_at"]
    record = PublishedRecord.objects.get(key=pair.key)
    version = PublishedContradiction.objects.current().get(slug="pair")
    assert record.updated_seq == version.updated_seq == Entry.objects.get(key=pair.key, version=1, cause=None).seq


def test_withdrawal_with_a_claim_does_not_give_the_reason_of_publication(claims, pair):
    withdraw(record=claims["a"], by=None, reason="Withdrawn")

    record = PublishedRecord.objects.get(key=pair.key)
    assert (record.public_state, record.reason) == ("withdrawn", None)
