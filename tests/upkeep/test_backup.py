"""`backup` and `restore`: what was kept comes back, what was taken down since does not, and halves are never whole."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from claims.ledger.canonical import timestamp
from claims.ledger.models import Entry, Head
from claims.ledger.publish import publish
from claims.ledger.published import PublishedRecord
from claims.ledger.takedown import quarantine
from claims.log import behind
from claims.log.notes import Signer
from claims.models import Claim
from claims.upkeep import backing_up
from claims.upkeep.backing_up import back_up
from claims.upkeep.manifest import Manifest, NotABackup, Signed, files_in, verified
from claims.upkeep.readiness import problem
from claims.upkeep.takedown_lines import bring_in
from factreg.postgres_clients import load_archive
from factreg.postgres_tools import PostgresError
from tests.factories import make_claim
from tests.ledger.reading import edit
from tests.log.logs import SIGNER


@pytest.fixture(autouse=True)
def kept(settings: Any, tmp_path: Path) -> None:
    settings.LOG_DIR, settings.LOG_KEY = tmp_path / "log", [SIGNER.secret()]
    settings.TAKEDOWN_LIST = str(tmp_path / "takedowns.jsonl")


def contents() -> dict[str, list[str]]:
    """All rows of all tables, as PostgreSQL writes them."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT to_jsonb(row)::text FROM "{table}" AS row ORDER BY 1')
            found[table] = [text for (text,) in cursor.fetchall()]
    return found


def told(*words: str, **options: Any) -> str:
    output = io.StringIO()
    call_command(*words, stdout=output, **options)
    return output.getvalue()


@pytest.mark.django_db(transaction=True)
def test_what_was_backed_up_comes_back_and_what_was_taken_down_since_does_not(
    tmp_path: Path, settings: Any, client: Client
) -> None:
    client.force_login(User.objects.create_user("editor"))
    claim = make_claim(slug="down", text="Secret words.", statements=[{}])
    publish(record=claim, by=None)
    call_command("publish_log", once=True, verbosity=0)
    publish(record=make_claim(slug="stays"), by=None)
    before, size = contents(), Head.objects.get().seq

    printed = told("backup", str(tmp_path / "kept" / "monday"))
    with pytest.raises(CommandError, match="is there already"):
        told("backup", str(tmp_path / "kept" / "monday"))
    edit(Claim.objects.get(slug="stays"), text="Never to be seen again.")
    with pytest.raises(CommandError, match=rf"not empty: its ledger ends at {size}, it has \d+ records and 1 users"):
        told("restore", str(tmp_path / "kept" / "monday"))

    told("restore", str(tmp_path / "kept" / "monday"), replace=True)

    assert [path.name for path in (tmp_path / "kept").iterdir()] == ["monday"]
    assert f"the ledger up to {size}, signed up to {size - 1 - list_of_others('stays')}" in printed
    assert len(before["access_staffsession"]) == 1
    assert contents() == {**before, "access_staffsession": []}

    quarantine(record=Claim.objects.get(slug="down"), by=None)
    shutil.rmtree(settings.LOG_DIR)

    restored = told("restore", str(tmp_path / "kept" / "monday"), replace=True)

    assert f"claim {claim.key}: quarantined." in restored
    assert (settings.LOG_DIR / "checkpoint").exists()
    assert (PublishedRecord.objects.get(slug="down").public_state, problem(), behind.problem()) == (
        "quarantined",
        None,
        None,
    )
    assert (client.get("/claims/down/").status_code, client.get("/claims/stays/").status_code) == (410, 200)
    assert not [row for table, rows in contents().items() if "published" in table for row in rows if "Secret" in row]


def list_of_others(slug: str) -> int:
    """How many entries the publication of a claim made besides its own."""
    return Entry.objects.filter(seq__gt=Entry.objects.get(slug="down").seq).exclude(slug=slug).count()


@pytest.mark.django_db(transaction=True)
def test_backup_that_ends_before_the_published_log_is_restored_with_that_said_alone(
    tmp_path: Path, settings: Any
) -> None:
    claim = make_claim(slug="down", text="Secret words.")
    publish(record=claim, by=None)
    back_up(tmp_path / "old")
    position = Head.objects.get().seq
    quarantine(record=claim, by=None)
    call_command("publish_log", once=True, verbosity=0)
    last, log = Entry.objects.latest("seq"), (settings.LOG_DIR / "checkpoint").read_text()
    before = contents()

    with pytest.raises(CommandError) as refused:
        told("restore", str(tmp_path / "old"), replace=True)
    with pytest.raises(CommandError, match=rf"`manage.py log_key {SIGNER.name}-after-{position}` makes a key"):
        told("restore", str(tmp_path / "old"), replace=True, begin_new_log=True)

    assert str(refused.value).splitlines()[:-1] == [
        (
            f"This backup ends at entry {position}; entries up to {last.seq} are signed and published "
            f"({settings.LOG_DIR}). It lacks 1:"
        ),
        f"  {last.seq}  {orjson.loads(bytes(last.leaf))['at']}  quarantined claim {claim.key}",
    ]
    assert "--begin-new-log" in str(refused.value)
    assert contents() == before

    settings.LOG_KEY = [Signer(f"{SIGNER.name}-after-{position}", bytes(range(2, 34))).secret()]
    printed = told("restore", str(tmp_path / "old"), replace=True, begin_new_log=True)
    call_command("publish_log", once=True, verbosity=0)

    aside = settings.LOG_DIR.with_name(f"log-ended-at-{last.seq}")
    assert str(aside) in printed
    assert (aside / "checkpoint").read_text() == log
    assert PublishedRecord.objects.get(slug="down").public_state == "quarantined"
    assert (problem(), behind.problem()) == (None, None)


