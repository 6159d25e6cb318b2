"""An editor's and an administrator's desk."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from claims.roles import ADMINISTRATOR, make_groups
from tests.admin.conftest import desk, editor
from tests.admin.forms import Desk

__all__ = ["administrator", "desk", "editor"]


@pytest.fixture
def administrator(db: None) -> Desk:
    user = User.objects.create_user("administrator", is_staff=True)
    user.groups.add(make_groups()[ADMINISTRATOR])
    client = Client()
    client.force_login(user)
    return Desk(client=client, user=user)
