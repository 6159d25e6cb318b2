"""Whether words stand in a text, and where. Nothing is guessed: they do after a normalisation, or they don't.

The normalisation leaves letters and case alone and evens out what copying and typesetting change: invisible marks
(soft hyphens, zero-width spaces, directional marks) to nothing; Unicode to NFC; every kind of quotation mark,
apostrophe, dash and ellipsis to its plain form; runs of white space (line breaks too) to one space, none at the ends.
"""
# ruff: noqa: RUF001 - look-alike characters are the matter

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

# As many characters of the surroundings as a selector keeps on each side.
CONTEXT = 48

_FORMS = {
    '"': "“”„‟«»″〝〞＂❝❞",
    "'": "‘’‚‛′‹›ʼʹ＇❛❜`´",
    "-": "‐‑‒–—―−﹘﹣－",
    "...": "…",
}
_INVISIBLE = frozenset(
    "\u00ad\u061c\u180e\u200b\u200e\u200f\u2060\ufeff" + "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
_PLAIN = {form: plain for plain, forms in _FORMS.items() for form in forms}
_TRANSLATED = str.maketrans(_PLAIN)
_SEEN = str.maketrans(dict.fromkeys(_INVISIBLE, ""))


@dataclass(frozen=True, slots=True)
class Place:
    """Where words stand in a text: W3C's TextQuoteSelector and TextPositionSelector in one.

    ``start`` and ``end`` count code points of the text as it is, not as normalised; ``text[start:end] == exact``.
    """

    prefix: str
    exact: str
    suffix: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Normal:
    """A normalised text, and for each of its words where it begins there, and where it begins in the text as it is."""

    text: str
    begins: list[int]
    words: list[tuple[int, str]]

    def origin(self, at: int) -> tuple[int, int]:
        """Where the character at a place of the normalised text begins and ends in the text as it is."""
        number = bisect_right(self.begins, at) - 1
        start, word = self.words[number]
        characters = list(_characters(word))
        within = at - self.begins[number]
        if within < len(characters):
            begins, ends = characters[within]
            return start + begins, start + ends
        # The space behind the word: all that stands between it and the next.
        following, next_word = self.words[number + 1]
        return start + characters[-1][1], following + next(_characters(next_word))[0]


def normalised(text: str) -> str:
    """The text as it is compared.

    >>> normalised("“We  did not”,\\nhe said — twice…")
    '"We did not", he said - twice...'
    """
    return " ".join(_plain(text).split())


def find(words: str, text: str, *, near: int = 0) -> Place | None:
    """The words' place in the text; of several, the one that begins closest to ``near``. None: they are not in it."""
    places = find_all(words, text)
    return min(places, key=lambda place: abs(place.start - near), default=None)


def find_all(words: str, text: str) -> list[Place]:
    """Every place of the words in the text, overlapping ones too, in order."""
    wanted = normalised(words)
    # Most words that are looked for in vain cost no map of the text.
    if not wanted or wanted not in normalised(text):
        return []
    normal = _normal(text)
    places = []
    at = normal.text.find(wanted)
    while at >= 0:
        places.append(place_at(text, normal.origin(at)[0], normal.origin(at + len(wanted) - 1)[1]))
        at = normal.text.find(wanted, at + 1)
    return places


def place_at(text: str, start: int, end: int) -> Place:
    """The place of ``text[start:end]``."""
    return Place(
        prefix=text[max(0, start - CONTEXT) : start],
        exact=text[start:end],
        suffix=text[end : end + CONTEXT],
        start=start,
        end=end,
    )


def successor(place: Place, text: str) -> Place | None:
    """What stands in another text between the surroundings of words that are gone from it; None if those are gone too.

    For showing beside the old text: whether what stands there now says the same is for an editor.
    """
    normal = _normal(text)
    begins = _behind(normalised(place.prefix), normal)
    ends = _before(normalised(place.suffix), normal, at_least=begins or 0)
    if begins is None and ends is None:
        return None
    length = len(normalised(place.exact)) + CONTEXT
    if begins is None:
        begins = max(0, (ends or 0) - length)
    if ends is None or ends - begins > 4 * length:
        ends = min(len(normal.text), begins + length)
    if ends <= begins:
        return None
    return place_at(text, normal.origin(begins)[0], normal.origin(ends - 1)[1])


# Of the surroundings, as much as is there still, but no less than a few words.
_ENOUGH = (CONTEXT, CONTEXT // 2, CONTEXT // 4)


def _behind(prefix: str, normal: _Normal) -> int | None:
    for length in _ENOUGH:
        tail = prefix[-length:]
        if tail and (at := normal.text.find(tail)) >= 0:
            return at + len(tail)
    return None


def _before(suffix: str, normal: _Normal, *, at_least: int) -> int | None:
    for length in _ENOUGH:
        head = suffix[:length]
        if head and (at := normal.text.find(head, at_least)) >= 0:
            return at
    return None


def _normal(text: str) -> _Normal:
    """The text word by word: to map each character of a long one would take seconds."""
    plain, begins, words, length = [], [], [], 0
    for found in _WORD.finditer(text):
        if word := _plain(found.group()):
            plain.append(word)
            begins.append(length)
            words.append((found.start(), found.group()))
            length += len(word) + 1
    return _Normal(" ".join(plain), begins, words)


_WORD = re.compile(r"\S+")


def _plain(text: str) -> str:
    # Invisible marks first: a letter and its accent are one, whatever nobody sees between them.
    return unicodedata.normalize("NFC", text.translate(_SEEN)).translate(_TRANSLATED)


def _characters(word: str) -> Iterator[tuple[int, int]]:
    """For each character of a word as normalised, where it begins and ends in the word as it is."""
    for piece, start, end in _composed(word):
        for _ in _PLAIN.get(piece, piece):
            yield start, end


def _composed(word: str) -> Iterator[tuple[str, int, int]]:
    """A word's characters in NFC, without invisible marks, each with where it begins and ends in the word as it is."""
    seen = [(at, character) for at, character in enumerate(word) if character not in _INVISIBLE]
    if unicodedata.is_normalized("NFC", "".join(character for _, character in seen)):
        yield from ((character, at, at + 1) for at, character in seen)
        return
    group, start = "", 0
    for number, (at, character) in enumerate(seen):
        start = at if not group else start
        group += character
        if number + 1 < len(seen) and _joins(group, seen[number + 1][1]):
            continue
        for composed in unicodedata.normalize("NFC", group):
            yield composed, start, at + 1
        group = ""


def _joins(before: str, character: str) -> bool:
    """Whether a character is composed with those before it, as a mark with its letter or a Hangul vowel."""
    if unicodedata.combining(character):
        return True
    return unicodedata.normalize("NFC", before + character) != unicodedata.normalize("NFC", before) + character
