"""Who may do what in the workbench: the groups and their permissions; docs/workbench.md has them as a table.

Superusers may do everything, and are for those who operate the registry.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.contrib.auth.models import Group, Permission
from django.db.models import Q

ANNOTATOR = "annotator"
EDITOR = "editor"
ADMINISTRATOR = "administrator"

RECORDS = {
    "sources": ("publisher", "source"),
    "claims": (
        "actor",
        "place",
        "event",
        "claim",
        "contradiction",
        "counteraccusation",
        "rejectedpair",
        "differentpair",
    ),
}
# Deleting a part is an edit of its record; denials are statements under another name.
PARTS = {
    "claims": (
        "actoralias",
        "placename",
        "claimabout",
        "claimrest",
        "figure",
        "statement",
        "denial",
        "responsesearch",
        "assessment",
    ),
}


def _of(models: Mapping[str, Iterable[str]], *verbs: str) -> set[str]:
    return {f"{app}.{verb}_{model}" for app, names in models.items() for model in names for verb in verbs}


_ACCOUNTS = {"auth": ("user",), "access": ("key",), "webhooks": ("endpoint",)}

_ANNOTATING = (
    _of(RECORDS, "view", "add", "change")
    | _of(PARTS, "view", "add", "change", "delete")
    | {"sources.view_capture", "sources.add_capture", "ledger.view_entry", "claims.view_workitem"}
    | {"history.view_change", "claims.view_import", "claims.add_import"}
    | {f"claims.{verb}_label" for verb in ("view", "add", "change")}
    | {"claims.view_proposal", "claims.change_proposal"}
    | {"inbox.view_report", "inbox.change_report"}
)
_EDITING = _ANNOTATING | _of(RECORDS, "delete") | {"ledger.publish", "ledger.withdraw", "claims.review_record"}
_EDITING |= {"claims.delete_import", "claims.delete_label", "ledger.merge", "claims.view_merge"}
_EDITING |= {"inbox.answer_report", "inbox.delete_report", "claims.view_takedown", "claims.view_legalhold"}

_ADMINISTERING = _EDITING | _of(_ACCOUNTS, "view", "add", "change") | {"auth.view_group"}
_ADMINISTERING |= {"webhooks.view_delivery", "webhooks.change_delivery", "ledger.erase", "ledger.hold"}
_ADMINISTERING |= {"history.view_viewing"}

ROLES: Mapping[str, frozenset[str]] = {
    ANNOTATOR: frozenset(_ANNOTATING),
    EDITOR: frozenset(_EDITING),
    ADMINISTRATOR: frozenset(_ADMINISTERING),
}


def make_groups() -> dict[str, Group]:
    """Make the groups, or give them back exactly the permissions of their roles. Other groups are left alone."""
    groups = {}
    for role, named in ROLES.items():
        groups[role], _ = Group.objects.get_or_create(name=role)
        groups[role].permissions.set(_permissions(named))
    return groups


def _permissions(named: Iterable[str]) -> list[Permission]:
    wanted = Q()
    named = sorted(named)
    for app, codename in (name.split(".") for name in named):
        wanted |= Q(content_type__app_label=app, codename=codename)
    found = list(Permission.objects.filter(wanted))
    if len(found) != len(named):
        raise LookupError("Some permissions do not exist yet: run migrate first.")
    return found
