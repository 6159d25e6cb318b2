"""What goes through the door together with a record, to be shown before one confirms. Decides nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from claims.ledger.freeze import RECORDS, freeze
from claims.ledger.own_parts import Own
from claims.models import (
    Assessment,
    ClaimAbout,
    ClaimRest,
    Contradiction,
    CounterAccusation,
    Figure,
    ResponseSearch,
    Statement,
)
from claims.rules.missing import Missing, missing
from factreg.records import Record

_PAIRS = (Contradiction, CounterAccusation)
# What a claim's document is made of besides the claim.
_PARTS = (ClaimAbout, ClaimRest, Figure, Statement, ResponseSearch, Assessment)

# What the words for a record name.
_SHOWN = {
    "source": ("publisher",),
    **dict.fromkeys(("contradiction", "counter-accusation"), ("first_claim", "second_claim")),
}


def nothing_else(records: Sequence[Record]) -> list[Record]:
    return []


def also_published(records: Sequence[Record]) -> list[Record]:
    """The never published records that these name, and that those name in turn; asked in one query."""
    begin = [record for record in records if not isinstance(record, _PAIRS)]
    with connection.cursor() as cursor:
        cursor.execute(_named_sql(), [[record.type for record in begin], [record.pk for record in begin]])
        named = cursor.fetchall()
    given = {(record.type, record.pk) for record in records}
    return [
        record
        for type_, model in RECORDS.items()
        if (pks := [pk for of, pk in named if of == type_ and (of, pk) not in given])
        for record in model._default_manager.filter(pk__in=pks).select_related(*_SHOWN.get(type_, ())).order_by("pk")
    ]


@cache
def _named_sql() -> str:
    """Records, and the never published ones that they name by whatever foreign key of theirs or of their parts."""
    types = {model: type_ for type_, model in RECORDS.items() if model not in _PAIRS}
    owners = [(model, "id", type_) for model, type_ in types.items()] + [
        (model, "claim_id", "claim") for model in _PARTS
    ]
    edges = " UNION ALL ".join(
        f"""SELECT '{types[field.related_model]}', named.id FROM "{model._meta.db_table}" AS row
        JOIN "{field.related_model._meta.db_table}" AS named ON named.id = row."{field.column}"
        WHERE found.type = '{owner}' AND row."{column}" = found.id AND named.public_state = 'never'"""  # noqa: S608 - tables and columns of ours
        for model, column, owner in owners
        for field in model._meta.concrete_fields
        if field.related_model in types and field.column != column
    )
    return f"""
        WITH RECURSIVE found(type, id) AS (
            SELECT type, id FROM unnest(%s::text[], %s::bigint[]) AS given(type, id)
            UNION
            SELECT edge.type, edge.id FROM found CROSS JOIN LATERAL ({edges}) AS edge(type, id)
        )
        SELECT type, id FROM found
    """  # noqa: S608 - the same


@transaction.atomic
def missing_in(records: Sequence[Record]) -> list[tuple[Record, list[Missing]]]:
    """What these records lack, and those that would be published with them; only those that lack something."""
    together = [*records, *also_published(records)]
    return [(record, lacks) for record, own in _with_own_parts(together) if (lacks := missing(record.type, own))]


def _with_own_parts(records: Sequence[Record]) -> Iterator[tuple[Record, Own]]:
    pks: dict[str, list[int]] = defaultdict(list)
    for record in records:
        pks[record.type].append(record.pk)
    owns = {type_: freeze(type_, of_type) for type_, of_type in pks.items()}
    for record in records:
        yield record, owns[record.type][record.pk]


def also_taken_down(records: Sequence[Record]) -> list[Any]:
    """The public pairs in which these claims stand."""
    claims = [record.pk for record in records if record.type == "claim"]
    stands = Q(first_claim__in=claims) | Q(second_claim__in=claims)
    return [
        pair
        for model in _PAIRS
        for pair in model.objects.published().filter(stands).select_related("first_claim", "second_claim")
    ]
