"""Takedowns under load, and with a server and backups that fail: the text is gone within a second, and stays gone.

`TAKEDOWNS=100 make torture ARGS="-k takedowns -s"` prints the figures.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from itertools import count, cycle
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from django.conf import settings
from django.db import connections

from claims.ledger.erasing import erase
from claims.ledger.publish import publish_many
from claims.ledger.takedown import quarantine, withdraw
from claims.models import Claim
from tests import databases
from tests.factories import make_actor, make_claim, make_contradiction, make_denial, make_event
from tests.ledger.invariants import check_rebuilding_changes_nothing
from tests.ledger.killed_takedowns import killed_everywhere
from tests.ledger.reading import edit
from tests.ledger.test_takedown_killed import contradicted
from tests.torture.processes import serving
from tests.torture.takedown_load import BULK, Readers, too_late

NUMBER = int(os.environ.get("TAKEDOWNS", "100"))
# At each how many-th step a takedown is killed.
KILLED_EVERY = int(os.environ.get("KILLED_EVERY", "1"))
AT_THE_ORIGIN, IN_BULK_FILES = 1.0, 300.0
QUIETLY = {"RATE_LIMIT_ADDRESS": "off", "SITE_URL": "http://127.0.0.1:8000", "LOG_LEVEL": "CRITICAL"}


@pytest.fixture(autouse=True)
def listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    path = str(tmp_path / "takedowns.jsonl")
    monkeypatch.setattr(settings, "TAKEDOWN_LIST", path)
    return path


def published(number: int) -> list[Claim]:
    """Claims that each say a word of their own, in two versions; each third contradicts the one before."""
    event, one, other = make_event(slug="whole"), make_actor(slug="one"), make_actor(slug="other")
    claims = []
    for n in range(number):
        word = f"zqdown{n}zq"
        said = [{"actor": one, "quote": word}]
        claim = make_claim(slug=f"claim-{n}", text=f"A test {word}.", event=event, statements=said)
        make_denial(claim=claim, actor=other)
        claims.append(claim)
    publish_many(records=claims, by=None)
    for claim in claims[::5]:
        edit(claim, note=f"A note on {claim.text}")
    publish_many(records=claims[::5], by=None, reason="A note was added.")
    pairs = [make_contradiction(first_claim=claims[n - 1], second_claim=claims[n]) for n in range(1, number, 3)]
    publish_many(records=pairs, by=None)
    return claims


def erase_alone(*, record: Any, by: Any, reason: str) -> Any:
    return erase(record=record, by=by, reason=reason, as_operator=True)


def test_no_answer_has_the_text_a_second_after_its_takedown(real_role: None, listed: str) -> None:
    claims = published(NUMBER)
    gone: dict[int, float] = {}
    steps: Counter[str] = Counter()
    withdrawn, took = set(), []
    with serving(TAKEDOWN_LIST=listed, **QUIETLY) as port:
        as_of = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        readers = Readers(port, [claim.slug for claim in claims], as_of)
        readers.start()
        time.sleep(5)
        for number, claim in enumerate(claims):
            take_down = (withdraw, quarantine, erase_alone)[number % 3]
            claim.refresh_from_db()
            began = time.monotonic()
            take_down(record=claim, by=None, reason="A test.")
            gone[number] = time.monotonic()
            took.append(gone[number] - began)
            steps[take_down.__name__] += 1
            if take_down is withdraw:
                withdrawn.add(number)
            time.sleep(0.2)
        last = time.monotonic()
        back = _bulk_is_back(readers, since=last)
        answers = readers.stop()

    late, longest, statuses = too_late(answers, gone=gone, withdrawn=frozenset(withdrawn), within=AT_THE_ORIGIN)
    # The figures are what the proof is run for (pytest -s).
    print(  # noqa: T201
        f"\n{NUMBER} takedowns ({dict(steps)}), {len(answers)} answers, {dict(statuses)}; longest seen after one:"
        f" {longest:.3f} s; a takedown took {median(took):.2f} s, {max(took):.2f} s at most;"
        f" bulk files were back after {back:.0f} s"
    )
    assert late == []
    assert sum(1 for answer in answers if answer.words) > NUMBER
    assert set(statuses) <= {200, 301, 404, 410, 503}
    assert back < IN_BULK_FILES


def _bulk_is_back(readers: Readers, *, since: float) -> float:
    """How long until bulk files are given out again; whether they have the words is asked of all answers."""
    while time.monotonic() - since < IN_BULK_FILES:
        if any(one.path == BULK and one.status == 200 and one.asked > since for one in list(readers.answers)):
            return time.monotonic() - since
        time.sleep(0.5)
    return IN_BULK_FILES


def test_restored_backup_never_serves_again_what_was_taken_down(real_role: None, listed: str) -> None:
    claims = published(9)
    backup = f"{databases.working_copy()}_backup"
    connections.close_all()
    databases.copy_database(source=databases.working_copy(), target=backup)
    for claim, take_down in zip(claims, cycle((withdraw, quarantine, erase_alone)), strict=False):
        claim.refresh_from_db()
        take_down(record=claim, by=None, reason="A test.")
    connections.close_all()
    databases.copy_database(source=backup, target=databases.working_copy())
    databases.drop_database(backup)

    with serving(TAKEDOWN_LIST=listed, **QUIETLY) as port:
        answers = Readers(port, [claim.slug for claim in claims], "2026-01-01T00:00:00Z").ask_all()

    words = [(one.path, one.words) for one in answers if one.words and "/versions/" not in one.path]
    # What was withdrawn is still in the history: by its title there, and in the feed of all entries.
    assert {path for path, _ in words if "/history/" not in path and "/changes/" not in path} == set()
    assert {number for _, found in words for number in found} <= {0, 3, 6}
    assert {answer.status for answer in answers} <= {200, 404, 410, 503}


@pytest.mark.parametrize(
    ("take_down", "down"), [(withdraw, "withdrawn"), (quarantine, "quarantined"), (erase_alone, "erased")]
)
def test_takedown_killed_at_any_step_leaves_the_old_state_or_the_new_one(
    real_role: None, take_down: Any, down: str
) -> None:
    def deed(claim: Claim) -> Any:
        return take_down(record=claim, by=None, reason="A test.")

    found = list(killed_everywhere(contradicted, deed, steps=count(1, KILLED_EVERY), down=down))

    old = sum(is_old for _, is_old, _ in found)
    listed = sum(is_old and is_listed for _, is_old, is_listed in found)
    print(f"\n{take_down.__name__}: {len(found)} steps, {old} times the old state, {listed} of these listed")  # noqa: T201
    assert 0 < old < len(found)
    assert listed or KILLED_EVERY > 1
    check_rebuilding_changes_nothing()
