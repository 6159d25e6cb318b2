"""What administrators may do with accounts: give roles, and no more than they have themselves."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.test import Client

from claims.access.second_factor import GIVEN
from claims.access.sessions import BEGAN
from claims.roles import ADMINISTRATOR, make_groups
from tests.access.test_guesses import log_in
from tests.admin.forms import Desk, admin_url


@pytest.fixture
def administrator(db: None) -> Desk:
    user = User.objects.create_user("administrator", is_staff=True)
    user.groups.add(make_groups()[ADMINISTRATOR])
    client = Client()
    client.force_login(user)
    return Desk(client=client, user=user)


def test_administrator_gives_an_account_a_role(administrator: Desk) -> None:
    newcomer = User.objects.create_user("newcomer", is_staff=True)
    role = Group.objects.get(name="annotator")

    assert administrator.edit(newcomer).type(groups=[str(role.pk)]).send().saved

    assert list(newcomer.groups.all()) == [role]


def test_administrator_makes_nobody_a_superuser(administrator: Desk) -> None:
    for user in (administrator.user, User.objects.create_user("newcomer", is_staff=True)):
        page = administrator.edit(user).type(is_superuser="on", user_permissions=["1"])

        assert page.send().saved

        user.refresh_from_db()
        assert (user.is_superuser, user.user_permissions.count()) == (False, 0)


@pytest.mark.parametrize("view", ["change", "password_change"])
def test_administrator_does_not_touch_a_superuser(administrator: Desk, view: str) -> None:
    superuser = User.objects.create_superuser("root", password="kept")
    url = f"/admin/auth/user/{superuser.pk}/password/" if view == "password_change" else admin_url(superuser, view)

    sent = administrator.client.post(url, {"username": "taken", "password1": "other-pass", "password2": "other-pass"})

    superuser.refresh_from_db()
    assert sent.status_code == 403
    assert superuser.username == "root"
    assert superuser.check_password("kept")


def test_editor_does_not_see_accounts(editor: Any) -> None:
    assert editor.client.get("/admin/auth/user/").status_code == 403


def made_link(administrator: Desk, account: User) -> str:
    page = administrator.client.post(f"/admin/auth/user/{account.pk}/password/")
    assert "no-store" in page.headers["Cache-Control"]
    (link,) = re.findall(r">http://testserver(/admin/set-password/[^<]+)<", page.content.decode())
    return str(link)


def set_password(link: str, password: str) -> Any:
    """What the account's owner sees at last, in a browser of their own."""
    owner = Client()
    form = owner.get(link, follow=True)
    return owner.post(form.request["PATH_INFO"], {"new_password1": password, "new_password2": password})


GOOD = "correct horse battery"


def test_new_account_has_no_password_until_its_owner_sets_one(administrator: Desk) -> None:
    made = administrator.client.post("/admin/auth/user/add/", {"username": "newcomer", "password": "typed-by-others"})
    account = User.objects.get(username="newcomer")

    assert made.url == admin_url(account, "change")
    assert not account.has_usable_password()
    assert 'href="../password/"' in administrator.client.get(made.url).content.decode()

    sent = set_password(made_link(administrator, account), GOOD)

    assert sent.url == "/admin/login/"
    account.refresh_from_db()
    assert account.check_password(GOOD)
    told = LogEntry.objects.filter(object_id=account.pk).order_by("pk").values_list("user__username", "change_message")
    assert list(told)[-2:] == [
        ("administrator", "Made a link by which the password is set."),
        ("newcomer", "The password was set by a link."),
    ]
    assert log_in(Client(), GOOD, name="newcomer").url.startswith("/admin/")


def test_link_is_good_once(administrator: Desk) -> None:
    account = User.objects.create_user("forgetful", password="old-and-lost", is_staff=True)
    links = [made_link(administrator, account) for _ in range(2)]
    set_password(links[0], GOOD)

    again = [Client().get(link, follow=True).content.decode() for link in links]
    for link in links:
        set_password(link, "another horse battery")

    assert all("Ask an administrator for another." in page for page in again)
    account.refresh_from_db()
    assert account.check_password(GOOD)


def test_link_is_good_for_a_day(administrator: Desk) -> None:
    account = User.objects.create_user("slow", is_staff=True)
    with time_machine.travel(datetime(2026, 3, 1, tzinfo=UTC)) as clock:
        link = made_link(administrator, account)
        clock.shift(timedelta(hours=23))
        assert "For the account" in Client().get(link, follow=True).content.decode()
        clock.shift(timedelta(hours=2))
        assert "Ask an administrator for another." in Client().get(link, follow=True).content.decode()


