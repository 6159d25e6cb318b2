"""The query string, read strictly."""

import pytest
from django.test import RequestFactory

from factreg.parameters import flag, only, read, single, whole_number, written
from factreg.problems import Problem, nearest

pytestmark = pytest.mark.no_database


def parameters(query: str) -> dict[str, list[str]]:
    return read(RequestFactory().get("/", QUERY_STRING=query))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {}),
        ("a=1", {"a": ["1"]}),
        ("a=1&b=2&a=3", {"a": ["1", "3"], "b": ["2"]}),
        ("a=x+y%20z", {"a": ["x y z"]}),
        ("a=x%2By", {"a": ["x+y"]}),
        ("a=x%3Dy=z", {"a": ["x=y=z"]}),
        ("a=%C4%9F", {"a": ["ğ"]}),
        ("a=g%CC%86", {"a": ["ğ"]}),
        ("a=%20x%20", {"a": ["x"]}),
    ],
)
def test_values_are_read_in_order(query: str, found: dict[str, list[str]]) -> None:
    assert parameters(query) == found


@pytest.mark.parametrize(
    "query",
    ["a=", "a", "a=%00", "a=%ED%A0%80", "a=%C3", "a=%0A", f"a={'x' * 1001}", f"a={'%C4%9F' * 1001}", "a=%E2%80%AE"],
)
def test_value_that_no_honest_text_needs_is_refused_by_name(query: str) -> None:
    with pytest.raises(Problem) as refused:
        parameters(query)

    assert refused.value.document()["parameter"] == "a"


def test_name_that_is_not_utf_8_is_refused() -> None:
    with pytest.raises(Problem):
        parameters("%FF=1")


def test_value_given_twice_is_refused_where_one_is_taken() -> None:
    assert single({"a": ["1"]}, "a") == "1"
    assert single({}, "a") is None
    with pytest.raises(Problem, match="more than once"):
        single({"a": ["1", "1"]}, "a")


def test_flags_are_true_or_false() -> None:
    assert [flag({"a": [value]}, "a") for value in ("true", "false")] == [True, False]
    assert flag({}, "a") is False
    for value in ("1", "True", "yes"):
        with pytest.raises(Problem):
            flag({"a": [value]}, "a")


@pytest.mark.parametrize("value", ["0", "11", "-1", "1.0", "1e1", "x", "٣", "9" * 30])
def test_number_beyond_its_bounds_is_refused(value: str) -> None:
    with pytest.raises(Problem, match="from 1 to 10"):
        whole_number({"n": [value]}, "n", least=1, most=10, unless_told=5)


def test_number_within_its_bounds_is_taken() -> None:
    assert whole_number({"n": ["10"]}, "n", least=1, most=10, unless_told=5) == 10
    assert whole_number({}, "n", least=1, most=10, unless_told=5) == 5


def test_unknown_name_is_refused_with_the_nearest() -> None:
    with pytest.raises(Problem) as refused:
        only({"standng": ["x"]}, ["standing", "kind"])

    assert refused.value.document() == {
        "type": "/developers/errors/unknown-parameter",
        "title": "Unknown parameter",
        "status": 400,
        "detail": "standng: is no parameter here; did you mean standing?",
        "parameter": "standng",
        "suggestion": "standing",
    }


def test_nearest_word_has_to_resemble() -> None:
    assert nearest("asserted", ["asserted_by", "denied_by"]) == "asserted_by"
    assert nearest("zzz", ["asserted_by", "denied_by"]) is None


def test_query_is_written_in_one_order_whatever_order_it_came_in() -> None:
    assert written({"b": ["2", "1"], "a": ["ğ"]}) == written({"a": ["ğ"], "b": ["1", "2"]}) == "a=%C4%9F&b=1&b=2"
    assert written({"a": ["1"], "cursor": ["x"]}, cursor="y") == "a=1&cursor=y"
    assert written({"a": ["1"], "cursor": ["x"]}, cursor=None) == "a=1"
