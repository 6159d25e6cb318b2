"""Takes an import back: what it made is deleted, what it changed is as before; what others have touched since stays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, models, transaction
from django.db.models import ProtectedError, RestrictedError

from claims.actions import StaleRevision, save
from claims.models import Import, ImportedRecord, ImportState, LabelledRecord
from claims.registry_file.directory import batches
from claims.registry_file.shape import SECTIONS, Section
from claims.registry_file.stored import stored_rows
from factreg.records import PublicState, Record, WorkState

BATCH = 500


@dataclass
class Undone:
    """What was taken back, or would be, and what was refused and why."""

    taken_back: int = 0
    refused: list[tuple[ImportedRecord, str]] = field(default_factory=list)


def undo(*, of: Import, by: Any, dry_run: bool = False) -> Undone:
    """Take an import back as far as nobody has built on it; each record that stays is named with its reason.

    A record that was edited, published or put to use since stays as it is. With `dry_run` everything is left as it was.
    """
    undone = Undone()
    with transaction.atomic():
        of = Import.objects.select_for_update().get(pk=of.pk)
        for section in SECTIONS:
            _change_back(section, of.records.filter(type=section.type, made=False), undone, by=by)
        for section in reversed(SECTIONS):
            _delete(section, of.records.filter(type=section.type, made=True), undone)
        of.state = ImportState.UNDONE
        of.save(update_fields=["state"])
        if dry_run:
            transaction.set_rollback(True)
    return undone


def _change_back(section: Section, items: models.QuerySet[ImportedRecord], undone: Undone, *, by: Any) -> None:
    for chunk in batches(items.iterator(chunk_size=BATCH), BATCH):
        stored = stored_rows(section, [item.row for item in chunk])
        for item in chunk:
            record = stored.get(item.row)
            reason = "has been deleted since" if record is None else _touched(item, record)
            if not reason:
                reason = _give_back(section, record, item, by=by)
            undone.refused += [(item, reason)] if reason else []
            undone.taken_back += not reason


def _touched(item: ImportedRecord, record: Any) -> str:
    """What has happened to a record since the import; nothing where it is as the import left it."""
    if not isinstance(record, Record):
        revision = getattr(record, "revision", item.revision)
        return "" if revision == item.revision else f"was edited since: revision {revision}"
    if record.public_state != item.public_state:
        return f"is {record.get_public_state_display()} by now"
    if record.public_state == PublicState.PUBLISHED and record.work_state == WorkState.CLEAN:
        return "was published since"
    if record.revision != item.revision:
        return f"was edited since: revision {record.revision}, and the import left revision {item.revision}"
    return ""


def _give_back(section: Section, record: Any, item: ImportedRecord, *, by: Any) -> str:
    """Put a record and its parts back as they stood before; why that was refused comes back."""
    before = item.before or {"fields": {}, "parts": {}}
    _fill(record, before["fields"])
    parts: list[Any] = []
    removed: list[Any] = []
    for key in section.keys:
        if key.attribute in before["parts"]:
            stored = _stored_parts(record, key.attribute)
            given = {part["id"]: part for part in before["parts"][key.attribute]}
            removed += [part for pk, part in stored.items() if pk not in given]
            model = key.rows.model  # type: ignore[attr-defined]
            parts += [
                _fill(stored.get(pk) or model(), fields)
                for pk, fields in given.items()
                if _differs(stored.get(pk), fields)
            ]
    try:
        with transaction.atomic():
            if isinstance(record, Record) or hasattr(record, "revision"):
                save(record=record, by=by, parts=parts, removed=removed, started_from=item.revision)
            else:
                record.save()
    except (StaleRevision, ValidationError, DatabaseError, ProtectedError) as error:
        return f"can't be changed back: {error}"
    return ""


def _stored_parts(record: Any, relation: str) -> dict[int, Any]:
    found: Any = getattr(record, relation, None)
    rows = found.all() if hasattr(found, "all") else [found] if found is not None else []
    return {row.pk: row for row in rows}


def _fill(row: Any, fields: dict[str, Any]) -> Any:
    for model_field in row._meta.concrete_fields:
        if model_field.attname in fields:
            setattr(row, model_field.attname, model_field.to_python(fields[model_field.attname]))
    return row


def _differs(row: Any | None, fields: dict[str, Any]) -> bool:
    return row is None or any(
        getattr(row, model_field.attname) != model_field.to_python(fields[model_field.attname])
        for model_field in row._meta.concrete_fields
        if model_field.attname in fields
    )


def _delete(section: Section, items: models.QuerySet[ImportedRecord], undone: Undone) -> None:
    """Delete what the import made: many at once, then one by one what others hold, as long as that gets further."""
    held: list[ImportedRecord] = []
    for chunk in batches(items.order_by("-id").iterator(chunk_size=BATCH), BATCH):
        fine = list(_untouched(section, chunk, undone))
        reason = _delete_rows(section, fine)
        undone.taken_back += 0 if reason else len(fine)
        held += fine if reason else []
    reasons: dict[int, str] = {}
    while held:
        reasons = {item.pk: _delete_rows(section, [item]) for item in held}
        undone.taken_back += sum(not reason for reason in reasons.values())
        rest = [item for item in held if reasons[item.pk]]
        if len(rest) == len(held):
            undone.refused += [(item, reasons[item.pk]) for item in held]
            return
        held = rest


def _untouched(section: Section, chunk: Iterable[ImportedRecord], undone: Undone) -> Iterator[ImportedRecord]:
    """Those that are still as the import left them; what is gone already needs nothing."""
    items = list(chunk)
    model: Any = section.model
    stored = model._default_manager.select_for_update(of=("self",)).in_bulk([item.row for item in items])
    for item in items:
        record = stored.get(item.row)
        if record is None:
            continue
        if reason := _touched(item, record):
            undone.refused.append((item, reason))
        else:
            yield item


def _delete_rows(section: Section, items: list[ImportedRecord]) -> str:
    """Delete the rows, or say who needs them."""
    model: Any = section.model
    rows = model._default_manager.filter(pk__in=[item.row for item in items])
    keys = list(rows.values_list("key", flat=True)) if issubclass(model, Record) else []
    try:
        with transaction.atomic():
            LabelledRecord.objects.filter(type=section.type, key__in=keys).delete()
            rows.delete()
    except (ProtectedError, RestrictedError) as error:
        held: Any = getattr(error, "protected_objects", None) or getattr(error, "restricted_objects", ())
        return f"is in use: {_some(held)}"
    except DatabaseError as error:
        return f"can't be deleted: {error}"
    return ""


def _some(held: Iterable[Any]) -> str:
    by_type: dict[str, list[str]] = defaultdict(list)
    for row in list(held)[:20]:
        by_type[row._meta.verbose_name].append(str(row)[:80])
    return "; ".join(f"{name} “{rows[0]}”{' and more' if len(rows) > 1 else ''}" for name, rows in by_type.items())
