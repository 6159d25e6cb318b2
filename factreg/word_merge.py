"""Two edits of one text, word by word, made into one where they do not touch each other. Knows characters only."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from factreg.word_diff import word_diff


class _Edit(NamedTuple):
    """What is put in the place of the characters from `start` to `end`."""

    start: int
    end: int
    text: str


def word_merge(base: str, mine: str, theirs: str) -> str | None:
    """The text with both edits of it; None where both changed the same words, or words next to each other.

    >>> word_merge("10 dead, 5 hurt, says A.", "12 dead, 5 hurt, says A.", "10 dead, 5 hurt, says B.")
    '12 dead, 5 hurt, says B.'
    """
    edits = sorted({*_edits(base, mine), *_edits(base, theirs)})
    if any(later.start <= earlier.end for earlier, later in pairwise(edits)):
        return None
    merged, at = "", 0
    for edit in edits:
        merged += base[at : edit.start] + edit.text
        at = edit.end
    return merged + base[at:]


def _edits(before: str, after: str) -> Iterator[_Edit]:
    at = 0
    start, added = 0, ""
    for kind, text in [*word_diff(before, after), ("kept", "")]:
        if kind == "kept":
            if start < at or added:
                yield _Edit(start, at, added)
            at += len(text)
            start, added = at, ""
        elif kind == "removed":
            at += len(text)
        else:
            added += text
