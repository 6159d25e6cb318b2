"""The log of our own ledger: what is in it, as whom it is served, and a database that is behind it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from claims.ledger.models import Entry
from claims.ledger.publish import publish
from claims.log import behind
from claims.log.building import Keys
from claims.log.checks import log_is_signed
from claims.log.notes import Signer
from tests.factories import make_claim, make_statement
from tests.log.logs import SIGNER, read_back


@pytest.fixture(autouse=True)
def log_dir(settings: Any, tmp_path: Path) -> Path:
    settings.LOG_DIR = tmp_path / "log"
    settings.LOG_KEY = [SIGNER.secret()]
    return settings.LOG_DIR


def publish_log() -> None:
    call_command("publish_log", once=True, verbosity=0)


def test_log_holds_the_leaves_of_the_ledger_in_order(log_dir: Path) -> None:
    for _claim in range(2):
        publish(record=make_claim(statements=[{}]), by=None)
        publish_log()

    entries = read_back(log_dir)

    assert entries == [bytes(leaf) for leaf in Entry.objects.order_by("seq").values_list("leaf", flat=True)]
    assert [orjson.loads(entry)["seq"] for entry in entries] == list(range(1, len(entries) + 1))


def test_log_is_served_as_static_files(client: Client, log_dir: Path) -> None:
    publish(record=make_claim(), by=None)
    publish_log()
    size = Entry.objects.count()

    answers = {
        path: client.get(f"/log/{path}")
        for path in ("checkpoint", "keys", f"tile/0/000.p/{size}", f"tile/entries/000.p/{size}")
    }

    assert {path: answer.content for path, answer in answers.items()} == {
        path: (log_dir / path).read_bytes() for path in answers
    }
    assert {answer.headers["Access-Control-Allow-Origin"] for answer in answers.values()} == {"*"}
    text, binary = "text/plain; charset=utf-8", "application/octet-stream"
    assert [answer.headers["Content-Type"] for answer in answers.values()] == [text, text, binary, binary]
    assert ["max-age=0" in answer.headers["Cache-Control"] for answer in answers.values()] == [True, True, False, False]


def test_full_tile_is_for_good_and_bundles_are_compressed(client: Client, log_dir: Path) -> None:
    (log_dir / "tile/entries/x001").mkdir(parents=True)
    (log_dir / "tile/entries/x001/000").write_bytes(b"\x02\x00" + bytes(512))

    answer = client.get("/log/tile/entries/x001/000", headers={"Accept-Encoding": "gzip"})
    again = client.get(
        "/log/tile/entries/x001/000", headers={"Accept-Encoding": "gzip", "If-None-Match": answer.headers["ETag"]}
    )

    assert answer.headers["Cache-Control"] == again.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Encoding"] == "gzip"
    assert again.status_code == 304


def test_page_of_a_claim_says_where_its_version_is_in_the_log(client: Client) -> None:
    claim = make_claim(slug="in-the-log", statements=[{}])
    publish(record=claim, by=None)
    make_statement(claim=claim)
    publish(record=claim, by=None)
    seqs = dict(Entry.objects.filter(slug="in-the-log").values_list("version", "seq"))

    pages = {
        version: client.get(path).content.decode()
        for version, path in ((2, "/claims/in-the-log/"), (1, "/claims/in-the-log/versions/1/"))
    }

    for version, page in pages.items():
        assert f"This version is entry {seqs[version]} of the public log" in page
        assert 'href="/developers/verify/"' in page


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/000",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/64/000",
        "tile/0/1",
        "tile/0/../../checkpoint",
        ".lock",
        "",
    ],
)
def test_nothing_else_is_served(client: Client, log_dir: Path, path: str) -> None:
    publish_log()

    assert client.get(f"/log/{path}").status_code == 404


def test_database_that_has_all_that_was_signed_may_serve() -> None:
    assert behind.problem() is None
    publish(record=make_claim(), by=None)
    publish_log()
    publish(record=make_claim(), by=None)

    assert behind.problem() is None


def test_database_behind_the_log_may_not_serve(client: Client, log_dir: Path) -> None:
    publish(record=make_claim(), by=None)
    publish_log()
    size = Entry.objects.count()
    restore_earlier(size - 1)

    expected = f"its ledger ends at {size - 1}, entries up to {size} are signed and published ({log_dir})"
    assert expected in (behind.problem() or "")
    assert client.get("/readyz").status_code == 503
    with pytest.raises(CommandError, match="is behind the public log"):
        call_command("serve", port=0)


def test_another_database_may_not_serve(log_dir: Path) -> None:
    publish(record=make_claim(), by=None)
    publish_log()
    as_owner("UPDATE ledger_entry SET leaf = 'another' WHERE seq = (SELECT max(seq) FROM ledger_entry)")

    assert "is not the one of the public log" in (behind.problem() or "")


def restore_earlier(size: int) -> None:
    """The ledger as it was at a size, as a backup would have it."""
    as_owner(
        "DELETE FROM ledger_entryauthor",
        f"DELETE FROM ledger_entry WHERE seq > {size}",
        f"UPDATE ledger_head SET seq = {size}",
    )


def as_owner(*statements: str) -> None:
    """What the triggers refuse, and the owner of the data can do all the same."""
    with connection.cursor() as cursor:
        for statement in ("SET LOCAL session_replication_role = replica", *statements):
            cursor.execute(statement)
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_log_without_a_key_is_refused(settings: Any) -> None:
    settings.LOG_KEY, settings.EMBEDDED_POSTGRES, settings.LOG_DIR_IS_SET = [], False, False

    assert [error.id for error in log_is_signed()] == ["factreg.E002", "factreg.E003"]
    with pytest.raises(CommandError, match="Set LOG_KEY to a key"):
        publish_log()


@pytest.mark.parametrize("key", ["x", SIGNER.secret()[:-4], str(SIGNER.verifier)])
def test_mistyped_key_is_refused(settings: Any, key: str) -> None:
    settings.LOG_KEY = [key]

    assert [error.id for error in log_is_signed()] == ["factreg.E002"]


def test_embedded_log_gets_a_key_once(settings: Any, tmp_path: Path) -> None:
    settings.LOG_KEY, settings.EMBEDDED_POSTGRES, settings.LOG_KEY_FILE = [], True, tmp_path / "key"

    publish_log()
    first = settings.LOG_KEY_FILE.read_text()
    publish_log()

    assert settings.LOG_KEY_FILE.read_text() == first
    assert settings.LOG_KEY_FILE.stat().st_mode & 0o777 == 0o600
    assert read_back(settings.LOG_DIR, Keys([Signer.read(first)])) == []


def test_log_key_prints_a_key_that_signs(capsys: Any) -> None:
    call_command("log_key", "registry.example.org/log")

    secret, verifier = capsys.readouterr().out.splitlines()
    assert str(Signer.read(secret.removeprefix("LOG_KEY=")).verifier) == verifier.rpartition(" ")[2]
