"""A record by its public id, or why it can't be read: for API and pages alike."""

from __future__ import annotations

from claims.ledger.published import PublishedRecord
from claims.public import reading
from claims.public.blocking import FOR_LEGAL_REASONS, GONE, headers_for, status_of
from claims.public.reading import Found, Snapshot
from claims.public.resources import Resource
from factreg.http import rfc3339
from factreg.problems import Problem
from factreg.records import PublicState


class MovedTo(Exception):
    """The record was merged; `slug` is the survivor's."""

    def __init__(self, slug: str) -> None:
        super().__init__(slug)
        self.slug = slug


def found(resource: Resource, slug: str, at: Snapshot) -> Found:
    """The record, or the part of one, at this address in this state.

    `MovedTo` where it was merged, `Problem` 410 or 451 with a stub where it was taken down, 404 where
    there is none.
    """
    document = reading.find(resource.model, slug, at, also=resource.found)
    if document is None:
        raise _absence(resource, slug, at)
    return document


def _absence(resource: Resource, slug: str, at: Snapshot) -> Exception:
    record = reading.record(resource.record_type, slug.partition(".")[0])
    if record is None:
        return Problem(404, "not-found", f"There is no {resource.type} {slug}.")
    if record.merged_into and record.public_state == PublicState.MERGED:
        return MovedTo(record.merged_into)
    if record.public_state != PublicState.PUBLISHED:
        return gone(record)
    if resource.record_type != resource.type and reading.was_public(resource.model, slug):
        detail = f"{slug} is no longer part of what is published of {record.slug}."
        return gone(record, detail)
    at_that_time = " at that time" if at.as_of else ""
    named = resource.name.replace("-", " ")
    return Problem(404, "not-found", f"{slug} is not among the {named}{at_that_time}.")


def gone(record: PublishedRecord, detail: str = "") -> Problem:
    """410 with what is left to say of a record; 451 where a law or an order took it down."""
    detail = detail or f"{record.slug} is {PublicState(record.public_state).label}."
    if status_of(record) == FOR_LEGAL_REASONS:
        stub = {"legal_basis": record.legal_basis, **_stub(record)}
        problem = Problem(FOR_LEGAL_REASONS, "unavailable-for-legal-reasons", detail, record=stub)
        problem.headers |= headers_for(FOR_LEGAL_REASONS)
        return problem
    return Problem(GONE, "gone", detail, record=_stub(record))


def _stub(record: PublishedRecord) -> dict[str, str | None]:
    return {
        "id": record.slug,
        "type": record.type,
        "public_state": record.public_state,
        "reason": record.reason,
        "at": rfc3339(record.at),
    }
