"""Where one is logged in, and the end of it: one's own sessions, and those of another account.

What a session is, and when it is over by itself, is for claims.access.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.views.decorators.debug import sensitive_post_parameters

from claims.access.second_factor import log
from claims.access.sessions import end_all, sessions_of
from claims.admin.fresh import FreshForm


def site_urls(site: admin.AdminSite) -> list[Any]:
    """Addresses at the top of the site: see claims/workbench.py."""
    return [path("sessions/", site.admin_view(own_sessions), name="sessions")]


@sensitive_post_parameters()
def own_sessions(request: Any) -> HttpResponseBase:
    """All of one's own; the others are ended by who shows once more what one logs in with."""
    here = request.session.session_key
    form = FreshForm(request.POST if request.method == "POST" else None, request=request)
    if form.is_valid():
        ended = end_all(request.user, but=here)
        log(request.user, request.user, f"Ended the other sessions: {ended}.")
        messages.success(request, _told(ended))
        return HttpResponseRedirect(request.path)
    return _page(request, "Your sessions", account=request.user, form=form, here=here)


class SessionViews:
    """For the admin class of accounts: another's sessions, ended by an administrator."""

    admin_site: Any
    model: Any
    opts: Any

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.sessions_view)
        return [path("<int:pk>/sessions/", view, name="auth_user_sessions"), *super().get_urls()]  # type: ignore[misc]

    def sessions_view(self, request: Any, pk: int) -> HttpResponseBase:
        account = get_object_or_404(self.model, pk=pk)
        if not self.has_change_permission(request, account):  # type: ignore[attr-defined]
            raise PermissionDenied("Your account may not end those sessions: ask a superuser.")
        if account == request.user:
            return HttpResponseRedirect(reverse("admin:sessions"))
        if request.method == "POST":
            ended = end_all(account)
            log(account, request.user, f"Ended its sessions: {ended}.")
            messages.success(request, _told(ended))
            return HttpResponseRedirect(request.path)
        return _page(request, f"Sessions of {account}", account=account, opts=self.opts)


def _told(ended: int) -> str:
    return "One session was ended." if ended == 1 else f"{ended} sessions were ended."


def _page(request: Any, title: str, *, account: Any, **context: Any) -> HttpResponseBase:
    sessions = sessions_of(account)
    told = {**admin.site.each_context(request), "title": title, "account": account, "sessions": sessions, **context}
    return TemplateResponse(request, "admin/factreg/sessions.html", told)
