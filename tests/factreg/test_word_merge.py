"""Two edits of one text become one where they do not touch; where they do, nobody guesses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factreg.word_merge import word_merge

pytestmark = pytest.mark.no_database

WORDS = st.lists(st.sampled_from(["one", "two", "three", "中", ".", "\n"]), max_size=8).map(" ".join)


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "merged"),
    [
        ("", "", "", ""),
        ("As it was.", "As Ann has it.", "As it was.", "As Ann has it."),
        ("As it was.", "As it was.", "As Bob has it.", "As Bob has it."),
        ("As it was.", "As all have it.", "As all have it.", "As all have it."),
        ("10 dead, 5 hurt.", "12 dead, 5 hurt.", "10 dead, 7 hurt.", "12 dead, 7 hurt."),
        ("One. Two. Three.", "Two. Three.", "One. Two. Three. Four.", "Two. Three. Four."),
        ("Ադրբեջան հայտնեց այսօր", "Թուրքիա հայտնեց այսօր", "Ադրբեջան հայտնեց երեկ", "Թուրքիա հայտնեց երեկ"),
        ("10 dead.", "12 dead.", "15 dead.", None),
        ("The jet was lost.", "The jet was not lost.", "The jet was never lost.", None),
        ("The jet was lost.", "The jet fell.", "The jet was found.", None),
        ("", "Mine.", "Theirs.", None),
        ("Gone.", "", "Gone, he said.", None),
    ],
)
def test_edits_are_merged_or_left_to_a_person(base: str, mine: str, theirs: str, merged: str | None) -> None:
    assert word_merge(base, mine, theirs) == merged
    assert word_merge(base, theirs, mine) == merged


@given(base=WORDS, mine=WORDS)
def test_edit_beside_none_stands_as_it_is(base: str, mine: str) -> None:
    assert word_merge(base, mine, base) == mine
    assert word_merge(base, mine, mine) == mine
