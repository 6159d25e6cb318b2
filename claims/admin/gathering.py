"""The small parts of a claim for its page, with what they name, read in one query instead of one for each kind.

For showing alone: what is saved is read by the forms themselves, under the record's lock.
"""

from __future__ import annotations

import json
from functools import cached_property
from typing import Any

from django.db import connection, models

from claims.admin.forms import Parts, Rows
from claims.models import Actor, Assessment, Claim, ClaimAbout, ClaimRest, Figure, ResponseSearch

# What each part names, and whom that speaks for, where it is an actor.
_NAMED: dict[type[models.Model], str] = {
    Figure: "side",
    ClaimAbout: "actor",
    ClaimRest: "rests_on",
    ResponseSearch: "actor",
    Assessment: "organisation",
}


class Gathered:
    """The small parts of one claim, read when the first is asked for."""

    def __init__(self, claim: Claim) -> None:
        self.claim = claim

    def of(self, model: type[models.Model]) -> list[Any]:
        return self._parts[model]

    @cached_property
    def _parts(self) -> dict[type[models.Model], list[Any]]:
        found: dict[type[models.Model], list[Any]] = {model: [] for model in _NAMED}
        kinds = list(_NAMED)
        with connection.cursor() as cursor:
            cursor.execute(_SQL, {"claim": self.claim.pk})
            for kind, *rows in cursor.fetchall():
                found[kinds[kind]].append(self._part(kinds[kind], *(json.loads(row) if row else None for row in rows)))
        return found

    def _part(self, model: type[models.Model], row: Any, named: Any, above: Any) -> Any:
        part, name = _made(model, row), _NAMED[model]
        field: Any = model._meta.get_field(name)
        part.claim = self.claim
        if named:
            other = _made(field.remote_field.model, named)
            if isinstance(other, Actor):
                other.speaks_for = _made(Actor, above) if above else None
            setattr(part, name, other)
        return part


def _made(model: type[models.Model], row: dict[str, Any]) -> Any:
    """An instance as the ORM would have read it."""
    fields = model._meta.concrete_fields
    values = [
        field.to_python(row[field.column])
        if isinstance(field, models.DateTimeField | models.UUIDField)
        else row[field.column]
        for field in fields
    ]
    return model.from_db(connection.alias, [field.attname for field in fields], values)


def _select(kind: int, model: type[models.Model], name: str) -> str:
    field: Any = model._meta.get_field(name)
    named = field.remote_field.model
    of_actor = named is Actor
    return f"""
    SELECT {kind} AS kind, part.id, to_jsonb(part)::text, to_jsonb(named)::text,
        {"to_jsonb(above)::text" if of_actor else "NULL"}
    FROM "{model._meta.db_table}" AS part
    LEFT JOIN "{named._meta.db_table}" AS named ON named.id = part."{field.column}"
    {"LEFT JOIN claims_actor AS above ON above.id = named.speaks_for_id" if of_actor else ""}
    WHERE part.claim_id = %(claim)s
    """  # noqa: S608 - of the models' own names


_PARTS = " UNION ALL ".join(_select(kind, model, name) for kind, (model, name) in enumerate(_NAMED.items()))
_SQL = f"SELECT kind, part, named, above FROM ({_PARTS}) AS found(kind, id, part, named, above) ORDER BY kind, id"  # noqa: S608


class _Gathered:
    """For the formsets of those parts: rows that were gathered, where they were."""

    def get_queryset(self) -> Any:
        gathered = getattr(self.instance, "gathered", None)  # type: ignore[attr-defined]
        return super().get_queryset() if gathered is None else gathered.of(self.model)  # type: ignore[misc, attr-defined]


class GatheredTable(_Gathered, Rows):
    pass


class GatheredStack(_Gathered, Parts):
    pass
