"""How a session of staff ends, besides by its time."""

from __future__ import annotations

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.test import Client

from claims.access.models import SecondFactor, StaffSession
from claims.roles import ADMINISTRATOR, make_groups
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


def rows_of(page: str) -> int:
    """How many sessions are listed; each with two times."""
    return len(re.findall(r"<td>\d{4}-\d\d-\d\d", page)) // 2


def test_own_sessions_are_listed_and_the_others_ended_with_password_and_code(
    enrolled: tuple[str, list[str]], owner: User, clock: Clock
) -> None:
    here, there = logged_in(owner), logged_in(owner)
    listed = here.get("/admin/sessions/").content.decode()
    keys = [client.cookies["sessionid"].value for client in (here, there)]

    refused = here.post("/admin/sessions/", {"password": "wrong", "code": code_of(enrolled[0], clock)})
    after_refusal = there.get("/admin/").status_code
    ended = here.post("/admin/sessions/", {"password": RIGHT, "code": code_of(enrolled[0], clock)}, follow=True)

    assert (rows_of(listed), listed.count("(this one)")) == (2, 1)
    assert not any(key in listed for key in keys)
    assert (refused.status_code, after_refusal) == (200, 200)
    assert "That is not your password." in refused.content.decode()
    assert "One session was ended." in ended.content.decode()
    assert "You are logged in nowhere else." in ended.content.decode()
    assert there.get("/admin/").headers["Location"].startswith("/admin/login/")


def test_sessions_that_are_over_are_not_listed(owner: User, clock: Clock) -> None:
    for _ in range(2):
        logged_in(owner)
    owner.set_password("Another-long-one-7")
    owner.save()
    listed = [rows_of(logged_in(owner).get("/admin/sessions/").content.decode())]
    clock.now += 13 * 3_600
    listed.append(rows_of(logged_in(owner).get("/admin/sessions/").content.decode()))

    assert listed == [1, 1]


def test_administrator_ends_the_sessions_of_an_account(owner: User) -> None:
    thief = logged_in(owner)
    administrator = User.objects.create_superuser("administrator")
    address = f"/admin/auth/user/{owner.pk}/sessions/"

    ended = logged_in(administrator).post(address, follow=True)

    assert "One session was ended." in ended.content.decode()
    assert "is logged in nowhere" in ended.content.decode()
    assert thief.get("/admin/").status_code == 302
    told = LogEntry.objects.filter(object_id=str(owner.pk)).values_list("user__username", "change_message")
    assert ("administrator", "Ended its sessions: 1.") in list(told)


def test_sessions_of_a_superuser_are_for_superusers(owner: User) -> None:
    kept = logged_in(owner)
    administrator = User.objects.create_user("administrator", is_staff=True)
    administrator.groups.add(make_groups()[ADMINISTRATOR])

    assert logged_in(administrator).post(f"/admin/auth/user/{owner.pk}/sessions/").status_code == 403
    assert kept.get("/admin/").status_code == 200
