"""A takedown that is killed leaves the old state or the new one, and what is listed is down after the next start.

Here at some of its steps; at all of them in `make torture`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from claims.ledger.erasing import erase
from claims.ledger.publish import publish
from claims.models import Claim
from tests.factories import make_actor, make_claim, make_contradiction
from tests.ledger.invariants import check_rebuilding_changes_nothing
from tests.ledger.killed_takedowns import killed_everywhere

pytestmark = pytest.mark.usefixtures("real_role")
# Before the first word to the database, in the midst, before the list is synced, before and after the commit.
SOME = (1, 40, 90)


def contradicted() -> Claim:
    claim = make_claim(text="Words.", statements=[{"actor": make_actor()}])
    rival = make_claim(statements=[{}])
    for record in (claim, rival):
        publish(record=record, by=None)
    publish(record=make_contradiction(first_claim=claim, second_claim=rival), by=None)
    claim.refresh_from_db()
    return claim


def erased(claim: Claim) -> Any:
    return erase(record=claim, by=None, as_operator=True, reason="A test.")


def test_killed_erasure_leaves_the_old_state_or_the_new_one(tmp_path: Path, settings: Any) -> None:
    settings.TAKEDOWN_LIST = str(tmp_path / "takedowns.jsonl")

    found = list(killed_everywhere(contradicted, erased, steps=SOME, down="erased"))

    assert [(number, is_old, listed) for number, is_old, listed in found] == [(number, True, False) for number in SOME]
    check_rebuilding_changes_nothing()
