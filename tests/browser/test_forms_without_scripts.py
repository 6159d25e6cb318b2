"""Every form of the workbench in a real browser that runs no script: filled in, sent, and stored.

The claim's is in test_admin, captures and quotes in test_capture, imports in test_imports, proposals in
test_proposals, merging in test_similar, review in test_work.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from playwright.sync_api import Page, expect

from claims.access.models import Key
from claims.ledger.publish import publish
from claims.models import (
    Actor,
    Claim,
    Contradiction,
    CounterAccusation,
    Denial,
    DifferentPair,
    Event,
    Import,
    Label,
    LabelledRecord,
    Place,
    RejectedPair,
    SavedView,
)
from claims.webhooks.models import Endpoint
from factreg.records import PublicState
from sources.models import Publisher, Source
from tests.browser.test_admin import log_in
from tests.factories import make_actor, make_claim, make_event, make_publisher, make_source

pytestmark = pytest.mark.django_db(transaction=True)

PAIR = {"first_claim-typed": "one", "second_claim-typed": "two"}
# What a person fills in: fields by name, records by their slug, and what is seen of it when it is stored.
FORMS: dict[Any, tuple[dict[str, str], dict[str, Any]]] = {
    Publisher: ({"name": "Test Herald", "kind": "outlet", "slug": "test-herald"}, {"name": "Test Herald"}),
    Source: (
        {"title": "New", "publisher-typed": "test-outlet", "kind": "article", "language": "en", "slug": "new"},
        {"title": "New", "publisher__slug": "test-outlet"},
    ),
    Actor: (
        {"name": "Otherland", "kind": "state", "speaks_for-typed": "testland", "slug": "otherland"},
        {"name": "Otherland", "speaks_for__slug": "testland"},
    ),
    Place: ({"slug": "testville"}, {"slug": "testville"}),
    Event: (
        {"title": "Reported test", "part_of-typed": "fighting", "slug": "test"},
        {"title": "Reported test", "part_of__slug": "fighting"},
    ),
    Denial: (
        {"claim-typed": "one", "actor-typed": "testland", "source-typed": "article", "locator": "p. 1"},
        {"claim__slug": "one", "actor__slug": "testland", "locator": "p. 1"},
    ),
    Contradiction: (
        {**PAIR, "kind": "contrary", "reason": "Not both.", "slug": "pair"},
        {"first_claim__slug": "one", "reason": "Not both."},
    ),
    CounterAccusation: (
        {**PAIR, "reason": "Each the other.", "slug": "pair"},
        {"second_claim__slug": "two", "reason": "Each the other."},
    ),
    RejectedPair: ({**PAIR, "reason": "Both can be."}, {"reason": "Both can be."}),
    DifferentPair: (PAIR, {"first_claim__slug": "one"}),
    Label: ({"name": "to check"}, {"name": "to check"}),
    User: (
        {"username": "newcomer"},
        {"username": "newcomer"},
    ),
    Group: ({"name": "readers"}, {"name": "readers"}),
}
# Added elsewhere, as the docstring says.
TRIED_ELSEWHERE = {Claim, Import, Key, Endpoint}


@pytest.fixture
def page(open_browser: Callable[..., Page]) -> Page:
    """An administrator's, with records to choose from."""
    make_publisher(slug="test-outlet")
    make_source(slug="article")
    make_actor(slug="testland", name="Testland")
    event = make_event(slug="fighting", title="Reported fighting")
    for slug, text in (("one", "A test bridge fell."), ("two", "No ship was sunk in the test.")):
        make_claim(slug=slug, text=text, event=event, statements=[{}])
    opened = log_in(open_browser(java_script_enabled=False), name="administrator")
    User.objects.filter(username="administrator").update(is_superuser=True)
    return opened


