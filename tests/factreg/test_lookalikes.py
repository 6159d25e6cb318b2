# ruff: noqa: RUF001 - letters that look alike are the matter of it
"""What in a name is doubted, and what honest spellings are not."""

from __future__ import annotations

import pytest

from factreg.lookalikes import doubts

pytestmark = pytest.mark.no_database

DOUBTED = {
    "a Cyrillic A before Latin": "\u0410rmenia",
    "a Latin a in Cyrillic": "Москвa",
    "a Greek omicron in Latin": "T\u03bfm",
    "a right-to-left mark": "abc\u200f",
    "a zero-width space": "Test\u200bland",
    "a joiner between Latin letters": "Te\u200dst",
    "a soft hyphen": "Test\u00adland",
}
HONEST = {
    "ASCII": "Testland",
    "marks": "Ağdam, Füzuli, Sønderjylland",
    "decomposed marks": "Zu\u0308rich",
    "two scripts, two words": "Київ (Kyiv)",
    "a script and its digits": "Су-25",
    "Armenian": "Ստեփանակերտ",
    "Arabic": "أذربيجان",
    "Persian with its joiner": "می\u200cخواهم",
    "Devanagari with its joiner": "क\u094d\u200dष",
    "Japanese beside Latin": "日本TV",
    "an emoji of several": "\U0001f469\u200d\U0001f469",
}


@pytest.mark.parametrize("text", DOUBTED.values(), ids=DOUBTED)
def test_text_that_may_mislead_is_doubted(text: str) -> None:
    assert len(doubts(text)) == 1


@pytest.mark.parametrize("text", HONEST.values(), ids=HONEST)
def test_honest_text_is_not_doubted(text: str) -> None:
    assert doubts(text) == []


def test_doubts_of_a_long_text_are_few() -> None:
    assert len(doubts(" ".join(f"\u0410bcd{letter}" for letter in "efghijklmnop"))) == 5
