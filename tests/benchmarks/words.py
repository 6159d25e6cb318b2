"""Made-up words in several scripts, used as unevenly as real ones: the first of a language in a tenth of all places.

No word means anything, so no generated text says anything about anyone.
"""

# ruff: noqa: RUF001 - letters of other scripts are what this is about

from __future__ import annotations

from itertools import accumulate, product
from random import Random

# Beginnings and ends of syllables; three syllables give more words than are asked for.
_SYLLABLES: dict[str, tuple[str, str]] = {
    "en": ("b d f g k l m n p r s t v z", "a e i o u an er il"),
    "az": ("b d f g ğ k l m n r s ş", "a ə ı i ö ü ar əl"),
    "ru": ("б в г д ж з к л м н п р с т", "а е и о у ы ов ин"),
    "hy": ("բ գ դ կ լ մ ն պ ր ս տ վ", "ա ե ի ո ու ան եր"),
    "ka": ("ბ გ დ კ ლ მ ნ პ რ ს ტ ვ", "ა ე ი ო უ ან ერ"),
    "ar": ("ب ت د ر س ف ق ك ل م ن ه", "ا و ي ان ير"),
}
LANGUAGES = tuple(_SYLLABLES)
_LARGEST_VOCABULARY = 60_000
_LONGEST_STREAM = 1_000_000


class Words:
    """Texts of one language: windows into one long stream of words drawn by Zipf's law."""

    def __init__(self, language: str, random: Random, *, stream: int) -> None:
        self._random = random
        length = min(stream, _LONGEST_STREAM)
        self.vocabulary = vocabulary(language, random, size=min(_LARGEST_VOCABULARY, length // 4 + 20))
        weights = list(accumulate(1 / rank for rank in range(1, len(self.vocabulary) + 1)))
        self._stream = random.choices(self.vocabulary, cum_weights=weights, k=length + 100)
        self._last = length

    def text(self, fewest: int, most: int) -> str:
        """Some words in a row."""
        start = int(self._random.random() * self._last)
        return " ".join(self._stream[start : start + self._random.randint(fewest, most)])


def vocabulary(language: str, random: Random, *, size: int) -> list[str]:
    """Words of two and three syllables, the commonest first."""
    beginnings, ends = _SYLLABLES[language]
    syllables = [beginning + end for beginning, end in product(beginnings.split(), ends.split())]
    random.shuffle(syllables)
    short = ["".join(pair) for pair in product(syllables, repeat=2)]
    missing = max(0, size - len(short))
    long = ("".join(three) for three in product(syllables, repeat=3))
    words = [*short, *(word for word, _ in zip(long, range(missing), strict=False))][:size]
    random.shuffle(words)
    return words
