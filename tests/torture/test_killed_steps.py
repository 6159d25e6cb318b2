"""Publishing and loading killed before every step: all of it is there afterwards, or nothing.

`make torture ARGS="-s -k killed_steps"`; some of the steps in tests/ledger/test_killed_steps.py.
"""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.ledger.invariants import (
    check_documents_are_up_to_date,
    check_nothing_is_pending,
    check_rebuilding_changes_nothing,
)
from tests.ledger.killed_steps import killed_each
from tests.ledger.publications import claims, contradiction, files, is_loaded, is_published, load_file, publish_all


@pytest.mark.parametrize("make", [claims, contradiction])
def test_publication_killed_at_any_step_is_there_whole_or_not_at_all(real_role: None, make: Any) -> None:
    _tell(f"publish {make.__name__}", list(killed_each(make, publish_all, is_published, steps=count(1))))


def test_load_killed_at_any_step_is_there_whole_or_not_at_all(real_role: None, tmp_path: Path) -> None:
    _tell("load", list(killed_each(files(tmp_path), load_file, is_loaded, steps=count(1))))


def _tell(deed: str, found: list[bool]) -> None:
    # The figures are what the proof is run for (pytest -s).
    print(f"\n{deed}: {len(found)} steps, {found.count(False)} times nothing of it")  # noqa: T201
    assert 0 < found.count(False) < len(found)
    # Neighbours that were left for later by who was killed: whoever publishes next has seen to them.
    check_nothing_is_pending()
    check_documents_are_up_to_date()
    check_rebuilding_changes_nothing()
