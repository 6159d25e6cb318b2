"""From a news text to a published claim by keyboard alone, by two people, in at most sixty actions besides typing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from claims.models import Claim
from claims.roles import ANNOTATOR, EDITOR, make_groups
from tests.factories import make_actor, make_event, make_publisher

pytestmark = pytest.mark.django_db(transaction=True)

MOST = 60
TEXT = """Bridge at Testville collapses

Testland's ministry of defence said on Tuesday: "The army of Otherland blew up our bridge."
Otherland's foreign ministry replied: "Our army was nowhere near it."
"No shot was fired that day," the mayor of Testville said."""


@dataclass
class Keyboard:
    """One person at the keyboard. A key pressed is an action, and so is an address gone to; a text typed is none."""

    page: Page
    actions: int = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.actions += 1

    def type(self, text: str) -> None:
        self.page.keyboard.insert_text(text)

    def go_to(self, address: str) -> None:
        self.page.goto(address)
        self.actions += 1

    def choose(self, name: str) -> None:
        """In a search box: type, and take what is offered first."""
        self.page.keyboard.type(name)
        expect(self.page.locator(".select2-results__option--highlighted")).to_contain_text(name)
        self.press("Enter")

    def log_in(self, name: str) -> None:
        self.go_to("/admin/")
        self.type(name)
        self.press("Tab")
        self.type("demo")
        self.press("Enter")
        expect(self.page.get_by_role("link", name="factreg workbench")).to_be_visible()

    def is_at(self, field: str) -> None:
        expect(self.page.locator(f"#{field}")).to_be_focused()


@pytest.fixture
def people() -> None:
    groups = make_groups()
    for name, role in (("annotator", ANNOTATOR), ("editor", EDITOR)):
        user = User.objects.create_user(name, password="demo", is_staff=True)
        user.groups.add(groups[role])


@pytest.fixture
def known(people: None) -> None:
    """What a registry has on record of a conflict that it has followed for a day."""
    make_publisher(name="Test Herald")
    make_event(title="Reported fighting at Testville")
    for name in ("Ministry of Defence of Testland", "Foreign ministry of Otherland", "Mayor of Testville"):
        make_actor(name=name)


def enter_source(keys: Keyboard) -> None:
    keys.go_to("/admin/sources/source/capture/")
    keys.is_at("id_url")
    keys.press("Tab")
    keys.type(TEXT)
    keys.press("Control+Enter")
    keys.is_at("id_title")
    keys.press("Control+a")
    keys.type("Bridge at Testville collapses")
    keys.press("Tab")
    keys.is_at("id_language")
    keys.press("Control+a")
    keys.type("en")
    keys.press("Tab", "Tab", "Tab")
    keys.choose("Test Herald")
    keys.press("Control+Enter")
    expect(keys.page.locator(".messagelist .success")).to_be_visible()


def enter_claim(keys: Keyboard) -> None:
    keys.go_to("/admin/claims/claim/add/")
    keys.is_at("id_question")
    keys.type("Was the bridge at Testville blown up by Otherland's army?")
    keys.press("Tab")
    keys.type("Otherland's army blew up the bridge at Testville.")
    keys.press("Tab")
    keys.type("testville-bridge")
    keys.press("Tab")
    keys.page.keyboard.type("attack")
    keys.press("Tab")
    keys.choose("Reported fighting")
    for key, actor, quote in (
        ("F8", "Ministry of Defence of Testland", "The army of Otherland blew up our bridge."),
        ("F9", "Foreign ministry of Otherland", "Our army was nowhere near it."),
        ("F9", "Mayor of Testville", "No shot was fired that day,"),
    ):
        enter_statement(keys, key, actor, quote)


def enter_statement(keys: Keyboard, key: str, actor: str, quote: str) -> None:
    keys.press(key)
    keys.choose(actor)
    # Over the links to change it and to add one, and over the stance that the key has given.
    keys.press("Tab", "Tab", "Tab", "Tab")
    if key == "F8":
        keys.choose("Bridge at Testville")
    # Over the links to change it, to add one, and to read one from its page.
    keys.press("Tab", "Tab", "Tab", "Tab")
    assert keys.page.evaluate("document.activeElement.id").endswith("-quote")
    keys.type(quote)


def test_claim_with_its_denials_is_entered_and_published_by_keyboard(
    known: None, open_browser: Callable[..., Page]
) -> None:
    annotator, editor = Keyboard(open_browser()), Keyboard(open_browser())

    annotator.log_in("annotator")
    enter_source(annotator)
    enter_claim(annotator)
    annotator.press("F10")
    expect(annotator.page.get_by_role("heading", name="What is missing")).to_be_visible()
    annotator.press("Control+Enter")
    expect(annotator.page.locator(".messagelist .success").last).to_be_visible()

    claim = Claim.objects.get()
    editor.log_in("editor")
    editor.go_to(f"/admin/claims/claim/{claim.pk}/publish/")
    editor.press("Control+Enter")
    expect(editor.page.locator(".messagelist .success")).to_be_visible()

    actions = annotator.actions + editor.actions
    assert actions <= MOST, f"{annotator.actions} actions to enter it and {editor.actions} to publish it"
    public = editor.page
    public.goto("/claims/testville-bridge/")
    expect(public.locator("#side-asserts")).to_contain_text("The army of Otherland blew up our bridge.")
    expect(public.locator("#side-denies")).to_contain_text("Our army was nowhere near it.")
    expect(public.locator("#side-denies")).to_contain_text("No shot was fired that day,")
