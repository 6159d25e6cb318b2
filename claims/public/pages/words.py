"""Small pieces of a page in the reader's language: dates, lists of names, vocabulary. Cheap to call often."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.utils.dates import MONTHS, MONTHS_ALT
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, pgettext

from claims.vocabulary import Element, StandingValue
from factreg.choices import DefinedChoices
from factreg.date_words import ENGLISH, DateWords
from factreg.edtf_dates import EDTFError, show, show_when

Document = dict[str, Any]


def label_of(vocabulary: type[DefinedChoices], value: str | None) -> str:
    """A word of a vocabulary; what an older format wrote otherwise, as it stands."""
    member = vocabulary.member_of(value)
    return pgettext(vocabulary.__name__, str(member.label)) if member else value or ""


def definition_of(vocabulary: type[DefinedChoices], value: str | None) -> str:
    """The definition of a word, a sentence; the word itself where there is none."""
    member = vocabulary.member_of(value)
    return gettext(member.definition) if member else value or ""


def _months(names: Mapping[int, Any], language: str | None) -> tuple[str, ...]:
    """Django's names of months; as small as the language writes them within a sentence, where Django does not."""
    named = (str(names[month]) for month in range(1, 13))
    return tuple(name.lower() if language in ("az", "hy", "ru") else name for name in named)


@lru_cache(maxsize=16)
def date_patterns(language: str | None) -> DateWords:
    """How dates are told in the language that is active, which is named so that each is made once."""
    if language == "en":
        return ENGLISH
    return DateWords(
        months=_months(MONTHS, language),
        months_with_day=_months(MONTHS_ALT, language),
        seasons={
            21: pgettext("season", "spring"),
            22: pgettext("season", "summer"),
            23: pgettext("season", "autumn"),
            24: pgettext("season", "winter"),
        },
        qualified={
            "?": pgettext("date", "possibly {date}"),
            "~": pgettext("date", "about {date}"),
            "%": pgettext("date", "possibly about {date}"),
        },
        day=pgettext("date", "{day} {month} {year}"),
        month=pgettext("date", "{month} {year}"),
        season=pgettext("date", "{season} {year}"),
        moment=pgettext("date", "{date}, {time} UTC{offset}"),
        between_years=pgettext("date", "some time between {first} and {last}"),
        some_day=pgettext("date", "some day in {period}"),
        some_month=pgettext("date", "some month of {year}"),
        interval=pgettext("date", "{first} to {last}"),
        days_of_a_month=pgettext("date", "{first} to {last} {month} {year}"),
        days_of_a_year=pgettext("date", "{first} {first_month} to {last} {last_month} {year}"),
        months_of_a_year=pgettext("date", "{first_month} to {last_month} {year}"),
        since=pgettext("date", "from {date}"),
        since_end_unknown=pgettext("date", "from {date}, end unknown"),
        until=pgettext("date", "until {date}"),
        until_start_unknown=pgettext("date", "until {date}, start unknown"),
    )


@lru_cache(maxsize=16_384)
def _date_words(date: str, language: str | None) -> str:
    try:
        return show(date, date_patterns(language))
    except EDTFError:
        return date


def date_words(date: str | None) -> str:
    """An EDTF date in words; what an older format wrote otherwise, as it stands."""
    return _date_words(date, get_language()) if date else ""


def when_words(date: str | None) -> str:
    """The same with its preposition where the language is English: "on 29 September 2020"."""
    if date and get_language() == "en":
        try:
            return show_when(date)
        except EDTFError:
            return date
    return date_words(date)


def moment_words(moment: str) -> str:
    """A time of the ledger to the minute: `22 November 2026, 22:00 UTC`."""
    return date_words(f"{moment[:16]}Z")


def lang(language: str | None) -> str:
    """The value of a `lang` attribute; empty, which means unknown, where no language is known."""
    return "" if not language or language == "und" else language


def listed(words: Sequence[str]) -> str:
    """`A`, `A and B`, `A, B and C`."""
    if len(words) < 2:
        return "".join(words)
    *first, last = words
    return pgettext("list", "{first} and {last}").format(first=pgettext("list", ", ").join(first), last=last)


def listed_apart(words: Sequence[str]) -> SafeString:
    """The same as HTML in which each word keeps its own direction."""
    return mark_safe(listed([format_html("<bdi>{}</bdi>", word) for word in words]))  # noqa: S308 - of escaped parts


def names(references: Iterable[Mapping[str, Any]]) -> list[str]:
    """The names of references to actors; the id of one that is not public any more."""
    return [reference["name"] or reference["id"] for reference in references]


def elements_words(elements: Sequence[str]) -> str:
    return listed([label_of(Element, element) for element in elements])


def standing_word(value: str | None) -> str:
    return label_of(StandingValue, value)


def bare(sentence: str) -> str:
    """A sentence without its full stop, to stand within another or alone."""
    return sentence.rstrip(".\N{ARMENIAN FULL STOP}")


# They write two letters, i with its dot and without; Python's upper and lower case go by the English one.
_DOTTED = ("tr", "az")


def capital(text: str) -> str:
    first = "İ" if text[:1] == "i" and get_language() in _DOTTED else text[:1].upper()
    return first + text[1:]


def small(text: str) -> str:
    """The text with a small first letter, to stand within a sentence."""
    first = {"İ": "i", "I": "\u0131"}.get(text[:1]) if get_language() in _DOTTED else None
    return (first or text[:1].lower()) + text[1:]


def attribution(value: str | None, label: str | None, asserted_by: Iterable[Mapping[str, Any]]) -> str:
    """Who says what of a claim, for titles and link previews: its label, less how far the reading went."""
    if value == StandingValue.ASSERTED and (asserting := names(asserted_by)):
        return f"Claimed by {listed(asserting)}"
    return label or ""


def attribution_of(claim: Document) -> str:
    """The same, of a claim's document."""
    standing = claim["standing"]
    return attribution(standing["value"], standing["label"], standing["asserted_by"])
