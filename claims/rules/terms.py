"""How alike two claims are: what a text is about, as terms that survive another wording, and what two share.

Pure. Where claims are looked for by their terms is in claims/similarity.py.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from math import log

from snowballstemmer import stemmer

from factreg.text import fold

MOST_TERMS = 200  # of one text: a claim is a sentence or two
LONGEST_TEXT = 5_000  # characters that are looked at

_WORD = re.compile(r"[^\W_]+", re.UNICODE)
# 1,200 and 1 200 and 1.200 and 1'200 are one number; 3.5 and 2020-09 are not.
_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:[,.' \u00a0\u202f]\d{3})+(?![\d,.']?\d)")
_SCALED = re.compile(r"(?<!\w)(\d+(?:[.,]\d+)?)\s*(k|thousand|m|mn|mln|million|bn|billion)\b")
_SCALE = {"k": 1e3, "thousand": 1e3, "m": 1e6, "mn": 1e6, "mln": 1e6, "million": 1e6, "bn": 1e9, "billion": 1e9}

# Words that say nothing of what a claim is about, in any wording.
_STOP_WORDS = """
a about all also an and any are as at be been being but by can could did do does during each for from had has have he
her his how if in into is it its itself least less more most near no not of off on only or other our out over own per
said per say says she so some such than that the their them then there these they this those through to under until
up was we were what when where which while who whom will with within would you after before against between around
claim claimed claims report reported reportedly alleged allegedly according
"""
_STOP = frozenset(_STOP_WORDS.split())

# Words by which the same is said. The first of a line stands for it; stems are taken of all.
_SAME = """
kill slay slain slew dead death die fatality perish murder lethal life
wound injure hurt injury casualty
shoot shot down downed fire
destroy wreck demolish ruin devastate obliterate knock annihilate
attack strike struck hit raid assault bombard bomb shell target offensive bombardment
capture seize take took taken occupy control hold held overrun conquer
prisoner captive detainee pow detain
liberate free recapture retake regain
withdraw withdrew withdrawn retreat leave left abandon pull
advance enter move push cross
send sent deploy dispatch supply deliver provide ship transfer
mercenary fighter militant combatant gunman
soldier troop serviceman army force military servicewoman
civilian resident inhabitant noncombatant
child minor kid infant
woman female
man male
plane jet aircraft airplane warplane fighter-jet
helicopter chopper
drone uav unmanned
tank armour armor armoured
vehicle car truck lorry
ship vessel boat
missile rocket projectile
mine landmine
village settlement hamlet
town city municipality
school classroom college
hospital clinic infirmary
house home dwelling residence building
bridge crossing viaduct
church cathedral chapel
factory plant works mill
begin began begun start launch open commence initiate
end stop cease halt finish conclude terminate
agree accept approve consent
reject refuse decline
sign conclude seal
deny dispute contest
order command instruct direct
announce declare proclaim state
leader president chief head
minister secretary
election poll vote ballot
ceasefire truce armistice
border frontier boundary
area region zone district province territory
refugee displace displaced evacuee evacuate flee fled
hundred hundreds
dozen dozens
night overnight
morning dawn
increase rise rose grow grew climb
decrease fall fell fallen drop decline shrink
pay paid cost spend spent
steal stole stolen loot rob plunder
arrest apprehend
poison contaminate pollute
explode explosion blast detonate
crash collide
sink sank sunk submerge
ban forbid prohibit outlaw
help support aid assist back
join participate part involve
use employ
burn fire blaze torch
close shut
big large huge
"""

_UNIT_WORDS = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
eighteen nineteen
"""
_UNITS = {word: number for number, word in enumerate(_UNIT_WORDS.split())}
_TEN_WORDS = "twenty thirty forty fifty sixty seventy eighty ninety"
_TENS = {word: number * 10 for number, word in enumerate(_TEN_WORDS.split(), start=2)}
_TIMES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}

_stem = lru_cache(maxsize=65_536)(stemmer("english").stemWord)
_CONCEPTS = {
    _stem(word): f"={line.split()[0]}" for line in reversed(_SAME.strip().splitlines()) for word in line.split()
}

