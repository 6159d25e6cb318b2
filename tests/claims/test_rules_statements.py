"""Which statements stand. Each row: the statements, and what of each stands afterwards."""

import pytest

from claims.rules import ALL_ELEMENTS, Stands, in_order, standing_assertions, standing_statements
from claims.vocabulary import Element
from tests.claims.said import statements

pytestmark = pytest.mark.no_database

# What stands: "all", "none", the elements left; a "?" where the order can't be known.
TABLE = {
    "one statement stands": ("armenia asserts", "all"),
    "a statement on elements stands on these": ("turkey denies agent,means", "agent,means"),
    "parties do not replace each other": ("armenia asserts; turkey denies", "all all"),
    "an actor's later stance replaces its earlier": (
        "turkey denies said 2020-09-28; turkey asserts said 2020-09-29",
        "none all",
    ),
    "later means later said, not later recorded": (
        "turkey asserts said 2020-09-29; turkey denies said 2020-09-28",
        "all none",
    ),
    "later by the latest possible moment": (
        "turkey denies said 2020-09; turkey asserts said 2020-09-15",
        "all none",
    ),
    "of two that may end together, later by the earliest moment": (
        "turkey denies said 2020-09-30; turkey asserts said 2020-09",
        "all none",
    ),
    "an open end may be later than any date": (
        "turkey denies said 2020-09-28/..; turkey asserts said 2020-09-29",
        "all none",
    ),
    "an open start may be earlier than any date": (
        "turkey denies said ../2020-09-29; turkey asserts said 2020-09-29",
        "none all",
    ),
    "on one day later by the order of recording": ("turkey denies; turkey asserts", "none all"),
    "on one day later by the hour": (
        "turkey asserts said 2020-09-29T15:00:00+03:00; turkey denies said 2020-09-29T11:00:00Z",
        "all none",
    ),
    "what was not dated is ordered by its source's date": (
        "turkey asserts read 2020-09-30; turkey denies said 2020-09-29 read 2020-10-05",
        "all none",
    ),
    "where the order can't be known both stand and are flagged": (
        "turkey denies undated; turkey asserts said 2020-09-29",
        "all? all?",
    ),
    "two undated ones can't be ordered either": ("turkey denies undated; turkey asserts undated", "all? all?"),
    "an undated one of the same stance needs no order": ("turkey denies undated; turkey denies", "all all"),
    "an undated one of another party needs no order": ("armenia asserts undated; turkey denies", "all all"),
    "an undated one on other elements needs no order": (
        "turkey asserts occurrence undated; turkey denies agent",
        "occurrence agent",
    ),
    "what a third replaced leaves nothing to flag": (
        "turkey denies undated; turkey asserts said 2020-09-28; turkey denies said 2020-09-29",
        "all none all",
    ),
    "a spokeswoman's word is replaced by her ministry's": (
        "spokeswoman>ministry>armenia asserts said 2020-09-28; ministry>armenia denies said 2020-09-29",
        "none all",
    ),
    "a spokeswoman's word is replaced by her state's": (
        "spokeswoman>ministry>armenia asserts said 2020-09-28; armenia denies said 2020-09-29",
        "none all",
    ),
    "a ministry's word is not replaced by its spokeswoman": (
        "ministry>armenia asserts said 2020-09-28; spokeswoman>ministry>armenia denies said 2020-09-29",
        "all all",
    ),
    "a ministry's word is not replaced by another ministry": (
        "defence>armenia asserts said 2020-09-28; foreign>armenia denies said 2020-09-29",
        "all all",
    ),
    "a denial of some elements leaves the rest": (
        "turkey asserts said 2020-09-28; turkey denies agent,means said 2020-09-29",
        "occurrence,target,place,time,quantity,characterisation agent,means",
    ),
    "occurrence asserted and agent denied are two statements that stand": (
        "turkey asserts occurrence; turkey denies agent,means",
        "occurrence agent,means",
    ),
    "a whole denial covers all elements": (
        "turkey asserts occurrence said 2020-09-28; turkey denies said 2020-09-29",
        "none all",
    ),
    "withdrawing ends the earlier stance": (
        "turkey denies said 2020-09-28; turkey withdraws said 2020-09-29",
        "none all",
    ),
    "withdrawing on an element ends it there": (
        "turkey denies agent,means said 2020-09-28; turkey withdraws means said 2020-09-29",
        "agent means",
    ),
    "a state withdraws what its spokesman said": (
        "spokesman>turkey asserts said 2020-09-28; turkey withdraws said 2020-09-29",
        "none all",
    ),
    "a spokesman can't withdraw what his state said": (
        "turkey asserts said 2020-09-28; spokesman>turkey withdraws said 2020-09-29",
        "all all",
    ),
    "a withdrawal made before does not end what comes after": (
        "turkey withdraws said 2020-09-28; turkey asserts said 2020-09-29",
        "none all",
    ),
    "declining to answer replaces too": (
        "turkey denies said 2020-09-28; turkey declines said 2020-09-29",
        "none all",
    ),
    "saying the same again confirms": (
        "turkey denies said 2020-09-28; turkey denies said 2020-09-29",
        "all all",
    ),
    "what was replaced does not come back": (
        "turkey denies said 2020-09-27; turkey asserts said 2020-09-28; turkey declines said 2020-09-29",
        "none none all",
    ),
}


