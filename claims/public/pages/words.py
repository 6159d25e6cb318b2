"""Small pieces of a page in words: dates, languages, lists of names, vocabulary. Pure, and cheap to call often."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from claims.vocabulary import Element, StandingValue
from factreg.edtf_dates import EDTFError, show

Document = dict[str, Any]

_ELEMENT_WORDS = {element.value: str(element.label) for element in Element}
_STANDING_WORDS = {standing.value: str(standing.label) for standing in StandingValue}


@lru_cache(maxsize=16_384)
def date_words(date: str | None) -> str:
    """An EDTF date in words; what an older format wrote otherwise, as it stands."""
    if not date:
        return ""
    try:
        return show(date)
    except EDTFError:
        return date


def moment_words(moment: str) -> str:
    """A time of the ledger to the minute: `22 November 2026, 22:00 UTC`."""
    return f"{date_words(moment[:10])}, {moment[11:16]} UTC"


def lang(language: str | None) -> str:
    """The value of a `lang` attribute; empty, which means unknown, where no language is known."""
    return "" if not language or language == "und" else language


def listed(words: Sequence[str]) -> str:
    """`A`, `A and B`, `A, B and C`."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def listed_apart(words: Sequence[str]) -> SafeString:
    """The same as HTML in which each word keeps its own direction."""
    *first, last = [format_html("<bdi>{}</bdi>", word) for word in words] or [SafeString()]
    return mark_safe(f"{', '.join(first)} and {last}" if first else last)  # noqa: S308 - of escaped parts


def names(references: Iterable[Mapping[str, Any]]) -> list[str]:
    """The names of references to actors; the id of one that is not public any more."""
    return [reference["name"] or reference["id"] for reference in references]


def elements_words(elements: Sequence[str]) -> str:
    return listed([_ELEMENT_WORDS.get(element, element) for element in elements])


def standing_word(value: str | None) -> str:
    return _STANDING_WORDS.get(value or "", value or "")


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def attribution(value: str | None, label: str | None, asserted_by: Iterable[Mapping[str, Any]]) -> str:
    """Who says what of a claim, for titles and link previews: its label, less how far the reading went."""
    if value == StandingValue.ASSERTED and (asserting := names(asserted_by)):
        return f"Claimed by {listed(asserting)}"
    return label or ""


def attribution_of(claim: Document) -> str:
    """The same, of a claim's document."""
    standing = claim["standing"]
    return attribution(standing["value"], standing["label"], standing["asserted_by"])
