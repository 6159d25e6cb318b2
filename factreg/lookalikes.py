"""Text that may not be what it looks like: letters of one script among those of another, and marks that nobody sees.

Gives reasons to look again, never to refuse: what can't be stored at all is decided in factreg.text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from confusable_homoglyphs import categories, confusables

_WORD = re.compile(r"[^\W\d_]+(?:[\u0300-\u036f][^\W\d_]*)*")
# Marks of direction, and joiners: honest in Arabic, Persian and Indic words, of no use in others.
_UNSEEN = re.compile("[\u200b-\u200f\u061c\u2060\ufeff\u00ad]")
_JOINED = ("ARABIC", "BENGALI", "DEVANAGARI", "GUJARATI", "KANNADA", "MALAYALAM", "SINHALA", "TAMIL", "TELUGU")
# Scripts whose letters are taken for one another's.
_ALIKE = {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "COPTIC", "CHEROKEE"}
_MOST = 5


def doubts(text: str) -> list[str]:
    """What in a text may not be what it looks like, in words; the first few.

    >>> doubts("\u0410rmenia")
    ['“\u0410rmenia” mixes look-alike letters of several scripts: “\u0410” is CYRILLIC CAPITAL LETTER A.']
    """
    if text.isascii():
        return []
    return [*_mixed(text), *_unseen(text)][:_MOST]


def _mixed(text: str) -> Iterator[str]:
    """The words that hold letters of two scripts, of which some look like letters of the other."""
    for word in dict.fromkeys(_WORD.findall(text)):
        if word.isascii() or not confusables.is_mixed_script(word):
            continue
        scripts = [_script(letter) for letter in word]
        if len(_ALIKE.intersection(scripts)) < 2:
            continue
        usual = max(set(scripts), key=scripts.count)
        strange = [letter for letter, script in zip(word, scripts, strict=True) if script not in (usual, "COMMON")]
        looking_alike = [letter for letter in dict.fromkeys(strange) if confusables.is_confusable(letter)]
        if looking_alike:
            names = ", ".join(f"“{letter}” is {unicodedata.name(letter, 'unnamed')}" for letter in looking_alike[:3])
            yield f"“{word}” mixes look-alike letters of several scripts: {names}."


def _script(letter: str) -> str:
    return str(categories.alias(letter))


def _unseen(text: str) -> Iterator[str]:
    for found in _UNSEEN.finditer(text):
        around = text[max(0, found.start() - 1) : found.end() + 1]
        joiner = found.group() in "\u200c\u200d"
        if joiner and any(unicodedata.name(each, "").startswith(_JOINED) for each in around):
            continue
        if joiner and any(unicodedata.category(each) == "So" for each in around):
            continue
        name = unicodedata.name(found.group(), "unnamed")
        yield f"At place {found.start() + 1} stands U+{ord(found.group()):04X} ({name}), which nobody sees."
