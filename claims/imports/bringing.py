"""Brings others' data in: read, loaded in one transaction, and every input row stored or named with its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from claims.imports.foreign import Foreign
from claims.imports.reusing import reuse_sources
from claims.models import Import
from claims.registry_file.loader import Loading, Progress, load
from claims.registry_file.report import Outcome, ReportRow
from claims.registry_file.shape import SECTIONS
from factreg.records import Record

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

MOST_READINGS = 4


@dataclass(frozen=True, slots=True)
class Brought:
    """What was brought in, or would be."""

    foreign: Foreign
    loading: Loading

    def summary(self) -> str:
        rows, out = self.foreign.rows, self.foreign.left_out
        return f"{rows} rows read: {rows - out} stored or known, {out} left out; {self.loading.report.summary()}"

    def made(self) -> list[Record]:
        """The records that were made by it, for publication; what was stored before is not meant."""
        found: list[Any] = []
        for section in SECTIONS:
            pks = [entry.pk for entry in self.loading.entries[section.name] if entry.made]
            if pks and issubclass(section.model, Record):
                found += section.model.objects.filter(pk__in=pks)
        return found


def bring_in(
    *,
    read: Callable[[dict[int, str]], Foreign],
    by: AbstractBaseUser | None,
    dry_run: bool = False,
    publishing: bool = False,
    progress: Progress | None = None,
    remembered: Import | None = None,
) -> Brought:
    """Load what `read` makes of a file. Rows that the registry refuses are left out, and the rest is read again.

    `read` is given the lines to leave out with their reasons, and is called for each reading. What is stored already
    is left as the editors have it.
    """
    skipped: dict[int, str] = {}
    for _ in range(MOST_READINGS):
        foreign = read(skipped)
        reuse_sources(foreign)
        loading = load(
            document=foreign.document,
            by=by,
            dry_run=dry_run,
            publishing=publishing,
            progress=progress,
            remembered=remembered,
            adding=True,
        )
        refused = _reasons(loading.report.refusals)
        if not refused.keys() - skipped.keys():
            break
        skipped = {**skipped, **refused}
    for row in _remarks(foreign):
        loading.report.add(row)
    return Brought(foreign, loading)


def _reasons(refusals: Iterable[ReportRow]) -> dict[int, str]:
    reasons: dict[int, str] = {}
    for row in refusals:
        said = f"{row.type} {row.slug}: {row.message}"
        reasons[row.line] = f"{reasons[row.line]}; {said}" if row.line in reasons else said
    return reasons


def _remarks(foreign: Foreign) -> Iterable[ReportRow]:
    for remark in foreign.remarks:
        outcome = Outcome.LEFT_OUT if remark.left_out else Outcome.NOTED
        yield ReportRow(remark.line, "row", remark.row, outcome, remark.message)