def fill(page: Page, values: dict[str, str]) -> None:
    for name, value in values.items():
        field = page.locator(f"#content [name='{name}']")
        if field.evaluate("element => element.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def press(page: Page, name: str) -> None:
    page.locator("#content").get_by_role("button", name=name, exact=True).first.click()


def succeeded(page: Page) -> None:
    expect(page.locator(".messagelist .success").first).to_be_visible()


def test_every_record_is_added(page: Page) -> None:
    stored = {}
    for model, (values, seen) in FORMS.items():
        page.goto(f"/admin/{model._meta.label_lower.replace('.', '/')}/add/")
        fill(page, values)
        press(page, "Save")
        succeeded(page)
        stored[model] = model._default_manager.filter(**seen).count()

    assert stored == dict.fromkeys(FORMS, 1)


def test_key_and_endpoint_are_made_and_their_secrets_shown(page: Page) -> None:
    page.goto("/admin/access/key/add/")
    fill(page, {"name": "Test desk", "contact": "desk@example.org"})
    press(page, "Save")
    expect(page.get_by_label("Key of Test desk")).to_have_value(re.compile("^fr_"))
    key = Key.objects.get(name="Test desk")

    page.goto("/admin/webhooks/endpoint/add/")
    fill(page, {"key": str(key.pk), "url": "https://example.org/hook"})
    press(page, "Save")

    expect(page.get_by_label("Secret")).to_have_value(re.compile("^whsec_"))
    assert Endpoint.objects.get(key=key).url == "https://example.org/hook"


def test_every_model_that_can_be_added_is_tried() -> None:
    administrator = User.objects.create_superuser("administrator")
    request: Any = type("Request", (), {"user": administrator})()
    added = {model for model, made in admin.site._registry.items() if made.has_add_permission(request)}

    assert added == set(FORMS) | TRIED_ELSEWHERE


def test_record_is_changed_reverted_and_deleted(page: Page) -> None:
    event = Event.objects.get(slug="fighting")
    page.goto(f"/admin/claims/event/{event.pk}/change/")
    fill(page, {"title": "Reported fight"})
    press(page, "Save")
    succeeded(page)
    assert Event.objects.get(pk=event.pk).title == "Reported fight"

    page.goto(f"/admin/claims/event/{event.pk}/history/")
    page.get_by_role("link", name="Go back").last.click()
    press(page, "Go back to this")
    succeeded(page)
    assert Event.objects.get(pk=event.pk).title == "Reported fighting"

    spare = make_event(slug="spare")
    page.goto(f"/admin/claims/event/{spare.pk}/delete/")
    page.locator("#content form [type=submit]").click()
    succeeded(page)
    assert not Event.objects.filter(slug="spare").exists()


def test_claim_is_taken_down_and_brought_back(page: Page) -> None:
    claim = Claim.objects.get(slug="one")
    publish(record=claim, by=None)
    for verb, state in (
        ("Withdraw", PublicState.WITHDRAWN),
        ("Restore", PublicState.PUBLISHED),
        ("Quarantine", PublicState.QUARANTINED),
    ):
        page.goto(f"/admin/claims/claim/{claim.pk}/{verb.lower()}/")
        fill(page, {"reason": "A reason."})
        press(page, verb)
        succeeded(page)
        assert Claim.objects.get(pk=claim.pk).public_state == state


def test_edit_over_anothers_is_settled(page: Page) -> None:
    event = Event.objects.get(slug="fighting")
    page.goto(f"/admin/claims/event/{event.pk}/change/")
    Event.objects.filter(pk=event.pk).update(title="Reported by another", revision=event.revision + 1)
    fill(page, {"title": "Reported by me"})
    press(page, "Save")
    expect(page.get_by_role("region", name="Saved by someone else meanwhile")).to_contain_text("by another")

    press(page, "Save")

    succeeded(page)
    assert Event.objects.get(pk=event.pk).title == "Reported by me"


def test_chosen_claims_get_a_label(page: Page) -> None:
    Label.objects.create(name="to check")
    page.goto("/admin/claims/claim/")
    page.locator("[name=action]").select_option("label")
    for box in page.locator(".action-select").all():
        box.check()
    press(page, "Go")
    fill(page, {"label": "to check"})
    press(page, "Confirm")

    succeeded(page)
    assert LabelledRecord.objects.count() == 2


def test_list_of_work_is_kept_under_a_name(page: Page) -> None:
    page.goto("/admin/claims/workitem/?queue=review")
    page.locator("[name=name]").fill("To review")
    page.locator("form", has=page.locator("[name=name]")).get_by_role("button").first.click()

    expect(page.get_by_role("link", name="To review")).to_be_visible()
    assert SavedView.objects.get().query == "queue=review"


def test_record_is_found_and_a_row_added(page: Page) -> None:
    page.goto("/admin/claims/actor/add/")
    fill(page, {"name": "Spokesman of Testland"})
    page.get_by_role("button", name="Add another actor alias").first.click()
    expect(page.locator("[name=aliases-0-name]")).to_be_visible()
    expect(page.locator("[name=name]")).to_have_value("Spokesman of Testland")

    page.locator(".field-speaks_for").get_by_role("button", name="Find").click()
    page.locator("#id_term").fill("Testland")
    press(page, "Search")
    page.get_by_role("button", name="Testland").first.click()

    expect(page.locator("[name=name]")).to_have_value("Spokesman of Testland")
    expect(page.locator(".field-speaks_for")).to_contain_text("Testland")