@pytest.mark.parametrize("password", ["short", "password1234", "forgetful1"])
def test_owner_is_held_to_the_same_rules(administrator: Desk, password: str) -> None:
    account = User.objects.create_user("forgetful", is_staff=True)

    refused = set_password(made_link(administrator, account), password)

    assert refused.status_code == 200
    assert "errorlist" in refused.content.decode()
    account.refresh_from_db()
    assert not account.has_usable_password()


def test_new_password_ends_the_sessions_of_the_account(administrator: Desk) -> None:
    account = User.objects.create_user("forgetful", password="old-and-lost", is_staff=True)
    thief = Client()
    thief.force_login(account)
    before = thief.get("/admin/").status_code

    set_password(made_link(administrator, account), GOOD)

    assert before == 200
    assert thief.get("/admin/").url.startswith("/admin/login/")


@pytest.mark.parametrize("changed", [{"is_superuser": True}, {"is_active": False}, {"is_staff": False}])
def test_link_is_over_where_what_it_opens_is_not_what_it_was(administrator: Desk, changed: dict[str, bool]) -> None:
    account = User.objects.create_user("newcomer", is_staff=True)
    link = made_link(administrator, account)
    User.objects.filter(pk=account.pk).update(**changed)

    set_password(link, GOOD)

    account.refresh_from_db()
    assert not account.has_usable_password()


def test_link_that_is_open_already_is_over_too(administrator: Desk) -> None:
    """As two browsers may have it open, and an administrator may act meanwhile."""
    account = User.objects.create_user("newcomer", is_staff=True)
    link = made_link(administrator, account)
    browsers = [Client(), Client()]
    forms = [browser.get(link, follow=True).request["PATH_INFO"] for browser in browsers]

    sent = [
        browser.post(form, {"new_password1": f"{GOOD} {n}", "new_password2": f"{GOOD} {n}"})
        for n, (browser, form) in enumerate(zip(browsers, forms, strict=True))
    ]

    account.refresh_from_db()
    assert account.check_password(f"{GOOD} 0")
    assert (sent[0].status_code, sent[1].status_code) == (302, 200)
    assert "Ask an administrator for another." in sent[1].content.decode()


def test_new_link_ends_the_one_before_where_there_is_no_password_yet(administrator: Desk) -> None:
    account = User.objects.create_user("newcomer", is_staff=True)
    account.set_unusable_password()
    account.save()
    first, second = (made_link(administrator, account) for _ in range(2))

    assert "Ask an administrator for another." in Client().get(first, follow=True).content.decode()
    assert "For the account" in Client().get(second, follow=True).content.decode()


@pytest.mark.parametrize("left", ["over", "without its second factor"])
def test_link_opens_whatever_session_is_left_in_the_browser(administrator: Desk, left: str) -> None:
    account = User.objects.create_user("forgetful", password="old-and-lost", is_staff=True)
    browser = Client()
    browser.force_login(account)
    session = browser.session
    del session[BEGAN if left == "over" else GIVEN]
    session.save()
    link = made_link(administrator, account)

    assert "For the account" in browser.get(link, follow=True).content.decode()


def test_wrong_guesses_are_forgotten_with_the_password(administrator: Desk) -> None:
    account = User.objects.create_user("forgetful", password="old-and-lost", is_staff=True)
    browser = Client()
    tried = [log_in(browser, "wrong", name="forgetful").status_code for _ in range(6)]

    set_password(made_link(administrator, account), GOOD)

    assert tried[-1] == 429
    assert log_in(browser, GOOD, name="forgetful").status_code == 302


def test_own_password_and_sessions_are_not_gone_round(administrator: Desk) -> None:
    own = f"/admin/auth/user/{administrator.user.pk}"

    led = [administrator.client.post(f"{own}/{page}/").url for page in ("password", "sessions")]

    assert led == ["/admin/password_change/", "/admin/sessions/"]
    assert administrator.client.get("/admin/").status_code == 200


def test_account_that_nobody_can_log_in_to_gets_no_link(administrator: Desk) -> None:
    account = User.objects.create_user("left", is_staff=True, is_active=False)

    page = administrator.client.post(f"/admin/auth/user/{account.pk}/password/").content.decode()

    assert "/set-password/" not in page
    assert "not active, or not of staff" in page


def test_link_is_told_by_the_host_of_the_workbench(administrator: Desk, settings: Any) -> None:
    settings.HTTPS, settings.ADMIN_URL = True, "https://desk.example.org"
    account = User.objects.create_user("newcomer", is_staff=True)

    page = administrator.client.post(f"/admin/auth/user/{account.pk}/password/").content.decode()

    assert ">https://desk.example.org/admin/set-password/" in page


def test_name_that_differs_in_case_alone_is_taken(administrator: Desk) -> None:
    User.objects.create_user("newcomer")

    refused = administrator.client.post("/admin/auth/user/add/", {"username": "Newcomer"})

    assert "already exists" in refused.content.decode()
