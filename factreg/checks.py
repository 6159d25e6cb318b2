"""System checks of a deployment's settings."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error


def public_role_cannot_be_left(**kwargs: Any) -> list[CheckMessage]:
    """`SET ROLE` is undone by `RESET ROLE`: only a log-in of its own confines the public side."""
    if not settings.PUBLIC_ROLE_IS_SET:
        return []
    return [
        Error(
            "The public side logs in as the owner of the data and only sets its role.",
            hint=(
                "Set PUBLIC_DATABASE_URL to a log-in of its own, such as "
                f"postgresql://{settings.PUBLIC_ROLE}:password@host/name, and run "
                "`manage.py sync_roles`."
            ),
            id="factreg.E001",
        )
    ]
