"""Which tables' changes are kept, and the triggers that keep them: a few a statement, not one a row.

So bulk_create, COPY, update() and raw SQL are kept as well as forms. What is made of it is for the other modules.
"""

from __future__ import annotations

import pgtrigger
from django.db import models

from claims.models import (
    Actor,
    ActorAlias,
    Assessment,
    Claim,
    ClaimAbout,
    ClaimRest,
    Contradiction,
    CounterAccusation,
    DifferentPair,
    Event,
    Figure,
    Place,
    PlaceName,
    RejectedPair,
    ResponseSearch,
    Statement,
)
from factreg.attribution import SETTING
from factreg.records import Record
from sources.models import Publisher, Source

# Each table, with the record whose history its rows belong to and the column that names it.
KEPT: dict[type[models.Model], tuple[type[models.Model], str]] = {
    **{
        record: (record, "id")
        for record in (
            *(Publisher, Source, Actor, Place, Event, Claim),
            *(Contradiction, CounterAccusation, RejectedPair, DifferentPair),
        )
    },
    ActorAlias: (Actor, "actor_id"),
    PlaceName: (Place, "place_id"),
    **dict.fromkeys((ClaimAbout, ClaimRest, Figure, Statement, ResponseSearch, Assessment), (Claim, "claim_id")),
}

# No edits: counted or made by the program, given by the door, or told by the change itself.
NOT_KEPT = ("revision", "number", "numbers_given", "edited_by_id", "editors", "folded")

# Of one table alone.
NOT_KEPT_OF: dict[type[models.Model], tuple[str, ...]] = {Claim: ("terms",)}

_VIA = """text := coalesce(
    nullif(who->>'via', ''),
    CASE WHEN program LIKE 'manage.py %' THEN 'command' WHEN who ? 'by' THEN 'action' ELSE 'sql' END
)"""
_WHO = [
    ("who", f"jsonb := coalesce(nullif(current_setting('{SETTING}', true), ''), '{{}}')::jsonb"),
    ("program", "text := current_setting('application_name')"),
    ("the_via", _VIA),
    ("the_detail", "text := coalesce(nullif(who->>'detail', ''), program)"),
]

_INSERT = """
INSERT INTO history_change (
    at, transaction, by_id, by_name, via, detail,
    model, row, record_model, record, left_record, operation, before, after
)
SELECT
    clock_timestamp(), pg_current_xact_id()::text::bigint,
    (who->>'by')::bigint, coalesce(who->>'name', ''), the_via, the_detail,
    '{model}', {row}.id, '{record_model}', {row}.{column}, {left}, '{operation}', {before}, {after}
FROM {rows};
RETURN NULL;
"""
# Only what changed, so that a change of a word does not store a page. Rows in which nothing that is kept has changed,
# as where the door gives numbers, are passed over before they are taken apart: that takes twenty times as long.
_CHANGED = """
old_rows JOIN new_rows ON new_rows.id = old_rows.id AND ({old_kept}) IS DISTINCT FROM ({new_kept})
CROSS JOIN LATERAL (
    SELECT jsonb_object_agg(key, was.value) AS before, jsonb_object_agg(key, becomes.value) AS after
    FROM jsonb_each(to_jsonb(old_rows)) AS was(key, value)
    JOIN jsonb_each(to_jsonb(new_rows)) AS becomes(key, value) USING (key)
    WHERE was.value IS DISTINCT FROM becomes.value AND key NOT IN ({not_kept})
) AS changed
-- Triggers count revisions, which follows from what is kept. They also name the survivor of a merge in the place of
-- who was merged, and take an edited record out of the state "clean": that is kept.
WHERE changed.after IS NOT NULL
    AND (pg_trigger_depth() = 1 OR ({before_them}) IS DISTINCT FROM ({after_them}))
"""


def keeping(model: type[models.Model]) -> list[pgtrigger.Trigger]:
    """The triggers that keep the changes of a table."""
    record, column = KEPT[model]
    not_kept = (*NOT_KEPT, *NOT_KEPT_OF.get(model, ()))
    told = {"model": model._meta.label_lower, "record_model": record._meta.label_lower, "column": column}
    nothing = {"left": "NULL", "before": "NULL", "after": "NULL"}
    functions = {
        pgtrigger.Insert: _INSERT.format(
            **told,
            **(nothing | {"after": _whole("new_rows", not_kept)}),
            row="new_rows",
            operation="insert",
            rows="new_rows",
        ),
        pgtrigger.Delete: _INSERT.format(
            **told,
            **(nothing | {"before": _whole("old_rows", not_kept)}),
            row="old_rows",
            operation="delete",
            rows="old_rows",
        ),
        pgtrigger.Update: _INSERT.format(
            **told,
            left=f"nullif(old_rows.{column}, new_rows.{column})",
            before="changed.before",
            after="changed.after",
            row="new_rows",
            operation="update",
            rows=_changed(model, not_kept),
        ),
    }
    return [*(_kept(operation, function) for operation, function in functions.items()), _NOT_TRUNCATED]


def _changed(model: type[models.Model], not_kept: tuple[str, ...]) -> str:
    relations = (each.column for each in model._meta.concrete_fields if each.is_relation)
    by_triggers = [column for column in relations if column not in not_kept]
    by_triggers += ["work_state"] if issubclass(model, Record) else []
    kept = [field.column for field in model._meta.concrete_fields if field.column not in not_kept]
    return _CHANGED.format(
        old_kept=", ".join(f'old_rows."{column}"' for column in kept),
        new_kept=", ".join(f'new_rows."{column}"' for column in kept),
        not_kept=", ".join(f"'{name}'" for name in not_kept),
        before_them=", ".join(f"old_rows.{column}" for column in by_triggers) or "NULL",
        after_them=", ".join(f"new_rows.{column}" for column in by_triggers) or "NULL",
    )


def _whole(row: str, not_kept: tuple[str, ...]) -> str:
    return f"to_jsonb({row}) - '{{{','.join(not_kept)}}}'::text[]"


def _kept(operation: pgtrigger.Operation, function: str) -> pgtrigger.Trigger:
    old = "old_rows" if operation != pgtrigger.Insert else None
    new = "new_rows" if operation != pgtrigger.Delete else None
    return pgtrigger.Trigger(
        name=f"keep_{str(operation).lower()}",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(old=old, new=new),
        declare=_WHO,
        func=function,
    )


_NOT_TRUNCATED = pgtrigger.Trigger(
    name="not_truncated",
    level=pgtrigger.Statement,
    when=pgtrigger.Before,
    operation=pgtrigger.Truncate,
    func="RAISE EXCEPTION '%: TRUNCATE would leave no history; delete the rows', TG_TABLE_NAME"
    " USING ERRCODE = 'check_violation';",
)
