"""What is read from a claim's text: negation, numbers, names, places, in several languages. Each row: text; result."""

# ruff: noqa: RUF001 - letters of other scripts are what this is about

from __future__ import annotations

from typing import Any

import pytest

from claims.rules.wording import known, read

pytestmark = pytest.mark.no_database

NAMES = known(
    {"alland": ["Alland", "Ministry of Defence of Alland", "Алландия"], "borland": ["Borland", "Ministry of Borland"]},
    ["Westford", "Long Bridge"],
)


def wording(text: str, language: str = "en") -> Any:
    return read(text, language, NAMES)


@pytest.mark.parametrize(
    ("language", "text", "negated"),
    [
        ("en", "They did not fire.", True),
        ("en", "They didn't fire.", True),
        ("en", "They didn’t fire.", True),
        ("en", "They can't fire.", True),
        ("en", "They fired.", False),
        ("en", "They fired not only at barracks.", False),
        ("en", "No fewer than 12 were hurt.", False),
        ("en", "Neither army fired.", True),
        ("fr", "Ils n’ont pas tiré.", True),
        ("fr", "Ils ont tiré.", False),
        ("de", "Sie haben nicht geschossen.", True),
        ("es", "No dispararon.", True),
        ("ru", "Они не стреляли.", True),
        ("tr", "Ateş açmadılar.", True),
        ("tr", "Ateş açtılar.", False),
        ("az", "Atəş açmayıb.", True),
        ("ar", "لم يطلقوا النار.", True),
        ("hy", "Նրանք չեն կրակել։", True),
        ("xx", "Zorp zarp.", False),
    ],
)
def test_negation_is_read(language: str, text: str, negated: bool) -> None:
    assert wording(text, language).negated is negated


@pytest.mark.parametrize(
    ("language", "text", "numbers"),
    [
        ("en", "12 people", ((12, 12),)),
        ("en", "12,500 people", ((12500, 12500),)),
        ("de", "12.500 Menschen", ((12500, 12500),)),
        ("fr", "12 500 personnes", ((12500, 12500),)),
        ("ar", "٥٠٠٠ شخص", ((5000, 5000),)),
        ("hi", "१२ लोग", ((12, 12),)),
        ("en", "twenty-five people", ((25, 25),)),
        ("en", "two hundred and 3 people", ((200, 200), (3, 3))),
        ("en", "8 thousand people", ((8000, 8000),)),
        ("en", "at least 12 people", ((12, None),)),
        ("en", "more than 12 people", ((12, None),)),
        ("en", "up to 12 people", ((None, 12),)),
        ("en", "about 100 people", ((90, 110),)),
        ("ru", "не менее 12 человек", ((12, None),)),
        ("fr", "au moins 12 personnes", ((12, None),)),
        ("en", "the worst since 2016", ()),
        ("en", "dozens of people", ()),
        ("en", "9" * 5_000, ()),
    ],
)
def test_numbers_are_read_as_they_are_meant(language: str, text: str, numbers: Any) -> None:
    assert wording(text, language).numbers == numbers


@pytest.mark.parametrize(
    ("text", "actors", "places"),
    [
        ("Alland's army fired.", {"alland"}, set()),
        ("Allandian forces fired.", {"alland"}, set()),
        ("The Ministry of Defence of Alland spoke.", {"alland"}, set()),
        ("The ministry spoke.", set(), set()),
        ("It fell near Westford.", set(), {"westford"}),
        ("It fell near Nowhere.", set(), {"nowhere"}),
        ("All land fell.", set(), set()),
    ],
)
def test_names_are_told_from_other_words(text: str, actors: set[str], places: set[str]) -> None:
    read_ = wording(text)

    assert (read_.actors, read_.places) == (actors, places)


def test_forms_of_a_word_share_a_stem() -> None:
    assert wording("They shot it down.").frame == wording("They did shoot it down.").frame


@pytest.mark.parametrize("text", ["", "...", "\u200f", "字" * 500, "a" * 40_000])
def test_any_text_is_read(text: str) -> None:
    assert wording(text).negated is False
