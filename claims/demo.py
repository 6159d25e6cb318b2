"""The demo's log-ins and what each may do. They exist through the command `demo` alone."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q, QuerySet

PASSWORD = "demo"  # noqa: S105 - everybody may know it: it opens nothing but a demo
ANNOTATORS, EDITORS = "annotators", "editors"

# Parts come and go with the record they belong to, so an annotator may take them out; a record may only be edited.
_PARTS = (
    "actoralias",
    "assessment",
    "claimabout",
    "claimrest",
    "denial",
    "figure",
    "placename",
    "responsesearch",
    "statement",
)


@transaction.atomic
def make_log_ins() -> list[str]:
    """Make the groups and the log-ins that are missing; the names of those made come back."""
    editorial = Permission.objects.filter(content_type__app_label__in=["sources", "claims"])
    work = Q(codename__startswith="view_") | Q(codename__startswith="add_") | Q(codename__startswith="change_")
    of_parts = Q(codename__in=[f"delete_{part}" for part in _PARTS])
    ledger = Permission.objects.filter(content_type__app_label="ledger")
    annotators = _group(ANNOTATORS, editorial.filter(work | of_parts))
    editors = _group(
        EDITORS, editorial | ledger.filter(Q(codename__in=["publish", "withdraw"]) | Q(codename__startswith="view_"))
    )
    made = [
        _log_in("annotator", groups=[annotators]),
        _log_in("editor", groups=[editors]),
        _log_in("admin", groups=[], is_superuser=True),
    ]
    return [name for name in made if name]


def _group(name: str, permissions: QuerySet[Permission]) -> Group:
    group, made = Group.objects.get_or_create(name=name)
    if made:
        group.permissions.set(permissions)
    return group


def _log_in(name: str, *, groups: list[Group], **rights: Any) -> str:
    users: Any = get_user_model().objects
    if users.filter(username=name).exists():
        return ""
    user = users.create_user(username=name, password=PASSWORD, is_staff=True, **rights)
    user.groups.set(groups)
    return name
