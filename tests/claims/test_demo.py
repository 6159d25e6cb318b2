"""The demo: the annotation loaded and published whole, with log-ins of the right powers, and only when asked."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import transaction

from claims.ledger.published import (
    PublishedActor,
    PublishedClaim,
    PublishedContradiction,
    PublishedCounterAccusation,
    PublishedEvent,
    PublishedPublisher,
    PublishedSource,
    PublishedStatement,
)
from claims.management.commands.demo import FILE
from claims.registry_file.dumper import dump
from claims.registry_file.loader import load
from claims.registry_file.reader import read


def demo(**options) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("demo", stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


@pytest.fixture(scope="module", autouse=True)
def told(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """What is told where the demo is made of nothing; it is there for all tests of this module."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield demo()[0]
        transaction.set_rollback(True)


def test_all_of_the_annotation_is_published():
    counts = {
        "publishers": PublishedPublisher.objects.current().count(),
        "sources": PublishedSource.objects.current().count(),
        "actors": PublishedActor.objects.current().count(),
        "events": PublishedEvent.objects.current().count(),
        "claims": PublishedClaim.objects.current().count(),
        "statements": PublishedStatement.objects.current().count(),
        "denials": PublishedStatement.objects.current().filter(stance="denies").count(),
        "contradictions": PublishedContradiction.objects.current().count(),
        "counter-accusations": PublishedCounterAccusation.objects.current().count(),
    }
    assert counts == {
        "publishers": 5,
        "sources": 6,
        "actors": 29,
        "events": 12,
        "claims": 68,
        "statements": 78,
        "denials": 8,
        "contradictions": 1,
        "counter-accusations": 3,
    }


def test_the_demo_twice_changes_nothing():
    before = "".join(dump(format="yaml"))

    out, _ = demo()

    assert "124 unchanged." in out
    assert "0 records gone through, 0 published." in out
    assert "".join(dump(format="yaml")) == before


def test_a_dump_of_the_demo_loads_over_it_without_a_change(tmp_path):
    call_command("dump", str(tmp_path / "all.yaml"))

    loading = load(document=read(str(tmp_path / "all.yaml")), by=None)

    assert {row.outcome.value for row in loading.report.rows} == {"unchanged"}


def test_the_log_ins_work_and_are_told(told):
    users = {user.username: user for user in get_user_model().objects.all()}
    assert sorted(users) == ["admin", "annotator", "editor"]
    assert all(user.check_password("demo") and user.is_staff for user in users.values())
    assert "annotator, editor and admin: password demo" in told


@pytest.mark.parametrize(
    ("permission", "holders"),
    [
        ("claims.add_claim", ["admin", "annotator", "editor"]),
        ("claims.change_claim", ["admin", "annotator", "editor"]),
        ("claims.delete_claim", ["admin", "editor"]),
        ("claims.delete_statement", ["admin", "annotator", "editor"]),
        ("claims.delete_place", ["admin", "editor"]),
        ("sources.add_source", ["admin", "annotator", "editor"]),
        ("ledger.publish", ["admin", "editor"]),
        ("ledger.withdraw", ["admin", "editor"]),
        ("auth.change_user", ["admin"]),
    ],
)
def test_each_log_in_may_do_what_its_name_says(permission, holders):
    allowed = [user.username for user in get_user_model().objects.order_by("username") if user.has_perm(permission)]
    assert allowed == holders


def test_a_user_who_is_there_already_keeps_password_and_rights():
    editor = get_user_model().objects.get(username="editor")
    editor.set_password("other")
    editor.is_staff = False
    editor.save()

    demo()

    editor.refresh_from_db()
    assert (editor.check_password("other"), editor.is_staff) == (True, False)


@pytest.mark.parametrize(("embedded", "warns"), [(True, False), (False, True)])
def test_the_demo_warns_where_the_database_is_not_its_own(settings, embedded, warns):
    settings.EMBEDDED_POSTGRES = embedded

    _, err = demo()

    assert ("DATABASE_URL is set" in err) == warns


def test_the_shipped_file_holds_records_alone():
    assert sorted(read(str(FILE)).values) == [
        "actors",
        "claims",
        "contradictions",
        "counter_accusations",
        "events",
        "publishers",
        "sources",
    ]
