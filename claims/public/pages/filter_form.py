"""The form of a list: one field for each filter the list has, filled in, and what is active as chips.

Made from the filter set, so that a new filter shows up here by itself. A plain GET form.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from claims.ledger.published import PublishedActor, PublishedEvent
from claims.public.pages.language_names import language_name
from claims.public.pages.names import Names
from claims.public.pages.words import capital, date_words, label_of
from claims.public.reading import Snapshot
from claims.public.resources import Resource
from factreg.filters import LanguageFilter, MomentFilter, SlugFilter, TrueFalseFilter, WordFilter
from factreg.pagination import NOT_OF_THE_LIST
from factreg.parameters import Parameters, written

# What each filter is called, in all lists that have it.
LABELS: Mapping[str, Any] = {
    "about": pgettext_lazy("filter", "About"),
    "actor": pgettext_lazy("filter", "On record"),
    "as_of": pgettext_lazy("filter", "As known on"),
    "asserted_by": pgettext_lazy("filter", "Asserted by"),
    "claim": pgettext_lazy("filter", "Claim"),
    "country": pgettext_lazy("filter", "Country"),
    "denied_by": pgettext_lazy("filter", "Denied by"),
    "derived_from": pgettext_lazy("filter", "Reprints"),
    "element": pgettext_lazy("filter", "As to"),
    "event": pgettext_lazy("filter", "Event"),
    "has_contradiction": pgettext_lazy("filter", "Contradicted by another claim"),
    "kind": pgettext_lazy("filter", "Kind"),
    "language": pgettext_lazy("filter", "Language"),
    "measure": pgettext_lazy("filter", "What is counted"),
    "occurred": pgettext_lazy("filter", "Happened in"),
    "occurred_after": pgettext_lazy("filter", "Happened on or after"),
    "occurred_before": pgettext_lazy("filter", "Happened before"),
    "ordering": pgettext_lazy("filter", "Sort by"),
    "organisation": pgettext_lazy("filter", "Organisation"),
    "part_of": pgettext_lazy("filter", "Part of"),
    "place": pgettext_lazy("filter", "Place"),
    "published": pgettext_lazy("filter", "Published in"),
    "published_after": pgettext_lazy("filter", "Published on or after"),
    "published_before": pgettext_lazy("filter", "Published before"),
    "publisher": pgettext_lazy("filter", "Publisher"),
    "q": pgettext_lazy("filter", "Words"),
    "said": pgettext_lazy("filter", "Said in"),
    "said_after": pgettext_lazy("filter", "Said on or after"),
    "said_before": pgettext_lazy("filter", "Said before"),
    "source": pgettext_lazy("filter", "Source"),
    "speaks_for": pgettext_lazy("filter", "Speaks for"),
    "stance": pgettext_lazy("filter", "Stance"),
    "standing": pgettext_lazy("filter", "Standing"),
    "stands": pgettext_lazy("filter", "Still stands"),
    "undated": pgettext_lazy("filter", "Where there is no date"),
    "updated_after": pgettext_lazy("filter", "Changed on or after"),
    "updated_before": pgettext_lazy("filter", "Changed before"),
}
ORDERS: Mapping[str, Any] = {
    "-published": gettext_lazy("Latest recorded first"),
    "published": gettext_lazy("Earliest recorded first"),
    "-updated": gettext_lazy("Latest change first"),
    "updated": gettext_lazy("Longest unchanged first"),
    "-occurred": gettext_lazy("Latest date first, undated last"),
    "occurred": gettext_lazy("Earliest date first, undated last"),
    "relevance": gettext_lazy("Best match of the words first"),
}
_FIRST = {"q", "standing"}
_SUGGESTED: Mapping[str, Any] = {"actor": PublishedActor, "event": PublishedEvent}
SUGGESTIONS = 300

Field = dict[str, Any]
Option = dict[str, str]


def filter_fields(resource: Resource, parameters: Parameters) -> list[Field]:
    """The list's fields, filled in. A field shows one value; further ones of a set stay as they are."""
    filled = []
    for field in _fields(resource):
        value, *further = parameters.get(field["name"]) or [""]
        filled.append({**field, "value": value, "further": further})
    return filled


