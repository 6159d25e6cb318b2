"""Differences of texts word by word, in any script, and how they are shown."""

from __future__ import annotations

from itertools import pairwise

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from factreg.word_diff import word_diff

pytestmark = pytest.mark.no_database

SAME = "kept"
OUT = "removed"
IN = "added"


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("", "", []),
        ("As it was.", "As it was.", [(SAME, "As it was.")]),
        ("", "New.", [(IN, "New.")]),
        ("Old.", "", [(OUT, "Old.")]),
        ("12,000 dead", "12,500 dead", [(OUT, "12,000"), (IN, "12,500"), (SAME, " dead")]),
        ("It can't be.", "It could be.", [(SAME, "It "), (OUT, "can't"), (IN, "could"), (SAME, " be.")]),
        (
            "The jet was lost.",
            "The jet was not lost.",
            [(SAME, "The jet was "), (IN, "not "), (SAME, "lost.")],
        ),
        ("one two", "three four", [(OUT, "one two"), (IN, "three four")]),
        ("Самолёт сбит.", "Самолёт упал.", [(SAME, "Самолёт "), (OUT, "сбит"), (IN, "упал"), (SAME, ".")]),
        ("قتل عشرة جنود", "قتل تسعة جنود", [(SAME, "قتل "), (OUT, "عشرة"), (IN, "تسعة"), (SAME, " جنود")]),
        ("飞机被击落", "飞机未被击落", [(SAME, "飞机"), (IN, "未"), (SAME, "被击落")]),
        ("หนึ่งคน", "สองคน", [(OUT, "หนึ่"), (IN, "สอ"), (SAME, "งคน")]),
        ("cafe\u0301 clos", "cafe\u0301s clos", [(OUT, "cafe\u0301"), (IN, "cafe\u0301s"), (SAME, " clos")]),
        ("One.\nTwo.", "One.\n\nTwo.", [(SAME, "One.\n"), (IN, "\n"), (SAME, "Two.")]),
        (" led", "led ", [(OUT, " "), (SAME, "led"), (IN, " ")]),
        ("12 dead", "12 dead and more", [(SAME, "12 dead"), (IN, " and more")]),
    ],
)
def test_change_is_told_in_words(before: str, after: str, pieces: list[tuple[str, str]]) -> None:
    assert word_diff(before, after) == pieces


@given(before=st.text(), after=st.text())
def test_pieces_give_both_texts_back(before: str, after: str) -> None:
    assert_gives_both(before, after)


@given(
    words=st.lists(st.sampled_from(["a", "b", " ", "\n", ". ", "中", "字"]), max_size=60),
    others=st.lists(st.sampled_from(["a", "b", " ", "\n", ". ", "中", "字"]), max_size=60),
)
def test_pieces_of_repeated_words_give_both_texts_back(words: list[str], others: list[str]) -> None:
    assert_gives_both("".join(words), "".join(others))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a b " * 12_000, "b a " * 12_000),
        ("x. " * 16_000, "y x. " * 10_000),
        ("word " * 10_000, " ".join(f"w{number}" for number in range(9_000))),
        ("中" * 50_000, "中文" * 25_000),
    ],
    ids=["two words", "sentences", "all new", "no spaces"],
)
def test_longest_texts_are_compared_with_bounded_effort(before: str, after: str) -> None:
    assert_gives_both(before, after)


def test_one_word_in_a_long_text_is_found() -> None:
    words = [f"word{number % 700}" for number in range(7_000)]
    changed = [*words[:3_000], "new", *words[3_000:6_000], "newer", *words[6_000:]]

    pieces = word_diff(" ".join(words), " ".join(changed))

    assert [text for kind, text in pieces if kind != SAME] == ["new ", "newer "]


def assert_gives_both(before: str, after: str) -> None:
    pieces = word_diff(before, after)

    assert "".join(text for kind, text in pieces if kind != IN) == before
    assert "".join(text for kind, text in pieces if kind != OUT) == after
    assert all(text for _, text in pieces)
    assert all(first != second for (first, _), (second, _) in pairwise(pieces))


def test_difference_is_shown_in_elements_and_words_not_by_colour_alone() -> None:
    page = Template("{% load word_diffs %}{% word_diff before after %}")

    shown = page.render(Context({"before": "It is <b>.", "after": "It was <b>."}))

    assert '<span class="word-diff" dir="auto">It ' in shown
    assert '<del><span class="visually-hidden">[removed: </span>is<span class="visually-hidden">]</span></del>' in shown
    assert '<ins><span class="visually-hidden">[added: </span>was<span class="visually-hidden">]</span></ins>' in shown
    assert "&lt;b&gt;" in shown
