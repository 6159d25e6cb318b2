"""Whether a text names a number, in numerals or in words."""
# ruff: noqa: RUF001 - digits and letters of many scripts are the matter

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.rules.numerals import LANGUAGES, names_number, names_words, num2words

pytestmark = pytest.mark.no_database

NAMED = [
    (1200, "Some 1200 men"),
    (1200, "Some 1,200 men"),
    (1200, "Some 1.200 men"),
    (1200, "Some 1 200 men"),
    (1200, "Some 1\u00a0200 men"),
    (1200, "Some 1\u202f200 men"),
    (1200, "Some 1'200 men"),
    (1200, "١٢٠٠ رجل"),
    (1200, "١٬٢٠٠ رجل"),
    (1200, "۱۲۰۰ نفر"),
    (1200, "१,२०० लोग"),
    (1200, "１２００人"),
    (1200, "1.2 thousand men"),
    (1200, "1,2 тыс. человек"),
    (1200, "1.2k"),
    (1_200_000, "1,200,000"),
    (1_200_000, "12,00,000"),
    (1_200_000, "1.2 million"),
    (1_200_000, "1,2 Millionen"),
    (2_000_000, "2 млн"),
    (3_000, "3 bin asker"),
    (3_000_000_000, "3 milliards"),
    (25, "وقُتل 25 شخصا"),
    (25, "و25 شخصا"),
    (25, "25 people"),
    (25, "(25)"),
    (25, "25-year-old"),
    (25, "20-25 people"),
    (25, "Turkish 25'i"),
    (25, "25人"),
    (0, "0 losses"),
    (25, "Twenty-five people"),
    (25, "twenty five people"),
    (105, "one hundred and five"),
    (105, "a hundred and five"),
    (105, "One hundred five"),
    (1200, "one thousand, two hundred".replace(",", "")),
    (1200, "twelve hundred men"),
    (1000, "a thousand men"),
    (2_000_000, "two million"),
    (80, "quatre-vingts morts"),
    (21, "vingt et une personnes"),
    (200, "deux cents"),
    (1_000_000, "un million"),
    (200, "doscientas personas"),
    (21, "veintiún soldados"),
    (31, "treinta y una casas"),
    (25, "fünfundzwanzig Menschen"),
    (1, "eine Person"),
    (1200, "tausendzweihundert"),
    (30, "dreissig"),
    (25, "двадцать пять человек"),
    (25, "не менее двадцати пяти человек"),
    (2, "две женщины"),
    (21, "двадцать одна"),
    (25, "yirmi beş kişi"),
    (25, "yirmibeş kişi"),
    (25, "خمسة وعشرون شخصا"),
    (25, "خمسة وعشرين شخصا"),
    (25, "خمس وعشرون امرأة"),
    (100, "مئة شخص"),
    (100, "مائة شخص"),
]
NOT_NAMED = [
    (1200, "Some 1201 men"),
    (1200, "12 00"),
    (200, "1,200 men"),
    (1, "1,200 men"),
    (25, "a Su-25 jet"),
    (2, "H2O"),
    (20, "a 20mm gun"),
    (25, "250 people"),
    (20, "twenty-five people"),
    (5, "twenty-five people"),
    (2, "two hundred men"),
    (100, "two hundred men"),
    (20, "двадцать пять"),
    (20, "yirmi beş"),
    (20, "vingt-cinq"),
    (25, "dozens"),
    (25, ""),
    (7, "On Tuesday the ministry spoke."),
]


@pytest.mark.parametrize(("number", "text"), NAMED)
def test_number_is_named(number: int, text: str) -> None:
    assert names_number(text, number)


@pytest.mark.parametrize(("number", "text"), NOT_NAMED)
def test_number_is_not_named(number: int, text: str) -> None:
    assert not names_number(text, number)


def test_words_are_looked_for_in_the_language_of_the_text() -> None:
    assert names_number("six hommes", 6, language="fr")
    assert names_number("six hommes", 6, language="fr-BE")
    assert not names_number("sechs Männer", 6, language="fr")
    assert names_number("sechs Männer", 6, language="hy")


@pytest.mark.parametrize("language", LANGUAGES)
@given(number=st.integers(0, 999_999))
def test_every_number_is_found_in_its_own_words(language: str, number: int) -> None:
    words = num2words(number, lang=language)

    assert names_number(f"x {words.replace(',', '')} x", number, language=language)


@pytest.mark.parametrize("grouping", [",", ".", " ", "'", "\u00a0", "\u202f", ""])
@given(number=st.integers(0, 10**9))
def test_every_number_is_found_in_every_grouping(grouping: str, number: int) -> None:
    assert names_number(f"x {number:,} x".replace(",", grouping), number)


@pytest.mark.parametrize("text", ["9" * 10_000, "1," * 5_000, "one " * 5_000, "\u0000\ud800", "½ ² ⅷ"])
def test_no_text_is_too_odd_to_be_read(text: str) -> None:
    assert not names_number(text, 7)


def test_words_of_a_figure_are_found_whatever_their_case() -> None:
    assert names_words("Dozens  of\npeople", "dozens of people")
    assert not names_words("Scores of people", "dozens")