def _fields(resource: Resource) -> Iterator[Field]:
    """A field for each filter, words to search for first, then the day to look back to and the order."""
    filters: Mapping[str, Any] = resource.filters.base_filters
    for name in sorted(filters, key=lambda name: (name not in _FIRST, name.startswith("updated_"))):
        yield _field(name, filters[name])
    yield {**_named("as_of"), "placeholder": "2020-09-29"}
    yield {**_named("ordering"), **orders(resource)}


def orders(resource: Resource) -> Field:
    """The orders of a list as options, the first of them unless told."""
    default, *others = resource.orders
    options = [{"value": name, "label": str(ORDERS[name])} for name in others]
    return {"options": options, "unless_told": str(ORDERS[default])}


def _field(name: str, filter_: Any) -> Field:
    if isinstance(filter_, WordFilter | TrueFalseFilter):
        options = [{"value": value, "label": word(filter_, value)} for value in _choices(filter_)]
        return {**_named(name), "options": options, "unless_told": pgettext("filter", "Any")}
    if isinstance(filter_, SlugFilter) and filter_.of in _SUGGESTED:
        return {**_named(name), "suggestions": filter_.of}
    if isinstance(filter_, MomentFilter):
        return {**_named(name), "placeholder": "2020-09-29"}
    return _named(name)


def _choices(filter_: Any) -> list[str]:
    """The values that a filter takes, where these are counted out."""
    return [value for value, _label in filter_.field.choices]


def _named(name: str) -> Field:
    return {"name": name, "label": label(name)}


def label(name: str) -> str:
    """What a filter is called."""
    return str(LABELS[name]) if name in LABELS else capital(name.replace("_", " "))


def word(filter_: Any, value: str) -> str:
    """A value of a filter in words, but for names of records."""
    if isinstance(filter_, TrueFalseFilter):
        return pgettext("filter", "Yes") if value == "true" else pgettext("filter", "No")
    if isinstance(filter_, WordFilter) and filter_.vocabulary:
        return capital(label_of(filter_.vocabulary, value))
    if isinstance(filter_, WordFilter):
        return _("Keep what has no date")
    if isinstance(filter_, LanguageFilter):
        return capital(language_name(value)) or _("Not known")
    if isinstance(filter_, MomentFilter):
        return date_words(value)
    return value


def suggestions(fields: list[Field], at: Snapshot) -> Mapping[str, list[tuple[str, str]]]:
    """For fields that take a public id: ids with names, the newest first. One query a type of record."""
    wanted = sorted({field["suggestions"] for field in fields if "suggestions" in field})
    return {of: _suggested(of, at) for of in wanted}


def _suggested(of: str, at: Snapshot) -> list[tuple[str, str]]:
    newest = at.of(_SUGGESTED[of]).order_by("-first_seq").values_list("slug", "label")
    return list(newest[:SUGGESTIONS])


def chips(resource: Resource, parameters: Parameters, names: Names, path: str) -> list[Option]:
    """Each value that narrows the list, with the address of the list without it."""
    filters: Mapping[str, Any] = resource.filters.base_filters
    active = [name for name in [*filters, "as_of"] if name in parameters]
    return [
        {
            "parameter": name,
            "label": label(name),
            "value": value_words(filters.get(name), value, names),
            "url": without(parameters, name, value, path),
        }
        for name in active
        for value in parameters[name]
    ]


def value_words(filter_: Any, value: str, names: Names) -> str:
    """A value of a filter as a reader is to see it."""
    if isinstance(filter_, SlugFilter):
        return names.name(filter_.of, value)
    return word(filter_, value) if filter_ else date_words(value)


def without(parameters: Parameters, name: str, value: str, path: str) -> str:
    """The list without one value of a filter."""
    kept = {known: values for known, values in parameters.items() if known not in NOT_OF_THE_LIST}
    kept[name] = [other for other in kept[name] if other != value]
    return address(path, kept)


def address(path: str, parameters: Parameters) -> str:
    query = written(parameters)
    return f"{path}?{query}" if query else path
