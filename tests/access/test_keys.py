"""Keys are made in the workbench and shown once; the public side can tell a right one and knows nothing else of it."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import ProgrammingError, connections
from django.test import Client

from claims.access.keys import KnownKeys, issue, revoke
from claims.access.models import Key, KeyUse, RequestCount
from claims.access.sharing import share
from factreg.limits import Counts, Policy
from tests.admin.forms import Desk

POLICY = Policy("key", 100, 60)


def made(name: str = "Test newsroom") -> tuple[Key, str]:
    return issue(name=name, contact="desk@example.org", by=None)


def asked_with(client: Client, key: str) -> Any:
    return client.get("/api/v1/", headers={"Authorization": f"Bearer {key}"})


def test_key_is_shown_once_and_stored_as_its_hash(administrator: Desk) -> None:
    page = administrator.add(Key).type(name="Test newsroom", contact="desk@example.org").send()

    shown = re.findall(r"fr_[A-Za-z0-9_-]{43}", page.text)
    stored = Key.objects.get()
    assert len(shown) == 1
    assert stored.digest == hashlib.sha256(shown[0].encode()).hexdigest()
    assert (stored.prefix, stored.created_by) == (shown[0][:11], administrator.user)
    assert "no-store" in page.response.headers["Cache-Control"]
    assert shown[0] not in str(page.response.cookies)
    assert shown[0] not in administrator.edit(stored).text
    assert asked_with(administrator.client, shown[0]).status_code == 200


def test_form_of_a_new_key_has_no_button_that_would_pass_the_key_by(administrator: Desk) -> None:
    page = administrator.add(Key).text

    assert 'name="_save"' in page
    assert 'name="_addanother"' not in page
    assert 'name="_continue"' not in page


def test_revoked_key_opens_nothing_and_stays_so(administrator: Desk, client: Client) -> None:
    stored, key = made()

    assert administrator.edit(stored).type(revoke="on").send().saved

    assert asked_with(client, key).status_code == 401
    revoked_at = Key.objects.get().revoked_at
    revoke(key=stored)
    assert Key.objects.get().revoked_at == revoked_at
    assert 'name="revoke"' not in administrator.edit(stored).text


def test_only_administrators_see_keys(editor: Any) -> None:
    assert editor.client.get("/admin/access/key/").status_code == 403


@pytest.mark.parametrize("key", ["", "x", "fr_short", f"fr_{'x' * 43}", f"fr_{'x' * 44}", "fr_\x00", "ключ"])
def test_wrong_key_is_refused_and_says_that_reading_needs_none(client: Client, key: str) -> None:
    made()

    answer = asked_with(client, key)

    assert answer.status_code == 401
    assert answer.json()["type"] == "/developers/errors/wrong-key"
    assert answer.headers["WWW-Authenticate"].startswith("Bearer ")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("header", ["", "Basic dXNlcjpwYXNz"])
def test_reading_needs_no_key_and_asks_for_none(client: Client, header: str, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        answer = client.get("/api/v1/", headers={"Authorization": header} if header else {})

    assert answer.status_code == 200


def test_key_is_looked_up_once_in_a_while_and_revocation_holds_within_seconds(django_assert_num_queries: Any) -> None:
    stored, key = made()
    with time_machine.travel(datetime(2026, 3, 1, tzinfo=UTC), tick=False):
        known = KnownKeys(believed=0.0)
        believing = KnownKeys(believed=60.0)
        with django_assert_num_queries(1):
            assert {believing.number_of(key) for _ in range(10)} == {stored.pk}
        revoke(key=stored)

        assert known.number_of(key) is None
        assert believing.number_of(key) == stored.pk


def test_keys_last_day_is_kept_and_counts_are_forgotten() -> None:
    stored, _ = made()
    for day in (1, 2):
        with time_machine.travel(datetime(2026, 3, day, 12, tzinfo=UTC), tick=False):
            counts = Counts()
            counts.take(f"key:{stored.pk}", POLICY)
            counts.take("net:192.0.2.1", POLICY)
            share(counts)

    assert str(KeyUse.objects.get().day) == "2026-03-02"
    assert RequestCount.objects.count() == 4
    with time_machine.travel(datetime(2026, 3, 2, 13, 2, tzinfo=UTC)):
        call_command("tidy", verbosity=0)
    assert RequestCount.objects.count() == 0


def test_public_role_reads_hashes_of_keys_and_nothing_of_whose_they_are(real_role: None, client: Client) -> None:
    stored, key = made()
    counts = Counts()
    counts.take(f"key:{stored.pk}", POLICY)

    assert asked_with(client, key).status_code == 200
    share(counts)

    asked = {
        "SELECT name FROM access_key",
        "SELECT contact FROM access_key",
        "SELECT prefix FROM access_key",
        "INSERT INTO access_key (name) VALUES ('x')",
        "UPDATE access_key SET revoked_at = NULL",
        "DELETE FROM access_key",
        "DELETE FROM access_keyuse",
        "DELETE FROM access_requestcount",
    }
    assert {statement for statement in asked if _is_refused(statement)} == asked


def _is_refused(statement: str) -> bool:
    with connections["public"].cursor() as cursor:
        try:
            cursor.execute(statement)
        except ProgrammingError as error:
            return "permission denied" in str(error)
    return False
