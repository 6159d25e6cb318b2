"""The form above a list: one field for each filter the list has, filled in, and what is active as chips.

Made from the filter set, so that a new filter shows up here by itself. A plain GET form.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from claims.ledger.published import PublishedActor, PublishedEvent
from claims.public.pages.words import capital
from claims.public.reading import Snapshot
from claims.public.resources import RESOURCES, Resource
from factreg.filters import MomentFilter, SlugFilter
from factreg.pagination import NOT_OF_THE_LIST
from factreg.parameters import Parameters, written

# Names that read badly when only their underscores are taken out.
_LABELS = {
    "q": "Words",
    "about": "About (actor)",
    "actor": "On record (actor)",
    "as_of": "As known on",
    "has_contradiction": "Contradicted by a claim",
    "undated": "Where there is no date",
    "ordering": "Sort by",
    "updated_after": "Changed on or after",
    "updated_before": "Changed before",
    "occurred_after": "Happened on or after",
    "occurred_before": "Happened before",
    "said_after": "Said on or after",
    "said_before": "Said before",
    "published_after": "Published on or after",
    "published_before": "Published before",
    "derived_from": "Reprints (source)",
    "speaks_for": "Speaks for (actor)",
    "part_of": "Part of",
}
_FIRST = {"q", "standing"}
_SUGGESTED: Mapping[str, Any] = {"actor": PublishedActor, "event": PublishedEvent}
SUGGESTIONS = 300

Field = dict[str, Any]


def filter_fields(resource: Resource, parameters: Parameters) -> list[Field]:
    """The list's fields, filled in. A field shows one value; further ones of a set stay as they are."""
    filled = []
    for field in _fields(resource.name):
        value, *further = parameters.get(field["name"]) or [""]
        filled.append({**field, "value": value, "further": further})
    return filled


@cache
def _fields(list_name: str) -> list[Field]:
    """A field for each filter, words to search for first, then the day to look back to and the order."""
    resource = RESOURCES[list_name]
    filters: Mapping[str, Any] = resource.filters.base_filters
    names = sorted(filters, key=lambda name: (name not in _FIRST, name.startswith("updated_")))
    default, *others = resource.orders.values()
    orders = [{"value": order.name, "label": order.help.rstrip(".")} for order in others]
    return [
        *(_field(name, filters[name]) for name in names),
        {**_named("as_of"), "placeholder": "2020-09-29"},
        {**_named("ordering"), "options": orders, "unless_told": default.help.rstrip(".")},
    ]


def _field(name: str, filter_: Any) -> Field:
    if choices := getattr(filter_.field, "choices", None):
        options = [{"value": value, "label": capital(str(label))} for value, label in choices]
        return {**_named(name), "options": options, "unless_told": "Any"}
    if isinstance(filter_, SlugFilter) and filter_.of in _SUGGESTED:
        return {**_named(name), "suggestions": filter_.of}
    if isinstance(filter_, MomentFilter):
        return {**_named(name), "placeholder": "2020-09-29"}
    return _named(name)


def _named(name: str) -> Field:
    return {"name": name, "label": label_of(name)}


def label_of(name: str) -> str:
    return _LABELS.get(name) or capital(name.replace("_", " "))


def suggestions(fields: list[Field], at: Snapshot) -> Mapping[str, list[tuple[str, str]]]:
    """For fields that take a public id: ids with names, by name. One query a type of record."""
    wanted = sorted({field["suggestions"] for field in fields if "suggestions" in field})
    return {of: _names(of, at) for of in wanted}


def _names(of: str, at: Snapshot) -> list[tuple[str, str]]:
    newest = at.of(_SUGGESTED[of]).order_by("-first_seq").values_list("slug", "label")
    return sorted(newest[:SUGGESTIONS], key=lambda found: found[1].casefold())


def chips(fields: list[Field], parameters: Parameters, path: str) -> list[dict[str, str]]:
    """Each value that narrows the list, with the address of the list without it."""
    return [
        {
            "name": f"{field['label']}: {_label_of_value(field, value)}",
            "url": _without(parameters, field["name"], value, path),
        }
        for field in fields
        if field["name"] != "ordering"
        for value in parameters.get(field["name"], [])
    ]


def _label_of_value(field: Field, value: str) -> str:
    labels = {option["value"]: option["label"] for option in field.get("options", ())}
    return labels.get(value, value)


def _without(parameters: Parameters, name: str, value: str, path: str) -> str:
    kept = {known: values for known, values in parameters.items() if known not in NOT_OF_THE_LIST}
    kept[name] = [other for other in kept[name] if other != value]
    query = written(kept)
    return f"{path}?{query}" if query else path
