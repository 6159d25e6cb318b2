"""What a claim's text says, as far as words show it: the act's words, names, places, numbers, negation, hedges.

Reads one text at a time. What two texts have to do with each other is judged elsewhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from math import ceil

from claims.rules import counting, lexicon
from claims.rules.counting import Interval
from factreg.text import fold

_NUMBER = r"\d{1,3}(?:[\u00a0\u202f ,.'\u2019]\d{3})+(?!\d)|\d+"
_TOKEN = re.compile(rf"{_NUMBER}|[^\W\d_]+(?:['\u2019\u02bc][^\W\d_]+)*")
_NOT_IN_SHORT = re.compile(r"\b(ca)?n['\u2019]t\b|n['\u2019]t\b", re.IGNORECASE)
_ELIDING = frozenset({"fr", "it", "ca"})
_A_YEAR = range(1900, 2101)
# Arabic names, folded, lose their vowels.
SHORTEST_NAME = 3
_BEGINNING = 4


_FIRST_OF_NO_NEGATIONS = frozenset(phrase[0] for phrase in lexicon.NO_NEGATIONS)


@dataclass(frozen=True, slots=True)
class Known:
    """The names by which actors and places are recognised in texts, by their first letters."""

    actors: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    phrases: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]] = field(default_factory=dict)
    places: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def actor(self, word: str) -> str | None:
        """The party that a folded word names, in whatever form: Armenian, Armenia's."""
        for name, party in self.actors.get(word[:SHORTEST_NAME], ()):
            if alike(word, name, share=0.6):
                return party
        return None

    def place(self, word: str) -> str | None:
        """The place name that a folded word is a form of."""
        for name in self.places.get(word[:SHORTEST_NAME], ()):
            if alike(word, name, share=0.8):
                return name
        return None


def known(actors: Mapping[str, Iterable[str]], places: Iterable[str]) -> Known:
    """``actors``: the names of each party and of those that speak for it. A word that two share tells neither."""
    parties_of: defaultdict[str, set[str]] = defaultdict(set)
    phrases: defaultdict[str, dict[tuple[str, ...], str]] = defaultdict(dict)
    for party, names in actors.items():
        for name in names:
            words = tuple(fold(name).split())
            if len(words) > 1:
                phrases[words[0]][words] = party
            for word in words:
                parties_of[word].add(party)
    by_start: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for word, parties in parties_of.items():
        if len(word) >= SHORTEST_NAME and len(parties) == 1:
            by_start[word[:SHORTEST_NAME]].append((word, next(iter(parties))))
    place_names: defaultdict[str, list[str]] = defaultdict(list)
    for word in sorted({word for place in places for word in fold(place).split() if len(word) >= SHORTEST_NAME}):
        place_names[word[:SHORTEST_NAME]].append(word)
    return Known(
        actors={start: tuple(sorted(found)) for start, found in by_start.items()},
        phrases={first: tuple(found.items()) for first, found in phrases.items()},
        places={start: tuple(found) for start, found in place_names.items()},
    )


@dataclass(frozen=True, slots=True)
class Wording:
    """What one text says.

    ``frame``: the stems of what happens and to what, without names, numbers, negations and small words. ``actors`` and
    ``places`` that follow a word for "in" or "over" are in ``located`` too. ``words``: all words, folded.
    """

    language: str
    frame: frozenset[str]
    actors: frozenset[str]
    places: frozenset[str]
    located: frozenset[str]
    numbers: tuple[Interval, ...]
    days: frozenset[str]
    words: frozenset[str]
    negated: bool
    hedged: bool
    of_some: bool
    of_every: bool
    only: bool
    so_far: bool

    def has(self, beginnings: Iterable[str]) -> bool:
        """Whether a word begins with any of these."""
        starts = tuple(beginnings)
        return any(word.startswith(starts) for word in self.words)


def read(text: str, language: str, names: Known) -> Wording:
    """The wording of a claim's text."""
    return _Reader(text, language, names).wording()


def alike(one: str, other: str, *, share: float) -> bool:
    """Whether two folded words begin alike, over four letters and that share of the shorter one."""
    shorter = min(len(one), len(other))
    needed = max(min(_BEGINNING, shorter), ceil(share * shorter))
    return shorter > 2 and one[:needed] == other[:needed]


