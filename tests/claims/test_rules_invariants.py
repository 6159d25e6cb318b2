"""What holds of the rules whatever is said: parties are treated alike, none silences another, nothing is unjudged."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.rules import (
    FigureView,
    Judgement,
    Rival,
    Said,
    Verdict,
    compare_figures,
    in_order,
    judge,
    label,
    standing_statements,
)
from claims.vocabulary import Basis, Element, Measure, Population, Quantifier, Stance, StandingValue
from factreg.edtf_dates import Span, parse

pytestmark = pytest.mark.no_database

CHAINS = [("a", "s"), ("b", "a", "s"), ("s",), ("t",), ("c", "t")]
SPANS: list[Span | None] = [None, *map(parse, ("2020", "2020-09", "2020-09-29", "2020-09-28/..", "../2020-09-29"))]


@st.composite
def said_at_random(draw: st.DrawFn) -> list[Said]:
    return [
        Said(
            str(number),
            draw(st.sampled_from(CHAINS)),
            draw(st.sampled_from(list(Stance))),
            frozenset(draw(st.lists(st.sampled_from(list(Element)), max_size=3))),
            draw(st.sampled_from(SPANS)),
            draw(st.sampled_from(SPANS)),
            number,
        )
        for number in range(draw(st.integers(0, 7)))
    ]


@settings(deadline=None)
@given(said_at_random(), st.randoms(use_true_random=False))
def test_the_order_of_reading_changes_nothing(said: list[Said], random: Random) -> None:
    shuffled = random.sample(said, len(said))

    assert standing_statements(shuffled) == standing_statements(said)
    assert in_order(shuffled) == in_order(said)


@settings(deadline=None)
@given(said_at_random())
def test_no_party_silences_another(said: list[Said]) -> None:
    stands = standing_statements(said)
    by_id = {one.id: one for one in said}

    for one in said:
        assert stands[one.id].elements <= one.covers
        if replacer := stands[one.id].replaced_by:
            assert by_id[replacer].party == one.party
        else:
            assert stands[one.id].elements == one.covers


RIVALS = st.lists(
    st.builds(
        Rival,
        id=st.sampled_from(["r", "q"]),
        asserted_by=st.sampled_from([(), ("s",), ("t",), ("s", "t")]),
        characterisation=st.booleans(),
    ),
    max_size=3,
)


@settings(deadline=None)
@given(said_at_random(), RIVALS)
def test_parties_are_treated_alike(said: list[Said], against: list[Rival]) -> None:
    swap = {"s": "t", "t": "s"}

    swapped_said = [_renamed(one, swap) for one in said]
    swapped_against = [
        Rival(rival.id, tuple(swap[party] for party in rival.asserted_by), rival.characterisation) for rival in against
    ]

    one, other = judge(said, against), judge(swapped_said, swapped_against)
    assert other.standing == one.standing
    assert _label(other, {"s": "T", "t": "S"}) == _label(one, {"s": "S", "t": "T"})


@settings(deadline=None)
@given(said_at_random(), RIVALS)
def test_whatever_is_said_has_a_standing_and_a_label(said: list[Said], against: list[Rival]) -> None:
    judgement = judge(said, against)

    text = _label(judgement, {"s": "Sss", "t": "Ttt"})

    assert text
    for clause in text.replace(":", ";").replace(".", ";").split(";"):
        assert clause.count("Sss") <= 1
        assert clause.count("Ttt") <= 1


@settings(deadline=None)
@given(said_at_random(), RIVALS)
def test_only_a_denial_or_a_rival_disputes(said: list[Said], against: list[Rival]) -> None:
    judgement = judge(said, against)

    if judgement.standing == StandingValue.DISPUTED:
        assert any(one.asserts_whole for one in said)
        assert any(one.stance == Stance.DENIES for one in said) or any(
            rival.asserted_by and not rival.characterisation for rival in against
        )


DATES = st.sampled_from([None, "2020-09-27", "2020-09-28", "2020-09-29", "2020-09", "2020-09-28/..", "../2020-09-28"])
NUMBERS = st.one_of(st.none(), st.integers(0, 30))
FIGURES = st.builds(
    FigureView,
    measure=st.sampled_from(["killed", "other"]).map(Measure),
    population=st.sampled_from(["civilian", "mixed", "unspecified"]).map(Population),
    side=st.sampled_from([None, "armenia", "all"]),
    area=st.sampled_from([None, "Goris", "goris"]),
    low=NUMBERS,
    high=NUMBERS,
    quantifier=st.sampled_from(list(Quantifier)),
    basis=st.sampled_from(list(Basis)),
    counted_from=DATES,
    as_of=DATES,
    event=st.sampled_from([None, "one", "two"]),
    parties=st.frozensets(st.sampled_from("ab")),
)


@settings(deadline=None, max_examples=400)
@given(FIGURES, FIGURES)
def test_order_of_the_two_makes_no_difference(one: FigureView, another: FigureView) -> None:
    assert compare_figures(one, another).verdict == compare_figures(another, one).verdict


@settings(deadline=None, max_examples=400)
@given(FIGURES, FIGURES)
def test_nothing_unstated_makes_a_contradiction(one: FigureView, another: FigureView) -> None:
    judgement = compare_figures(one, another)

    if judgement.verdict == Verdict.CONTRADICTION:
        for stated in (one, another):
            assert stated.side
            assert stated.area
            assert stated.as_of
            assert stated.basis != Basis.UNSTATED
            assert stated.population != Population.UNSPECIFIED


def _label(judgement: Judgement, names: dict[str, str]) -> str:
    return label(judgement, names=names, sources_read=2, latest_source="2020-09-29")


def _renamed(said: Said, swap: dict[str, str]) -> Said:
    chain = tuple(swap.get(actor, actor) for actor in said.chain)
    return Said(said.id, chain, said.stance, said.elements, said.said, said.published, said.recorded)
