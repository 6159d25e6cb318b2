"""What merging asks of every table: who names a merged record names its survivor; edits and merges take turns.

Knows triggers and locks only. Merging itself is the ledger's.
"""

from __future__ import annotations

import pgtrigger
from django.db import connection

from factreg.door_setting import DOOR_IS_ERASING, DOOR_SETTING, MERGING

_LOCK = "hashtext('factreg.merge')"
DOOR_IS_MERGING = f"coalesce(current_setting('{DOOR_SETTING}', true), '') = '{MERGING}'"


def names_survivors(table: str, **named: str) -> list[pgtrigger.Trigger]:
    """Triggers by which rows that name a merged record name its survivor instead. `named`: column to table.

    A form may have been opened before the merge, and a file be read meanwhile: what they bring is not lost, and names
    no record that is gone. One look a statement, however many rows.
    """
    steps = "\n".join(
        f"""
        IF EXISTS (
            SELECT 1 FROM new_rows JOIN "{target}" AS gone ON gone.id = new_rows."{column}"
            WHERE gone.public_state = 'merged'
        ) THEN
            UPDATE "{table}" AS named SET "{column}" = survivor.id
            FROM "{target}" AS gone
            JOIN sources_slug AS address ON address.key = gone.key AND address.merged_into IS NOT NULL
            JOIN "{target}" AS survivor ON survivor.key = address.merged_into
            WHERE named."{column}" = gone.id AND gone.public_state = 'merged'
              AND named.id IN (SELECT id FROM new_rows);
        END IF;
        """
        for column, target in named.items()
    )
    # The merge itself moves what is to move, and leaves what is to stay.
    func = f"""
    IF NOT ({DOOR_IS_MERGING}) THEN
        PERFORM pg_advisory_xact_lock_shared({_LOCK});
        {steps}
    END IF;
    RETURN NULL;
    """
    return [
        pgtrigger.Trigger(
            name=f"names_survivors_on_{str(operation).lower()}",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=operation,
            referencing=pgtrigger.Referencing(new="new_rows"),
            func=func,
        )
        for operation in (pgtrigger.Insert, pgtrigger.Update)
    ]


def changed_by_merging_alone(*, moves: str = "", of: str = "", besides: tuple[str, ...] = ()) -> pgtrigger.Trigger:
    """A trigger that refuses every update but by a merge, or an erasure; or of the columns `besides`.

    `moves`: the one column that a merge may write, then; it may also leave a merged record of the table `of`.
    """
    kept = "".join(f" - '{column}'" for column in (moves, *besides) if column)
    merging = f"({DOOR_IS_MERGING} {f'OR {_names_merged(of, moves)}' if of else ''})"
    refused = (
        f"to_jsonb(NEW){kept} IS DISTINCT FROM to_jsonb(OLD){kept} OR NOT {merging}"
        if moves
        else f"NOT ({merging} OR {DOOR_IS_ERASING}) AND to_jsonb(NEW){kept} IS DISTINCT FROM to_jsonb(OLD){kept}"
    )
    return pgtrigger.Trigger(
        name="changed_by_merging_alone",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func=f"""
        IF {refused} THEN
            RAISE EXCEPTION '%: written once (%)', TG_TABLE_NAME, OLD.id USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
        """,
    )


def _names_merged(table: str, column: str) -> str:
    return f"EXISTS (SELECT 1 FROM {table} WHERE id = OLD.{column} AND public_state = 'merged')"


def keep_merges_out() -> None:
    """Let no merge begin until this transaction ends; waits for one that has begun. Taken before any row is locked."""
    _lock("pg_advisory_xact_lock_shared")


def keep_edits_out() -> None:
    """Wait for the edits that are under way and let none begin until this transaction ends."""
    _lock("pg_advisory_xact_lock")


def _lock(how: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {how}({_LOCK})")
