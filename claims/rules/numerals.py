"""Whether a text names a number: in numerals of any script and grouping, or in words of seven languages.

The words come from num2words; what it leaves open (gender, case, "and", one word or several) is evened out on both
sides. Where a numeral can be read in two ways (1.200), either reading counts: a doubt is not a fault.
"""
# ruff: noqa: RUF001 - digits, separators and letters of many scripts are the matter

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache, lru_cache

from num2words import num2words

LANGUAGES = ("en", "fr", "es", "de", "ru", "tr", "ar")
# Above this nobody writes a number out, and below it every number has words.
_LARGEST_IN_WORDS = 10**12

_SEPARATORS = ",.'’ \u00a0\u2009\u202f\u066b\u066c"
_NUMERAL = re.compile(rf"\d(?:[{_SEPARATORS}]?\d)*")
# A number in a name is none: the 25 of Su-25, the 2 of H2O. After a joined prefix, as in Arabic, it is one.
_NAMED = re.compile(r"[^\W\d_\u0600-\u06ff\u3040-\u9fff\uac00-\ud7af]-?$|[^\W\d_]-$")
_GROUPED = re.compile(rf"\d{{1,3}}(?:([{_SEPARATORS}])\d{{3}})(?:\1\d{{3}})*")
_INDIAN = re.compile(r"\d{1,2}(?:,\d{2})+,\d{3}")
_DECIMAL = re.compile(r"(\d+(?:[ \u00a0\u2009\u202f'’]\d{3})*)[.,\u066b](\d+)")

_MULTIPLIERS: Mapping[int, str] = {
    10**3: "k thousand thousands mille milliers mil miles tausend bin ألف آلاف الف الاف тысяча тысячи тысяч тысячам "
    "тысячами тысячах тыс",
    10**6: "m mn million millions millón millones millon millionen milyon مليون ملايين миллион миллиона миллионов млн",
    10**9: "bn billion billions milliard milliards milliarde milliarden milyar مليار مليارات миллиард миллиарда "
    "миллиардов млрд",
    10**12: "trillion trillions billones billón",
}
_TIMES = {word: times for times, words in _MULTIPLIERS.items() for word in words.split()}
_NEXT_WORD = re.compile(r"[ \u00a0\u202f-]?([^\W\d_]+)")


def names_number(text: str, number: int, *, language: str = "") -> bool:
    """Whether a text names a number. ``language`` (BCP 47) narrows the words that are looked for; digits are all read.

    >>> names_number("Some 1,200 men", 1200), names_number("zwölfhundert", 12), names_number("twenty-five", 20)
    (True, False, False)
    """
    if number in set(numerals(text)):
        return True
    tag = language.split("-", maxsplit=1)[0].lower()
    return any(_names_in_words(text, number, each) for each in ((tag,) if tag in LANGUAGES else LANGUAGES))


def names_words(text: str, worded: str) -> bool:
    """Whether a text has a figure as it was worded, whatever the case and the white space."""
    return _even(worded) in _even(text)


def numerals(text: str) -> Iterator[Decimal]:
    """The numbers that stand in a text as numerals, in every way in which each can be read."""
    plain = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)
    for found in _NUMERAL.finditer(plain):
        if _NAMED.search(plain[max(0, found.start() - 2) : found.start()]):
            continue
        behind = _NEXT_WORD.match(plain, found.end())
        times = _TIMES.get(behind[1].casefold(), 0) if behind else 0
        attached = behind is not None and behind.start() == behind.start(1)
        if attached and not times and re.match("[A-Za-z\u0400-\u04ff]", behind[1] if behind else ""):
            continue
        for number in _readings(found.group()):
            yield number
            if times:
                yield number * times


def _readings(numeral: str) -> Iterator[Decimal]:
    if numeral.isdigit():
        yield Decimal(numeral)
        return
    bare = re.sub(r"\D", "", numeral)
    grouped = _GROUPED.fullmatch(numeral) or _INDIAN.fullmatch(numeral)
    if grouped:
        yield Decimal(bare)
    if point := _DECIMAL.fullmatch(numeral):
        whole = re.sub(r"\D", "", point[1])
        yield Decimal(f"{whole}.{point[2]}")
    if not (grouped or _DECIMAL.fullmatch(numeral)) or re.search(r"\s", numeral):
        # "2 300" can be one number or two; what fits no grouping is a list.
        yield from (Decimal(part) for part in re.split(r"\D", numeral) if part)


# Words


def _names_in_words(text: str, number: int, language: str) -> bool:
    if not 0 <= number < _LARGEST_IN_WORDS or not _SCRIPT[language].search(text):
        return False
    wanted = _spelt(number, language)
    return any(_stands_in(phrase, wanted, language) for phrase in _phrases(text, language))


