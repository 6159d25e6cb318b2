"""What the door writes on the editorial side: public states, numbers of parts, addresses given for good."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Q

from claims.ledger.bulk import meanwhile
from claims.ledger.freeze import RECORDS
from claims.models import Review
from factreg.arrays import among
from factreg.copying import array
from factreg.records import PublicState, Record, WorkState
from sources.models import Slug


class Stored(NamedTuple):
    """What the door has to know of a record's editorial row."""

    pk: int
    slug: str
    key: UUID
    public_state: str
    work_state: str
    editors: list[int]

    @property
    def is_clean(self) -> bool:
        return self.public_state == PublicState.PUBLISHED and self.work_state == WorkState.CLEAN


def number_parts(claims: Sequence[int]) -> None:
    """Give the statements and assessments of claims that have none their n, in order of recording.

    That a claim has given them is noted when it is marked as published, in the same update of its row.
    """
    with connection.cursor() as cursor:
        cursor.execute(_NUMBER_PARTS, {"claims": array(claims)})


_NUMBER_PARTS = """
    WITH claim AS MATERIALIZED (
        SELECT id, numbers_given FROM claims_claim WHERE id = ANY(%(claims)s::bigint[]) ORDER BY id FOR NO KEY UPDATE
    ), part AS (
        SELECT 1 AS place, id, claim_id FROM claims_statement
        WHERE number IS NULL AND claim_id = ANY(%(claims)s::bigint[])
        UNION ALL
        SELECT 2, id, claim_id FROM claims_assessment
        WHERE number IS NULL AND claim_id = ANY(%(claims)s::bigint[])
    ), numbered AS (
        SELECT part.place, part.id, part.claim_id, claim.numbers_given
            + row_number() OVER (PARTITION BY part.claim_id ORDER BY part.place, part.id) AS number
        FROM part JOIN claim ON claim.id = part.claim_id
    ), statements AS (
        UPDATE claims_statement AS part SET number = numbered.number
        FROM numbered WHERE numbered.place = 1 AND part.id = numbered.id
    ), assessments AS (
        UPDATE claims_assessment AS part SET number = numbered.number
        FROM numbered WHERE numbered.place = 2 AND part.id = numbered.id
    )
    SELECT count(*) FROM numbered
"""


@contextmanager
def marking_published(type_: str, records: Mapping[int, Stored], highest: Mapping[int, int]) -> Iterator[None]:
    """Note that records, by primary key, are public and clean; the first time, that their address is theirs for good.

    The database does so while the block composes documents: each takes about as long. `highest`: the highest n of
    each claim's parts.
    """
    new = [record for record in records.values() if record.public_state == PublicState.NEVER]
    # A draft that was merged, and given back, has its address already.
    slugs = [Slug(type=type_, slug=record.slug, key=record.key) for record in new]
    Slug.objects.bulk_create(slugs, ignore_conflicts=True)
    edited = {pk: record.key for pk, record in records.items() if not record.is_clean}
    done = among(edited.values(), "uuid")
    Review.objects.filter(key__in=done).update(assigned_to=None, submitted_by=None, moved_at=None)
    noted = "public_state = 'published', work_state = 'clean'"
    if type_ == "claim":
        # In one update: a second one of the same row costs as much again, for all its indexes.
        noted += ", numbers_given = greatest(record.numbers_given, edited.highest)"
    with meanwhile(
        f'UPDATE "{RECORDS[type_]._meta.db_table}" AS record SET {noted}'
        " FROM unnest(%s::bigint[], %s::int[]) AS edited(id, highest) WHERE record.id = edited.id",
        [array(edited), array(highest.get(pk, 0) for pk in edited)],
    ):
        yield


def mark(record: Record, state: PublicState) -> None:
    """Note what became of a record."""
    RECORDS[record.type].objects.filter(pk=record.pk).update(public_state=state)


def lead_to(*, record: Record, into: Record) -> list[int]:
    """Let the address of a merged record lead to its survivor, and those that led to it too: one hop. Returns the rows.

    A draft has an address as well: a file or a note may name it.
    """
    own, _ = Slug.objects.get_or_create(type=record.type, slug=record.slug, defaults={"key": record.key})
    leading = Slug.objects.filter(Q(pk=own.pk) | Q(type=record.type, merged_into=record.key))
    pks = list(leading.values_list("pk", flat=True))
    Slug.objects.filter(pk__in=pks).update(merged_into=into.key)
    return pks


def lead_back(*, record: Record, into: Record, rows: Sequence[int]) -> None:
    """The contrary: the record's own address is its own again, and what led there does so again."""
    back = Slug.objects.filter(pk__in=rows, merged_into=into.key)
    back.filter(key=record.key).update(merged_into=None)
    back.exclude(key=record.key).update(merged_into=record.key)
