"""What the door writes on the editorial side: public states, numbers of parts, addresses given for good."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Q

from claims.ledger.bulk import among
from claims.ledger.freeze import RECORDS
from claims.models import Review
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
    """Give the statements and assessments of claims that have none their n, in order of recording."""
    with connection.cursor() as cursor:
        for table in ("claims_statement", "claims_assessment"):
            cursor.execute(
                f"""
                WITH claim AS MATERIALIZED (
                    SELECT id, numbers_given FROM claims_claim WHERE id = ANY(%(claims)s) ORDER BY id FOR NO KEY UPDATE
                ), numbered AS (
                    SELECT part.id, part.claim_id, claim.numbers_given
                        + row_number() OVER (PARTITION BY part.claim_id ORDER BY part.id) AS number
                    FROM "{table}" AS part JOIN claim ON claim.id = part.claim_id WHERE part.number IS NULL
                ), given AS (
                    UPDATE "{table}" AS part SET number = numbered.number FROM numbered WHERE part.id = numbered.id
                )
                UPDATE claims_claim AS claim SET numbers_given = last.number
                FROM (SELECT claim_id, max(number) AS number FROM numbered GROUP BY claim_id) AS last
                WHERE claim.id = last.claim_id
                """,
                {"claims": list(claims)},
            )


def mark_published(type_: str, records: Sequence[Stored]) -> None:
    """Note that records are public and clean; the first time, that their address is theirs for good."""
    model: Any = RECORDS[type_]
    new = [record for record in records if record.public_state == PublicState.NEVER]
    # A draft that was merged, and given back, has its address already.
    slugs = [Slug(type=type_, slug=record.slug, key=record.key) for record in new]
    Slug.objects.bulk_create(slugs, ignore_conflicts=True)
    edited = [record.pk for record in records if not record.is_clean]
    model.objects.filter(pk__in=among(edited, "bigint")).update(
        public_state=PublicState.PUBLISHED, work_state=WorkState.CLEAN
    )
    done = [record.key for record in records if not record.is_clean]
    Review.objects.filter(key__in=among(done, "uuid")).update(assigned_to=None, submitted_by=None, moved_at=None)


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
