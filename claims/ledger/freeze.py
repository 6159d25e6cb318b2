"""Editorial rows to own parts: the only place where publishing reads what editors are working on.

Rows are read FOR SHARE, a few queries however many records, and empty text becomes null.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from django.db import connection, models

from claims.ledger.canonical import timestamp
from claims.ledger.own_parts import ALL_SIDES, ASSESSMENT, FIGURE, STATEMENT, Own
from claims.models import (
    Actor,
    ActorAlias,
    Assessment,
    Claim,
    ClaimAbout,
    ClaimRest,
    Contradiction,
    CounterAccusation,
    Event,
    Figure,
    PlaceName,
    ResponseSearch,
    Statement,
)
from factreg.arrays import among
from factreg.copying import array
from factreg.records import Record
from sources.models import Publisher, Source

# In the order in which they are published: what is named comes before what names it.
RECORDS: Mapping[str, type[Record]] = {
    model.type: model for model in (Publisher, Source, Actor, Event, Claim, Contradiction, CounterAccusation)
}
# Rows with the primary key of what they belong to.
Rows = Iterator[tuple[int, dict[str, Any]]]


def freeze(type: str, pks: Sequence[int]) -> dict[int, Own]:  # noqa: A002 - the ledger's word
    """The own parts of the records with these primary keys, as their editorial rows stand now.

    Locks the rows FOR SHARE until the transaction ends: an edit waits, a parallel reader does not.
    """
    table = RECORDS[type]._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT id FROM "{table}" WHERE id = ANY(%s::bigint[]) ORDER BY id FOR SHARE',
            [array(pks)],
        )
    return _FREEZE[type](list(pks))


def _rows(model: type[models.Model], *plain: str, pks: list[int], by: str = "id", **references: str) -> Rows:
    """What rows belong to and their fields, empty text as None, references by the slug at the end of the given path."""
    names = (*plain, *references)
    of = {f"{by}__in": among(pks, "bigint")}
    columns = [models.F(path) for path in references.values()]
    for owner, *values in model._default_manager.filter(**of).order_by("id").values_list(by, *plain, *columns):
        yield owner, {name: None if value == "" else value for name, value in zip(names, values, strict=True)}


def _by_record(rows: Rows) -> dict[int, list[dict[str, Any]]]:
    grouped: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for owner, row in rows:
        grouped[owner].append(row)
    return grouped


def _publishers(pks: list[int]) -> dict[int, Own]:
    return dict(_rows(Publisher, "name", "kind", "country", "homepage", pks=pks))


def _sources(pks: list[int]) -> dict[int, Own]:
    plain = ("title", "kind", "url", "archive_url", "published", "dateline", "retrieved_at", "language")
    owns = dict(_rows(Source, *plain, pks=pks, publisher="publisher__slug", derived_from="derived_from__slug"))
    for own in owns.values():
        own["retrieved_at"] = own["retrieved_at"] and timestamp(own["retrieved_at"])
    return owns


def _actors(pks: list[int]) -> dict[int, Own]:
    owns = dict(
        _rows(
            Actor,
            "name",
            "kind",
            "role",
            "country",
            pks=pks,
            part_of="part_of__slug",
            speaks_for="speaks_for__slug",
            publisher="publisher__slug",
        )
    )
    aliases = _by_record(_rows(ActorAlias, "name", "language", pks=pks, by="actor_id"))
    for pk, own in owns.items():
        own["aliases"] = aliases.get(pk, [])
    return owns


def _events(pks: list[int]) -> dict[int, Own]:
    owns = dict(
        _rows(
            Event,
            "title",
            "occurred",
            "place_id",
            "place__slug",
            "place__latitude",
            "place__longitude",
            "place__precision_km",
            pks=pks,
            part_of="part_of__slug",
        )
    )
    places = [own["place_id"] for own in owns.values() if own["place_id"]]
    names = _by_record(_rows(PlaceName, "name", "language", pks=places, by="place_id"))
    for own in owns.values():
        place_id, place = own.pop("place_id"), {name: own.pop(f"place__{name}") for name in _PLACE}
        own["place"] = place_id and {
            "id": place["slug"],
            "names": names.get(place_id, []),
            **{name: _decimal(place[name]) for name in _PLACE[1:]},
        }
    return owns


_PLACE = ("slug", "latitude", "longitude", "precision_km")


def _decimal(value: Decimal | None) -> str | None:
    return None if value is None else f"{value.normalize():f}"


_CAPACITY: Any = {"as": "capacity"}  # `as` is no name in Python
_CLAIM = ("text", "question", "language", "kind", "note", "occurred")


def _claims(pks: list[int]) -> dict[int, Own]:
    owns = dict(_rows(Claim, *_CLAIM, pks=pks, event="event__slug"))
    of_claims = partial(_rows, pks=pks, by="claim_id")
    parts = {
        "about": of_claims(ClaimAbout, actor="actor__slug", **_CAPACITY),
        "rests_on": of_claims(ClaimRest, slug="rests_on__slug"),
        "statements": of_claims(
            Statement, *STATEMENT, actor="actor__slug", source="source__slug", primary_source="primary_source__slug"
        ),
        "response_searches": of_claims(ResponseSearch, "searched_in", "searched", actor="actor__slug"),
        "assessments": of_claims(Assessment, *ASSESSMENT, organisation="organisation__slug"),
    }
    grouped = {name: _by_record(rows) for name, rows in parts.items()}
    figures = dict(of_claims(Figure, *FIGURE, "all_sides", side="side__slug"))
    for pk, own in owns.items():
        own |= {name: found.get(pk, []) for name, found in grouped.items()}
        for numbered in ("statements", "assessments"):
            own[numbered].sort(key=_number)  # parts of a merged claim have new numbers
        own["rests_on"] = [row["slug"] for row in own["rests_on"]]
        own["figure"] = _figure(figures[pk]) if pk in figures else None
    return owns


def _number(part: dict[str, Any]) -> tuple[bool, int]:
    return part["number"] is None, part["number"] or 0


def _figure(row: dict[str, Any]) -> Own:
    return {**{name: row[name] for name in FIGURE}, "side": ALL_SIDES if row["all_sides"] else row["side"]}


def _pairs(model: type[models.Model], *plain: str) -> Callable[[list[int]], dict[int, Own]]:
    def read(pks: list[int]) -> dict[int, Own]:
        owns = dict(_rows(model, *plain, pks=pks, first="first_claim__slug", second="second_claim__slug"))
        for own in owns.values():
            own["claims"] = [own.pop("first"), own.pop("second")]
        return owns

    return read


_FREEZE: Mapping[str, Callable[[list[int]], dict[int, Own]]] = {
    "publisher": _publishers,
    "source": _sources,
    "actor": _actors,
    "event": _events,
    "claim": _claims,
    "contradiction": _pairs(Contradiction, "kind", "element", "reason"),
    "counter-accusation": _pairs(CounterAccusation, "reason"),
}
