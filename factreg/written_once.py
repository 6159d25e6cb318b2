"""Triggers of tables that are written once, and lose their words only while the door erases."""

from __future__ import annotations

import pgtrigger

from factreg.door_setting import DOOR_IS_ERASING
from factreg.records import not_truncated


def may_lose(*columns: str) -> list[pgtrigger.Trigger]:
    """As `append_only`, but while the door erases these columns may be emptied."""
    kept = "".join(f" - '{column}'" for column in columns)
    changed = f"to_jsonb(NEW){kept} IS DISTINCT FROM to_jsonb(OLD){kept}"
    return [_refused(pgtrigger.Update, f"NOT ({DOOR_IS_ERASING}) OR {changed}"), never_deleted(), not_truncated()]


def goes_when_erased() -> list[pgtrigger.Trigger]:
    """Rows are never deleted but while the door erases."""
    return [_refused(pgtrigger.Delete, f"NOT ({DOOR_IS_ERASING})"), not_truncated()]


def never_deleted() -> pgtrigger.Trigger:
    return _refused(pgtrigger.Delete, "true")


def _refused(operation: pgtrigger.Operation, condition: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=f"written_once_{str(operation).lower()}",
        when=pgtrigger.Before,
        operation=operation,
        func=f"""
        IF {condition} THEN
            RAISE EXCEPTION '%: written once (%)', TG_TABLE_NAME, OLD.id USING ERRCODE = 'check_violation';
        END IF;
        RETURN {"OLD" if operation == pgtrigger.Delete else "NEW"};
        """,
    )
