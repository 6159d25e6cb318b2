"""The pages of the second factor: asked for, set up, its recovery codes; and an administrator's reset of another's.

What a code is and how often it may be tried is for claims.access.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from claims.access.second_factor import (
    GIVEN,
    enrol,
    factor_of,
    give,
    is_given,
    is_right,
    log,
    new_secret,
    renew_recovery_codes,
    reset,
    shown,
)
from claims.access.sessions import end_all
from claims.admin.door import ReasonForm
from claims.admin.fresh import FreshForm, code_field

# The secret that is being set up, sealed, in the session.
_SECRET = "second_factor_secret"  # noqa: S105
_RENEW, _REPLACE = "renew", "replace"


class CodeForm(forms.Form):
    code = code_field()


def site_urls(site: admin.AdminSite) -> list[Any]:
    """Addresses at the top of the site: see claims/workbench.py."""
    return [
        path("second-factor/", site.admin_view(second_factor), name="second_factor"),
        path("second-factor/enrol/", site.admin_view(enrolment), name="second_factor_enrol"),
        path("second-factor/settings/", site.admin_view(own_settings), name="second_factor_settings"),
    ]


@never_cache
def second_factor(request: Any) -> HttpResponseBase:
    """Ask for a code, after the password and before all else."""
    if is_given(request):
        return HttpResponseRedirect(_next(request))
    if factor_of(request.user) is None:
        return redirect_to_login(_next(request), reverse("admin:second_factor_enrol"))
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if is_right(request, request.user, form.cleaned_data["code"]):
            give(request, request.user)
            return HttpResponseRedirect(_next(request))
        form.add_error("code", "That code is not right, or was used before.")
    return _page(request, "second_factor", "Second factor", form=form)


@never_cache
def enrolment(request: Any) -> HttpResponseBase:
    """Set one up: a secret to scan or type, and a code that shows that it arrived."""
    if factor_of(request.user) is not None:
        return HttpResponseRedirect(reverse("admin:second_factor_settings"))
    sealed = request.session.setdefault(_SECRET, new_secret())
    form = CodeForm(request.POST if request.method == "POST" else None)
    form.fields["code"].help_text = "The six digits that the app shows now."
    if form.is_valid():
        codes = enrol(user=request.user, sealed=sealed, code=form.cleaned_data["code"])
        if codes is not None:
            del request.session[_SECRET]
            give(request, request.user)
            return _recovery_codes(request, codes)
        form.add_error("code", "That is not the code. Is the device's clock right?")
    return _page(request, "second_factor_enrol", "Set up a second factor", form=form, **shown(sealed, request.user))


@never_cache
@sensitive_post_parameters()
def own_settings(request: Any) -> HttpResponseBase:
    """How many recovery codes are left; others in their place, or another device."""
    factor = factor_of(request.user)
    if factor is None:
        return HttpResponseRedirect(reverse("admin:second_factor_enrol"))
    form = FreshForm(request.POST if request.method == "POST" else None, request=request)
    if form.is_valid():
        if _REPLACE not in request.POST:
            return _recovery_codes(request, renew_recovery_codes(user=request.user))
        factor.delete()
        log(request.user, request.user, "Took the second factor off, to set up another.")
        del request.session[GIVEN]
        end_all(request.user, but=request.session.session_key)
        return HttpResponseRedirect(reverse("admin:second_factor_enrol"))
    left = factor.recovery_codes.count()
    return _page(request, "second_factor_settings", "Your second factor", form=form, factor=factor, left=left)


def _recovery_codes(request: Any, codes: list[str]) -> HttpResponseBase:
    """In this one answer: no message carries them into a cookie, and no cache keeps them."""
    return _page(request, "recovery_codes", "Recovery codes", codes=codes)


def _page(request: Any, template: str, title: str, **context: Any) -> HttpResponseBase:
    """Without the workbench around it until the second factor is given."""
    request.current_app = admin.site.name
    given = {} if is_given(request) else {"has_permission": False, "is_nav_sidebar_enabled": False}
    told = {**admin.site.each_context(request), **given, "title": title, "next": _next(request), **context}
    return TemplateResponse(request, f"admin/factreg/{template}.html", told)


def _next(request: Any) -> str:
    asked = request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME) or ""
    safe = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if safe else reverse("admin:index")


class ResetViews:
    """For the admin class of accounts: another's second factor, reset by an administrator with a reason."""

    admin_site: Any
    model: Any
    opts: Any

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.reset_view)
        own = path("<int:pk>/second-factor/", view, name="auth_user_second_factor")
        return [own, *super().get_urls()]  # type: ignore[misc]

    def reset_view(self, request: Any, pk: int) -> HttpResponseBase:
        account = get_object_or_404(self.model, pk=pk)
        if account == request.user or not self.has_change_permission(request, account):  # type: ignore[attr-defined]
            raise PermissionDenied("Your account may not reset that second factor: ask another administrator.")
        form = ReasonForm(request.POST if request.method == "POST" else None, needed=True)
        form.fields["reason"].help_text = "For the history of the account."
        if form.is_valid():
            reset(user=account, by=request.user, reason=form.cleaned_data["reason"])
            messages.success(request, f"{account} sets up another second factor at the next log-in.")
            return HttpResponseRedirect(reverse("admin:auth_user_change", args=[pk]))
        title = f"Reset the second factor of {account}"
        return _page(request, "second_factor_reset", title, opts=self.opts, account=account, form=form)

    @admin.display(description="second factor")
    def second_factor(self, account: Any) -> str:
        factor = factor_of(account)
        return f"since {factor.made_at:%Y-%m-%d}" if factor else "none yet: set up at the next log-in"
