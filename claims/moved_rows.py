"""The writer of editorial rows for merges: moves what names a record to its survivor, and gives it back.

Called by the ledger's merge alone, with the door open and no edit under way. What moves is decided in moving.py.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import connection, models

from claims.models import Assessment, Claim, Statement
from claims.models.contradiction import Pair
from claims.moving import FIGURE, Plan, Relation, fields_of
from factreg.door_setting import DOOR_SETTING
from factreg.fields import DerivedMoment

NUMBERED: tuple[type[models.Model], ...] = (Statement, Assessment)
Moved = dict[str, Any]


class ChangedSince(Exception):
    """What a merge moved was changed since: it can't be undone without losing that."""


def move(*, record: Any, into: Any, found: Plan, keep: Collection[str], numbers: Mapping[int, int]) -> Moved:
    """Move what the plan says; returns what undoing needs. `numbers`: of parts, as the world knows them."""
    moved: Moved = {"rows": [], "cleared": [], "fields": [], "dropped": [_drop(one.row) for one in found.dropped]}
    for relation in found.cleared:
        _base(relation.model).filter(pk=into.pk).update(**{relation.field: None})
        moved["cleared"].append([relation.model._meta.label, relation.field, into.pk])
    before = _numbers(record) if isinstance(record, Claim) else {}
    for relation, pks in found.moves.items():
        if relation.model in NUMBERED and relation.field == "claim":
            _renumber(relation, pks, into, numbers)
        else:
            _base(relation.model).filter(pk__in=pks).update(**{relation.field: into})
    for relation, pks in found.moves.items():
        digests = _digests(relation.model, pks) if is_part(relation) else None
        moved["rows"].append([relation.model._meta.label, relation.field, pks, digests])
    moved["numbers"] = before
    moved["fields"] = _keep(record, into, [name for name in keep if name != FIGURE])
    if numbers:
        Claim.objects.filter(pk=into.pk).update(numbers_given=max(numbers.values()))
    return moved


def _renumber(relation: Relation, pks: list[int], into: Any, numbers: Mapping[int, int]) -> None:
    for part in _base(relation.model).filter(pk__in=pks):
        number = numbers.get(part.number) if part.number else None
        _base(relation.model).filter(pk=part.pk).update(claim=into, number=number)


def _numbers(claim: Any) -> dict[str, list[list[int]]]:
    """The numbers of a claim's parts, by model: [primary key, n]."""
    return {
        model._meta.label: [
            list(row) for row in _base(model).filter(claim=claim).exclude(number=None).values_list("pk", "number")
        ]
        for model in NUMBERED
    }


def is_part(relation: Relation) -> bool:
    """Whether rows belong to the record that they name, not only refer to it."""
    if issubclass(relation.model, Pair):
        return False
    column: Any = relation.model._meta.get_field(relation.field)
    return column.remote_field.on_delete is models.CASCADE


def _keep(record: Any, into: Any, names: Collection[str]) -> list[list[Any]]:
    """Have the merged record's values stay in fields of the survivor: [field, before, after]."""
    kept: list[list[Any]] = []
    for one in fields_of(type(into)):
        if one.name not in names:
            continue
        before, after = one.value_from_object(into), one.value_from_object(record)
        if one.is_relation and one.related_model is type(into) and after == into.pk:
            after = None
        setattr(into, one.attname, after)
        kept.append([one.name, plain(before), plain(after)])
    if kept:
        _save_fields(into, [name for name, _, _ in kept])
    return kept


def _save_fields(record: Any, names: Collection[str]) -> None:
    derived = [one.name for one in record._meta.concrete_fields if isinstance(one, DerivedMoment) and one.of in names]
    record.full_clean()
    record.save(update_fields=[*names, *derived])


def plain(value: Any) -> Any:
    """A value as JSON keeps it, whole."""
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _drop(row: Any) -> list[Any]:
    """Take a row out, and return it whole."""
    stored = stored_row(type(row), row.pk)
    row.delete()
    return [row._meta.label, stored]


