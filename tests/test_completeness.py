"""Guards of what is kept by hand: kinds of models, help texts, admin pages, explicit serializers, migrations."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.db import Error, connection, models, transaction
from django.test import Client
from django.urls import reverse

from claims.access.keys import issue
from claims.access.models import Guess, Key, KeyUse, RecoveryCode, RequestCount, SecondFactor, StaffSession
from claims.desk.models import OpenForm, TypedForm
from claims.history.models import Change, Viewing
from claims.inbox.models import Arrival, Receipt, Report
from claims.ledger import models as ledger
from claims.ledger.holds import hold
from claims.ledger.merge import merge
from claims.ledger.publish import publish
from claims.models import (
    Actor,
    ActorAlias,
    Anchor,
    Assessment,
    Claim,
    ClaimAbout,
    ClaimRest,
    ColumnMap,
    Comment,
    Contradiction,
    CounterAccusation,
    Denial,
    DifferentPair,
    Event,
    Figure,
    Import,
    ImportedRecord,
    Label,
    LabelledRecord,
    LegalHold,
    Merge,
    Place,
    PlaceName,
    Proposal,
    RejectedPair,
    ResponseSearch,
    Review,
    SavedView,
    Statement,
    Takedown,
    WorkItem,
)
from claims.review import comment
from claims.roles import ROLES, make_groups
from claims.webhooks.models import Delivery, Endpoint, Secret
from sources.models import Capture, Publisher, Slug, Source
from tests.factories import (
    make_actor,
    make_claim,
    make_contradiction,
    make_counter_accusation,
    make_denial,
    make_different_pair,
    make_event,
    make_place,
    make_proposal,
    make_publisher,
    make_rejected_pair,
    make_source,
)
from tests.inbox.reports import make_report
from tests.webhooks.receiving import make_endpoint

ROOT = Path(__file__).parent.parent

RECORDS = {Publisher, Source, Actor, Event, Claim, Contradiction, CounterAccusation}
# Edited in the admin, by import and by command.
EDITABLE = RECORDS | {
    ActorAlias,
    Anchor,
    Assessment,
    ClaimAbout,
    ClaimRest,
    Denial,
    DifferentPair,
    Figure,
    Place,
    PlaceName,
    Proposal,
    RejectedPair,
    ResponseSearch,
    Review,
    SavedView,
    Statement,
}
# Tools of the workbench: private, never part of a record.
TOOLS = {ColumnMap, Import, ImportedRecord, Label, LabelledRecord, LegalHold, OpenForm, Takedown, TypedForm}
# What readers send, and what they are told of it.
INBOX = {Arrival, Receipt, Report}
# Who may ask the API how much, and who may log in.
ACCESS = {Guess, Key, KeyUse, RecoveryCode, RequestCount, SecondFactor, StaffSession, Endpoint, Secret, Delivery}
# Written once. What little may change in them, and by what, is in their triggers.
APPEND_ONLY = {Capture, Change, Comment, Merge, Slug, Viewing, ledger.Entry, ledger.EntryAuthor, ledger.Head}
# Made of what is written once, and made again at any time.
DERIVED = {
    WorkItem,
    ledger.KeptOwn,
    ledger.PendingRecomposition,
    ledger.PublishedActor,
    ledger.PublishedAssessment,
    ledger.PublishedClaim,
    ledger.PublishedContradiction,
    ledger.PublishedCounterAccusation,
    ledger.PublishedEntry,
    ledger.PublishedEvent,
    ledger.PublishedPublisher,
    ledger.PublishedRecord,
    ledger.PublishedSource,
    ledger.PublishedStatement,
    ledger.PublishedWord,
}


def ours() -> set[type[models.Model]]:
    return {
        model
        for model in apps.get_models()
        if model._meta.app_label in ("sources", "claims", "access", "desk", "history", "inbox", "ledger", "webhooks")
    }


@pytest.mark.no_database
def test_every_model_is_editable_append_only_or_derived() -> None:
    listed = [*EDITABLE, *TOOLS, *INBOX, *ACCESS, *APPEND_ONLY, *DERIVED]

    assert set(listed) == ours()
    assert len(listed) == len(set(listed))


@pytest.fixture
def rows() -> dict[type[models.Model], models.Model]:
    """A row of every append-only model."""
    capture = Capture.objects.create(source=make_source(), text="Words.", retrieved_at="2020-09-29T10:00:00Z")
    claim = make_claim()
    entry = publish(record=claim, by=User.objects.create_user("someone"), as_operator=True)
    assert entry is not None
    return {
        Comment: comment(record=claim, by=None, text="Words."),
        Capture: capture,
        Slug: Slug.objects.get(type="claim", slug=claim.slug),
        Change: Change.objects.latest("id"),
        Viewing: Viewing.objects.create(by_id=1, by_name="someone", what="report", subject="report 1"),
        Merge: merge(record=make_actor(), into=make_actor(), by=None),
        ledger.Entry: entry,
        ledger.EntryAuthor: entry.author,
        ledger.Head: ledger.Head.objects.get(),
    }


def _save(row: models.Model) -> Any:
    for field in row._meta.concrete_fields:
        if isinstance(field, models.TextField | models.CharField) and not field.primary_key:
            setattr(row, field.attname, "rewritten")
    if isinstance(row, ledger.Head):
        row.seq += 1
    if isinstance(row, ledger.EntryAuthor):
        row.user = None
    row.save()


def _update(row: models.Model) -> Any:
    fields = {
        ledger.Head: {"seq": 0},
        Capture: {"text": "rewritten"},
        Comment: {"text": "rewritten"},
        Change: {"by_id": 1},
        Viewing: {"by_id": 2},
        Merge: {"reason": "rewritten"},
        ledger.EntryAuthor: {"user": None},
    }
    type(row)._base_manager.filter(pk=row.pk).update(**fields.get(type(row), {"slug": "rewritten"}))


def _sql(statement: str) -> Callable[[models.Model], Any]:
    def run(row: models.Model) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement.format(table=row._meta.db_table, change=CHANGES[type(row)]))

    return run


CHANGES = {
    Capture: "retrieved_at = now()",
    Comment: "text = 'rewritten'",
    Slug: "slug = 'rewritten'",
    Change: "by_id = NULL",
    Viewing: "by_name = 'another'",
    Merge: "reason = 'rewritten'",
    ledger.Entry: "version = version + 1",
    ledger.EntryAuthor: "user_id = NULL",
    ledger.Head: "seq = seq + 1",
}


ATTEMPTS: dict[str, Callable[[models.Model], Any]] = {
    "save": _save,
    "update": _update,
    "delete": lambda row: row.delete(),
    "delete all": lambda row: type(row)._base_manager.all()._raw_delete("default"),
    "raw delete": _sql("DELETE FROM {table}"),
    "raw update": _sql("UPDATE {table} SET {change}"),
    "truncate": _sql("TRUNCATE {table} CASCADE"),
}


@pytest.mark.parametrize(
    "model", sorted(APPEND_ONLY, key=lambda model: model.__name__), ids=lambda model: model.__name__
)
@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_append_only_refuses(
    rows: dict[type[models.Model], models.Model], model: type[models.Model], attempt: str
) -> None:
    before = list(model._base_manager.values_list())

    with pytest.raises(Error), transaction.atomic():
        ATTEMPTS[attempt](rows[model])

    assert list(model._base_manager.values_list()) == before


@pytest.mark.no_database
@pytest.mark.parametrize(
    "model", sorted(EDITABLE | INBOX | ACCESS, key=lambda model: model.__name__), ids=lambda model: model.__name__
)
def test_every_exported_field_says_what_it_is(model: type[models.Model]) -> None:
    parents = {"actor" if model is ActorAlias else "place" if model is PlaceName else "claim"}
    owns = {
        field.name
        for field in model._meta.concrete_fields
        if not field.help_text and not field.primary_key and not (model not in RECORDS and field.name in parents)
    }

    assert owns == set()


@pytest.mark.no_database
def test_no_serializer_and_no_form_takes_all_fields() -> None:
    taking = [
        f"{path.relative_to(ROOT)}, line {node.lineno}"
        for room in ("factreg", "sources", "claims")
        for path in (ROOT / room).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and node.value.value == "__all__"
    ]

    assert taking == []


MAKERS: dict[Any, Callable[[], Any]] = {
    Publisher: make_publisher,
    Source: make_source,
    Capture: lambda: Capture.objects.create(source=make_source(), text="Words.", retrieved_at="2020-09-29T10:00:00Z"),
    Actor: make_actor,
    Place: make_place,
    Event: make_event,
    Claim: make_claim,
    Denial: make_denial,
    Contradiction: make_contradiction,
    CounterAccusation: make_counter_accusation,
    Proposal: make_proposal,
    RejectedPair: make_rejected_pair,
    Change: lambda: Change.objects.get(record_model="claims.claim", record=make_claim().pk),
    Viewing: lambda: Viewing.objects.create(by_id=1, by_name="someone", what="report", subject="report 1"),
    WorkItem: lambda: WorkItem.objects.get(key=make_claim().key),
    DifferentPair: make_different_pair,
    Report: make_report,
    Endpoint: lambda: make_endpoint("https://receiver.example/hook")[0],
    Delivery: lambda: Delivery.objects.create(
        endpoint=make_endpoint("https://receiver.example/hook")[0], seq=1, next_at="2026-03-01T00:00Z"
    ),
    Key: lambda: issue(name="Test newsroom", contact="desk@example.org", by=None)[0],
    Merge: lambda: merge(record=make_actor(), into=make_actor(), by=None),
    LegalHold: lambda: hold(record=make_actor(), by=None, reason="A test case."),
    Takedown: lambda: Takedown.objects.create(type="claim", kind="withdraw", key=make_claim().key, reason="A test."),
    ledger.Entry: lambda: publish(record=make_publisher(), by=None),
    Label: lambda: Label.objects.create(name="to check"),
    Import: lambda: Import.objects.create(name="rows.csv", format="csv", state="loaded"),
    User: lambda: User.objects.create_user("someone"),
    Group: lambda: Group.objects.create(name="some"),
}


@pytest.mark.parametrize("model", MAKERS, ids=lambda model: model.__name__)
def test_every_admin_page_answers(model: Any) -> None:
    client = Client()
    client.force_login(User.objects.create_superuser("admin"))
    made = MAKERS[model]()
    base = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    addresses = [reverse(f"{base}_changelist"), reverse(f"{base}_change", args=[made.pk])]
    addresses += [reverse(f"{base}_history", args=[made.pk]), f"{addresses[0]}?q=word"]
    reads_only = model in (
        *(Capture, Change, Delivery, LegalHold, Merge, Proposal, Report, Takedown, Viewing, WorkItem),
        ledger.Entry,
    )
    if model is WorkItem:
        # An item of work has no page but its record's.
        addresses.remove(reverse(f"{base}_change", args=[made.pk]))

    answers = {address: client.get(address).status_code for address in addresses}
    added = client.get(reverse(f"{base}_add")).status_code

    assert set(answers.values()) == {200}, answers
    assert added == (403 if reads_only else 200)


def test_every_model_of_the_admin_is_tried_here() -> None:
    assert set(MAKERS) == set(admin.site._registry)


@pytest.mark.no_database
def test_mixins_of_an_admin_class_do_not_take_each_others_names() -> None:
    """A private method of one mixin that hides another's of the same name breaks that one's pages."""
    hidden = set()
    for made in admin.site._registry.values():
        ours = [each for each in type(made).__mro__ if each.__module__.startswith("claims.")]
        for place, hiding in enumerate(ours):
            hidden |= {
                f"{hiding.__name__}.{name} hides {other.__name__}.{name}"
                for other in ours[place + 1 :]
                if not issubclass(hiding, other)
                for name in set(vars(hiding)) & set(vars(other))
                if name.startswith("_") and not name.startswith("__")
            }

    assert hidden == set()


@pytest.mark.no_database
def test_lists_are_not_edited_in_place() -> None:
    """A list carries no revision: to save one would put old values over new ones."""
    assert [made for made in admin.site._registry.values() if made.list_editable] == []


@pytest.mark.no_database
def test_every_foreign_key_is_chosen_in_a_search_box() -> None:
    plain = set()
    for made in admin.site._registry.values():
        if made.model._meta.app_label not in ("sources", "claims") or not made.model._meta.managed:
            continue
        for shown in (made, *(inline(made.model, admin.site) for inline in made.inlines)):
            parent = getattr(shown, "fk_name", None) or made.model._meta.model_name
            plain |= {
                f"{shown.model.__name__}.{field.name}"
                for field in shown.model._meta.concrete_fields
                if isinstance(field, models.ForeignKey) and field.editable and field.name not in (parent, "searched_by")
                if field.name not in shown.autocomplete_fields
            }

    assert plain - {"Capture.source"} == set()


def permissions_of(group: Group) -> set[str]:
    held = group.permissions.values_list("content_type__app_label", "codename")
    return {f"{app}.{name}" for app, name in held}


def test_new_registry_has_the_groups_and_they_may_do_what_their_roles_say() -> None:
    assert {group.name: permissions_of(group) for group in Group.objects.all()} == ROLES


def test_groups_that_were_changed_get_their_permissions_back() -> None:
    for group in Group.objects.all():
        group.permissions.clear()

    groups = make_groups()

    assert {role: permissions_of(group) for role, group in groups.items()} == ROLES


def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
