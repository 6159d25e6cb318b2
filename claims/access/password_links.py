"""Passwords are set by their owners alone: an administrator makes a link, good once and for a day, and hands it over.

It is that of Django for passwords that were forgotten, a keyed hash of the account's password, last log-in and address
of mail, and here of its powers too: a change of any of them ends it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db import transaction

from claims.access.guesses import forget_passwords
from claims.access.second_factor import log
from claims.access.sessions import end_all

LASTS = timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)


class _Tokens(PasswordResetTokenGenerator):
    key_salt = "claims.access.password_links"

    def _make_hash_value(self, user: Any, timestamp: int) -> str:
        # An administrator's link is not to open what only a superuser may give, nor what was switched off.
        return f"{super()._make_hash_value(user, timestamp)}{user.is_active}{user.is_staff}{user.is_superuser}"


tokens = _Tokens()


def may_be_set(user: Any) -> bool:
    """Whether a link of this account leads anywhere: there is nothing to log in to but the workbench."""
    return bool(user.is_active and user.is_staff)


@transaction.atomic
def new_token(*, user: Any, by: Any) -> str:
    """What a link needs beside the account's number. Of an account without a password it ends the links before it."""
    locked = User.objects.select_for_update().get(pk=user.pk)
    if not locked.has_usable_password():
        locked.set_unusable_password()
        locked.save(update_fields=["password"])
    log(locked, by, "Made a link by which the password is set.")
    return tokens.make_token(locked)


@transaction.atomic
def set_by_link(*, user: Any, token: str, password: str) -> bool:
    """Set it, end the account's sessions and forget the wrong guesses; not where the link was used meanwhile."""
    locked = User.objects.select_for_update().get(pk=user.pk)
    if not may_be_set(locked) or not tokens.check_token(locked, token):
        return False
    locked.set_password(password)
    locked.save(update_fields=["password"])
    end_all(locked)
    forget_passwords(locked.get_username())
    log(locked, locked, "The password was set by a link.")
    return True
