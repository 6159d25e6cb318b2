"""Which rows name a record, what becomes of each when it is merged into another, and the look ahead at it.

Finds every foreign key there is, also of models it does not know. Writing it is in claims/moved_rows.py.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, models

from claims.models import Claim, ClaimRest, Contradiction, CounterAccusation, Figure
from claims.models.contradiction import Pair
from factreg.records import PublicState, Record

PUBLIC_PAIRS = (Contradiction, CounterAccusation)
# The two columns of a row that joins two records of one type, and can't join one with itself.
_JOINED = ("first_claim", "second_claim")
_STANDING = (PublicState.NEVER, PublicState.PUBLISHED)
FIGURE = "figure"


@dataclass(frozen=True, slots=True)
class Relation:
    """A column by which rows of a model name records of the merged one's type."""

    model: type[models.Model]
    field: str

    @property
    def rows(self) -> models.QuerySet[Any]:
        return self.model._base_manager.all()


@dataclass(frozen=True, slots=True)
class Dropped:
    """A row that goes with the merge, and why. It is kept with the merge and comes back when that is undone."""

    row: models.Model
    why: str


@dataclass(slots=True)
class Plan:
    """What merging a record into another moves and changes. Nothing is merged while something stands against it."""

    moves: dict[Relation, list[int]] = field(default_factory=dict)
    cleared: list[Relation] = field(default_factory=list)  # the survivor's own columns that name the merged record
    dropped: list[Dropped] = field(default_factory=list)
    pairs: list[tuple[Any, Any]] = field(default_factory=list)  # (merged, survivor) of pairs that fall together
    against: list[str] = field(default_factory=list)


def relations_of(model: type[models.Model]) -> Iterator[Relation]:
    """Every column that names records of a model. History keeps what it was: its columns hold to no constraint."""
    for related in model._meta.get_fields(include_hidden=True):
        if not (related.auto_created and not related.concrete and (related.one_to_many or related.one_to_one)):
            continue
        column: Any = related.field  # type: ignore[union-attr]
        if column.db_constraint and not column.model._meta.proxy:
            yield Relation(column.model, column.name)


def plan(*, record: Any, into: Any, keep: Collection[str] = ()) -> Plan:
    """What merging `record` into `into` does to each row that names it. `keep`: see claims.ledger.merge."""
    found = Plan()
    for relation, pks in _naming(record).items():
        _plan_relation(found, relation, record, into, keep, pks)
    return found


def _naming(record: Any) -> dict[Relation, list[int]]:
    """The rows that name a record, in one query whatever names it."""
    relations = list(relations_of(type(record)))
    tables = " UNION ALL ".join(
        f'SELECT {place}, id FROM "{one.model._meta.db_table}" WHERE "{_column(one)}" = %(pk)s'
        for place, one in enumerate(relations)
    )
    found: dict[Relation, list[int]] = {}
    if relations:
        with connection.cursor() as cursor:
            cursor.execute(f"{tables} ORDER BY 1, 2", {"pk": record.pk})
            for place, pk in cursor.fetchall():
                found.setdefault(relations[place], []).append(pk)
    return found


def _column(relation: Relation) -> str:
    return str(relation.model._meta.get_field(relation.field).column)  # type: ignore[union-attr]


def _plan_relation(
    found: Plan, relation: Relation, record: Any, into: Any, keep: Collection[str], pks: list[int]
) -> None:
    if relation.model is Figure and relation.field == "claim":
        _plan_figure(found, relation, record, into, keep)
        return
    taken = {kind: set(_tuples(kind, relation, into)) for kind in _kinds(relation)}
    own = into.pk if relation.model is type(into) else None
    if own in pks:
        found.cleared.append(relation)
    moved = [pk for pk in pks if pk != own]
    if taken or _joins(relation.model):
        rows = relation.rows.filter(**{relation.field: record.pk}).exclude(pk=own).order_by("pk")
        moved = [row.pk for row in rows if _moves(found, relation, row, into, taken)]
    if moved:
        found.moves[relation] = moved


def _moves(found: Plan, relation: Relation, row: Any, into: Any, taken: dict[tuple[str, ...], set[Any]]) -> bool:
    """Whether a row moves; what else becomes of it is put down."""
    other = _other_end(relation, row)
    if other is not None and other == into.pk:
        return _joins_both(found, row)
    if isinstance(row, Pair):
        twin = type(row)._base_manager.filter(_joining(into.pk, other)).first()  # type: ignore[attr-defined]
        return twin is None or twin.pk == row.pk or _falls_together(found, row, twin)
    for kind, values in taken.items():
        value = tuple(getattr(row, name) for name in kind)
        if value in values:
            found.dropped.append(Dropped(row, "the survivor has the same"))
            return False
        values.add(value)
    return True


