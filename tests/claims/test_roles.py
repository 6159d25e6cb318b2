"""The roles, as docs/workbench.md tells of them and as the code has them."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from claims.review import TRANSITIONS
from claims.roles import ROLES

GUIDE = Path(__file__).parents[2] / "docs" / "workbench.md"

# What stands behind each line of the table; one permission for all.
BEHIND = {
    "read records, captures, their history and the ledger": "claims.view_claim",
    "add and edit records and their parts": "claims.change_claim",
    "submit for review, take back, comment, take a record": "claims.change_claim",
    "load tables and others' data": "claims.add_import",
    "delete drafts, undo imports, merge records": "claims.delete_claim",
    "request changes, mark as ready, assign to others": "claims.review_record",
    "publish": "ledger.publish",
    "quarantine, restore; ask for withdrawals and [erasures](takedown.md), confirm withdrawals": "ledger.withdraw",
    "confirm another's erasure, with the password; place and lift legal holds": "ledger.erase",
    "read [who opened what](operations.md#who-saw-and-did-what) not everybody may see": "history.view_viewing",
    "make accounts and give them roles": "auth.change_user",
    "make and revoke keys for programs": "access.add_key",
    "make webhooks and have messages sent again": "webhooks.add_endpoint",
    "make superusers": "no permission: superusers alone",
}

pytestmark = pytest.mark.no_database


def table(heading: str) -> list[list[str]]:
    """The rows of the table that begins with a heading."""
    lines = GUIDE.read_text().splitlines()
    start = next(place for place, line in enumerate(lines) if line.startswith(f"| {heading} |"))
    rows = []
    for line in lines[start:]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return [rows[0], *rows[2:]]


def test_guide_says_what_each_role_may_do() -> None:
    (_, *roles), *told = table("may")

    assert roles == list(ROLES)
    assert {may: dict(zip(roles, answers, strict=True)) for may, *answers in told} == {
        may: {role: "yes" if permission in ROLES[role] else "no" for role in roles}
        for may, permission in BEHIND.items()
    }


def test_guide_says_which_steps_there_are() -> None:
    _, *told = table("step")

    steps = [(step.split(" (")[0], starts, ends, who.startswith("editors")) for step, starts, ends, who in told]
    assert [step for step in steps if step[0] != "Publish"] == [
        (each.label, ", ".join(str(state.label) for state in each.starts), str(each.ends.label), each.by_reviewers)
        for each in TRANSITIONS.values()
    ]


def test_each_role_may_do_what_the_one_before_it_may() -> None:
    held = list(ROLES.values())

    assert all(less < more for less, more in pairwise(held))
