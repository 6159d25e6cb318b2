"""What a record lacks before the world may read it: each line a record, what it must have and what it should."""

from __future__ import annotations

from typing import Any

import pytest

from claims.rules.missing import missing
from claims.rules.second_person import ALONE, SUBMITTED, held_back

pytestmark = pytest.mark.no_database

WORDS = {name: None for words in ("quote", "passage") for name in (words, f"{words}_language", f"{words}_translation")}
ENGLISH = {**WORDS, "stance": "asserts", "quote": "We shot it down.", "quote_language": "en"}
DENIAL = {**ENGLISH, "stance": "denies"}
FIGURE = {"basis": "cumulative", "as_of": "2020-09-28"}
CLAIM = {
    "question": "Was it shot down?",
    "about": ["testland"],
    "kind": "attack",
    "statements": [ENGLISH, DENIAL],
    "figure": None,
    "response_searches": [],
}
SOURCE = {"url": "https://outlet.example/1", "archive_url": None, "published": "2020-09-28", "language": "en"}

# type, record, what it must have, what it should
TABLE: list[tuple[str, dict[str, Any], list[str], list[str]]] = [
    ("claim", CLAIM, [], []),
    ("claim", {**CLAIM, "question": None}, [], ["question"]),
    ("claim", {**CLAIM, "question": ""}, [], ["question"]),
    ("claim", {**CLAIM, "about": []}, [], ["about_set"]),
    ("claim", {**CLAIM, "statements": []}, ["statements"], []),
    ("claim", {**CLAIM, "statements": [ENGLISH]}, [], ["response_searches"]),
    ("claim", {**CLAIM, "statements": [ENGLISH], "response_searches": ["one"]}, [], []),
    ("claim", {**CLAIM, "statements": [DENIAL]}, [], []),
    ("claim", {**CLAIM, "statements": [DENIAL, {**ENGLISH, "quote": None}]}, [], ["statements-1-quote"]),
    (
        "claim",
        {
            **CLAIM,
            "statements": [DENIAL, {**ENGLISH, "quote": None, "passage": "It said so.", "passage_language": "en"}],
        },
        [],
        [],
    ),
    ("claim", {**CLAIM, "statements": [{**DENIAL, "quote_language": None}]}, ["statements-0-quote_language"], []),
    ("claim", {**CLAIM, "statements": [{**DENIAL, "passage": "W."}]}, ["statements-0-passage_language"], []),
    ("claim", {**CLAIM, "statements": [{**DENIAL, "quote_language": "ru"}]}, [], ["statements-0-quote_translation"]),
    ("claim", {**CLAIM, "statements": [{**DENIAL, "quote_language": "en-GB"}]}, [], []),
    ("claim", {**CLAIM, "kind": "casualties"}, [], ["figure"]),
    ("claim", {**CLAIM, "kind": "casualties", "figure": FIGURE}, [], []),
    ("claim", {**CLAIM, "figure": {"basis": "unstated", "as_of": None}}, [], ["figure-0-basis", "figure-0-as_of"]),
    ("claim", {**CLAIM, "question": None, "statements": []}, ["statements"], ["question"]),
    ("source", SOURCE, [], []),
    ("source", {**SOURCE, "url": None}, [], ["url"]),
    ("source", {**SOURCE, "url": None, "archive_url": "https://archive.example/1"}, [], []),
    ("source", {**SOURCE, "published": None, "language": "und"}, [], ["published", "language"]),
    ("publisher", {"homepage": "https://outlet.example/"}, [], []),
    ("publisher", {"homepage": None}, [], ["homepage"]),
    ("actor", {"kind": "state", "role": None}, [], []),
    ("actor", {"kind": "person", "role": None}, [], ["role"]),
    ("event", {"occurred": None}, [], ["occurred"]),
    ("contradiction", {"element": None}, [], ["element"]),
    ("counter-accusation", {}, [], []),
]


@pytest.mark.parametrize(("type_", "record", "must", "should"), TABLE)
def test_what_is_missing(type_: str, record: dict[str, Any], must: list[str], should: list[str]) -> None:
    found = missing(type_, record)

    assert [(lack.field, lack.must) for lack in found] == [(field, True) for field in must] + [
        (field, False) for field in should
    ]
    assert all(lack.message.endswith(".") for lack in found)


@pytest.mark.parametrize(
    ("by", "editors", "submitted_by", "expected"),
    [
        (1, [], None, ""),
        (1, [2], None, ""),
        (1, [1, 2], None, ""),
        (1, [1, 2], 2, ""),
        (1, [1], None, ALONE),
        (1, [1], 2, ALONE),
        (1, [2], 1, SUBMITTED),
        (1, [1], 1, SUBMITTED),
    ],
)
def test_who_is_held_back(by: int, editors: list[int], submitted_by: int | None, expected: str) -> None:
    assert held_back(by=by, editors=editors, submitted_by=submitted_by) == expected
