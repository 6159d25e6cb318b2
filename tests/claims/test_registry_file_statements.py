"""How statements and other numbered parts of a file find the stored ones: by id, or by what tells them apart."""

import pytest

from claims.models import Assessment, Claim, ResponseSearch, Statement
from tests.claims.registry_files import dumped, load_base, load_text, refusals, told

TWICE = """
    claims:
      - slug: first
        statements:
          - {actor: turkey, stance: asserts, source: article, quote: ready, quote_language: en}
          - {actor: turkey, stance: asserts, source: article, quote: committed, quote_language: en}
"""


@pytest.fixture(autouse=True)
def base():
    load_base()


def quotes() -> list[str]:
    return list(Statement.objects.values_list("quote", flat=True))


def test_the_second_of_two_like_statements_is_the_second_stored_one():
    load_text(TWICE)

    again = load_text(TWICE)
    load_text(TWICE.replace("committed", "fully committed"))

    assert [outcome for _, _, outcome, _ in told(again)] == ["unchanged"]
    assert quotes() == ["ready", "fully committed"]


@pytest.mark.parametrize(
    "other",
    [
        "{actor: armenia, stance: asserts, source: article}",
        "{actor: turkey, stance: denies, source: article}",
        "{actor: turkey, stance: asserts, source: post}",
        "{actor: turkey, stance: asserts, source: article, primary_source: post}",
        "{actor: turkey, stance: asserts, source: article, elements: [agent]}",
    ],
)
def test_what_differs_in_actor_stance_elements_or_source_is_another_statement(other):
    load_text("claims: [{slug: first, statements: [{actor: turkey, stance: asserts, source: article}]}]")

    loading = load_text(f"claims: [{{slug: first, statements: [{other}]}}]")

    assert Statement.objects.count() == 2
    assert [(outcome, message) for _, _, outcome, message in told(loading)] == [
        ("kept", "statement kept, not in the file: Turkey asserts: The first happened."),
        ("changed", "statements: 1 added"),
    ]


def test_elements_tell_statements_apart_in_any_order():
    text = "claims: [{{slug: first, statements: [{{actor: turkey, stance: denies, source: article, elements: {}}}]}}]"
    load_text(text.format("[agent, means]"))

    load_text(text.format("[means, agent]"))

    assert Statement.objects.get().elements == ["means", "agent"]


def test_a_claim_without_statements_in_the_file_keeps_its_own_unmentioned():
    load_text(TWICE)

    loading = load_text("claims: [{slug: first, question: Did it happen?}]")

    assert told(loading) == [(1, "first", "changed", "question")]
    assert Statement.objects.count() == 2


def test_an_absent_key_of_a_statement_is_unchanged_and_null_clears():
    load_text(TWICE)

    load_text("""
        claims:
          - slug: first
            statements:
              - {actor: turkey, stance: asserts, source: article, locator: "3"}
              - {actor: turkey, stance: asserts, source: article, quote: null, quote_language: null}
    """)

    stored = Statement.objects.values_list("quote", "quote_language", "locator")
    assert list(stored) == [("ready", "en", "3"), ("", "", "")]


def test_statements_can_not_be_cleared_by_a_file():
    assert refusals("claims: [{slug: first, statements: null}]") == [
        (1, "statements: can't be cleared by a file; what a file leaves out is kept")
    ]


def publish_first() -> None:
    load_text("claims: [{slug: first}]", publish=True)


def test_a_statement_with_an_id_is_that_one_however_much_else_changed():
    load_text(TWICE)
    publish_first()

    loading = load_text("""\
        claims:
          - slug: first
            statements:
              - {actor: turkey, stance: asserts, source: article, quote: new}
              - {id: first.1, actor: armenia, stance: denies, source: post}
    """)

    assert [(outcome, message) for _, _, outcome, message in told(loading)] == [("changed", "statements: 2 changed")]
    stored = Statement.objects.values_list("number", "actor__slug", "stance", "quote")
    assert list(stored) == [(1, "armenia", "denies", "ready"), (2, "turkey", "asserts", "new")]


def test_a_statement_that_gets_its_id_from_the_file_keeps_it_when_published():
    load_text("""
        claims:
          - slug: first
            statements:
              - {actor: armenia, stance: asserts, source: article}
              - {id: first.4, actor: turkey, stance: denies, source: article}
    """)
    publish_first()

    stored = Statement.objects.values_list("actor__slug", "number")
    assert list(stored) == [("armenia", 5), ("turkey", 4)]
    assert Claim.objects.get(slug="first").numbers_given == 5


def test_a_number_of_a_claim_that_was_public_is_not_given_by_a_file():
    load_text(TWICE)
    publish_first()

    found = refusals("""\
        claims:
          - slug: first
            statements: [{id: first.7, actor: turkey, stance: denies, source: article}]
    """)

    assert found == [(3, "id: 7 is not stored of this claim, which has been public; leave the id out to add it anew")]


@pytest.mark.parametrize("wrong", ["second.1", "first.0", "first.a1", "first", "first.1.1", "first.x"])
def test_an_id_that_is_none_of_the_claim_is_refused(wrong):
    found = refusals(f"""\
        claims:
          - slug: first
            statements: [{{id: {wrong}, actor: turkey, stance: denies, source: article}}]
    """)

    assert found == [(3, f"id: {wrong!r} is no id of a statement of this claim, such as first.1")]


def test_the_same_id_twice_is_refused():
    found = refusals("""\
        claims:
          - slug: first
            statements:
              - {id: first.1, actor: turkey, stance: denies, source: article}
              - {id: first.1, actor: armenia, stance: denies, source: article}
    """)

    assert [line for line, _ in found] == [2]


def test_numbers_given_to_parts_that_are_gone_are_kept_and_never_lowered():
    load_text("claims: [{slug: first, numbers_given: 9}]")
    load_text("claims: [{slug: first, numbers_given: 3}]")

    assert Claim.objects.get(slug="first").numbers_given == 9
    assert "    numbers_given: 9\n" in dumped()


def test_response_searches_and_assessments_are_matched_and_kept_too():
    text = """
        claims:
          - slug: first
            response_searches:
              - {actor: turkey, searched_in: The ministry's site, searched: 2020-10-01}
            assessments:
              - {id: first.a1, organisation: outlet, rating: False, url: "https://example.org/1"}
    """
    load_text(text)
    again = load_text(text)

    loading = load_text("""
        claims:
          - slug: first
            response_searches:
              - {actor: turkey, searched_in: The ministry's site, searched: 2020-10-02}
            assessments:
              - {organisation: outlet, rating: Half true, url: "https://example.org/2"}
    """)

    assert [outcome for _, _, outcome, _ in told(again)] == ["unchanged"]
    assert ResponseSearch.objects.count() == 2
    assert list(Assessment.objects.values_list("number", "rating")) == [(1, "False"), (None, "Half true")]
    assert sorted(outcome for _, _, outcome, _ in told(loading)) == ["changed", "kept", "kept"]
