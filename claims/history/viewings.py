"""Who opened what not everybody may see: what counts as that, and the middleware that writes it down.

What can't be written down is not shown: the answer goes out after the row is stored.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from claims.history.models import KEPT_DAYS, Opened, Viewing
from factreg.clients import address_of
from factreg.headers import ADMIN
from factreg.logs import shortened
from factreg.records import PublicState, Record

# By what Django calls a model: its rooms are not ours to import.
_SENSITIVE: Mapping[str, Opened] = {
    "inbox.report": Opened.REPORT,
    "claims.takedown": Opened.TAKEDOWN,
    "claims.legalhold": Opened.TAKEDOWN,
    "history.viewing": Opened.AUDIT,
}
_HIDDEN = (PublicState.QUARANTINED, PublicState.WITHDRAWN, PublicState.ERASED)
# As what the pages of the workbench call the one row that they show.
_SHOWN_AS = ("original", "object", "record", "report", "takedown", "claim")


class ViewingMiddleware:
    """Looks at what pages of the workbench were made of."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.path_info.startswith(ADMIN) and request.user.is_authenticated:
            for what, subject in shown_in(getattr(response, "context_data", None) or {}).items():
                note(request, what=Opened(what[0]), subject=subject)
        return response


def note(request: HttpRequest, *, what: Opened, subject: str) -> None:
    """Write down that somebody opened something."""
    match = request.resolver_match
    Viewing.objects.create(
        by_id=request.user.pk,
        by_name=request.user.get_username(),
        what=what,
        subject=subject[:200],
        page=(match.view_name if match else "")[:80],
        client=shortened(address_of(request))[:50],
    )


def shown_in(context: Mapping[str, Any]) -> dict[tuple[str, str], str]:
    """The sensitive rows and lists that a page is made of, each once, in words."""
    found: dict[tuple[str, str], str] = {}
    for name in _SHOWN_AS:
        row = context.get(name)
        if isinstance(row, Model) and (what := _of(row)):
            found.setdefault((what, _named(row)), _named(row))
    listed = getattr(context.get("cl"), "model", None)
    if listed is not None and (what := _SENSITIVE.get(listed._meta.label_lower)):
        found[what, "list"] = f"list of {listed._meta.verbose_name_plural}"
    return found


def _of(row: Model) -> Opened | None:
    if isinstance(row, Record):
        return Opened.HIDDEN if row.public_state in _HIDDEN else None
    return _SENSITIVE.get(row._meta.label_lower)


def _named(row: Model) -> str:
    return f"{row.type} {row.slug}" if isinstance(row, Record) else f"{row._meta.verbose_name} {row.pk}"


def forget_viewings() -> int:
    """Delete what is older than it is kept; the number of rows."""
    before = timezone.now() - timedelta(days=KEPT_DAYS)
    deleted, _ = Viewing.objects.filter(at__lt=before).delete()
    return deleted
