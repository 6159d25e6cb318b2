"""A password, from the account's making to the first log-in, in a narrow browser that runs no script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from tests.browser.reading_aloud import barriers, overflow
from tests.browser.test_admin import log_in

pytestmark = pytest.mark.django_db(transaction=True)
NARROW: dict[str, Any] = {"viewport": {"width": 320, "height": 800}, "color_scheme": "dark"}
PASSWORD = "correct horse battery"


def administrators(page: Page) -> Page:
    log_in(page, name="administrator")
    User.objects.filter(username="administrator").update(is_superuser=True)
    return page


def test_owner_sets_the_password_by_a_link_that_an_administrator_makes(open_browser: Callable[..., Page]) -> None:
    page = administrators(open_browser(java_script_enabled=False))
    page.goto("/admin/auth/user/add/")
    page.get_by_label("Username").fill("newcomer")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="Set password").click()
    page.get_by_role("button", name="Make the link").click()
    link = page.get_by_label("Link by which newcomer sets the password").input_value()

    owner = open_browser(java_script_enabled=False, **NARROW)
    owner.goto(link)
    assert "/admin/set-password/" in owner.url
    assert owner.url not in link
    owner.get_by_label("New password:").fill("short")
    owner.get_by_label("Confirm password:").fill("short")
    owner.get_by_role("button", name="Change my password").click()
    expect(owner.get_by_text("This password is too short")).to_be_visible()
    owner.get_by_label("New password:").fill(PASSWORD)
    owner.get_by_label("Confirm password:").fill(PASSWORD)
    owner.get_by_role("button", name="Change my password").click()

    expect(owner.get_by_text("Your password is set: log in with it.")).to_be_visible()
    owner.get_by_label("Username").fill("newcomer")
    owner.get_by_label("Password").fill(PASSWORD)
    owner.get_by_role("button", name="Log in").click()
    expect(owner.get_by_role("heading", name="Set up a second factor")).to_be_visible()


@pytest.mark.parametrize("window", [{}, NARROW], ids=["wide and light", "narrow and dark"])
def test_pages_of_passwords_have_no_barrier(open_browser: Callable[..., Page], window: dict[str, Any]) -> None:
    page = administrators(open_browser(**window))
    account = User.objects.create_user("newcomer", is_staff=True)
    found = {}

    def look(name: str) -> None:
        found[name] = [*barriers(page), *(["too wide"] if overflow(page) > 0 else [])]

    page.goto("/admin/sessions/")
    look("sessions")
    page.goto(f"/admin/auth/user/{account.pk}/sessions/")
    look("another's sessions")
    page.goto("/admin/auth/user/add/")
    look("add")
    page.goto(f"/admin/auth/user/{account.pk}/password/")
    look("ask")
    page.get_by_role("button", name="Make the link").click()
    look("link")
    page.goto(page.get_by_label("Link by which").input_value())
    look("set")
    page.goto("/admin/set-password/MQ/abc-def/")
    look("over")

    assert {name: faults for name, faults in found.items() if faults} == {}
