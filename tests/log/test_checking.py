"""`verify_log` finds the first entry that is not as it was entered or signed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from claims.ledger.merge import merge
from claims.ledger.models import Entry
from claims.ledger.publish import publish
from claims.ledger.takedown import quarantine
from claims.log import building
from claims.log.ledger import StoredLedger
from tests.factories import make_claim
from tests.log.logs import KEYS, SIGNER

# That of another action, as it would be written.
ANOTHER_LEAF = "convert_to(replace(convert_from(leaf, 'UTF8'), 'updated', 'published'), 'UTF8')"


@pytest.fixture(scope="module")
def registry(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Path]:
    """A ledger of which all but the last entries are signed; undone with the module."""
    place = tmp_path_factory.mktemp("log")
    with django_db_blocker.unblock(), transaction.atomic():
        claims = [make_claim(slug=slug, statements=[{}]) for slug in ("one", "other", "hidden")]
        for claim in claims:
            publish(record=claim, by=None)
        merge(record=claims[0], into=claims[1], by=None, reason="Recorded twice.")
        quarantine(record=claims[2], by=None, reason="For now.")
        building.publish(place, KEYS, StoredLedger())
        publish(record=make_claim(slug="later"), by=None)
        yield place
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def signed(registry: Path, settings: Any, tmp_path: Path) -> Path:
    """A copy of its log, to be changed."""
    settings.LOG_DIR, settings.LOG_KEY = tmp_path / "log", [SIGNER.secret()]
    shutil.copytree(registry, settings.LOG_DIR)
    return settings.LOG_DIR


def test_ledger_that_was_left_alone_is_right(capsys: Any) -> None:
    call_command("verify_log")

    assert f"{Entry.objects.count()} entries are as they were entered" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ("document = replace(document, 'other', 'altered')", "its document is not the one"),
        ("document = NULL", "its document is missing"),
        ("nonce = sha256('x')", "its document is not the one"),
        ("stub_nonce = sha256('x')", "its address, reason or survivor"),
        ("stub_nonce = NULL", "the nonce of its stub is missing"),
        ("slug = 'another'", "its address, reason or survivor"),
        ("reason = 'Another.'", "its address, reason or survivor"),
        ("at = at + interval '1 microsecond'", "its columns are not those of its leaf"),
        ("version = 7", "its columns are not those of its leaf"),
        ("action = 'reformatted'", "its columns are not those of its leaf"),
        ("leaf = 'x'", "its leaf is none"),
        (f"leaf = {ANOTHER_LEAF}, action = 'published'", "it is not the one that was signed"),
    ],
)
def test_changed_entry_is_named(change: str, complaint: str) -> None:
    seq = Entry.objects.filter(slug="other", action="updated").values_list("seq", flat=True)[0]
    as_owner(f"UPDATE ledger_entry SET {change} WHERE seq = {seq}")

    with pytest.raises(CommandError, match=rf"Entry {seq}: .*{complaint}"):
        call_command("verify_log")


def test_entry_that_is_missing_is_named() -> None:
    as_owner("DELETE FROM ledger_entryauthor", "DELETE FROM ledger_entry WHERE seq = 2")

    with pytest.raises(CommandError, match="Entry 2: is missing"):
        call_command("verify_log")


def test_end_that_is_missing_is_named() -> None:
    as_owner(
        "DELETE FROM ledger_entryauthor", "DELETE FROM ledger_entry WHERE seq > 3", "UPDATE ledger_head SET seq = 3"
    )

    with pytest.raises(CommandError, match="Entry 4: is missing; entries up to"):
        call_command("verify_log")


@pytest.mark.parametrize("name", ["tile/0/000.p/*", "tile/entries/000.p/*", "checkpoint"])
def test_changed_file_of_the_log_is_found(signed: Path, name: str) -> None:
    (path,) = signed.glob(name)
    data = bytearray(path.read_bytes())
    data[40] ^= 1
    path.write_bytes(data)

    with pytest.raises(CommandError):
        call_command("verify_log")


def as_owner(*statements: str) -> None:
    """What the triggers refuse, and the owner of the data can do all the same."""
    with connection.cursor() as cursor:
        for statement in ("SET LOCAL session_replication_role = replica", *statements):
            cursor.execute(statement)
        cursor.execute("SET LOCAL session_replication_role = origin")
