"""How words that were folded are spelled elsewhere: the sounds they share, one typing error apart, of one stem.

Pure, and for Latin letters, to which folding brings the scripts of a name. What is looked up with it is elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import product

from snowballstemmer import stemmer

_WORD = re.compile(r"[^\W_]+", re.UNICODE)

# Consonants as spellings of one name write them, the longest first. Where a letter stands for several sounds
# (Azerbaijani c and x, German j, Arabic w), a word has a key for each.
_SOUNDS = (
    ("tsch|dsch|shch|sch|tch|dzh|dj|dz|dh|zh|sh|ch|ts|tz|cz|ss|s|z|c(?=[eiy])", ("s",)),
    ("j", ("s", "")),
    ("h$", ("",)),
    ("kh|gh|ck|q|k|g|h", ("k",)),
    ("c", ("k", "s")),
    ("x", ("k", "ks")),
    ("ph|f|v|b|p", ("p",)),
    ("w", ("p", "")),
    ("th|t|d", ("t",)),
    ("[lmnr]", ()),
)
_CONSONANTS = re.compile("|".join(f"({pattern})" for pattern, _ in _SOUNDS))
_MOST_KEYS = 8
# What it costs to take one vowel for another, for none, or for any other.
_ALIKE = {frozenset("ae"): 0.2, frozenset("ou"): 0.2, frozenset("ie"): 0.25, frozenset("iu"): 0.35}
_VOWELS = "aeiouy"
_NO_VOWEL, _OTHER_VOWEL = 0.4, 0.5

# Before a vowel, which transliterations write or leave out: Ganja, Gyandzha.
_GLIDE = re.compile("[yij](?=[aeou])")

_stem = lru_cache(maxsize=65_536)(stemmer("english").stemWord)


def words_of(folded: str) -> list[str]:
    """The words and numbers of folded text.

    >>> words_of("an su-25 of 1,200")
    ['an', 'su', '25', 'of', '1', '200']
    """
    return _WORD.findall(folded)


@lru_cache(maxsize=65_536)
def sounds(word: str) -> tuple[str, ...]:
    """Keys that the spellings of a name have in common; none where a word is too short to tell.

    >>> sounds("kyiv") == sounds("kiev"), set(sounds("azerbaycan")) & set(sounds("azerbaijan"))
    (True, {'srpsn'})
    """
    if not word.isascii() or word.isdecimal():
        return ()
    keys = ("".join(each) for each in product(*_consonants(word)))
    found = dict.fromkeys(re.sub(r"(.)\1\1+", r"\1\1", key) for key in keys)
    return tuple(key for key in found if len(key) > 1)[:_MOST_KEYS]


def _consonants(word: str) -> Iterator[tuple[str, ...]]:
    end = -1
    last: tuple[str, ...] = ()
    for found in _CONSONANTS.finditer(word):
        sound = _SOUNDS[(found.lastindex or 1) - 1][1] or (found.group(),)
        if found.start() == end and sound == last:
            continue  # doubled
        end, last = found.end(), sound
        yield sound


def vowel_distance(one: str, other: str) -> float:
    """How far the vowels of two words of the same sounds are apart; scripts that write none are near to all.

    >>> vowel_distance("fizuli", "fuzuli"), vowel_distance("killed", "called")
    (0.35, 0.5)
    """
    first, second = _vowels(one), _vowels(other)
    if not first or not second:
        return _OTHER_VOWEL
    row = [place * _NO_VOWEL for place in range(len(second) + 1)]
    for place, vowel in enumerate(first, start=1):
        above, row = row, [place * _NO_VOWEL]
        for at, against in enumerate(second, start=1):
            instead = 0.0 if vowel == against else _ALIKE.get(frozenset((vowel, against)), _OTHER_VOWEL)
            row.append(min(above[at] + _NO_VOWEL, row[-1] + _NO_VOWEL, above[at - 1] + instead))
    return round(row[-1], 2)


def _vowels(word: str) -> str:
    if not re.search("[aeiou]", word) and len(word) > 2:
        return ""
    once = re.sub(r"([aeiou])\1+", r"\1", _GLIDE.sub("", word).replace("y", "i"))
    return "".join(letter for letter in once if letter in "aeiou")


def same_name(one: str, other: str) -> float | None:
    """How surely two words that share a key are spellings of one name, up to 1; None where they are hardly that."""
    distance = vowel_distance(one, other)
    if (one[0] in _VOWELS) != (other[0] in _VOWELS) and _vowels(one) and _vowels(other):
        distance += _OTHER_VOWEL
    shorter = min(len(one), len(other))
    most = 1.1 if shorter > 6 else 0.7 if shorter > 4 else 0.5
    return None if distance > most else round(1 - distance / 3, 3)


def edits(one: str, other: str, most: int = 2) -> int:
    """How many letters are left out, put in, mistaken or swapped with the next between two words; at most `most` + 1.

    >>> edits("vardenis", "vradenis"), edits("baku", "bak"), edits("armenia", "albania")
    (1, 1, 3)
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    above = list(range(len(other) + 1))
    for place, letter in enumerate(one, start=1):
        row = [place]
        for at, against in enumerate(other, start=1):
            best = min(above[at] + 1, row[-1] + 1, above[at - 1] + (letter != against))
            if place > 1 and at > 1 and letter == other[at - 2] and one[place - 2] == against:
                best = min(best, before[at - 2] + 1)
            row.append(best)
        if min(row) > most:
            return most + 1
        before, above = above, row
    return min(above[-1], most + 1)


def halves(word: str) -> tuple[str, str] | None:
    """A beginning and an end of a word, one of which a typing error leaves as it is; None if it is too short."""
    if len(word) < 4:
        return None
    length = max(2, (len(word) - 1) // 2)
    return word[:length], word[-length:]


def stem(word: str) -> str:
    """The English stem of a word; of another language's word mostly itself."""
    return _stem(word) if word.isascii() and len(word) > 3 else word


def of_one_stem(word: str, others: Iterable[str]) -> list[str]:
    """Those of other words that are inflections of the same word."""
    root = stem(word)
    return [other for other in others if other != word and stem(other) == root]
