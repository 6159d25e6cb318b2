"""What is proposed for two claims: each artificial pair under the floor it may not fall below, and the rules' edges."""

from __future__ import annotations

from dataclasses import replace

import pytest

from claims.rules.proposals import propose
from tests.claims.proposal_pairs import FILES, NOTHING, Pair, answer_of, judge, pairs, score

pytestmark = pytest.mark.no_database

ALL = [pair for file in FILES for pair in pairs(file)]


@pytest.mark.parametrize("pair", [pair for pair in ALL if pair.answer == NOTHING], ids=lambda pair: pair.name)
def test_pair_that_only_looks_like_one_is_not_called_certain(pair: Pair) -> None:
    assert answer_of(propose(pair.a, pair.b)) in (NOTHING, "perhaps-contradiction", "perhaps-accusation")


@pytest.mark.parametrize("pair", ALL, ids=lambda pair: pair.name)
def test_order_of_two_claims_makes_no_difference(pair: Pair) -> None:
    one, other = propose(pair.a, pair.b), propose(pair.b, pair.a)

    # The reason names two numbers in the order of the claims.
    assert (one and replace(one, reason="")) == (other and replace(other, reason=""))


@pytest.mark.parametrize("pair", ALL, ids=lambda pair: pair.name)
def test_what_is_not_certain_says_what_is_to_be_settled(pair: Pair) -> None:
    found = propose(pair.a, pair.b)

    assert found is None or bool(found.to_settle) != found.certain


@pytest.mark.parametrize("file", FILES)
def test_certain_proposals_keep_their_precision_and_recall(file: str) -> None:
    of_certain = score(judge(file), certain=True)

    assert of_certain.precision == 1
    assert of_certain.recall >= FILES[file].certain_recall


@pytest.mark.parametrize("file", FILES)
def test_proposals_keep_their_precision_and_recall(file: str) -> None:
    of_all = score(judge(file), certain=False)

    assert of_all.precision >= FILES[file].precision
    assert of_all.recall >= FILES[file].recall


def test_there_are_pairs_enough_of_every_answer() -> None:
    counts = {answer: sum(pair.answer == answer for pair in ALL) for answer in {pair.answer for pair in ALL}}

    assert len(ALL) >= 150
    assert min(counts.values()) >= 4
