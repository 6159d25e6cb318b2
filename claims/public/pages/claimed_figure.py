"""The figure that a claim asserts, in words and as rows of a table. Never an estimate of the registry's own. Pure."""

from __future__ import annotations

from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext, pgettext, pgettext_lazy

from claims.public.pages.words import Document, bare, date_words, definition_of
from claims.vocabulary import Basis, Measure, Population, Quantifier

_QUALIFIED = {
    Quantifier.ABOUT: pgettext_lazy("quantifier", "about {number}"),
    Quantifier.AT_LEAST: pgettext_lazy("quantifier", "at least {number}"),
    Quantifier.AT_MOST: pgettext_lazy("quantifier", "at most {number}"),
    Quantifier.MORE_THAN: pgettext_lazy("quantifier", "more than {number}"),
    Quantifier.FEWER_THAN: pgettext_lazy("quantifier", "fewer than {number}"),
}


def figure_view(figure: Document | None) -> dict[str, Any] | None:
    """`words` and `counts` for a reader in a hurry, and `rows`; what is not stated is left out."""
    if figure is None:
        return None
    number = number_words(figure["low"], figure["high"], figure["quantifier"])
    counts = [_defined(Measure, figure["measure"]), _population(figure["population"])]
    return {
        "words": number or figure["as_worded"],
        "counts": [part for part in counts if part],
        "as_of": date_words(figure["as_of"]),
        "rows": _rows(figure, number),
    }


def _rows(figure: Document, number: str) -> list[tuple[str, str]]:
    side = figure["side"]
    rows = [
        (gettext("Counts"), _defined(Measure, figure["measure"])),
        (pgettext("population of a figure", "Of"), _population(figure["population"])),
        (gettext("On the side of"), _side(side) if side else ""),
        (gettext("Area"), figure["area"]),
        (gettext("Number"), number),
        (gettext("In the source's words"), figure["as_worded"]),
        (gettext("Counted over"), _defined(Basis, figure["basis"])),
        (gettext("Counted from"), date_words(figure["counted_from"])),
        (pgettext("figure", "As of"), date_words(figure["as_of"])),
    ]
    return [(name, value) for name, value in rows if value]


def _side(side: Document) -> str:
    return gettext("all sides") if side["id"] == "all" else str(side["name"] or side["id"])


def _population(value: str | None) -> str:
    return "" if value == Population.UNSPECIFIED else _defined(Population, value)


def _defined(choices: Any, value: str | None) -> str:
    return bare(definition_of(choices, value))


def number_words(low: int | None, high: int | None, quantifier: str | None) -> str:
    """`12`, `about 4,000`, `10 to 20`, `at least 24`; bounds as they stand, never a middle."""
    bounds = [number_format(bound, force_grouping=True) for bound in (low, high) if bound is not None]
    if not bounds:
        return ""
    number = bounds[0]
    if low != high and len(bounds) == 2:
        number = pgettext("figure", "{low} to {high}").format(low=bounds[0], high=bounds[1])
    return _qualification(low, high, quantifier).format(number=number)


def _qualification(low: int | None, high: int | None, quantifier: str | None) -> str:
    if quantifier in _QUALIFIED:
        return str(_QUALIFIED[Quantifier(quantifier)])
    if quantifier and quantifier != Quantifier.EXACTLY:
        return quantifier.replace("{", "").replace("}", "") + " {number}"
    if low is not None and high is not None:
        return "{number}"
    return str(_QUALIFIED[Quantifier.AT_LEAST if high is None else Quantifier.AT_MOST])
