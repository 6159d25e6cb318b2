"""Names in a file: places in plain words, pairs without an id, old slugs and the records they lead to."""

import pytest

from claims.models import Actor, Claim, Contradiction, CounterAccusation, DifferentPair, Place, RejectedPair
from sources.models import Slug
from tests.claims.registry_files import load_base, load_text, refusals, told


def test_a_plain_place_is_made_once_and_found_again_by_any_of_its_names():
    load_text("""
        events:
          - {slug: a, title: A, place: "Vardenis, Armenia"}
          - {slug: b, title: B, place: "Vardenis, Armenia"}
          - {slug: c, title: C, place: Мартакерт}
    """)
    load_text("places: [{slug: vardenis-armenia, names: ['Vardenis, Armenia', {name: Վարդենիս, language: hy}]}]")

    loading = load_text("events: [{slug: d, title: D, place: Վարդենիս}]")

    assert told(loading) == [(1, "d", "created", "")]
    assert sorted(Place.objects.values_list("slug", flat=True)) == ["martakert", "vardenis-armenia"]
    assert Place.objects.get(slug="vardenis-armenia").events.count() == 3
    names = Place.objects.get(slug="vardenis-armenia").names.values_list("name", "language")
    assert list(names) == [("Vardenis, Armenia", "und"), ("Վարդենիս", "hy")]


def test_a_name_of_several_places_is_refused():
    load_text("places: [{slug: a, names: [Kirovabad]}, {slug: b, names: [Kirovabad]}]")

    found = refusals("events: [{slug: one, title: One, place: Kirovabad}]")

    assert found == [(1, "place: 'Kirovabad' is the name of several places; give the slug of one.")]


def test_a_pair_gets_its_slug_from_its_claims_and_is_found_again_in_either_order():
    load_base()
    load_text("""
        contradictions: [{claims: [second, first], kind: contrary, reason: Not both.}]
        counter_accusations: [{claims: [first, second], reason: Each the other.}]
        rejected_pairs: [{claims: [first, second], reason: Both can be.}]
        different_pairs: [{claims: [first, second]}]
    """)

    again = load_text("""\
        contradictions: [{claims: [first, second], reason: Not both at once.}]
        counter_accusations: [{claims: [second, first]}]
        rejected_pairs: [{claims: [second, first], reason: Both can be.}]
        different_pairs: [{claims: [second, first]}]
    """)

    assert [pair.slug for pair in Contradiction.objects.all()] == ["second--first"]
    assert [pair.slug for pair in CounterAccusation.objects.all()] == ["first--second"]
    assert RejectedPair.objects.count() == 1
    assert DifferentPair.objects.count() == 1
    assert told(again) == [
        (1, "first--second", "changed", "reason"),
        (2, "second--first", "unchanged", ""),
        (3, "second--first", "unchanged", ""),
        (4, "second--first", "unchanged", ""),
    ]


def test_a_pair_may_have_an_id_but_not_a_second_one():
    load_base()
    load_text("contradictions: [{id: my-pair, claims: [first, second], kind: contrary, reason: Not both.}]")

    assert load_text("contradictions: [{id: my-pair, element: agent}]").report.refusals == []
    assert refusals("contradictions: [{id: other, claims: [second, first]}]") == [
        (1, "id: these two claims are joined already, as my-pair")
    ]
    assert Contradiction.objects.get().element == "agent"


def test_the_same_pair_twice_in_a_file_is_refused():
    load_base()

    found = refusals("""\
        rejected_pairs:
          - {claims: [first, second], reason: x}
          - {claims: [second, first], reason: y}
    """)

    assert found == [(3, "the same two claims stand on line 2 already")]


def test_a_redirect_is_kept_and_its_old_slug_means_the_survivor():
    load_base()
    text = "redirects: [{type: actor, slug: turkiye, into: turkey}]"
    load_text(text)

    again = load_text(text)
    loading = load_text("actors: [{slug: turkiye, role: A state}]")
    named = load_text("claims: [{slug: first, about: [{actor: turkiye}]}]")

    turkey = Actor.objects.get(slug="turkey")
    assert told(again) == [(1, "turkiye", "unchanged", "leads to actor turkey")]
    assert Slug.objects.get(slug="turkiye").merged_into == turkey.key
    assert told(loading) == [(1, "turkiye", "changed", "role; loads into turkey, with which turkiye was merged")]
    assert turkey.role == "A state"
    assert not named.report.failed
    assert Claim.objects.get(slug="first").about.get() == turkey


def test_a_merged_slug_and_its_survivor_in_one_file_are_refused():
    load_base()
    load_text("redirects: [{type: actor, slug: turkiye, into: turkey}]")

    found = refusals("actors:\n- {slug: turkey, role: A}\n- {slug: turkiye, role: B}")

    assert found == [(3, "is the same record as turkey on line 2")]


@pytest.mark.parametrize(
    ("redirect", "message"),
    [
        (
            "{type: actor, slug: armenia, into: turkey}",
            "the slug is a record's own; merge the two in the workbench",
        ),
        ("{type: actor, slug: old, into: turky}", "into: there is no actor 'turky'; did you mean turkey?"),
    ],
)
def test_a_redirect_takes_no_address_away_and_leads_somewhere(redirect, message):
    load_base()

    assert refusals(f"redirects: [{redirect}]") == [(1, message)]
