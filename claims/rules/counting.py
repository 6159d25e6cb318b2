"""Numbers in texts: as numerals with any grouping, as words, and how they are meant (at least, about)."""

# ruff: noqa: RUF001 - letters of other scripts are what this is about

from __future__ import annotations

import re
from collections.abc import Iterable

from claims.rules.lexicon import folded, primary
from factreg.text import fold

Interval = tuple[int | None, int | None]

_HUNDRED, _THOUSAND = 100, 1000

_NUMBER_WORDS = {
    word: number
    for number, words in {
        0: "zero",
        1: "one single",
        2: "two deux zwei dos два две iki اثنان երկու",
        3: "three trois drei tres три üç ثلاثة երեք",
        4: "four quatre vier cuatro четыре dört dörd أربعة չորս",
        5: "five cinq fünf cinco пять beş خمسة հինգ",
        6: "six sechs seis шесть altı ستة վեց",
        7: "seven sept sieben siete семь yedi yeddi سبعة յոթ",
        8: "eight huit acht ocho восемь sekiz səkkiz ثمانية ութ",
        9: "nine neuf neun nueve девять dokuz doqquz تسعة ինը",
        10: "ten dix zehn diez десять on عشرة տասը",
        11: "eleven onze elf once одиннадцать",
        12: "twelve douze zwölf doce двенадцать",
        13: "thirteen treize dreizehn trece тринадцать",
        14: "fourteen quatorze vierzehn catorce четырнадцать",
        15: "fifteen quinze fünfzehn quince пятнадцать",
        16: "sixteen seize sechzehn шестнадцать",
        17: "seventeen siebzehn семнадцать",
        18: "eighteen achtzehn восемнадцать",
        19: "nineteen neunzehn девятнадцать",
        20: "twenty vingt zwanzig veinte двадцать yirmi iyirmi عشرون քսան",
        30: "thirty trente dreißig treinta тридцать otuz ثلاثون երեսուն",
        40: "forty quarante vierzig cuarenta сорок kırk qırx أربعون քառասուն",
        50: "fifty cinquante fünfzig cincuenta пятьдесят elli خمسون հիսուն",
        60: "sixty soixante sechzig sesenta шестьдесят altmış ستون",
        70: "seventy siebzig setenta семьдесят yetmiş سبعون",
        80: "eighty achtzig ochenta восемьдесят seksen səksən ثمانون",
        90: "ninety neunzig noventa девяносто doksan doxsan تسعون",
        100: "hundred cent hundert cien ciento сто yüz مئة مائة հարյուր",
        1000: "thousand mille tausend mil тысяча тысячи тысяч bin min ألف آلاف հազար",
        1_000_000: "million millions millionen millón millones миллион миллиона миллионов milyon مليون միլիոն",
    }.items()
    for word in folded(words)
}
# Number words that mean something else in another language.
_ONLY_IN = {
    "on": "tr",
    "once": "es",
    "bin": "tr",
    "min": "az",
    "six": "en",
    "sept": "fr",
    "elf": "de",
    "single": "en",
    "dos": "es",
    "mil": "es",
    "cent": "fr",
    "iki": "tr",
}

AT_LEAST = (
    "at least",
    "more than",
    "over",
    "no fewer than",
    "no less than",
    "not fewer than",
    "not less than",
    "upwards of",
    "plus de",
    "au moins",
    "mindestens",
    "über",
    "mehr als",
    "al menos",
    "más de",
    "por lo menos",
    "по меньшей мере",
    "более",
    "больше",
    "не менее",
    "свыше",
    "en az",
    "ən azı",
    "على الأقل",
    "أكثر من",
    "առնվազն",
    "almeno",
    "più di",
    "mais de",
)
AT_MOST = (
    "at most",
    "up to",
    "fewer than",
    "less than",
    "under",
    "no more than",
    "not more than",
    "jusqu à",
    "au plus",
    "moins de",
    "höchstens",
    "bis zu",
    "weniger als",
    "hasta",
    "menos de",
    "до",
    "менее",
    "не более",
    "en fazla",
    "ən çoxu",
    "على الأكثر",
    "أقل من",
)
ABOUT = (
    "about",
    "around",
    "some",
    "roughly",
    "nearly",
    "almost",
    "approximately",
    "environ",
    "près de",
    "etwa",
    "rund",
    "ungefähr",
    "unos",
    "cerca de",
    "около",
    "примерно",
    "yaklaşık",
    "təxminən",
    "حوالي",
    "نحو",
    "մոտ",
    "circa",
)
VAGUE = folded(
    "dozens scores hundreds thousands dizaines centaines dutzende decenas десятки сотни onlarca yüzlerce عشرات"
)


_MODIFIERS = tuple(tuple(f" {fold(phrase)}" for phrase in phrases) for phrases in (AT_LEAST, AT_MOST, ABOUT))
# Longer runs of digits are no counts.
_LONGEST = 18


def number(token: str, word: str, language: str) -> int | None:
    """The number that a word is: a numeral of any script and grouping, or a number word of the language, folded."""
    if token[0].isdigit():
        digits = re.sub(r"\D", "", token)
        return int(digits) if len(digits) <= _LONGEST else None
    return None if _ONLY_IN.get(word, primary(language)) != primary(language) else _NUMBER_WORDS.get(word)


def put_together(words: Iterable[int]) -> int:
    """The number that consecutive words make.

    >>> put_together([2, 100, 20, 5])
    225
    """
    total = current = 0
    for each in words:
        if each >= _THOUSAND:
            total += max(current, 1) * each
            current = 0
        elif each == _HUNDRED:
            current = max(current, 1) * each
        else:
            current += each
    return total + current


def interval(number: int, before: str) -> Interval:
    """The numbers that are meant, given the folded words before the number; "about" is 10 % either way."""
    at_least, at_most, about = _MODIFIERS
    if _ends_with(before, at_least):
        return (number, None)
    if _ends_with(before, at_most):
        return (None, number)
    if _ends_with(before, about):
        return (number * 9 // 10, -(-number * 11 // 10))
    return (number, number)


def says_how(words: str) -> bool:
    """Whether folded words end in one that says how the number after them is meant."""
    return any(_ends_with(words, phrases) for phrases in _MODIFIERS)


def _ends_with(words: str, phrases: tuple[str, ...]) -> bool:
    return f" {words}".endswith(phrases)
