"""What a claim's page makes of a document: documents by hand, no database."""

# ruff: noqa: RUF001 - typographic quotation marks are meant

import pytest

from claims.public.pages.claim import claim_view
from claims.public.pages.claimed_figure import number_words
from claims.public.pages.records import claim_html
from tests.public.documents import (
    claim_document,
    other_claim,
    party,
    source_document,
    statement_document,
    three_sides,
)

pytestmark = pytest.mark.no_database


def sides(claim: dict) -> list[tuple[str, list[str]]]:
    """(title, parties in order) of each side of the page."""
    view = claim_view(claim)
    return [(side["title"], [said["party"] for said in side["statements"]]) for side in view["sides"]]


def test_sides_stand_by_stance_and_in_the_order_of_the_document():
    assert sides(three_sides()) == [
        ("Asserted", ["Armenia", "Egypt"]),
        ("Denied", ["Azerbaijan", "Turkey"]),
        ("Neither confirmed nor denied", ["Russia"]),
        ("Taken back", ["Egypt"]),
    ]


def test_denial_stands_second_even_when_it_came_first():
    claim = claim_document(statement_document(1, "denies", "B"), statement_document(2, "asserts", "A"))

    assert sides(claim) == [("Asserted", ["A"]), ("Denied", ["B"])]


@pytest.mark.parametrize(
    ("statements", "standing", "asserted", "denied"),
    [
        ([], "unattributed", ["No one on record asserts it."], ["No one on record denies it."]),
        (
            [statement_document(1, "denies", "B")],
            "denied",
            ["No one on record asserts it."],
            ["No one on record denies it."],
        ),
        (
            [statement_document(1, "asserts", "A")],
            "asserted",
            ["No one on record asserts it."],
            ["No one on record denies it.", "No response has been looked for."],
        ),
    ],
)
def test_a_side_that_nobody_takes_says_so(statements, standing, asserted, denied):
    view = claim_view(claim_document(*statements, standing={"value": standing, "label": "…"}))

    assert [side["empty"] for side in view["sides"]] == [asserted, denied]


def test_parties_of_a_side_are_those_that_still_hold_it():
    earlier = statement_document(1, "asserts", "A", stands=False)
    later = statement_document(2, "asserts", "B & <b>")

    assert claim_view(claim_document(earlier, later))["sides"][0]["parties"] == "<bdi>B &amp; &lt;b&gt;</bdi>"
    assert claim_view(claim_document(earlier))["sides"][0]["parties"] == "<bdi>A</bdi>"


@pytest.mark.parametrize(
    ("said", "published", "label", "when"),
    [
        ("2020-09-28/2020-09-29", "2020-09-29", "Said", "28 to 29 September 2020"),
        (None, "2020-09-29", "Reported", "29 September 2020"),
        (None, None, "Said", "date not stated"),
        ("written otherwise once", None, "Said", "written otherwise once"),
    ],
)
def test_when_it_was_said_is_never_shown_more_exactly_than_known(said, published, label, when):
    source = source_document(published=published)
    claim = claim_document(statement_document(1, "asserts", "A", said=said, source=source))

    statement = claim_view(claim)["sides"][0]["statements"][0]

    assert (statement["when_label"], statement["when"]) == (label, when)


@pytest.mark.parametrize(
    ("low", "high", "quantifier", "words"),
    [
        (12, 12, "exactly", "12"),
        (4000, 4000, "about", "about 4,000"),
        (24, None, "at_least", "at least 24"),
        (None, 9, "fewer_than", "fewer than 9"),
        (10, 20, "exactly", "10 to 20"),
        (10, None, "exactly", "at least 10"),
        (None, 10, "exactly", "at most 10"),
        (0, 0, "exactly", "0"),
        (None, None, "exactly", ""),
    ],
)
def test_figures_keep_their_bounds(low, high, quantifier, words):
    assert number_words(low, high, quantifier) == words


def test_a_record_that_is_not_public_any_more_is_named_by_its_id():
    nameless = {"id": "somebody", "name": None}
    gone = source_document(
        "Gone source", title=None, id="gone-source", publisher=None, published=None, url=None, language=None
    )
    claim = claim_document(
        statement_document(
            1, "asserts", "A", actor={**nameless, "role": None, "kind": None}, party=nameless, source=gone
        ),
        contradicts=[
            {
                **other_claim("gone-claim", text=None, standing=None, label=None, asserted_by=[]),
                "contradiction": "pair",
                "kind": "contrary",
                "element": None,
                "reason": "They can't both be.",
                "changes_standing": True,
            }
        ],
        event={"id": "gone-event", "title": None},
        origins={"reports": 1, "origins": [{"id": "gone-source", "title": None}]},
    )

    html = claim_html(claim)

    for named in ("<bdi>somebody</bdi>", "<bdi>gone-source</bdi>", "<bdi>gone-claim</bdi>", "<bdi>gone-event</bdi>"):
        assert named in html
    assert "None" not in html


def test_a_claim_without_a_question_never_stands_without_who_claims_it():
    claim = claim_document(
        statement_document(1, "asserts", "A"),
        question=None,
        standing={"value": "asserted", "label": "Claimed by A. No denial in the sources read (2)."},
    )

    html = claim_html(claim)

    assert '<h1><span class="attribution" lang="en" dir="ltr">Claimed by A: </span>' in html
    assert "<title>Claimed by A — A jet was shot down. | factreg</title>" in html


def test_what_flags_a_statement_is_said_in_words():
    html = claim_html(three_sides())

    assert html.count("No longer stands: a later statement replaces it.") == 1
    assert html.count("Which of this actor’s statements came last is not known.") == 1


def test_a_contradiction_of_labels_says_that_it_changes_no_standing():
    rival = {
        **other_claim("label"),
        "contradiction": "pair",
        "kind": "contrary",
        "element": "characterisation",
        "reason": "Two labels.",
        "changes_standing": False,
    }

    html = claim_html(claim_document(statement_document(1, "asserts", "A"), contradicts=[rival]))

    assert "neither changes the other&#x27;s standing" in html
    assert "It is about the characterisation." in html


def test_who_it_is_about_is_named():
    claim = claim_document(about=[{**party("Turkey"), "role": None, "as": "agent"}])

    html = claim_html(claim)

    assert (
        '<a href="/actors/turkey/"><bdi>Turkey</bdi></a> <span class="meta">(who is said to have acted)</span>' in html
    )


def test_a_source_is_named_in_full_though_another_statement_goes_back_to_it():
    agency, paper = source_document("Agency"), source_document("Paper")
    claim = claim_document(
        statement_document(1, "asserts", "A", source=paper, origin=agency["id"]),
        statement_document(2, "asserts", "B", source=agency, origin=agency["id"]),
        origins={"reports": 2, "origins": [{"id": agency["id"], "title": agency["title"]}]},
    )

    [reprinted, read] = claim_view(claim)["sides"][0]["statements"]

    assert reprinted["origin"] == read["read_in"]
    assert agency["publisher"]["name"] in read["read_in"]


def test_code_for_another_site_stands_as_code():
    html = claim_html(three_sides())

    assert "<code>&lt;iframe src=" in html
    assert "<iframe" not in html