# Giving back


def move_back(*, record: Any, into: Any, moved: Moved) -> None:
    """Give back what a merge moved. Raises ChangedSince where that was changed since; the caller then undoes all."""
    for label, name, pks, digests in moved["rows"]:
        _give_back(Relation(apps.get_model(label), name), pks, digests, record, into, moved["numbers"])
    for label, name, pk in moved["cleared"]:
        model = apps.get_model(label)
        if not _base(model).filter(pk=pk, **{name: None}).exists():
            raise ChangedSince(f"{name.replace('_', ' ')} of {into.slug}")
        _base(model).filter(pk=pk).update(**{name: record})
    _give_fields_back(into, moved["fields"])
    for label, stored in moved["dropped"]:
        insert_again(apps.get_model(label), stored)


def _give_back(
    relation: Relation,
    pks: list[int],
    digests: dict[str, str] | None,
    record: Any,
    into: Any,
    numbers: dict[str, list[list[int]]],
) -> None:
    model = relation.model
    still = set(_base(model).filter(pk__in=pks, **{relation.field: into}).values_list("pk", flat=True))
    now = _digests(model, pks) if digests is not None else {}
    for pk in pks:
        if pk not in still or (digests is not None and now.get(str(pk)) != digests[str(pk)]):
            row = _base(model).filter(pk=pk).first()
            words = f"“{row}”" if row else "which is gone now"
            raise ChangedSince(f"{model._meta.verbose_name} {words}")
    if model in NUMBERED and relation.field == "claim":
        before = dict(map(tuple, numbers[model._meta.label]))  # type: ignore[arg-type]
        for pk in pks:
            _base(model).filter(pk=pk).update(claim=record, number=before.get(pk))
    else:
        _base(model).filter(pk__in=pks).update(**{relation.field: record})


def _give_fields_back(into: Any, fields: list[list[Any]]) -> None:
    for name, before, after in fields:
        one: Any = into._meta.get_field(name)
        if plain(one.value_from_object(into)) != after:
            raise ChangedSince(f"{one.verbose_name} of {into.slug}")
        setattr(into, one.attname, one.to_python(before))
    if fields:
        _save_fields(into, [name for name, _, _ in fields])


# Rows as the database has them


def _base(model: type[models.Model]) -> Any:
    return model._base_manager


def _stored(model: type[models.Model], pks: list[int]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT to_jsonb(stored)::text FROM "{model._meta.db_table}" AS stored WHERE id = ANY(%s)', [pks]
        )
        return [text for (text,) in cursor.fetchall()]


def _digests(model: type[models.Model], pks: list[int]) -> dict[str, str]:
    """A digest of each row, to tell whether it was changed since."""
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT id, md5(to_jsonb(stored)::text) FROM "{model._meta.db_table}" AS stored WHERE id = ANY(%s)', [pks]
        )
        return {str(pk): digest for pk, digest in cursor.fetchall()}


def stored_row(model: type[models.Model], pk: int) -> str:
    """A row, whole, for `insert_again`."""
    return str(_stored(model, [pk])[0])


def insert_again(model: type[models.Model], stored: str) -> None:
    """Store a row again, as after any other insert: what it names may have been merged since."""
    columns = ", ".join(
        f'"{one.column}"' for one in model._meta.local_concrete_fields if not isinstance(one, models.GeneratedField)
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s, true)", [DOOR_SETTING])
        (was,) = cursor.fetchone()
        cursor.execute("SELECT set_config(%s, 'open', true)", [DOOR_SETTING])
        cursor.execute(
            f'INSERT INTO "{model._meta.db_table}" ({columns})'
            f' SELECT {columns} FROM jsonb_populate_record(NULL::"{model._meta.db_table}", %s::jsonb)',
            [stored],
        )
        cursor.execute("SELECT set_config(%s, %s, true)", [DOOR_SETTING, was or ""])
