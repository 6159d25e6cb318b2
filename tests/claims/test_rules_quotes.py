"""Whether words stand in a text, and where."""
# ruff: noqa: RUF001 - look-alike characters are the matter

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from claims.rules.quotes import CONTEXT, Place, _normal, find, find_all, normalised, place_at, successor

pytestmark = pytest.mark.no_database

STANDS = [
    ("the words are exactly there", "We did not.", "He said: We did not. Twice."),
    ("other quotation marks", '"We did not"', "He said “We did not”."),
    ("guillemets", '"We did not"', "«We did not», he said."),
    ("another apostrophe", "didn't", "They didn’t."),
    ("another dash", "a test - of sorts", "a test — of sorts"),
    ("an ellipsis", "we... did", "Then we… did."),
    ("line breaks", "over two lines", "over\n  two\r\nlines"),
    ("no-break space", "1 200 men", "1\u00a0200\u202fmen"),
    ("a soft hyphen", "shootdown", "shoot\u00addown"),
    ("directional marks", "קרב", "\u200fקרב\u200e"),
    ("composed letters", "é", "e\u0301"),
    ("letters that are put together", "e\u0301te\u0301", "l'été"),
    ("Hangul", "한국", unicodedata.normalize("NFD", "한국")),
    ("right-to-left text", "لم نفعل ذلك", "قال: «لم نفعل ذلك»."),
    ("letters beyond the first plane", "𝔸 test", "An 𝔸 test."),
]
STANDS_NOT = [
    ("other words", "We did.", "We did not."),
    ("another case", "we did not", "We did not."),
    ("a word is left out", "We not", "We did not."),
    ("no space", "Wedid", "We did"),
    ("a compatibility form", "fi", "ﬁ"),
    ("a joiner that spells a word", "می\u200cشود", "میشود"),
    ("nothing", "", "We did not."),
    ("white space alone", " \n", "We did not."),
    ("marks alone", "\u200b", "We did not."),
]


@pytest.mark.parametrize(("words", "text"), [row[1:] for row in STANDS], ids=[row[0] for row in STANDS])
def test_words_stand_in_the_text_whatever_typesetting_changed(words: str, text: str) -> None:
    place = find(words, text)

    assert place is not None
    assert text[place.start : place.end] == place.exact
    assert normalised(place.exact) == normalised(words)


@pytest.mark.parametrize(("words", "text"), [row[1:] for row in STANDS_NOT], ids=[row[0] for row in STANDS_NOT])
def test_words_do_not_stand_in_the_text(words: str, text: str) -> None:
    assert find(words, text) is None


def test_place_gives_both_selectors_in_code_points() -> None:
    text = "𝔸 said: “We did not.” Twice."

    assert find("We did not.", text) == Place("𝔸 said: “", "We did not.", "” Twice.", 9, 20)


def test_selectors_keep_a_little_of_the_surroundings() -> None:
    place = find("word", "a" * 100 + " word " + "b" * 100)

    assert place is not None
    assert (len(place.prefix), len(place.suffix)) == (CONTEXT, CONTEXT)


def test_of_several_places_the_one_nearest_to_the_choice_is_taken() -> None:
    text = "no, no, no"

    assert [place.start for place in find_all("no", text)] == [0, 4, 8]
    assert [getattr(find("no", text, near=near), "start", None) for near in (0, 5, 99)] == [0, 4, 8]


def test_words_that_changed_are_shown_between_what_still_surrounds_them() -> None:
    old = "On Tuesday the ministry said that eight people had died in the north of Testland, and that more were hurt."
    new = "On Tuesday the ministry said that nine people had died in the north of Testland, and that more were hurt."
    place = find("eight", old)

    assert place is not None
    found = successor(place, new)
    assert found is not None
    assert found.exact.strip() == "nine"


@pytest.mark.parametrize(
    ("new", "exact"),
    [
        ("It said that ten men were hurt.", "ten men were hurt."),
        ("A different beginning, and ten men fell in the north.", "A different beginning, and ten men fell"),
        ("Nothing of it is left.", None),
    ],
)
def test_one_side_of_the_surroundings_is_enough(new: str, exact: str | None) -> None:
    place = find("eight", "Before all, It said that eight in the north.")

    assert place is not None
    found = successor(place, new)
    assert (found and found.exact.strip()) == exact


TEXTS = st.text(st.sampled_from('ab é\u0301e \n\u00a0\u200b“"—…\u1112\u1161\u11ab𝔸'), max_size=30)


@given(TEXTS)
@example("a\u200b\u0301")  # what is invisible keeps no mark from its letter
def test_map_of_a_text_agrees_with_its_normalisation(text: str) -> None:
    normal = _normal(text)

    assert normal.text == normalised(text)
    assert normalised(normal.text) == normal.text
    origins = [normal.origin(at) for at in range(len(normal.text))]
    assert [0 <= start < end <= len(text) for start, end in origins] == [True] * len(origins)
    assert origins == sorted(origins)


@given(TEXTS, st.integers(0, 30), st.integers(1, 10))
def test_whatever_is_cut_out_of_a_text_stands_in_it(text: str, start: int, length: int) -> None:
    # A letter that is cut from its accent, which something invisible kept apart, is another letter.
    text = unicodedata.normalize("NFC", text.replace("\u200b", ""))
    words = place_at(text, start, start + length).exact

    place = find(words, text, near=start)

    assert (place is not None) == bool(normalised(words))
    if place is not None:
        assert normalised(place.exact) == normalised(words)
