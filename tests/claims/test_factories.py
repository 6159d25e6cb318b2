"""That every factory makes a record that the actions accept, with nothing but its defaults."""

import pytest

from claims.vocabulary import Stance
from tests import factories


@pytest.mark.parametrize(
    "make",
    [
        factories.make_publisher,
        factories.make_source,
        factories.make_actor,
        factories.make_place,
        factories.make_event,
        factories.make_claim,
        factories.make_statement,
        factories.make_denial,
        factories.make_figure,
        factories.make_response_search,
        factories.make_assessment,
        factories.make_contradiction,
        factories.make_counter_accusation,
        factories.make_rejected_pair,
    ],
)
def test_a_factory_needs_no_argument_and_can_be_called_twice(make):
    assert make().pk != make().pk


def test_a_claim_is_made_with_all_its_parts_in_order():
    turkey, armenia = factories.make_actor(slug="turkey"), factories.make_actor(slug="armenia")
    other = factories.make_claim()

    claim = factories.make_claim(
        about=[(turkey, "agent"), armenia],
        rests_on=[other],
        figure={"low": 3, "quantifier": "at_least"},
        statements=[{"actor": armenia}, {"actor": turkey, "stance": "denies"}],
        response_searches=[{"actor": turkey}],
        assessments=[{"rating": "False"}],
    )

    assert [(about.actor.slug, about.capacity) for about in claim.about_set.all()] == [
        ("turkey", "agent"),
        ("armenia", "other"),
    ]
    assert list(claim.rests_on.all()) == [other]
    assert (claim.figure.low, claim.figure.high) == (3, None)
    assert [(s.actor.slug, s.stance) for s in claim.statements.all()] == [
        ("armenia", Stance.ASSERTS),
        ("turkey", Stance.DENIES),
    ]
    assert claim.response_searches.get().actor == turkey
    assert claim.assessments.get().rating == "False"


def test_a_part_can_be_added_to_a_claim_that_has_changed_since():
    claim = factories.make_claim()
    factories.make_statement(claim=type(claim).objects.get(pk=claim.pk))

    denial = factories.make_denial(claim=claim)

    assert denial.claim_id == claim.pk
    assert claim.statements.count() == 2