def _joins_both(found: Plan, row: Any) -> bool:
    """A row that joins the two records: once they are one, it can't be."""
    if not isinstance(row, Record):
        found.dropped.append(Dropped(row, "it joins the two, which are one then"))
    elif row.public_state in _STANDING:
        words = f"The {row._meta.verbose_name} {row.slug} says that they differ: withdraw or delete it first."
        found.against.append(words)
    return False


def _falls_together(found: Plan, row: Any, twin: Any) -> bool:
    """Two pairs that join another claim, one with each: they are one then. What is taken down stays where it is."""
    if not isinstance(row, Record):
        found.dropped.append(Dropped(row, "the survivor has the same"))
        return False
    if row.public_state not in _STANDING:
        return False
    if twin.public_state == row.public_state or twin.public_state == PublicState.PUBLISHED:
        found.pairs.append((row, twin))
    else:
        found.against.append(
            f"The {twin._meta.verbose_name} {twin.slug}, which is {twin.get_public_state_display()}, stands in the way"
            f" of {row.slug}: publish, restore or delete it first."
        )
    return False


def _plan_figure(found: Plan, relation: Relation, record: Any, into: Any, keep: Collection[str]) -> None:
    theirs, its = (relation.rows.filter(claim=claim).first() for claim in (record, into))
    if theirs and its:
        found.dropped.append(Dropped(its if FIGURE in keep else theirs, "a claim has one figure"))
    if theirs and (its is None or FIGURE in keep):
        found.moves[relation] = [theirs.pk]


def _joins(model: type[models.Model]) -> bool:
    return issubclass(model, Pair | ClaimRest)


def _other_end(relation: Relation, row: Any) -> int | None:
    """The record at the other end of a row that joins two."""
    if not _joins(relation.model):
        return None
    ends = _JOINED if isinstance(row, Pair) else ("claim", "rests_on")
    (other,) = (end for end in ends if end != relation.field)
    return int(getattr(row, f"{other}_id"))


def _joining(first: int, second: int | None) -> models.Q:
    return models.Q(first_claim=first, second_claim=second) | models.Q(first_claim=second, second_claim=first)


def _kinds(relation: Relation) -> Iterator[tuple[str, ...]]:
    """What must be unique together with the column: the other columns, by their names on the row."""
    meta = relation.model._meta
    column: Any = meta.get_field(relation.field)
    if column.unique:
        yield ()
    for constraint in meta.constraints:
        fields = constraint.fields if isinstance(constraint, models.UniqueConstraint) else ()
        if relation.field in fields and "number" not in fields:
            yield tuple(meta.get_field(name).attname for name in fields if name != relation.field)


def _tuples(kind: tuple[str, ...], relation: Relation, into: Any) -> Iterable[tuple[Any, ...]]:
    named = relation.rows.filter(**{relation.field: into})
    if kind:
        return named.values_list(*kind)
    return [()] if named.exists() else []


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which two records differ, with both values; `choosable`: an editor may have the merged one's stay."""

    name: str
    label: str
    record: Any
    into: Any
    choosable: bool = True


_NO_DIFFERENCE = ("id", "key", "public_state", "work_state", "revision", "edited_by", "numbers_given")


def fields_of(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """The fields of which a merge can keep either value."""
    return [
        one
        for one in model._meta.concrete_fields
        if one.editable and not one.primary_key and one.name not in (*_NO_DIFFERENCE, "slug", *_JOINED)
    ]


def differences(*, record: Any, into: Any) -> list[Difference]:
    """Field by field, what the two records say otherwise."""
    found = [Difference("slug", "slug", record.slug, into.slug, choosable=False)]
    for one in fields_of(type(record)):
        if one.value_from_object(record) != one.value_from_object(into):
            label = str(one.verbose_name)
            found.append(Difference(one.name, label, _shown(one, record), _shown(one, into)))
    if isinstance(record, Claim):
        figures = [Figure.objects.filter(claim=claim).first() for claim in (record, into)]
        if all(figures) and str(figures[0]) != str(figures[1]):
            found.append(Difference(FIGURE, FIGURE, *figures))
    return found


def _shown(one: models.Field[Any, Any], record: Any) -> Any:
    return getattr(record, f"get_{one.name}_display", lambda: getattr(record, one.name))()


def counts(found: Plan) -> list[tuple[str, int, list[str]]]:
    """For the preview: what moves, by the name of its rows, how many, and some of them."""
    rows: dict[str, list[Any]] = defaultdict(list)
    numbers: dict[str, int] = defaultdict(int)
    for relation, pks in found.moves.items():
        meta = relation.model._meta
        column: Any = meta.get_field(relation.field)
        name = f"{meta.verbose_name_plural} ({column.verbose_name})"
        numbers[name] += len(pks)
        rows[name] += list(relation.model._base_manager.filter(pk__in=pks[:3]).select_related())
    return [(name, number, [str(row) for row in rows[name]]) for name, number in numbers.items()]