class _Reader:
    """Sorts the words of one text."""

    def __init__(self, text: str, language: str, names: Known) -> None:
        self.language, self.names = lexicon.primary(language), names
        self.tokens = list(_tokens(text, self.language))
        self.folded = [fold(token) for token in self.tokens]
        self.negations = lexicon.of_language(lexicon.NEGATIONS, language)
        self.little = lexicon.of_language(lexicon.LITTLE, language)
        self.frame: set[str] = set()
        self.actors: set[str] = set()
        self.places: set[str] = set()
        self.located: set[str] = set()
        self.numbers: list[Interval] = []
        self.days: set[str] = set()
        self.negative = 0

    def wording(self) -> Wording:
        skipped = self._phrases() | self._no_negations()
        for at in range(len(self.tokens)):
            if at not in skipped:
                self._sort(at)
        words = frozenset(self.folded)
        return Wording(
            language=self.language,
            frame=frozenset(self.frame),
            actors=frozenset(self.actors),
            places=frozenset(self.places),
            located=frozenset(self.located),
            numbers=tuple(self.numbers),
            days=frozenset(self.days),
            words=words,
            negated=self.negative % 2 == 1,
            hedged=bool(words & lexicon.HEDGES),
            of_some=bool(words & lexicon.of_language(lexicon.SOME, self.language)) and not self.numbers,
            of_every=bool(words & lexicon.EVERY),
            only=bool(words & lexicon.ONLY),
            so_far=bool(words & lexicon.SO_FAR),
        )

    def _phrases(self) -> set[int]:
        """Places of the words that make up an actor's name of several words."""
        taken: set[int] = set()
        for at, word in enumerate(self.folded):
            for words, party in self.names.phrases.get(word, ()):
                if self._stand_at(at, words):
                    self._name(at, party)
                    taken |= set(range(at, at + len(words)))
        return taken

    def _no_negations(self) -> set[int]:
        """Places of negations that negate nothing: "not only", "no fewer than"."""
        return {
            at
            for at, word in enumerate(self.folded)
            if word in _FIRST_OF_NO_NEGATIONS
            if any(self._stand_at(at, phrase) for phrase in lexicon.NO_NEGATIONS)
        }

    def _stand_at(self, at: int, words: tuple[str, ...]) -> bool:
        return tuple(self.folded[at : at + len(words)]) == words

    def _sort(self, at: int) -> None:
        token, word = self.tokens[at], self.folded[at]
        if word in self.negations:
            self.negative += 1
        elif word in self.little or word in lexicon.EVERY or word in lexicon.SO_FAR:
            return
        elif self._counts(at) is not None:
            self._number(at)
        elif word in lexicon.DAYS:
            self.days.add(word)
        elif party := self.names.actor(word):
            self._name(at, party)
        elif place := self._place(at):
            self._name(at, place, among=self.places)
        elif word not in counting.VAGUE and not self._is_of_a_number(at):
            self._act(token, word)

    def _act(self, token: str, word: str) -> None:
        if self.language in lexicon.TURKIC and (found := lexicon.TURKIC_NEGATION.fullmatch(word)):
            self.negative += 1
            self.frame.add(found[1])
        else:
            self.frame.add(lexicon.stem(token, self.language))

    def _name(self, at: int, name: str, among: set[str] | None = None) -> None:
        (self.actors if among is None else among).add(name)
        before = {self.folded[place] for place in range(max(0, at - 2), at)}
        if before & lexicon.BEFORE_A_PLACE:
            self.located.add(name)

    def _place(self, at: int) -> str | None:
        """A known place, or what has a capital letter after a word for "in"."""
        word = self.folded[at]
        if place := self.names.place(word):
            return place
        is_name = self.tokens[at][0].isupper() and self.language != "de"
        return word if is_name and at and self.folded[at - 1] in lexicon.BEFORE_A_PLACE else None

    def _counts(self, at: int) -> int | None:
        return counting.number(self.tokens[at], self.folded[at], self.language) if at < len(self.tokens) else None

    def _number(self, at: int) -> None:
        """Take a number with the words that follow it, "twenty five", once: at its first word."""
        if at and self._counts(at - 1) is not None and not self.tokens[at][0].isdigit():
            return
        run = [self._counts(at)]
        while (following := self._counts(at + len(run))) is not None and not self.tokens[at + len(run)][0].isdigit():
            run.append(following)
        number = counting.put_together([each for each in run if each is not None])
        if number in _A_YEAR and len(run) == 1 and self.tokens[at].isdigit():
            self.days.add(str(number))
        else:
            self.numbers.append(counting.interval(number, " ".join(self.folded[max(0, at - 3) : at])))

    def _is_of_a_number(self, at: int) -> bool:
        """Whether the word only says how a number is meant: at *least* 10, *about* 10."""
        counts = next((place for place in range(at + 1, at + 4) if self._counts(place) is not None), None)
        if counts is None:
            return False
        return counting.says_how(" ".join(self.folded[max(0, at - 1) : counts]))


def _tokens(text: str, language: str) -> Iterator[str]:
    text = unicodedata.normalize("NFKC", text)
    if language == "en":
        text = _NOT_IN_SHORT.sub(lambda found: "can not" if found[1] else " not", text)
    for found in _TOKEN.finditer(text):
        token = found[0]
        if token[0].isdigit():
            yield token
            continue
        parts = re.split("['\u2019\u02bc]", token)
        # L'avion is "avion" with an article before it, Alland'in is "Alland" with a case behind it.
        yield from parts if language in _ELIDING else parts[:1]
