"""Permissions come from the user and from groups, in one query, and are Django's own."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser, Permission, User

from claims.roles import ANNOTATOR, make_groups

pytestmark = pytest.mark.django_db


@pytest.fixture
def annotator() -> User:
    user = User.objects.create_user("annotator")
    user.groups.add(make_groups()[ANNOTATOR])
    user.user_permissions.add(Permission.objects.get(codename="delete_user"))
    return user


def test_permissions_are_those_of_django_in_one_query(annotator: User, django_assert_num_queries: Any) -> None:
    expected = ModelBackend().get_all_permissions(User.objects.get(pk=annotator.pk))

    with django_assert_num_queries(1):
        held = annotator.get_all_permissions()
        assert annotator.has_perm("auth.delete_user")

    assert held == expected


def test_nobody_else_has_any(annotator: User) -> None:
    annotator.is_active = False

    assert annotator.get_all_permissions() == set()
    assert AnonymousUser().get_all_permissions() == set()


def test_superuser_has_all() -> None:
    assert len(User.objects.create_superuser("root").get_all_permissions()) == Permission.objects.count()
