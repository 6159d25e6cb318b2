"""What a load remembers, so that it can be undone and a second one changes nothing: an Import with its records."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import models

from claims.models import Import, ImportedRecord, ImportState
from claims.registry_file.checking import Entry, as_mapping
from claims.registry_file.directory import CHUNK, batches
from claims.registry_file.nodes import Mapping, Sequence
from claims.registry_file.shape import SECTION_OF, KeptParts, Part, Parts, Rows, Section
from factreg.arrays import among
from factreg.copying import copy_instances

# Counted or derived by the database, or written by the door alone: an undo gives none of them back.
NOT_GIVEN_BACK = ("id", "key", "slug", "revision", "public_state", "numbers_given", "edited_by")


class Memory:
    """The records that one load makes and changes, written down batch by batch."""

    def __init__(self, of: Import, *, parts: bool = False) -> None:
        self.of = of
        self.count = 0
        self._with_parts = parts
        self._before: dict[int, dict[str, Any]] = {}
        self._made: list[tuple[str, str, int]] = []

    def look(self, entry: Entry, record: models.Model) -> None:
        """Keep what stands, in case the load changes it."""
        self._before[entry.pk] = snapshot(entry.section, record)

    def made_beside(self, *, type: str, slug: str, row: int) -> None:  # noqa: A002 - the file's word
        """A record that is no entry of the file was made for one: a place by its name."""
        self._made.append((type, slug, row))

    def write(self, section: Section, made: Iterable[tuple[Entry, int]], changed: Iterable[tuple[Entry, int]]) -> None:
        """Write down a batch, with the revisions that it left."""
        rows = [
            *(self._record(section.type, entry.slug, row, entry=entry) for entry, row in made),
            *(self._record(section.type, entry.slug, row, entry=entry, changed=True) for entry, row in changed),
            *(self._record(*made_beside) for made_beside in self._made),
        ]
        by_type: dict[str, list[ImportedRecord]] = defaultdict(list)
        for row in rows:
            by_type[row.type].append(row)
        for type_, of_type in by_type.items():
            _note_states(SECTION_OF[type_].model, of_type)
        copy_instances(ImportedRecord, rows)
        self.count += len(rows)
        self._before, self._made = {}, []

    def _record(
        self, type_: str, slug: str, row: int, *, entry: Entry | None = None, changed: bool = False
    ) -> ImportedRecord:
        return ImportedRecord(
            of=self.of,
            type=type_,
            slug=slug,
            row=row,
            made=not changed,
            before=self._before.get(row) if changed else None,
            parts=sorted(marks_of(entry)) if entry and self._with_parts else [],
        )


def _note_states(model: Any, rows: list[ImportedRecord]) -> None:
    names = [field.name for field in model._meta.concrete_fields if field.name in ("revision", "public_state")]
    stored = {
        pk: dict(zip(names, values, strict=True))
        for pk, *values in model._default_manager.filter(pk__in=among((row.row for row in rows), "bigint")).values_list(
            "pk", *names
        )
    }
    for row in rows:
        for name, value in stored.get(row.row, {}).items():
            setattr(row, name, value)


def marks_of(entry: Entry) -> set[str]:
    """A mark for each part that the file gives and a load keeps: the same words, the same mark."""
    return {
        mark_of(mapping)
        for key in entry.section.keys
        if isinstance(key, KeptParts) and key.rows
        for mapping in _mappings(key.rows, entry.mapping.values.get(key.name))
    }


def mark_of(mapping: Mapping) -> str:
    words = json.dumps(_plain(mapping), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def _mappings(rows: Rows, value: Any) -> Iterable[Mapping]:
    for item in value.items if isinstance(value, Sequence) else ():
        if mapping := as_mapping(rows, item, line=value.line):
            yield mapping


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(inner) for name, inner in value.values.items()}
    return [_plain(item) for item in value.items] if isinstance(value, Sequence) else value


def snapshot(section: Section, record: Any) -> dict[str, Any]:
    """A record's own fields and its parts' as plain values."""
    parts = {}
    for key in section.keys:
        if isinstance(key, Part):
            part = getattr(record, key.attribute, None)
            parts[key.attribute] = [] if part is None else [_fields(part, keep_id=True)]
        elif isinstance(key, Parts | KeptParts):
            parts[key.attribute] = [_fields(part, keep_id=True) for part in getattr(record, key.attribute).all()]
    return {"fields": _fields(record), "parts": parts}


def _fields(row: models.Model, *, keep_id: bool = False) -> dict[str, Any]:
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if (keep_id and field.primary_key) or (field.name not in NOT_GIVEN_BACK and not hasattr(field, "of"))
    }


class Revisions:
    """The revisions on which a load was built, and those that it found; 0 is of a record that is not stored."""

    def __init__(self, expected: dict[str, int] | None = None) -> None:
        self.expected = expected or {}
        self.found: dict[str, int] = {}

    def check(self, entry: Entry, record: Any | None) -> str:
        """Why the record takes nothing from the file: it is not what it was when the file was made. Else nothing."""
        address = f"{entry.section.type}/{entry.slug}"
        revision = getattr(record, "revision", 0) if record is not None else 0
        self.found[address] = revision
        expected = self.expected.get(address, revision)
        if revision == expected:
            return ""
        if not expected:
            return "has been made by someone meanwhile; look at the preview again"
        was = f"was edited meanwhile: revision {revision} is stored, and this starts from {expected}"
        return f"{was}; look at the preview again" if revision else "has been deleted meanwhile"


class Earlier:
    """What earlier imports brought, by the slugs that they gave: also where an editor renamed it or took it out."""

    def __init__(self) -> None:
        self._loaded = ImportedRecord.objects.filter(of__state=ImportState.LOADED)

    def rows(self, *, type: str, slugs: Iterable[str]) -> dict[str, int]:  # noqa: A002
        """The ids that these slugs were given when an import made them, stored still or not."""
        found: dict[str, int] = {}
        for chunk in batches(slugs, CHUNK):
            of_type = self._loaded.filter(type=type, slug__in=among(chunk, "text"), made=True).order_by("id")
            found.update(of_type.values_list("slug", "row"))
        return found

    def parts(self, *, type: str, slugs: Iterable[str]) -> dict[str, set[str]]:  # noqa: A002
        """The marks of the parts that were brought for these records."""
        found: dict[str, set[str]] = defaultdict(set)
        for slug, marks in self._loaded.filter(type=type, slug__in=among(slugs, "text")).values_list("slug", "parts"):
            found[slug].update(marks)
        return found
