"""Which passwords staff may choose, and the fields that they type them into (OWASP ASVS 5.0, V6.2)."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import CommonPasswordValidator, validate_password
from django.core.exceptions import ValidationError

from claims.admin.accounts import OwnPasswordForm

pytestmark = pytest.mark.no_database

# With which a browser or a password manager knows what belongs into a field.
FILLED_IN = {"password": "current-password", "old_password": "current-password"}


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("19900101", "password_too_short"),
        ("iloveyou1", "password_too_common"),
        ("Nobody-known", "password_too_similar"),
        ("factreg-2026!", "password_of_own_words"),
        ("Editor+Factreg=1", "password_of_own_words"),
        ("truthdesk2026", "password_of_own_words"),
        ("1-example-registry-1", "password_of_own_words"),
    ],
)
def test_password_that_is_tried_first_is_refused(settings: Any, password: str, code: str) -> None:
    settings.SITE_URL, settings.PASSWORD_WORDS = "https://registry.example.org", ["Truth Desk"]

    with pytest.raises(ValidationError) as refused:
        validate_password(password, User(username="nobody-known"))

    assert code in [error.code for error in refused.value.error_list]


@pytest.mark.parametrize(
    "password",
    [
        "claims are no verdicts",
        "3141592653589793238462643383279502884197",
        "ճշմարտություն գրանցում",
        "     nine blanks before",
        "testtest" * 40,
        "x" * 3 + "y" * 500,
    ],
)
def test_password_of_any_composition_and_length_is_taken(password: str) -> None:
    validate_password(password, User(username="nobody-known"))


def test_common_passwords_that_are_long_enough_are_more_than_three_thousand() -> None:
    assert sum(len(password) >= 9 for password in CommonPasswordValidator().passwords) > 3_000


def test_password_fields_hide_and_keep_what_is_typed_and_can_be_filled_in() -> None:
    forms = (AdminAuthenticationForm(None), OwnPasswordForm(User(username="nobody-known"), request=None))
    fields = {name: field for form in forms for name, field in form.fields.items() if "password" in name}

    assert {field.widget.input_type for field in fields.values()} == {"password"}
    assert {field.strip for field in fields.values()} == {False}
    assert {field.max_length for field in fields.values()} == {None}
    assert {name: field.widget.attrs["autocomplete"] for name, field in fields.items()} == {
        name: FILLED_IN.get(name, "new-password") for name in fields
    }
