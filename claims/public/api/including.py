"""`include=`: the documents of what the rows refer to, whole, each once, in the state that the rows are of."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import orjson

from claims.ledger.published import PublishedRecord
from claims.public.reading import Snapshot
from claims.public.resources import RESOURCES, Resource
from factreg.parameters import Parameters
from factreg.problems import malformed, nearest

INCLUDE = "include"

_ASSERTS = ("asserted_by", "parties")
_SOURCE = ("source", "primary_source")
_OF_PART = ("claim.asserted_by", "claim.denied_by")
_PAIR = {"claims": ("claims",), "actors": tuple(f"claims.{name}" for name in _ASSERTS)}
# By type of document and list of records: where the one names the other.
REFERENCES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "claim": {
        "events": ("event",),
        "actors": (
            *("about", "figure.side", "statements.actor", "statements.party", "response_searches.actor"),
            *(f"standing.{by}_by" for by in ("asserted", "denied", "contradicted", "withdrawn")),
            *("standing.differently_characterised_by", "standing.responses_sought.actor", "rests_on.parties"),
            *(f"{of}.{name}" for of in ("contradicts", "counter_accusations") for name in _ASSERTS),
        ),
        "sources": (*(f"statements.{name}" for name in _SOURCE), "statements.origin", "origins.origins"),
        "publishers": (*(f"statements.{name}.publisher" for name in _SOURCE), "assessments.organisation"),
        "claims": ("rests_on", "contradicts", "counter_accusations", "standing.folded_into"),
    },
    "statement": {
        "claims": ("claim",),
        "actors": ("actor", "party", *_OF_PART),
        "sources": (*_SOURCE, "origin"),
        "publishers": tuple(f"{name}.publisher" for name in _SOURCE),
    },
    "assessment": {"claims": ("claim",), "actors": _OF_PART, "publishers": ("organisation",)},
    "contradiction": _PAIR,
    "counter-accusation": _PAIR,
    "event": {"events": ("part_of",)},
    "actor": {"actors": ("part_of", "speaks_for", "party"), "publishers": ("publisher",)},
    "source": {"sources": ("derived_from",), "publishers": ("publisher",)},
    "publisher": {},
}


def asked_in(parameters: Parameters, resource: Resource) -> list[str]:
    """The lists whose records are to be included; `Problem` 400 for what the documents do not refer to."""
    known = list(REFERENCES[resource.type])
    asked = [name.strip() for value in parameters.get(INCLUDE, ()) for name in value.split(",")]
    for name in asked:
        if name not in known:
            close = nearest(name, known)
            hint = f"did you mean {close}?" if close else f"known are {', '.join(known)}."
            raise malformed(INCLUDE, f"{name[:60]} can't be included here; {hint}", suggestion=close)
    return sorted(set(asked))


def then(position: int, at: Snapshot) -> Snapshot:
    """The state of a position, read as an earlier one: the present may have gone on since the rows were read."""
    return replace(at, position=position, head=max(at.head, position + 1))


def included(names: Iterable[str], documents: Collection[bytes | str], *, type_: str, at: Snapshot) -> bytes:
    """The documents by the name of their list, as JSON. One query a list, however many rows."""
    parsed = [orjson.loads(document) for document in documents]
    parts = (
        b'"%b":[%b]' % (name.encode(), b",".join(_documents(name, _ids(parsed, REFERENCES[type_][name]), at)))
        for name in names
    )
    return b"{%b}" % b",".join(parts)


def _ids(documents: Iterable[Any], paths: Iterable[str]) -> set[str]:
    return {slug for path in paths for document in documents for slug in named(document, path.split("."))}


def named(value: Any, path: list[str]) -> Iterator[str]:
    """The public ids at a path of a document."""
    if isinstance(value, list):
        for one in value:
            yield from named(one, path)
    elif isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from named(value.get(path[0] if path else "id"), path[1:])


def _documents(name: str, slugs: Collection[str], at: Snapshot) -> list[bytes]:
    resource = RESOURCES[name]
    # By key: of what is not current only keys are indexed.
    records = PublishedRecord.objects.filter(type=resource.type, slug__in=sorted(slugs))
    versions = at.of(resource.model).filter(key__in=records.values("key")).order_by("slug")
    return [document.encode() for document in versions.values_list("document", flat=True)]
