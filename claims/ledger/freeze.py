"""Editorial rows to own parts: the only place where publishing reads what editors are working on.

Rows are read FOR SHARE, a few queries however many records, and empty text becomes null.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
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
from factreg.records import Record
from sources.models import Publisher, Source

# In the order in which they are published: what is named comes before what names it.
RECORDS: Mapping[str, type[Record]] = {
    model.type: model for model in (Publisher, Source, Actor, Event, Claim, Contradiction, CounterAccusation)
}
Rows = Iterable[dict[str, Any]]


def freeze(type: str, pks: Sequence[int]) -> dict[int, Own]:  # noqa: A002 - the ledger's word
    """The own parts of the records with these primary keys, as their editorial rows stand now.

    Locks the rows FOR SHARE until the transaction ends: an edit waits, a parallel reader does not.
    """
    table = RECORDS[type]._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT id FROM "{table}" WHERE id = ANY(%s) ORDER BY id FOR SHARE',
            [list(pks)],
        )
    return _FREEZE[type](list(pks))


def _rows(
    model: type[models.Model], pks: list[int], *plain: str, by: str = "id", **references: str
) -> list[dict[str, Any]]:
    """Rows as dictionaries, empty text as None, references by the slug at the end of the given path."""
    columns = {name: models.F(path) for name, path in references.items()}
    found = model._default_manager.filter(**{f"{by}__in": pks}).order_by("id")
    rows = found.values("id", by, *plain, **{f"_{name}": column for name, column in columns.items()})
    return [_row(row, references) for row in rows]


def _row(row: dict[str, Any], references: Mapping[str, str]) -> dict[str, Any]:
    row = {name: None if value == "" else value for name, value in row.items()}
    for name in references:
        row[name] = row.pop(f"_{name}")
    return row


def _by_record(rows: Rows, column: str, names: Sequence[str]) -> dict[int, list[dict[str, Any]]]:
    grouped: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        grouped[row[column]].append({name: row[name] for name in names})
    return grouped


def _own(rows: Rows) -> dict[int, Own]:
    return {row.pop("id"): row for row in rows}


def _publishers(pks: list[int]) -> dict[int, Own]:
    return _own(_rows(Publisher, pks, "name", "kind", "country", "homepage"))


def _sources(pks: list[int]) -> dict[int, Own]:
    plain = ("title", "kind", "url", "archive_url", "published", "retrieved_at", "language")
    owns = _own(_rows(Source, pks, *plain, publisher="publisher__slug", derived_from="derived_from__slug"))
    for own in owns.values():
        own["retrieved_at"] = own["retrieved_at"] and timestamp(own["retrieved_at"])
    return owns


def _actors(pks: list[int]) -> dict[int, Own]:
    owns = _own(
        _rows(
            Actor,
            pks,
            "name",
            "kind",
            "role",
            "country",
            part_of="part_of__slug",
            speaks_for="speaks_for__slug",
            publisher="publisher__slug",
        )
    )
    aliases = _by_record(_rows(ActorAlias, pks, "name", "language", by="actor_id"), "actor_id", ("name", "language"))
    for pk, own in owns.items():
        own["aliases"] = aliases.get(pk, [])
    return owns


def _events(pks: list[int]) -> dict[int, Own]:
    rows = _rows(
        Event,
        pks,
        "title",
        "occurred",
        "place_id",
        "place__slug",
        "place__latitude",
        "place__longitude",
        "place__precision_km",
        part_of="part_of__slug",
    )
    places = [row["place_id"] for row in rows if row["place_id"]]
    names = _by_record(_rows(PlaceName, places, "name", "language", by="place_id"), "place_id", ("name", "language"))
    owns = {}
    for row in rows:
        place_id, place = row.pop("place_id"), {name: row.pop(f"place__{name}") for name in _PLACE}
        row["place"] = place_id and {
            "id": place["slug"],
            "names": names.get(place_id, []),
            **{name: _decimal(place[name]) for name in _PLACE[1:]},
        }
        owns[row.pop("id")] = row
    return owns


_PLACE = ("slug", "latitude", "longitude", "precision_km")


def _decimal(value: Decimal | None) -> str | None:
    return None if value is None else f"{value.normalize():f}"


def _claims(pks: list[int]) -> dict[int, Own]:
    owns = _own(_rows(Claim, pks, "text", "question", "language", "kind", "note", "occurred", event="event__slug"))
    parts = {
        "about": _by_record(
            _rows(ClaimAbout, pks, by="claim_id", actor="actor__slug", **{"as": "capacity"}),
            "claim_id",
            ("actor", "as"),
        ),
        "rests_on": _by_record(_rows(ClaimRest, pks, by="claim_id", slug="rests_on__slug"), "claim_id", ("slug",)),
        "statements": _by_record(
            _rows(
                Statement,
                pks,
                *STATEMENT,
                by="claim_id",
                actor="actor__slug",
                source="source__slug",
                primary_source="primary_source__slug",
            ),
            "claim_id",
            (*STATEMENT, "actor", "source", "primary_source"),
        ),
        "response_searches": _by_record(
            _rows(ResponseSearch, pks, "searched_in", "searched", by="claim_id", actor="actor__slug"),
            "claim_id",
            ("actor", "searched_in", "searched"),
        ),
        "assessments": _by_record(
            _rows(Assessment, pks, *ASSESSMENT, by="claim_id", organisation="organisation__slug"),
            "claim_id",
            (*ASSESSMENT, "organisation"),
        ),
    }
    figures = {
        row["claim_id"]: row for row in _rows(Figure, pks, *FIGURE, "all_sides", by="claim_id", side="side__slug")
    }
    for pk, own in owns.items():
        own |= {name: found.get(pk, []) for name, found in parts.items()}
        own["rests_on"] = [row["slug"] for row in own["rests_on"]]
        own["figure"] = _figure(figures[pk]) if pk in figures else None
    return owns


def _figure(row: dict[str, Any]) -> Own:
    return {**{name: row[name] for name in FIGURE}, "side": ALL_SIDES if row["all_sides"] else row["side"]}


def _pairs(model: type[models.Model], *plain: str) -> Callable[[list[int]], dict[int, Own]]:
    def read(pks: list[int]) -> dict[int, Own]:
        owns = _own(_rows(model, pks, *plain, first="first_claim__slug", second="second_claim__slug"))
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
