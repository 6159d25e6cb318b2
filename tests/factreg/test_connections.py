"""The two database connections, as the tests and the public side see them."""

import pytest
from django.contrib.auth.models import Group
from django.db import ProgrammingError, connections
from django.test import TransactionTestCase

from tests.conftest import restore


def test_public_alias_sees_uncommitted_rows_of_the_test() -> None:
    Group.objects.create(name="fact-checkers")

    assert Group.objects.using("public").filter(name="fact-checkers").exists()


def test_rows_of_the_previous_test_are_gone() -> None:
    assert not Group.objects.filter(name="fact-checkers").exists()


def test_real_role_is_the_public_one(real_role: None, settings) -> None:
    with connections["public"].cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == (settings.PUBLIC_ROLE,)


def test_restoring_undoes_what_was_committed(transactional_db: None) -> None:
    Group.objects.create(name="fact-checkers")

    restore(TransactionTestCase())

    assert not Group.objects.filter(name="fact-checkers").exists()


def test_public_role_may_not_read_editorial_rows(real_role: None) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        Group.objects.using("public").exists()