@pytest.mark.parametrize(("text", "expected"), TABLE.values(), ids=TABLE)
def test_what_stands(text: str, expected: str) -> None:
    said = statements(text)

    stands = standing_statements(said)

    assert [_in_words(stands[one.id]) for one in said] == [_sorted(words) for words in expected.split()]


def test_what_replaced_a_statement_is_named() -> None:
    said = statements("turkey denies said 2020-09-27; turkey asserts said 2020-09-28; turkey declines said 2020-09-29")

    stands = standing_statements(said)

    assert {one: stands[one].replaced_by for one in "123"} == {"1": "2", "2": "3", "3": None}


# Document order, by the number of the line.
ORDER = {
    "by when it was said": ("turkey denies said 2020-09-29; armenia asserts said 2020-09-28", "21"),
    "by the source's date where that is not known": (
        "turkey denies read 2020-09-29; armenia asserts read 2020-09-28",
        "21",
    ),
    "said before read": ("turkey denies read 2020-09-28; armenia asserts said 2020-09-27 read 2020-09-30", "21"),
    "said on one day, by the source's date": (
        "turkey denies said 2020-09-28 read 2020-09-30; armenia asserts said 2020-09-28 read 2020-09-29",
        "21",
    ),
    "all else alike, by recording and never by name": ("turkey denies; armenia asserts; azerbaijan denies", "123"),
    "undated last": ("turkey denies undated; armenia asserts", "21"),
    "replaced above what replaces it": ("turkey denies said 2020-09; turkey asserts said 2020-09-15", "21"),
}


@pytest.mark.parametrize(("text", "expected"), ORDER.values(), ids=ORDER)
def test_document_order(text: str, expected: str) -> None:
    assert "".join(said.id for said in in_order(statements(text))) == expected


# Who asserts the whole claim.
ASSERTERS = {
    "an assertion of the whole": ("spokeswoman>armenia asserts", ("armenia",)),
    "an assertion of an element is none of the whole": ("armenia asserts occurrence", ()),
    "even of all elements, one by one": (f"armenia asserts {','.join(Element.values)}", ()),
    "an assertion that lost an element is none of the whole": (
        "armenia asserts said 2020-09-28; armenia denies quantity said 2020-09-29",
        (),
    ),
    "each party once, by document order": (
        "turkey asserts said 2020-09-29; armenia asserts said 2020-09-28; mod>turkey asserts",
        ("armenia", "turkey"),
    ),
}


@pytest.mark.parametrize(("text", "expected"), ASSERTERS.values(), ids=ASSERTERS)
def test_who_asserts(text: str, expected: tuple[str, ...]) -> None:
    assert standing_assertions(statements(text)) == expected


def _in_words(stands: Stands) -> str:
    words = "all" if stands.elements == ALL_ELEMENTS else ",".join(sorted(stands.elements)) or "none"
    return words + ("?" if stands.order_unknown else "")


def _sorted(words: str) -> str:
    return ",".join(sorted(words.split(",")))
