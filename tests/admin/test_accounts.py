"""What administrators may do with accounts: give roles, and no more than they have themselves."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from claims.roles import ADMINISTRATOR, make_groups
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
