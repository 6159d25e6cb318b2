"""docs/security/asvs.md: its rows are whole, what they name is there, and its summary counts them right."""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[1]
TABLE = ROOT / "docs" / "security" / "asvs.md"
# As the summary has its columns.
STATES = ("met", "partly", "not met", "not applicable")
# How many items the standard has at each level.
ITEMS = {"1": 70, "2": 183}
_ROW = re.compile(r"\| (\d+\.\d+\.\d+) \|")
_TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
_PATH = re.compile(r"`((?:factreg|claims|sources|tests|docs|scripts)/[\w/.-]+)`")

pytestmark = pytest.mark.no_database


class Row(NamedTuple):
    id: str
    level: str
    asks: str
    state: str
    evidence: str


@cache
def rows() -> list[Row]:
    lines = [line for line in TABLE.read_text().splitlines() if _ROW.match(line)]
    return [Row(*(cell.strip() for cell in line.strip().strip("|").split(" | "))) for line in lines]


@cache
def functions_of(path: str) -> set[str]:
    return {node.name for node in ast.parse((ROOT / path).read_text()).body if isinstance(node, ast.FunctionDef)}


def place(row: Row) -> list[int]:
    return [int(number) for number in row.id.split(".")]


def test_every_item_has_one_row_in_order() -> None:
    assert [after.id for before, after in pairwise(rows()) if place(before) >= place(after)] == []
    assert Counter(row.level for row in rows()) == ITEMS


def test_every_row_has_a_known_state_and_says_why() -> None:
    assert [row.id for row in rows() if row.state not in STATES or not row.asks or len(row.evidence) < 5] == []


def test_what_is_met_or_partly_met_names_a_test_or_a_place() -> None:
    claimed = [row for row in rows() if row.state in ("met", "partly")]

    assert [row.id for row in claimed if "`" not in row.evidence and "](" not in row.evidence] == []


def test_every_test_and_file_that_is_named_is_there() -> None:
    named = {found for row in rows() for found in _TEST.findall(row.evidence)}
    paths = {found for row in rows() for found in _PATH.findall(row.evidence)}

    assert len(named) > 100
    assert [(path, name) for path, name in sorted(named) if name not in functions_of(path)] == []
    assert [path for path in sorted(paths) if not (ROOT / path).exists()] == []


def test_summary_counts_the_rows() -> None:
    counted = Counter((row.level, row.state) for row in rows())
    levels = [[f"level {level}", *(str(counted[level, state]) for state in STATES)] for level in ITEMS]
    both = ["both", *(str(sum(counted[level, state] for level in ITEMS)) for state in STATES)]

    lines = [line for line in TABLE.read_text().splitlines() if re.match(r"\| (level \d|both) \|", line)]

    assert [[cell.strip() for cell in line.strip("|").split("|")] for line in lines] == [*levels, both]
