"""System checks of a deployment: the public log has a key and a place of its own."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from claims.log.keys import NoKey, verifiers


def log_is_signed(**kwargs: Any) -> list[CheckMessage]:
    """A log that nobody signs proves nothing, and one that goes with its database can't tell that this is behind."""
    found: list[CheckMessage] = []
    try:
        verifiers()
    except NoKey as error:
        hint = "`manage.py log_key` makes a key. Keep it apart from the database and its backups."
        found.append(Error(str(error), hint=hint, id="factreg.E002"))
    if not settings.EMBEDDED_POSTGRES and not settings.LOG_DIR_IS_SET:
        hint = "Set LOG_DIR to a directory that is kept when the database is restored or the release replaced."
        found.append(Error("The public log lies in the checkout.", hint=hint, id="factreg.E003"))
    return found
