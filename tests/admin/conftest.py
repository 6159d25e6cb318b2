"""Editors at their desks: users in their roles, logged in, and the forms that they send."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from claims.roles import ANNOTATOR, EDITOR
from tests.admin.forms import Desk


@pytest.fixture(autouse=True)
def one_person_withdraws(settings: Any) -> None:
    """As in a registry of one person; that it takes two is tested in test_takedowns.py."""
    settings.TAKEDOWN_BY_SECOND_PERSON = False


@pytest.fixture
def desk(db: None) -> Callable[..., Desk]:
    """Makes a desk: `desk()` is an editor's, `desk("annotator")` an annotator's, `desk("admin")` an administrator's."""

    def make(role: str = EDITOR, *, name: str = "") -> Desk:
        user = User.objects.create_user(name or f"{role}-{User.objects.count()}", is_staff=True)
        if role in (ANNOTATOR, EDITOR):
            # As the migrations made it; to make it anew takes longer than many a test.
            user.groups.add(Group.objects.get(name=role))
        else:
            user.is_superuser = True
            user.save()
        client = Client()
        client.force_login(user)
        return Desk(client=client, user=user)

    return make


@pytest.fixture
def editor(desk: Any) -> Desk:
    return desk(EDITOR)


@pytest.fixture
def annotator(desk: Any) -> Desk:
    return desk(ANNOTATOR)


@pytest.fixture
def admin(desk: Any) -> Desk:
    return desk("admin")
