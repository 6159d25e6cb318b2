"""Publishing and loading killed before some of their steps; before all of them in `make torture`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.ledger.invariants import check_rebuilding_changes_nothing
from tests.ledger.killed_steps import killed_each
from tests.ledger.publications import claims, contradiction, files, is_loaded, is_published, load_file, publish_all

pytestmark = pytest.mark.usefixtures("real_role")
# Before the first word to the database, in the midst; and never, so that it is done.
SOME = (1, 12, 24, 1_000)
WHOLE_AT_LAST = [False, False, False, True]


@pytest.mark.parametrize("make", [claims, contradiction])
def test_killed_publication_is_there_whole_or_not_at_all(make: Any) -> None:
    assert list(killed_each(make, publish_all, is_published, steps=SOME)) == WHOLE_AT_LAST
    check_rebuilding_changes_nothing()


def test_killed_load_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    assert list(killed_each(files(tmp_path), load_file, is_loaded, steps=SOME)) == WHOLE_AT_LAST
