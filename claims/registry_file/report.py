"""What a load did, or would do: one row a record, with its line; and how the rows are shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, Protocol

from rich.table import Table
from rich.text import Text


class Outcome(StrEnum):
    """What became of a record of the file."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    KEPT = "kept"
    REFUSED = "refused"
    # Of others' data alone: a row that is not stored, and what of a stored one is not.
    LEFT_OUT = "left out"
    NOTED = "noted"


_STYLES = {
    Outcome.CREATED: "green",
    Outcome.CHANGED: "yellow",
    Outcome.UNCHANGED: "dim",
    Outcome.KEPT: "cyan",
    Outcome.REFUSED: "bold red",
    Outcome.LEFT_OUT: "bold magenta",
    Outcome.NOTED: "cyan",
}


@dataclass(frozen=True, slots=True)
class ReportRow:
    line: int
    type: str
    slug: str
    outcome: Outcome
    message: str = ""


class Named(Protocol):
    """A record of the file."""

    slug: str
    section: Any


class Report:
    """The rows of a load, in the order in which they came up."""

    def __init__(self) -> None:
        self._rows: list[ReportRow] = []
        self._refused: Counter[tuple[str, str]] = Counter()

    def add(self, row: ReportRow) -> None:
        self._rows.append(row)
        if row.outcome is Outcome.REFUSED:
            self._refused[row.type, row.slug] += 1

    def refuse(self, *, line: int, type: str, slug: str, message: str) -> None:  # noqa: A002 - the file's word
        self.add(ReportRow(line, type, slug, Outcome.REFUSED, message))

    def keep(self, wanted: Callable[[ReportRow], bool]) -> None:
        """Leave out the rows that are not wanted."""
        self._rows = [row for row in self._rows if wanted(row)]

    def reword(self, worded: Callable[[ReportRow], ReportRow]) -> None:
        """Say each row in other words."""
        self._rows = [worded(row) for row in self._rows]

    def refusals_of(self, record: Named) -> int:
        """How often something of a record was refused."""
        return self._refused[record.section.type, record.slug]

    @property
    def failed(self) -> bool:
        return bool(self._refused)

    @property
    def rows(self) -> list[ReportRow]:
        """By line. What is told of a record that was refused is left out, but for the reasons."""
        kept = (
            row for row in self._rows if row.outcome is Outcome.REFUSED or (row.type, row.slug) not in self._refused
        )
        return sorted(kept, key=lambda row: row.line)

    @property
    def refusals(self) -> list[ReportRow]:
        return [row for row in self.rows if row.outcome is Outcome.REFUSED]

    def counts(self) -> dict[str, int]:
        found = Counter(row.outcome for row in self.rows)
        foreign = (Outcome.LEFT_OUT, Outcome.NOTED)
        return {outcome.value: found[outcome] for outcome in Outcome if outcome not in foreign or found[outcome]}

    def as_json(self) -> dict[str, Any]:
        return {"counts": self.counts(), "rows": [asdict(row) for row in self.rows]}

    def summary(self) -> str:
        return ", ".join(f"{number} {outcome}" for outcome, number in self.counts().items() if number)


def as_table(rows: list[ReportRow]) -> Table:
    """The rows for a terminal. Texts of the file are never taken for markup."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("line", justify="right")
    for title in ("type", "record", "outcome"):
        table.add_column(title, no_wrap=title == "outcome", overflow="fold")
    table.add_column("message", overflow="fold", ratio=1)
    for row in rows:
        table.add_row(
            str(row.line),
            Text(row.type),
            Text(row.slug),
            Text(row.outcome.value, style=_STYLES[row.outcome]),
            Text(row.message),
        )
    return table


def did_you_mean(word: str, known: list[str] | dict[str, Any]) -> str:
    """A hint at the nearest known word, or nothing."""
    nearest = get_close_matches(word[:100], known, n=1, cutoff=0.6)
    return f"; did you mean {nearest[0]}?" if nearest else ""
