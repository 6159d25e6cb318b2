"""Reports and their origins, and the as-of date."""

import pytest

from claims.rules import Origins, as_of, origins

pytestmark = pytest.mark.no_database

# Each row: statements as "source" or "source<primary source", what derives from what, reports, origins.
TABLE = {
    "nothing": ("", {}, 0, ()),
    "a source is its own origin": ("paper", {}, 1, ("paper",)),
    "the primary source is the origin": ("paper<post", {}, 1, ("post",)),
    "a reprint's origin is what it reprints": ("paper", {"paper": "agency"}, 1, ("agency",)),
    "at the root of the chain": ("blog", {"blog": "paper", "paper": "agency"}, 1, ("agency",)),
    "a primary source outweighs the chain": ("blog<post", {"blog": "paper"}, 1, ("post",)),
    "ten papers that print one agency": (
        " ".join(f"paper-{number}" for number in range(10)),
        {f"paper-{number}": "agency" for number in range(10)},
        10,
        ("agency",),
    ),
    "two statements in one source are one report": ("paper paper", {}, 1, ("paper",)),
    "of two origins, two": ("paper paper<post", {}, 2, ("paper", "post")),
    "origins in the order of the statements": ("z a z<m", {}, 3, ("z", "a", "m")),
    "two that derive from each other have one origin": ("b a", {"a": "b", "b": "a"}, 2, ("a",)),
    "a chain that runs into a circle ends in it": ("d c", {"d": "c", "c": "b", "b": "c"}, 2, ("b",)),
    "a source that derives from itself": ("a", {"a": "a"}, 1, ("a",)),
}


@pytest.mark.parametrize(("text", "derived_from", "reports", "expected"), TABLE.values(), ids=TABLE)
def test_origins(text: str, derived_from: dict[str, str], reports: int, expected: tuple[str, ...]) -> None:
    statements = [(source, primary or None) for source, _, primary in (one.partition("<") for one in text.split())]

    assert origins(statements, derived_from) == Origins(reports, expected)


@pytest.mark.parametrize(
    ("counted", "words"),
    [
        (Origins(11, ("a", "b")), "11 reports, 2 origins"),
        (Origins(1, ("a",)), "1 report, 1 origin"),
        (Origins(0, ()), "0 reports, 0 origins"),
    ],
)
def test_origins_in_words(counted: Origins, words: str) -> None:
    assert str(counted) == words


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ([], None),
        ([None, ""], None),
        (["2020-09-28", "2020-09-29", None], "2020-09-29"),
        (["2020-09-29T14:30:00Z", "2020-09-29"], "2020-09-29"),
        (["2020-09", "2020-09-29"], "2020-09"),
        (["2020-09", "2020-09-30"], "2020-09-30"),
        (["2020-09-28/..", "2020-09-29"], "2020-09-29"),
        (["../2020-09-29", "2020-09-29"], "2020-09-29"),
        (["2020-09-29T23:00:00-05:00", "2020-09-29"], "2020-09-29T23:00:00-05:00"),
    ],
)
def test_as_of_is_the_latest_date_considered(dates: list[str | None], expected: str | None) -> None:
    assert as_of(dates) == expected
