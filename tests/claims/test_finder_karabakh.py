"""The finder on the annotated demo: what it has to find, what it may not call certain, what it leaves to a person."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from claims.finder import Search
from claims.management.commands.demo import FILE
from claims.models import Contradiction, CounterAccusation
from claims.registry_file.loader import load
from claims.registry_file.reader import read
from claims.rules.views import Found
from claims.vocabulary import ProposalType

Pairs = dict[frozenset[str], Found]


@cache
def annotation() -> dict[str, Any]:
    return {**_yaml(FILE), **_yaml(Path(__file__).parent / "pairs.yaml")}


def _yaml(path: Path) -> Any:
    return yaml.load(path.read_text(), Loader=yaml.BaseLoader)


def pairs(section: str) -> list[frozenset[str]]:
    return [frozenset(pair["claims"]) for pair in annotation()[section]]


@pytest.fixture
def found() -> Pairs:
    """What is proposed where no pair has been settled yet."""
    load(document=read(str(FILE)), by=None)
    Contradiction.objects.all().delete()
    CounterAccusation.objects.all().delete()
    return {frozenset((each.first_slug, each.second_slug)): each.found for each in Search()}


def certain(found: Pairs, type_: ProposalType) -> set[frozenset[str]]:
    return {pair for pair, each in found.items() if each.certain and each.type == type_}


def test_the_contradiction_and_no_other_is_certain(found: Pairs) -> None:
    assert certain(found, ProposalType.CONTRADICTION) == set(pairs("contradictions"))


def test_the_three_counter_accusations_and_no_others_are_certain(found: Pairs) -> None:
    assert certain(found, ProposalType.COUNTER_ACCUSATION) == set(pairs("counter_accusations"))


def test_pairs_that_only_look_like_contradictions_are_not_proposed_as_such(found: Pairs) -> None:
    proposed = {pair for pair, each in found.items() if each.type == ProposalType.CONTRADICTION}

    assert proposed & set(pairs("not_contradictions")) == set()
