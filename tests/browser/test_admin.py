"""The workbench in a real browser: no violation of the Content-Security-Policy, no barrier that axe finds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from playwright.sync_api import Page, expect

from claims.ledger.publish import publish
from claims.models import Claim
from claims.roles import EDITOR
from tests.browser.reading_aloud import barriers
from tests.factories import make_actor, make_claim, make_contradiction, make_denial, make_source

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def claim() -> Claim:
    claim = make_claim(
        slug="su-25-downing",
        text="A jet was shot down.",
        about=[make_actor(name="Turkey")],
        rests_on=[make_claim(slug="flight")],
        figure={"low": 1, "high": 1},
        statements=[{"actor": make_actor(name="Armenia"), "source": make_source(title="Live blog"), "quote": "Down."}],
    )
    make_denial(claim=claim)
    make_contradiction(first_claim=claim, second_claim=make_claim(slug="mountain"))
    publish(record=claim, by=None)
    claim.refresh_from_db()
    return claim


@pytest.fixture
def editor(claim: Claim, open_browser: Callable[..., Page]) -> Page:
    return log_in(open_browser())


def log_in(page: Page, *, name: str = "editor") -> Page:
    user = User.objects.create_user(name, password="demo", is_staff=True)
    user.groups.add(Group.objects.get(name=EDITOR))
    page.goto("/admin/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill("demo")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("link", name="factreg workbench")).to_be_visible()
    return page


def test_claim_is_annotated_with_search_boxes_and_new_rows(editor: Page, claim: Claim) -> None:
    make_actor(name="Azerbaijan")
    editor.goto(f"/admin/claims/claim/{claim.pk}/change/")
    editor.get_by_role("button", name="Add another Statement").click()
    choose(editor, "#statements-2", "Actor:", "Azer", "Azerbaijan")
    editor.locator("#id_statements-2-stance").select_option("denies")
    editor.locator("#statements-2").get_by_label("agent", exact=True).check()
    choose(editor, "#statements-2", "Source:", "Live", "Live blog")

    assert barriers(editor) == []
    editor.get_by_role("button", name="Save", exact=True).first.click()

    expect(editor.locator(".messagelist .success")).to_be_visible()
    denial = claim.statements.last()
    assert (denial.actor.name, denial.stance, denial.elements) == ("Azerbaijan", "denies", ["agent"])


def choose(page: Page, row: str, label: str, typed: str, found: str) -> None:
    page.locator(row).get_by_role("combobox", name=label, exact=True).click()
    page.locator(".select2-search__field").fill(typed)
    page.get_by_role("option", name=found).click()


def test_edit_over_anothers_is_refused_with_both_texts(
    editor: Page, claim: Claim, open_browser: Callable[..., Page]
) -> None:
    other = log_in(open_browser(), name="other")
    for page in (editor, other):
        page.goto(f"/admin/claims/claim/{claim.pk}/change/")
    other.locator("#id_text").fill("As the other has it.")
    other.get_by_role("button", name="Save", exact=True).first.click()
    expect(other.locator(".messagelist .success")).to_be_visible()

    editor.locator("#id_text").fill("As I have it.")
    editor.get_by_role("button", name="Add another Response search").click()
    editor.locator("#id_response_searches-0-searched_in").fill("the ministry's site")
    editor.get_by_role("button", name="Save", exact=True).first.click()

    differences = editor.get_by_role("region", name="Saved by someone else meanwhile")
    expect(differences).to_contain_text("As the other has it")
    expect(differences).to_contain_text("As I have it")
    expect(editor.locator("#id_text")).to_have_value("As I have it.")
    expect(editor.locator("#id_response_searches-0-searched_in")).to_have_value("the ministry's site")
    assert barriers(editor) == []


def test_claim_is_withdrawn_and_restored_with_reasons(editor: Page, claim: Claim) -> None:
    editor.goto(f"/admin/claims/claim/{claim.pk}/change/")
    for verb, state in (("Withdraw", "Withdrawn"), ("Restore", "Published")):
        editor.get_by_role("link", name=f"{verb}…").click()
        editor.get_by_label("Reason").fill("A reason.")
        editor.get_by_role("button", name=verb).click()
        expect(editor.get_by_role("region", name="Publication")).to_contain_text(state)


def test_claim_is_entered_without_javascript(claim: Claim, open_browser: Callable[..., Page]) -> None:
    page: Any = log_in(open_browser(java_script_enabled=False))
    page.goto("/admin/claims/claim/add/")
    page.locator("#id_text").fill("Typed without scripts.")
    page.locator("#id_kind").select_option("attack")
    page.locator("#id_slug").fill("typed-without-scripts")
    page.locator("[name=event-typed]").fill(claim.event.slug)
    page.get_by_role("button", name="Save", exact=True).first.click()

    expect(page.locator(".messagelist .success")).to_be_visible()
    assert Claim.objects.get(slug="typed-without-scripts").event == claim.event
