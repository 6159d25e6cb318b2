"""The demo: the annotation loaded and published whole, with log-ins of the right powers, and only when asked."""

import io

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command

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
from sources.models import Publisher
from tests import factories


def demo(**options) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("demo", stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def test_all_of_the_annotation_is_published():
    demo()

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
    demo()
    before = "".join(dump(format="yaml"))

    out, _ = demo()

    assert "124 unchanged." in out
    assert "0 records gone through, 0 published." in out
    assert "".join(dump(format="yaml")) == before


def test_a_dump_of_the_demo_loads_over_it_without_a_change(tmp_path):
    demo()
    call_command("dump", str(tmp_path / "all.yaml"))

    loading = load(document=read(str(tmp_path / "all.yaml")), by=None)

    assert {row.outcome.value for row in loading.report.rows} == {"unchanged"}


def test_if_empty_leaves_a_registry_with_anything_in_it_alone():
    factories.make_publisher()

    assert demo(if_empty=True) == ("", "")
    assert Publisher.objects.count() == 1
    assert not get_user_model().objects.exists()


def test_the_log_ins_work_and_are_told():
    out, _ = demo()

    users = {user.username: user for user in get_user_model().objects.all()}
    assert sorted(users) == ["admin", "annotator", "editor"]
    assert all(user.check_password("demo") and user.is_staff for user in users.values())
    assert "annotator, editor and admin: password demo" in out


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
    demo()

    allowed = [user.username for user in get_user_model().objects.order_by("username") if user.has_perm(permission)]
    assert allowed == holders


def test_a_user_who_is_there_already_keeps_password_and_rights():
    get_user_model().objects.create_user("editor", password="other", is_staff=False)

    demo()

    editor = get_user_model().objects.get(username="editor")
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