@pytest.mark.django_db(transaction=True)
def test_restore_that_fails_half_way_leaves_all_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(record=make_claim(slug="there"), by=None)
    back_up(tmp_path / "made")
    whole, cut_off = tmp_path / "made" / "database.dump", tmp_path / "cut_off.dump"
    cut_off.write_bytes(whole.read_bytes()[:-20_000])
    before = contents()

    with pytest.raises(PostgresError, match="pg_restore failed"):
        load_archive(cut_off, before="DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    with pytest.raises(PostgresError, match=r"psql failed: .*nowhere"):
        load_archive(whole, before="DROP SCHEMA nowhere")

    assert contents() == before

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(backing_up, "run_client", killed)
    with pytest.raises(KeyboardInterrupt):
        back_up(tmp_path / "half")

    assert sorted(path.name for path in tmp_path.iterdir() if path.is_dir()) == ["half.unfinished", "made"]
    with pytest.raises(NotABackup, match="not finished"):
        verified(tmp_path / "half.unfinished")


@pytest.mark.django_db(transaction=True)
def test_nobody_else_may_be_connected(tmp_path: Path) -> None:
    back_up(tmp_path / "made")
    other = connection.copy()
    other.ensure_connection()
    try:
        with pytest.raises(CommandError, match="1 others are connected"):
            told("restore", str(tmp_path / "made"), replace=True)
    finally:
        other.close()


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """The files of a backup, and what says of them that they are whole."""
    (tmp_path / "made" / "log").mkdir(parents=True)
    for path in ("database.dump", "log/checkpoint"):
        (tmp_path / "made" / path).write_text(path)
    manifest = Manifest(
        made_at="2026-01-01T00:00:00.000000Z",
        release="1",
        postgres="18.6",
        migrations=[],
        position=7,
        last_leaf="",
        signed=Signed("registry.example.org/log", 7, "00"),
        files=files_in(tmp_path / "made"),
        left_out=[],
    )
    (tmp_path / "made" / "manifest.json").write_bytes(manifest.dumped())
    assert verified(tmp_path / "made") == manifest
    return tmp_path / "made"


@pytest.mark.no_database
@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (lambda made: (made / "database.dump").write_text("x"), "database.dump is another: it has 1 bytes, 13 by"),
        (lambda made: (made / "log/checkpoint").unlink(), "log/checkpoint is missing"),
        (lambda made: (made / "log/0").touch(), "log/0 does not belong to it"),
        (lambda made: (made / "manifest.json").write_text("{}"), "is not as it was written"),
        (lambda made: (made / "manifest.json").unlink(), "is no backup, or one that was not finished"),
    ],
)
def test_backup_that_is_not_whole_is_refused(made: Path, damage: Callable[[Path], Any], told: str) -> None:
    damage(made)

    with pytest.raises(NotABackup, match=told):
        verified(made)
    with pytest.raises(CommandError, match=told):
        call_command("backup", str(made), verify=True)


def test_backup_of_a_newer_release_is_refused(made: Path) -> None:
    manifest = replace(verified(made), migrations=["claims.9999_to_come"], release="99")
    (made / "manifest.json").write_bytes(manifest.dumped())

    with pytest.raises(CommandError, match=r"newer release \(99\): this one does not know its migration claims.9999"):
        call_command("restore", str(made))


def test_lists_of_takedowns_are_joined(tmp_path: Path, settings: Any) -> None:
    (tmp_path / "old").write_bytes(b"\none\n\ntwo\n")
    Path(settings.TAKEDOWN_LIST).write_bytes(b"two\nthree\n")
    bring_in(tmp_path / "old")
    joined = Path(settings.TAKEDOWN_LIST).read_bytes()
    bring_in(tmp_path / "old")

    assert joined == Path(settings.TAKEDOWN_LIST).read_bytes() == b"one\ntwo\nthree\n"


@pytest.mark.usefixtures("real_role")
def test_public_side_without_grants_is_not_ready(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("REVOKE SELECT ON ledger_publishedrecord FROM factreg_public")

    assert "may not read what is published" in client.get("/readyz").json()["problem"]


def test_records_that_are_listed_as_down_are_not_ready(client: Client, settings: Any) -> None:
    claim = make_claim(slug="down")
    publish(record=claim, by=None)
    line = {"what": "done", "action": "quarantined", "type": "claim", "key": str(claim.key), "seq": 99}
    for at, ready in (("2026-01-01T00:00:00.000000Z", False), (timestamp(datetime.now(UTC)), True)):
        Path(settings.TAKEDOWN_LIST).write_bytes(orjson.dumps({**line, "at": at}))

        assert client.get("/readyz").json()["ready"] == ready
