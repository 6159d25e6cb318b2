"""The demo's log-ins. They exist through the command `demo` alone; what each may do is in claims.roles."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction

from claims.roles import ADMINISTRATOR, ANNOTATOR, EDITOR, make_groups
from factreg.demo_log_ins import DEMO_PASSWORD as PASSWORD

__all__ = ["PASSWORD", "make_log_ins"]


@transaction.atomic
def make_log_ins() -> list[str]:
    """Make the groups and the log-ins that are missing; the names of those made come back."""
    groups = make_groups()
    made = [_log_in(role, groups=[groups[role]]) for role in (ANNOTATOR, EDITOR)]
    made.append(_log_in("admin", groups=[groups[ADMINISTRATOR]], is_superuser=True))
    return [name for name in made if name]


def _log_in(name: str, *, groups: list[Group], **rights: Any) -> str:
    users: Any = get_user_model().objects
    if users.filter(username=name).exists():
        return ""
    user = users.create_user(username=name, password=PASSWORD, is_staff=True, **rights)
    user.groups.set(groups)
    return name
