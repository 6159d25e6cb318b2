"""A change of what is public gives its reason in public, whichever way of the admin it goes."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.models import User

import claims.admin
from claims.actions import save
from claims.ledger.models import Entry
from claims.ledger.publish import publish
from claims.models import Claim
from tests.admin.forms import Desk, admin_url, list_url
from tests.factories import make_claim

WHY = "A source was added."


def from_its_page(desk: Desk, claim: Claim, reason: str) -> None:
    desk.open(admin_url(claim, "publish")).type(reason=reason).send("confirmed")


def from_save_and_publish(desk: Desk, claim: Claim, reason: str) -> None:
    sent = desk.edit(claim).send("_publish")
    desk.open(sent.response["Location"]).type(reason=reason).send("confirmed")


def from_the_list(desk: Desk, claim: Claim, reason: str) -> None:
    chosen = {"action": "publish_selected", ACTION_CHECKBOX_NAME: [claim.pk], "confirmed": "yes", "reason": reason}
    desk.client.post(list_url(Claim), chosen | {f"started_from-{claim.pk}": current(claim).revision})


def from_all_that_is_selected(desk: Desk, claim: Claim, reason: str) -> None:
    chosen = {"action": "label", ACTION_CHECKBOX_NAME: [claim.pk]}
    page = desk.client.post(list_url(Claim), chosen).content.decode()
    selection = re.search(r'name="selection" value="([^"]+)"', page)
    assert selection
    desk.client.post(f"{list_url(Claim)}bulk/publish-all/", {"selection": selection[1], "reason": reason})


def current(claim: Claim) -> Claim:
    return Claim.objects.get(pk=claim.pk)


@pytest.mark.parametrize(
    "way",
    [from_its_page, from_save_and_publish, from_the_list, from_all_that_is_selected],
    ids=lambda way: way.__name__,
)
def test_change_of_a_published_record_asks_for_a_public_reason(
    editor: Desk, way: Callable[[Desk, Claim, str], None]
) -> None:
    claim = make_claim(question="Did it happen?", statements=[{}])
    publish(record=claim, by=None, as_operator=True)
    edited = current(claim)
    edited.note = "Edited since."
    save(record=edited, by=User.objects.create_user("somebody-else"))

    way(editor, claim, "  ")
    without = Entry.objects.filter(key=claim.key).count()
    way(editor, claim, WHY)

    assert without == 1
    assert [entry.reason for entry in Entry.objects.filter(key=claim.key).order_by("seq")][1:] == [WHY]


@pytest.mark.no_database
def test_admin_publishes_nowhere_but_through_the_verb_that_asks() -> None:
    publishing = {
        path.name
        for path in Path(claims.admin.__path__[0]).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and node.module == "claims.ledger.publish"
        if {"publish", "publish_many"} & {name.name for name in node.names}
    }

    assert publishing == {"verbs.py"}
