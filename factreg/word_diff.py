"""What was taken out of a text and what was put in, word by word, in any script.

Knows characters only: who compares what, and how it is shown, is decided elsewhere (the tag `word_diff` shows it).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import takewhile
from typing import Literal

import regex

Kind = Literal["kept", "removed", "added"]
Piece = tuple[Kind, str]

# Word boundaries of Unicode (UAX 29): "12,000" and "can't" are words; where a script sets no spaces, as Chinese and
# Thai, each character that a reader sees is one; a letter keeps its marks.
_BETWEEN_WORDS = regex.compile(r"(?V1w)\b")
_ENDS_SENTENCE = r"\n\p{Sentence_Break=ATerm}\p{Sentence_Break=STerm}"
_SENTENCE = regex.compile(rf"(?V1)[^{_ENDS_SENTENCE}]*[{_ENDS_SENTENCE}]*\s*")

# Pairs of equal words in two pieces, which is what comparing them costs: more are compared by sentences, and where
# that is too much as well, one piece is shown for the other.
_MOST_PAIRS = 20_000
_MOST_PAIRS_IN_ALL = 200_000


def word_diff(before: str, after: str) -> list[Piece]:
    """What was kept, removed and added, in reading order, removed before added.

    All but the added pieces give `before`, all but the removed ones `after`, character by character.

    >>> word_diff("12 people died.", "13 people died.")
    [('removed', '12'), ('added', '13'), ('kept', ' people died.')]
    """
    return list(_joined(_compared(before, after)))


class _Text:
    """A text in words, each with the white space after it. White space before the first belongs to an empty word."""

    def __init__(self, text: str) -> None:
        self.words: list[str] = [""]
        self.spaces: list[str] = [""]
        for piece in _BETWEEN_WORDS.split(text):
            if piece.isspace():
                self.spaces[-1] += piece
            elif piece:
                self.words.append(piece)
                self.spaces.append("")

    def whole(self, from_: int = 0, to: int | None = None) -> str:
        pairs = zip(self.words[from_:to], self.spaces[from_:to], strict=True)
        return "".join(part for pair in pairs for part in pair)


def _compared(before: str, after: str) -> Iterator[Piece]:
    old, new = _Text(before), _Text(after)
    start, end = _common_ends(old.words, new.words)
    yield from _kept(old, new, range(start), range(start))
    middle = old.whole(start, len(old.words) - end), new.whole(start, len(new.words) - end)
    yield from _by_word(*middle) if _cost(*middle) <= _MOST_PAIRS else _by_sentence(*middle)
    yield from _kept(old, new, range(len(old.words) - end, len(old.words)), range(len(new.words) - end, len(new.words)))


def _by_sentence(before: str, after: str) -> Iterator[Piece]:
    """Sentences that stayed are kept; between them words are compared, as far as it is not too much."""
    old, new = _SENTENCE.findall(before), _SENTENCE.findall(after)
    left = _MOST_PAIRS_IN_ALL
    if _pairs(old, new) > _MOST_PAIRS:
        yield from (("removed", before), ("added", after))
        return
    for tag, from_, to, from_new, to_new in _opcodes(old, new):
        mine, theirs = "".join(old[from_:to]), "".join(new[from_new:to_new])
        if tag == "equal":
            yield "kept", mine
        elif (cost := _cost(mine, theirs)) <= min(left, _MOST_PAIRS):
            left -= cost
            yield from _by_word(mine, theirs)
        else:
            yield from (("removed", mine), ("added", theirs))


def _by_word(before: str, after: str) -> Iterator[Piece]:
    old, new = _Text(before), _Text(after)
    for tag, from_, to, from_new, to_new in _opcodes(old.words, new.words):
        if tag == "equal":
            yield from _kept(old, new, range(from_, to), range(from_new, to_new))
        else:
            yield from _replaced(old.whole(from_, to), new.whole(from_new, to_new))


def _replaced(before: str, after: str) -> Iterator[Piece]:
    """One piece for another; white space with which both end is kept."""
    spaces = _common_start(before[::-1], after[::-1])[::-1]
    spaces = spaces[len(spaces.rstrip()) :]
    yield "removed", before.removesuffix(spaces)
    yield "added", after.removesuffix(spaces)
    yield "kept", spaces


def _common_start(first: str, second: str) -> str:
    return "".join(one for one, _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False)))


def _kept(old: _Text, new: _Text, at: range, at_new: range) -> Iterator[Piece]:
    """Words that stayed; the white space after them may have changed."""
    for each, each_new in zip(at, at_new, strict=True):
        yield "kept", old.words[each]
        shared = _common_start(old.spaces[each], new.spaces[each_new])
        yield "kept", shared
        yield "removed", old.spaces[each][len(shared) :]
        yield "added", new.spaces[each_new][len(shared) :]


def _opcodes(before: Sequence[str], after: Sequence[str]) -> Sequence[tuple[str, int, int, int, int]]:
    return SequenceMatcher(None, before, after, autojunk=False).get_opcodes()


def _common_ends(before: Sequence[str], after: Sequence[str]) -> tuple[int, int]:
    """How many words are the same at the beginning, and at the end of the rest."""
    most = min(len(before), len(after))
    start = next((at for at in range(most) if before[at] != after[at]), most)
    most -= start
    end = next((at for at in range(most) if before[-1 - at] != after[-1 - at]), most)
    return start, end


def _cost(before: str, after: str) -> int:
    return _pairs(_Text(before).words, _Text(after).words)


def _pairs(before: Sequence[str], after: Sequence[str]) -> int:
    counted = Counter(after)
    return sum(counted[piece] for piece in before)


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Neighbours of a kind as one, in each change what was removed first, and no empty ones."""
    removed = added = kept = ""
    for kind, text in pieces:
        if kind == "kept" and text:
            yield from _told(kept="", removed=removed, added=added)
            removed = added = ""
            kept += text
        elif text:
            yield from _told(kept=kept, removed="", added="")
            kept = ""
            removed, added = (removed + text, added) if kind == "removed" else (removed, added + text)
    yield from _told(kept=kept, removed=removed, added=added)


def _told(*, kept: str, removed: str, added: str) -> Iterator[Piece]:
    pieces: tuple[Piece, ...] = (("kept", kept), ("removed", removed), ("added", added))
    yield from (piece for piece in pieces if piece[1])
