"""Old slugs of a file and the records they lead to: kept, so that they mean the survivor and are never given again.

The redirect that the public sees is the ledger's, made by merging; a file can't make one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from claims.registry_file.checking import Redirect
from claims.registry_file.report import Outcome, ReportRow
from claims.registry_file.shape import SECTION_OF
from sources.models import Slug

if TYPE_CHECKING:
    from claims.registry_file.loader import Loading


def load_redirects(loading: Loading, redirects: list[Redirect]) -> None:
    """Store the redirects that are not stored yet; refuse those that would take an address away."""
    known = {
        (slug.type, slug.slug): slug for slug in Slug.objects.filter(slug__in=[redirect.slug for redirect in redirects])
    }
    seen: set[tuple[str, str]] = set()
    for redirect in redirects:
        address = (redirect.type, redirect.slug)
        if redirect.type not in SECTION_OF or not _takes_addresses(redirect.type):
            continue
        if address in seen:
            _refuse(loading, redirect, "stands in the file twice")
            continue
        seen.add(address)
        _load(loading, redirect, known.get(address))


def _takes_addresses(type_: str) -> bool:
    return hasattr(SECTION_OF[type_].model, "key")


def _load(loading: Loading, redirect: Redirect, stored: Slug | None) -> None:
    model: Any = SECTION_OF[redirect.type].model
    row = loading.directory.row(type=redirect.type, slug=redirect.into)
    survivor = model.objects.filter(pk=row).first() if row else None
    if survivor is None:
        hint = loading.directory.hint(type=redirect.type, slug=redirect.into)
        _refuse(loading, redirect, f"into: there is no {redirect.type} {redirect.into[:80]!r}{hint}")
    elif stored and stored.merged_into == survivor.key:
        _tell(loading, redirect, Outcome.UNCHANGED)
    elif stored or model.objects.filter(slug=redirect.slug).exists():
        _refuse(loading, redirect, "the slug is a record's own; merge the two in the workbench")
    else:
        Slug.objects.create(type=redirect.type, slug=redirect.slug, key=uuid4(), merged_into=survivor.key)
        _tell(loading, redirect, Outcome.CREATED)


def _tell(loading: Loading, redirect: Redirect, outcome: Outcome) -> None:
    message = f"leads to {redirect.type} {redirect.into}"
    loading.report.add(ReportRow(redirect.line, "redirect", redirect.slug, outcome, message))


def _refuse(loading: Loading, redirect: Redirect, message: str) -> None:
    loading.report.refuse(line=redirect.line, type="redirect", slug=redirect.slug, message=message)
