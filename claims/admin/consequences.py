"""What goes through the door together with a record, to be shown before one confirms. Decides nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q

from claims.ledger.freeze import RECORDS, freeze
from claims.ledger.own_parts import named_by
from claims.models import Contradiction, CounterAccusation
from factreg.records import Record

_PAIRS = (Contradiction, CounterAccusation)


def nothing_else(records: Sequence[Record]) -> list[Record]:
    return []


@transaction.atomic
def also_published(records: Sequence[Record]) -> list[Record]:
    """The never published records that these name, and that those name in turn."""
    seen = {(record.type, record.slug) for record in records}
    found: list[Record] = []
    wanted: Sequence[Record] = [record for record in records if not isinstance(record, _PAIRS)]
    while wanted:
        named = _named_by(wanted) - seen
        seen |= named
        wanted = [
            record
            for type_, model in RECORDS.items()
            for record in model._default_manager.never_published().filter(  # type: ignore[attr-defined]
                slug__in=[slug for of, slug in named if of == type_]
            )
        ]
        found += wanted
    return found


def _named_by(records: Sequence[Record]) -> set[tuple[str, str]]:
    pks: dict[str, list[int]] = defaultdict(list)
    for record in records:
        pks[record.type].append(record.pk)
    return {
        named
        for type_, of_type in pks.items()
        for own in freeze(type_, of_type).values()
        for named in named_by(type_, own)
    }


def also_taken_down(records: Sequence[Record]) -> list[Any]:
    """The public pairs in which these claims stand."""
    claims = [record.pk for record in records if record.type == "claim"]
    stands = Q(first_claim__in=claims) | Q(second_claim__in=claims)
    return [
        pair
        for model in _PAIRS
        for pair in model.objects.published().filter(stands).select_related("first_claim", "second_claim")
    ]
