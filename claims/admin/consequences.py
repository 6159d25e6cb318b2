"""What goes through the door together with a record, to be shown before one confirms. Decides nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q

from claims.ledger.freeze import RECORDS, freeze
from claims.ledger.own_parts import Own, named_by
from claims.models import Contradiction, CounterAccusation
from claims.rules.missing import Missing, missing
from factreg.records import Record

_PAIRS = (Contradiction, CounterAccusation)

# What the words for a record name.
_SHOWN = {
    "source": ("publisher",),
    **dict.fromkeys(("contradiction", "counter-accusation"), ("first_claim", "second_claim")),
}


def nothing_else(records: Sequence[Record]) -> list[Record]:
    return []


def also_published(records: Sequence[Record]) -> list[Record]:
    """The never published records that these name, and that those name in turn."""
    given = {record.key for record in records}
    return [record for record, _ in _with_named(records) if record.key not in given]


def missing_in(records: Sequence[Record]) -> list[tuple[Record, list[Missing]]]:
    """What these records lack, and those that would be published with them; only those that lack something."""
    return [(record, lacks) for record, own in _with_named(records) if (lacks := missing(record.type, own))]


@transaction.atomic
def _with_named(records: Sequence[Record]) -> list[tuple[Record, Own]]:
    """Records with their own parts, and the never published ones that they name, directly or not."""
    seen = {(record.type, record.slug) for record in records}
    found: list[tuple[Record, Own]] = []
    wanted: Sequence[Record] = records
    while wanted:
        read = list(_with_own_parts(wanted))
        found += read
        named = {
            name for record, own in read if not isinstance(record, _PAIRS) for name in named_by(record.type, own)
        } - seen
        seen |= named
        wanted = [
            record
            for type_, model in RECORDS.items()
            if any(of == type_ for of, _ in named)
            for record in model._default_manager.never_published()  # type: ignore[attr-defined]
            .filter(slug__in=[slug for of, slug in named if of == type_])
            .select_related(*_SHOWN.get(type_, ()))
        ]
    return found


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
