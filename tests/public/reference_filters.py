"""The filters of the lists once more, plainly: what of published documents a query keeps. No database, no index.

Written from docs/api.md. `Registry` holds the documents of every list as a client downloads them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from factreg.edtf_dates import parse

Document = Mapping[str, Any]
Query = Mapping[str, list[str]]
Keeps = Callable[["Registry", Document, list[str], Query], bool]

UNDATED = "undated"


@dataclass(frozen=True)
class Registry:
    """Documents by the name of their list."""

    lists: Mapping[str, list[Document]]

    def kept(self, name: str, query: Query) -> set[str]:
        """The public ids of a list that a query keeps."""
        tests = FILTERS[name]
        return {
            document["id"]
            for document in self.lists[name]
            if all(tests[one](self, document, values, query) for one, values in query.items() if one != UNDATED)
        }

    def below(self, name: str, above: str, roots: Iterable[str]) -> set[str]:
        """Records with all that name them as above them, at whatever depth."""
        found = set(roots)
        while more := {one["id"] for one in self.lists[name] if (one[above] or {}).get("id") in found} - found:
            found |= more
        return found


def moment(value: str) -> datetime:
    return datetime.fromisoformat(value if "T" in value else f"{value}T00:00:00+00:00").astimezone(UTC)


def may_lie(text: str | None, value: str, query: Query, *, after: bool) -> bool:
    """Whether a date may be on that side of a moment; without a date whether those are included."""
    if text is None:
        return query.get(UNDATED) == ["include"]
    span = parse(text)
    if after:
        return span.latest is None or span.latest >= moment(value)
    return span.earliest is None or span.earliest < moment(value)


def dated(field: str, *, after: bool) -> Keeps:
    return lambda registry, document, values, query: may_lie(document[field], values[0], query, after=after)


def changed(registry: Registry, document: Document, values: list[str], query: Query) -> bool:
    return moment(document["updated_at"]) >= moment(values[0])


def not_changed(registry: Registry, document: Document, values: list[str], query: Query) -> bool:
    return not changed(registry, document, values, query)


def word(field: str) -> Keeps:
    return lambda registry, document, values, query: document[field] in values


def reference(field: str) -> Keeps:
    return lambda registry, document, values, query: (document[field] or {}).get("id") in values


def language(read: Callable[[Document], str | None]) -> Keeps:
    def keeps(registry: Registry, document: Document, values: list[str], query: Query) -> bool:
        tag = (read(document) or "").lower()
        return any(tag == one.lower() or tag.startswith(f"{one.lower()}-") for one in values)

    return keeps


def words_in(*fields: str) -> Keeps:
    """Of the words of the test registry, which are in one field or none."""

    def keeps(registry: Registry, document: Document, values: list[str], query: Query) -> bool:
        words = " ".join(document[field] or "" for field in fields).lower().replace(".", " ").split()
        return all(one in words for one in values[0].lower().split())

    return keeps


def tree(name: str, above: str) -> Keeps:
    return lambda registry, document, values, query: document["id"] in registry.below(name, above, values)


def about_event(event: Callable[[Document], str]) -> Keeps:
    return lambda registry, document, values, query: event(document) in registry.below("events", "part_of", values)


def event_of_claim(registry: Registry, slug: str) -> str:
    return str(next(one["event"]["id"] for one in registry.lists["claims"] if one["id"] == slug))


def event_of_part(registry: Registry, document: Document, values: list[str], query: Query) -> bool:
    return event_of_claim(registry, document["claim"]["id"]) in registry.below("events", "part_of", values)


def at_place(registry: Registry, values: list[str]) -> set[str]:
    there = [one["id"] for one in registry.lists["events"] if (one["place"] or {}).get("id") in values]
    return registry.below("events", "part_of", there)


def voices(registry: Registry, values: list[str]) -> set[str]:
    return registry.below("actors", "speaks_for", values)


def read_in(statement: Document, values: list[str]) -> bool:
    return any((statement[name] or {}).get("id") in values for name in ("source", "primary_source"))


def published_by(statement: Document, values: list[str]) -> bool:
    found = [statement[name] for name in ("source", "primary_source") if statement[name]]
    return any((source["publisher"] or {}).get("id") in values for source in found)


STANCES = {"asserted_by": "asserts", "denied_by": "denies"}


def said(registry: Registry, claim: Document, values: list[str], query: Query) -> bool:
    """That one statement of a claim meets all that is asked of statements; with both stances, one for each."""
    asked = [name for name in STANCES if name in query] or [None]
    return all(any(_fits(registry, one, query, stance) for one in claim["statements"]) for stance in asked)


def _fits(registry: Registry, statement: Document, query: Query, stance: str | None) -> bool:
    if stance and not (
        statement["stance"] == STANCES[stance]
        and statement["stands"]
        and statement["actor"]["id"] in voices(registry, query[stance])
    ):
        return False
    return all(
        keeps(registry, statement, query[name], query) for name, keeps in _OF_A_STATEMENT.items() if name in query
    )


_OF_A_STATEMENT: Mapping[str, Keeps] = {
    "actor": lambda registry, one, values, query: one["actor"]["id"] in voices(registry, values),
    "source": lambda registry, one, values, query: read_in(one, values),
    "publisher": lambda registry, one, values, query: published_by(one, values),
    "said_after": dated("said", after=True),
    "said_before": dated("said", after=False),
}

_UPDATED: Mapping[str, Keeps] = {"updated_after": changed, "updated_before": not_changed}
_OCCURRED = {"occurred_after": dated("occurred", after=True), "occurred_before": dated("occurred", after=False)}
_DISPUTES = {
    **_UPDATED,
    **_OCCURRED,
    **dict.fromkeys([*STANCES, *_OF_A_STATEMENT], said),
    "kind": word("kind"),
    "event": about_event(lambda claim: str(claim["event"]["id"])),
    "place": lambda registry, claim, values, query: claim["event"]["id"] in at_place(registry, values),
    "about": lambda registry, claim, values, query: (
        {one["id"] for one in claim["about"]} & voices(registry, values) != set()
    ),
    "measure": lambda registry, claim, values, query: (claim["figure"] or {}).get("measure") in values,
    "has_contradiction": lambda registry, claim, values, query: bool(claim["contradicts"]) == (values == ["true"]),
    "language": language(lambda claim: str(claim["language"])),
    "q": words_in("text"),
}
_DENIALS = {
    **_UPDATED,
    **_OF_A_STATEMENT,
    "claim": reference("claim"),
    "event": event_of_part,
    "element": lambda registry, one, values, query: bool(set(one["elements"]) & set(values)),
    "stands": lambda registry, one, values, query: one["stands"] == (values == ["true"]),
    "language": language(lambda one: one["quote_language"] or one["source"]["language"]),
}
_PAIRS = {
    **_UPDATED,
    "claim": lambda registry, pair, values, query: bool({one["id"] for one in pair["claims"]} & set(values)),
}

# By list: all filters that it has, but for `undated`, which the others read.
FILTERS: Mapping[str, Mapping[str, Keeps]] = {
    "claims": {**_DISPUTES, "standing": lambda registry, one, values, query: one["standing"]["value"] in values},
    "disputes": _DISPUTES,
    "statements": {**_DENIALS, "stance": word("stance")},
    "denials": _DENIALS,
    "contradictions": {**_PAIRS, "kind": word("kind"), "element": word("element")},
    "counter-accusations": _PAIRS,
    "events": {
        **_UPDATED,
        **_OCCURRED,
        "part_of": tree("events", "part_of"),
        "place": lambda registry, one, values, query: one["id"] in at_place(registry, values),
        "q": words_in("title"),
    },
    "actors": {
        **_UPDATED,
        "kind": word("kind"),
        "country": word("country"),
        "speaks_for": tree("actors", "speaks_for"),
        "part_of": tree("actors", "part_of"),
        "publisher": reference("publisher"),
        "q": words_in("name"),
    },
    "sources": {
        **_UPDATED,
        "kind": word("kind"),
        "publisher": reference("publisher"),
        "derived_from": reference("derived_from"),
        "language": language(lambda one: str(one["language"])),
        "published_after": dated("published", after=True),
        "published_before": dated("published", after=False),
        "q": words_in("title"),
    },
    "publishers": {**_UPDATED, "kind": word("kind"), "country": word("country"), "q": words_in("name")},
    "assessments": {
        **_UPDATED,
        "claim": reference("claim"),
        "event": event_of_part,
        "organisation": reference("organisation"),
        "rated_after": dated("rated", after=True),
        "rated_before": dated("rated", after=False),
    },
}
