"""Whether editorial rows are in the state that the ledger says, their addresses given to them, captures as read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connection

from claims.ledger.freeze import RECORDS
from claims.ledger.neighbourhood import PAIRS
from claims.upkeep.finding import MOST, Finding, Progress, the_first

_STATE = (
    "The ledger is what the world was told: put the row right as the database's owner, or restore a backup of before."
)
_CAPTURE = "The text was changed past its trigger: restore this row from a backup of before."


def _asked(query: str, **params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        return list(cursor.fetchall())


def states(progress: Progress) -> Iterator[Finding]:
    """Each record's public state and address, on the editors' side and by the ledger."""
    for type_ in RECORDS:
        yield from the_first(_states_of(type_))
        progress(1)


def _states_of(type_: str) -> Iterator[Finding]:
    # A pair leaves with its claims, and comes back with them: editors have it public all the while.
    joined = type_ in PAIRS
    for slug, state, address, told in _asked(
        f"""
        SELECT row.slug, row.public_state, record.slug, record.public_state
        FROM "{RECORDS[type_]._meta.db_table}" AS row
        FULL JOIN (SELECT * FROM ledger_publishedrecord WHERE type = %(type)s) AS record ON record.key = row.key
        WHERE CASE
            WHEN row.key IS NULL THEN true
            WHEN record.key IS NULL THEN row.public_state <> 'never'
            ELSE row.slug <> record.slug
                OR (row.public_state <> record.public_state AND NOT (%(joined)s AND row.public_state = 'published'))
            END
        LIMIT {MOST + 1}
        """,
        type=type_,
        joined=joined,
    ):
        if slug is None:
            wrong = f"is {told} by the ledger, and not there for editors."
        elif told is None:
            wrong = f"is {state} for editors, and not in the ledger."
        elif slug != address:
            wrong = f"has the address {address} by the ledger."
        else:
            wrong = f"is {state} for editors, and {told} by the ledger."
        yield Finding(f"{type_} {slug or address}", wrong, _STATE)


def addresses(progress: Progress) -> Iterator[Finding]:
    """Each address that was ever public is given to its record for good, and leads where its merge says."""
    yield from the_first(_addresses())
    progress(1)


def _addresses() -> Iterator[Finding]:
    for type_, slug, given, is_public, leads, told in _asked(
        f"""
        SELECT coalesce(record.type, given.type), coalesce(record.slug, given.slug), given.key IS NOT NULL,
               record.key IS NOT NULL, survivor.slug, record.merged_into
        FROM sources_slug AS given
        FULL JOIN ledger_publishedrecord AS record
            ON (record.type, record.slug, record.key) = (given.type, given.slug, given.key)
        LEFT JOIN ledger_publishedrecord AS survivor ON survivor.key = given.merged_into
        WHERE given.key IS NULL OR record.key IS NULL OR survivor.slug IS DISTINCT FROM record.merged_into
        LIMIT {MOST + 1}
        """
    ):
        if not given:
            wrong = "its address is not in the register of addresses."
        elif not is_public:
            wrong = "has an address in the register, and is not in the ledger."
        else:
            wrong = f"its address leads to {leads or 'itself'}, and by the ledger to {told or 'itself'}."
        yield Finding(f"{type_} {slug}", wrong, _STATE)


def captures(progress: Progress) -> Iterator[Finding]:
    """The SHA-256 of each captured text against the text."""
    yield from the_first(_captures())
    progress(1)


def _captures() -> Iterator[Finding]:
    for slug, number in _asked(
        f"""
        SELECT source.slug, capture.id FROM sources_capture AS capture
        LEFT JOIN sources_source AS source ON source.id = capture.source_id
        WHERE capture.sha256 IS DISTINCT FROM encode(sha256(convert_to(capture.text, 'UTF8')), 'hex')
        LIMIT {MOST + 1}
        """
    ):
        yield Finding(f"source {slug}, capture {number}", "its text is not the one whose SHA-256 is kept.", _CAPTURE)