def _stands_in(phrase: tuple[str, ...], wanted: frozenset[str], language: str) -> bool:
    """Whether some words of a phrase, run together, are wanted, with no number beside them to make a larger one."""
    for first, word in enumerate(phrase):
        if not any(each.startswith(word) for each in wanted):
            continue
        joined = ""
        for last in range(first, len(phrase)):
            joined += phrase[last]
            if joined in wanted:
                beside = (*phrase[max(0, first - 1) : first], *phrase[last + 1 : last + 2])
                if _number_words(language).isdisjoint(beside):
                    return True
            elif not any(each.startswith(joined) for each in wanted):
                break
    return False


@lru_cache(maxsize=1024)
def _phrases(text: str, language: str) -> tuple[tuple[str, ...], ...]:
    """The words between punctuation marks, evened out, without those that only join."""
    even, joining = _EVEN[language], _JOINING[language]
    return tuple(
        tuple(word for each in _WORD.findall(phrase) if (word := even(each)) and word not in joining)
        for phrase in _PUNCTUATION.split(_even(text))
    )


_PUNCTUATION = re.compile(r"[^\w\s'’\u0300-\u036f\u064b-\u0652-]+")
_WORD = re.compile(r"[^\W_]+")


@lru_cache(maxsize=4096)
def _spelt(number: int, language: str) -> frozenset[str]:
    """A number's words in a language, each way run together."""
    given = {num2words(number, lang=language)}
    if language == "ru":
        given |= {
            num2words(number, lang="ru", case=case, gender=gender, animate=animate)
            for case in "ngdaip"
            for gender in "mfn"
            for animate in (True, False)
        }
    if language == "en" and 1100 <= number < 10_000 and number % 1000 >= 100:
        rest = number % 100
        hundreds = num2words(number // 100, lang="en") + " hundred"
        given.add(f"{hundreds} {num2words(rest, lang='en')}" if rest else hundreds)
    return frozenset(
        "".join("".join(phrase) for phrase in _phrases(words.replace(",", " "), language)) for words in given
    )


@cache
def _number_words(language: str) -> frozenset[str]:
    """The words of which numbers are made: beside one of these, a number is part of a larger one."""
    made_of = [*range(1, 100), *range(100, 1000, 100), 1000, 2000, 10**6, 2 * 10**6, 10**9]
    phrases = (phrase for number in made_of for phrase in _phrases(num2words(number, lang=language), language))
    return frozenset(word for phrase in phrases for word in phrase)


def _even(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().replace("-", " ").split())


def _even_arabic(word: str) -> str:
    word = re.sub("[\u0640\u064b-\u0652]", "", word)
    word = word.translate(_ALEFS).removeprefix("و") if len(word) > 3 else word.translate(_ALEFS)
    word = word.replace("مائ", "مئ").replace("ماي", "مئ")
    word = re.sub("ون$|ان$", "ين", word)
    return word.removesuffix("ة").removesuffix("ه")


_ALEFS = str.maketrans("أإآٱى", "اااا\u064a")

_EVEN: Mapping[str, Callable[[str], str]] = {
    "en": lambda word: {"an": "one", "a": "one", "thousands": "thousand", "millions": "million"}.get(word, word),
    "fr": lambda word: {"une": "un", "cents": "cent", "vingts": "vingt", "millions": "million"}.get(word, word),
    "es": lambda word: re.sub("cientas$", "cientos", re.sub("ún$|una$|un$", "uno", word)),
    "de": lambda word: re.sub("^ein(?=hundert|tausend)", "", re.sub("^ein(e|en|em|er|es|s)$", "ein", word)),
    "ru": lambda word: word.replace("ё", "е"),
    "tr": lambda word: word.replace("i̇", "i"),
    "ar": _even_arabic,
}
_LATIN = re.compile("[A-Za-z]")
_SCRIPT: Mapping[str, re.Pattern[str]] = {
    **dict.fromkeys(LANGUAGES, _LATIN),
    "ru": re.compile("[\u0400-\u04ff]"),
    "ar": re.compile("[\u0600-\u06ff]"),
}
_JOINING: Mapping[str, frozenset[str]] = {
    "en": frozenset({"and"}),
    "fr": frozenset({"et"}),
    "es": frozenset({"y"}),
    "de": frozenset(),
    "ru": frozenset(),
    "tr": frozenset(),
    "ar": frozenset({"و"}),
}


def unsupported(
    *, low: int | None, high: int | None, as_worded: str, texts: Iterable[tuple[str, str]]
) -> tuple[str, ...]:
    """Which of a figure's low, high and as_worded stand in none of the texts, given as (text, language).

    >>> unsupported(low=20, high=30, as_worded="dozens", texts=[("Dozens, perhaps 30, were hurt.", "en")])
    ('low',)
    """
    texts = [(text, language) for text, language in texts if text]
    unnamed = {
        number
        for number in {low, high}
        if number is not None and not any(names_number(text, number, language=language) for text, language in texts)
    }
    missing = [name for name, number in (("low", low), ("high", high)) if number in unnamed]
    if as_worded and not any(names_words(text, as_worded) for text, _ in texts):
        missing.append("as_worded")
    return tuple(missing)
