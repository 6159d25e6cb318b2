"""How a session of staff ends, besides by its time."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from claims.access.models import SecondFactor, StaffSession
from tests.access.test_limits import Clock
from tests.access.test_second_factor import RIGHT, clock, code_of, enrolled, owner

__all__ = ["clock", "enrolled", "owner"]


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_logging_out_ends_it_at_the_server_and_clears_what_the_browser_kept(owner: User) -> None:
    client = logged_in(owner)
    kept = client.cookies["sessionid"].value
    front = client.get("/admin/")

    left = client.post("/admin/logout/")

    assert '<form id="logout-form" method="post" action="/admin/logout/">' in front.content.decode()
    assert left.headers["Clear-Site-Data"] == '"storage"'
    assert not StaffSession.objects.filter(session_key=kept).exists()
    client.cookies["sessionid"] = kept
    assert client.get("/admin/").status_code == 302


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_staff": False}])
def test_account_that_is_switched_off_is_out_at_once(owner: User, change: dict[str, bool]) -> None:
    client = logged_in(owner)
    before = client.get("/admin/").status_code

    User.objects.filter(pk=owner.pk).update(**change)

    assert (before, client.get("/admin/").status_code) == (200, 302)


def test_another_device_ends_the_other_sessions(enrolled: tuple[str, list[str]], owner: User, clock: Clock) -> None:
    here, there = logged_in(owner), logged_in(owner)
    words = {"password": RIGHT, "code": code_of(enrolled[0], clock), "replace": ""}

    assert here.post("/admin/second-factor/settings/", words).status_code == 302

    assert not SecondFactor.objects.exists()
    assert there.get("/admin/").headers["Location"].startswith("/admin/login/")
    assert here.get("/admin/").headers["Location"].startswith("/admin/second-factor/")


def test_pages_of_the_workbench_are_kept_by_no_browser(owner: User) -> None:
    client = logged_in(owner)

    kept = {path: client.get(path).headers["Cache-Control"] for path in ("/admin/", "/admin/auth/user/")}

    assert {"no-store" in header and "private" in header for header in kept.values()} == {True}
