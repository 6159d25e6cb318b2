"""Takedowns are listed outside the database; what was restored from before them takes them down again."""

from __future__ import annotations

import errno
import io
import os
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.core.management import call_command
from django.db import connection, transaction

from claims.ledger import takedown_list
from claims.ledger.erasing import erase
from claims.ledger.holds import hold
from claims.ledger.models import Entry
from claims.ledger.publish import publish
from claims.ledger.published import PublishedRecord
from claims.ledger.reapplying import REASON, missing, reapply
from claims.ledger.takedown import quarantine, restore, withdraw
from claims.ledger.takedown_list import NotListed, standing, struck_out_if_undone
from claims.models import Claim
from tests.factories import make_claim
from tests.ledger.reading import edit


@pytest.fixture(autouse=True)
def listed(tmp_path: Path, settings: Any) -> Path:
    settings.TAKEDOWN_LIST = str(tmp_path / "var" / "takedowns.jsonl")
    return tmp_path / "var" / "takedowns.jsonl"


@pytest.fixture
def claim() -> Claim:
    found = make_claim(slug="claim", text="Secret words.")
    publish(record=found, by=None)
    edit(found, text="Corrected words.")
    publish(record=found, by=None)
    return found


class Backup:
    """The database as it was: all that comes after `taken` is forgotten by `restored`, but the list."""

    def __init__(self) -> None:
        self.point = transaction.savepoint()

    def restored(self) -> None:
        transaction.savepoint_rollback(self.point)
        self.point = transaction.savepoint()


def state_of(slug: str = "claim") -> str:
    return PublishedRecord.objects.get(slug=slug).public_state


def test_each_takedown_is_a_line_without_a_word_of_the_record(claim: Claim, listed: Path) -> None:
    withdraw(record=claim, by=None, reason="Secret reason", legal_basis="Secret order")
    entry = Entry.objects.get(action="withdrawn")

    (line,) = [orjson.loads(text) for text in listed.read_bytes().split()]

    assert line == {
        "what": "done",
        "action": "withdrawn",
        "type": "claim",
        "key": str(claim.key),
        "seq": entry.seq,
        "at": entry.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "versions": [],
        "legal": True,
    }
    assert listed.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("deeds", "state"),
    [
        ((withdraw,), "withdrawn"),
        ((quarantine,), "quarantined"),
        ((withdraw, quarantine), "quarantined"),
        ((quarantine, restore), "published"),
        ((quarantine, restore, withdraw), "withdrawn"),
        ((erase,), "erased"),
    ],
)
def test_restored_backup_takes_down_again_what_it_forgot(claim: Claim, deeds: tuple[Any, ...], state: str) -> None:
    backup = Backup()
    for deed in deeds:
        claim.refresh_from_db()
        deed(record=claim, by=None, reason="Down", **({"as_operator": True} if deed is erase else {}))
    backup.restored()
    assert state_of() == "published"

    told = io.StringIO()
    call_command("apply_takedowns", stdout=told)

    assert state_of() == state
    assert bool(told.getvalue()) == (state != "published")
    assert reapply() == []
    assert missing() == {}


def test_backup_that_is_restored_twice_takes_down_twice(claim: Claim) -> None:
    backup = Backup()
    quarantine(record=claim, by=None)
    for _ in range(2):
        backup.restored()
        reapply()

        assert (state_of(), Entry.objects.latest("seq").reason) == ("quarantined", REASON)


def test_versions_that_were_destroyed_are_destroyed_again(claim: Claim) -> None:
    backup = Backup()
    erase(record=claim, by=None, as_operator=True, reason="Down", versions=[1])
    backup.restored()

    reapply()

    assert state_of() == "published"
    assert not Entry.objects.filter(document__contains="Secret words").exists()


def test_what_cannot_be_destroyed_again_is_at_least_read_by_nobody(claim: Claim) -> None:
    backup = Backup()
    erase(record=claim, by=None, as_operator=True, reason="Down")
    backup.restored()
    hold(record=claim, by=None, reason="A test case")

    (done,) = reapply()

    assert state_of() == "quarantined"
    assert "legal hold" in done.done


def test_what_the_backup_does_not_hold_stays_listed(claim: Claim, listed: Path) -> None:
    quarantine(record=claim, by=None)
    unknown = "00000000-0000-4000-8000-000000000000"
    line = {"what": "done", "action": "quarantined", "type": "claim", "seq": 1, "at": "2020", "key": unknown}
    other = orjson.dumps(line)
    with listed.open("ab") as file:
        file.write(other + b"\n" + other[:40])

    assert reapply() == []
    assert [line.seq for line in standing()] == [Entry.objects.latest("seq").seq, 1]


def test_takedown_that_fails_is_struck_out(claim: Claim) -> None:
    @struck_out_if_undone()
    @transaction.atomic
    def fail_at_last() -> None:
        withdraw(record=claim, by=None, reason="Down")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_at_last()

    assert (state_of(), standing()) == ("published", [])


def test_nothing_is_taken_down_that_cannot_be_listed(claim: Claim, settings: Any, tmp_path: Path) -> None:
    settings.TAKEDOWN_LIST = str(tmp_path)

    with pytest.raises(NotListed, match="nothing was taken down"):
        quarantine(record=claim, by=None)

    assert state_of() == "published"


@pytest.mark.parametrize("failing", ["write", "fsync"])
def test_line_that_the_disk_has_no_room_for_is_cut_off(
    claim: Claim, listed: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    other = make_claim(slug="other", text="Other words.")
    publish(record=other, by=None)
    withdraw(record=other, by=None, reason="Down")
    write, whole, before = os.write, listed.read_bytes(), standing()

    def full(file: int, *data: bytes) -> int:
        """Takes a part, and then nothing more; or all, and then says that it was not stored."""
        if failing == "write" and len(data[0]) > 20:
            return write(file, data[0][:-10])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(takedown_list.os, failing, full)
    with pytest.raises(NotListed, match="No space left"):
        quarantine(record=claim, by=None)
    monkeypatch.undo()

    assert (state_of(), standing()) == ("published", before)
    assert listed.read_bytes() == whole


def test_line_is_on_disk_before_the_transaction_ends(claim: Claim, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    monkeypatch.setattr(connection, "savepoint_commit", lambda _: seen.append(len(standing())))

    quarantine(record=claim, by=None)

    assert seen[-1:] == [1]
