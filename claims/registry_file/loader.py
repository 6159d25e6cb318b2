"""Loads a registry file: all of it in one transaction, or nothing. Says of each record what became of it.

What the world sees is untouched: publishing what was loaded is the ledger's (states.py says which records those are).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.db import models, transaction

from claims import bulk_actions
from claims.models import Import
from claims.registry_file.checking import Checker, Entry, Redirect, references
from claims.registry_file.directory import Directory, batches
from claims.registry_file.earlier import know_earlier
from claims.registry_file.filling import Refused, cleaned, fill, missing
from claims.registry_file.memory import Earlier, Memory, Revisions
from claims.registry_file.nodes import Mapping
from claims.registry_file.parts import PartsOf
from claims.registry_file.places import PlacesByName
from claims.registry_file.redirects import load_redirects
from claims.registry_file.report import Outcome, Report, ReportRow
from claims.registry_file.shape import SECTION_OF, SECTIONS, Section
from claims.registry_file.states import edit_work_state, state_notes, taken_down
from claims.registry_file.stored import match_pairs, stored_rows

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

BATCH = 500
Progress = Callable[[int, int], None]


def load(
    *,
    document: Mapping,
    by: AbstractBaseUser | None,
    dry_run: bool = False,
    publishing: bool = False,
    progress: Progress | None = None,
    remembered: Import | None = None,
    adding: bool = False,
    revisions: Revisions | None = None,
) -> Loading:
    """Load the document; with `dry_run`, or where anything is refused, leave everything as it was.

    `publishing` says that the caller publishes next, so that the report does not call its records drafts.
    `remembered` is the import by which the load can be undone. With `adding`, as for others' data, what is stored
    already is the editors': it takes new parts and nothing else. `revisions` notes those that the load found, and
    refuses newer ones than expected.
    """
    memory = None if remembered is None else Memory(remembered, parts=adding)
    loading = Loading(
        by=by, publishing=publishing, progress=progress, memory=memory, adding=adding, revisions=revisions
    )
    is_new = remembered is not None and remembered._state.adding
    with transaction.atomic():
        if remembered is not None:
            remembered.save()
        loading.run(document)
        undone = dry_run or loading.report.failed or (is_new and memory is not None and not memory.count)
        if undone:
            transaction.set_rollback(True)
    if undone and is_new and remembered is not None:
        remembered.pk, remembered._state.adding = None, True
    return loading


class Loading:
    """One load: the file's records, the rows that they mean, and what is to be written."""

    def __init__(
        self,
        *,
        by: AbstractBaseUser | None,
        publishing: bool = False,
        progress: Progress | None = None,
        memory: Memory | None = None,
        adding: bool = False,
        revisions: Revisions | None = None,
    ) -> None:
        self.by = by
        self.revisions = revisions
        self.memory = memory
        self.earlier = Earlier() if adding else None
        self.publishing = publishing
        self.report = Report()
        self.directory = Directory()
        self.places = PlacesByName(self)
        self.batch = bulk_actions.Batch()
        self.entries: dict[str, list[Entry]] = {}
        self._progress = progress or (lambda done, total: None)
        self.current: Entry
        self._of_row: dict[int, Entry] = {}

    def run(self, document: Mapping) -> None:
        checker = Checker(self.report)
        checker.check(document)
        self.entries = checker.entries
        self._look_up(checker)
        done = 0
        total = sum(len(entries) for entries in self.entries.values())
        for section in SECTIONS:
            for chunk in batches(self.entries[section.name], BATCH):
                self._load(section, chunk)
                for entry in chunk:
                    entry.forget()
                done += len(chunk)
                self._progress(done, total)
        load_redirects(self, checker.redirects)

    def _look_up(self, checker: Checker) -> None:
        """Learn what all names of the file mean, and give the new ones a row."""
        for type_, named in _named(self.entries, checker.redirects).items():
            self.directory.look_up(type=type_, slugs=sorted(named))
        for redirect in checker.redirects:
            if self.directory.row(type=redirect.type, slug=redirect.slug) is None:
                self.directory.redirect(type=redirect.type, slug=redirect.slug, into=redirect.into)
        if self.earlier:
            know_earlier(self, self.earlier)
        match_pairs(self)
        for section in SECTIONS:
            if section.address:
                entries = [entry for entry in self.entries[section.name] if not entry.pk]
                slugs = [entry.slug for entry in entries]
                self.directory.allocate(type=section.type, slugs=slugs)
                self._give_rows(section, entries)
            self._refuse_doubles(self.entries[section.name])
        self.places.look_up(self.entries["events"])

    def _give_rows(self, section: Section, entries: list[Entry]) -> None:
        for entry in entries:
            entry.pk = self.directory.row(type=section.type, slug=entry.slug) or 0
            survivor = self.directory.survivor(type=section.type, slug=entry.slug)
            if survivor != entry.slug:
                entry.note = f"loads into {survivor}, with which {entry.slug} was merged"

    def _refuse_doubles(self, entries: list[Entry]) -> None:
        taken: dict[int, Entry] = {}
        for entry in entries:
            first = taken.setdefault(entry.pk, entry)
            if first is not entry and entry.pk:
                message = f"is the same record as {first.slug} on line {first.line}"
                self.refuse(entry, line=entry.line, message=message)

    def _load(self, section: Section, chunk: list[Entry]) -> None:
        stored = stored_rows(section, [entry.pk for entry in chunk])
        self.batch = bulk_actions.Batch()
        self._of_row = {}
        brought = self.earlier.parts(type=section.type, slugs=[entry.slug for entry in chunk]) if self.earlier else {}
        rows = [self._load_one(entry, stored.get(entry.pk), brought.get(entry.slug)) for entry in chunk]
        for fault in bulk_actions.write(batch=self.batch, by=self.by):
            entry = self._of_row[id(fault.row)]
            self.refuse(entry, line=entry.line, message=fault.message)
        told = [(entry, row) for entry, row in zip(chunk, rows, strict=True) if row is not None]
        for _, row in told:
            self.report.add(row)
        if self.memory:
            self._remember(section, self.memory, told)

    def _remember(self, section: Section, memory: Memory, told: list[tuple[Entry, ReportRow]]) -> None:
        done = {
            outcome: [(entry, entry.pk) for entry, row in told if row.outcome is outcome and entry.pk]
            for outcome in (Outcome.CREATED, Outcome.CHANGED)
        }
        memory.write(section, made=done[Outcome.CREATED], changed=done[Outcome.CHANGED])

    def _load_one(self, entry: Entry, record: Any | None, brought: set[str] | None) -> ReportRow | None:
        self.current = entry
        if record is not None and (refusal := taken_down(entry, record)):
            if self.earlier:
                self.tell(entry, Outcome.KEPT, refusal)
                return None
            self.refuse(entry, line=entry.line, message=refusal)
            return None
        if self.revisions and (refusal := self.revisions.check(entry, record)):
            self.refuse(entry, line=entry.line, message=refusal)
            return None
        if record is not None and self.memory:
            self.memory.look(entry, record)
        if record is not None and self.earlier:
            return self._add_to(entry, record, brought or set())
        new = record is None
        if record is None:
            record = self._new(entry)
        changes, faults = fill(record, entry.section, entry.mapping, names=self)
        for line, message in faults:
            self.refuse(entry, line=line, message=message)
        if new:
            for message in missing(record, entry.section, entry.mapping):
                self.refuse(entry, line=entry.line, message=message)
            entry.made = True
            self.add(entry, [record])
        changes += edit_work_state(entry, record)
        changes += self._load_parts(entry, record, new=new)
        if self.report.refusals_of(entry):
            self._forget(entry)
            return None
        if changes and not new:
            self.change(entry, record)
        return self._told(entry, record, changes, new=new)

    def _add_to(self, entry: Entry, record: Any, brought: set[str]) -> ReportRow | None:
        """Give a stored record the parts of others' data that were not brought before."""
        parts = PartsOf(self, entry, record, new=False)
        parts.add_new(brought)
        if self.report.refusals_of(entry):
            self._forget(entry)
            return None
        return self._told(entry, record, parts.changes, new=False)

    def _load_parts(self, entry: Entry, record: Any, *, new: bool) -> list[str]:
        parts = PartsOf(self, entry, record, new=new)
        parts.fill()
        for message in parts.kept:
            self.tell(entry, Outcome.KEPT, message)
        if parts.highest > getattr(record, "numbers_given", parts.highest):
            record.numbers_given = parts.highest
            return [*parts.changes, "numbers_given"]
        return parts.changes

    def _told(self, entry: Entry, record: Any, changes: list[str], *, new: bool) -> ReportRow:
        outcome = Outcome.CREATED if new else Outcome.CHANGED if changes else Outcome.UNCHANGED
        told = [] if new or not changes else [", ".join(changes)]
        notes = [entry.note] if entry.note else []
        message = "; ".join([*told, *notes, *state_notes(entry, record, publishing=self.publishing)])
        return ReportRow(entry.line, entry.section.type, entry.slug, outcome, message)

    def _new(self, entry: Entry) -> Any:
        if not entry.section.address:
            return entry.section.model()
        record = entry.section.model(pk=entry.pk)
        field = entry.section.model._meta.get_field("slug")
        try:
            record.slug = cleaned(field, entry.slug, record)  # type: ignore[attr-defined]
        except Refused as refused:
            line = entry.mapping.line_of(entry.section.address)
            self.refuse(entry, line=line, message=f"{entry.section.address}: {refused}")
        return record

    def _forget(self, entry: Entry) -> None:
        """Leave an entry that was refused out of what is written, so that its rows cause no further errors."""
        for rows in (self.batch.new, self.batch.changed, self.batch.removed):
            rows[:] = [row for row in rows if self._of_row.get(id(row)) is not entry]

    def add(self, entry: Entry, rows: Iterable[models.Model]) -> None:
        for row in rows:
            self._of_row[id(row)] = entry
            self.batch.new.append(row)

    def change(self, entry: Entry, row: models.Model) -> None:
        self._of_row[id(row)] = entry
        self.batch.changed.append(row)

    def refuse(self, entry: Entry, *, line: int, message: str) -> None:
        self.report.refuse(line=line, type=entry.section.type, slug=entry.slug, message=message)

    def tell(self, entry: Entry, outcome: Outcome, message: str) -> None:
        self.report.add(ReportRow(entry.line, entry.section.type, entry.slug, outcome, message))

    def row_of(self, *, type: str, slug: str) -> int:  # noqa: A002 - the file's word
        row = self.directory.row(type=type, slug=slug)
        if row is None:
            hint = self.directory.hint(type=type, slug=slug)
            raise Refused(f"there is no {type} {slug[:80]!r}, in the file or stored{hint}")
        return row

    def place_of(self, name: str) -> int:
        return self.places.row_of(name)


def _named(entries: dict[str, list[Entry]], redirects: list[Redirect]) -> dict[str, set[str]]:
    """All slugs of the file, its own and those it refers to, by type."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for section in SECTIONS:
        for entry in entries[section.name]:
            for type_, slug in references(section, entry.mapping):
                found[type_].add(slug)
            if section.address:
                found[section.type].add(entry.slug)
    for redirect in redirects:
        if redirect.type in SECTION_OF:
            found[redirect.type].update((redirect.slug, redirect.into))
    return found