# What spellings of one name in Latin letters differ in, after folding: longest first.
_SOUNDS = (
    (re.compile("shch|sch|tch|tsch|dzh|zh|sh|ch|ts|tz|cz|dj|j|s|z|c(?=[eiy])|x"), "s"),
    (re.compile("kh|gh|ck|q|k|c|g|h"), "k"),
    (re.compile("ph|f|v|w|b|p"), "p"),
    (re.compile("th|t|d"), "t"),
)
_VOWELS = re.compile("[aeiouy']+")
_DOUBLED = re.compile(r"(.)\1+")


def terms_of(*texts: str) -> list[str]:
    """The terms of texts, sorted: `=concept`, stems, `#number`, and `~skeleton` of each word for other spellings.

    >>> terms_of("Twelve hundred soldiers were killed")
    ['#1200', '=kill', '=soldier', '~kl', '~slt']
    """
    text = _plain_numbers(fold(" ".join(texts)[:LONGEST_TEXT]))
    terms: dict[str, None] = {}
    for word in _numbered(_WORD.findall(text)):
        if word.startswith("#"):
            terms[word] = None
        elif word not in _STOP and len(word) > 1:
            stem = _stem(word)
            terms[_CONCEPTS.get(stem, stem)] = None
            if stem not in _CONCEPTS and len(skeleton := _skeleton(word)) > 1:
                terms[f"~{skeleton}"] = None
        if len(terms) >= MOST_TERMS:
            break
    return sorted(terms)


def _plain_numbers(text: str) -> str:
    """With numbers as digits alone, whatever groups them or scales them."""
    text = _GROUPED.sub(lambda found: re.sub(r"\D", "", found.group()), text)
    return _SCALED.sub(lambda found: str(int(float(found[1].replace(",", ".")) * _SCALE[found[2]])), text)


def _numbered(words: Iterable[str]) -> Iterable[str]:
    """The words, with numbers in digits or in words as one term each."""
    total: int | None = None
    part = 0
    for word in words:
        if word.isdecimal():
            if total is not None:
                yield f"#{total + part}"
            total, part = None, 0
            yield f"#{int(word)}" if len(word) < 19 else word
        elif word in _UNITS or word in _TENS:
            total, part = total or 0, part + (_UNITS.get(word) or _TENS.get(word) or 0)
        elif word in _TIMES and total is not None:
            times = _TIMES[word]
            part = max(part, 1) * times
            if times > 100:
                total, part = total + part, 0
        elif word == "and" and total is not None:
            continue
        else:
            if total is not None:
                yield f"#{total + part}"
            total, part = None, 0
            yield word
    if total is not None:
        yield f"#{total + part}"


@lru_cache(maxsize=65_536)
def _skeleton(word: str) -> str:
    """The sounds of a word that its spellings in Latin letters share."""
    if not word.isascii():
        return word
    for sound, letter in _SOUNDS:
        word = sound.sub(letter, word)
    first = word[:1] if word[:1] not in "aeiouy" else "a"
    return first + _DOUBLED.sub(r"\1", _VOWELS.sub("", word[1:] if first != "a" else word))


def weights_of(terms: Iterable[str], frequencies: Mapping[str, float]) -> dict[str, float]:
    """How much each term tells: the rarer, the more. `frequencies`: the share of claims with a term, where known."""
    rarest = rarest_share(frequencies)
    return {term: _told(frequencies.get(term, rarest)) * _KIND.get(term[:1], 1.0) for term in terms}


def rarest_share(frequencies: Mapping[str, float]) -> float:
    """The share of claims that is taken for a term of which none is known."""
    return min([*frequencies.values(), 1e-3]) / 4


def _told(share: float) -> float:
    return log(1 + 1 / max(share, 1e-7))


# A skeleton is shared by words that have nothing to do with each other; a number is often all that tells claims apart.
_KIND = {"~": 0.7, "#": 1.1}


class Likeness:
    """How like a text's terms others are: 0 to 1. What only the other has counts as rare words do."""

    def __init__(self, terms: Iterable[str], frequencies: Mapping[str, float]) -> None:
        self._weights = weights_of(terms, frequencies)
        self._terms = frozenset(self._weights)
        self._whole = sum(self._weights.values())
        self._other = _told(rarest_share(frequencies)) * 0.85

    def of(self, other: Collection[str]) -> float:
        """The weight of what both have, of all that they have."""
        shared = self._terms.intersection(other)
        weight = sum(map(self._weights.__getitem__, shared))
        whole = self._whole + self._other * (len(other) - len(shared))
        return weight / whole if whole else 0.0
