"""The pages of passwords: a new account has none; an administrator makes a link, and the owner sets it there.

What a link is, and when it is good, is for claims.access.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.forms import UsernameField
from django.contrib.auth.models import User
from django.contrib.auth.views import INTERNAL_RESET_SESSION_TOKEN, PasswordResetConfirmView
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import path, reverse, reverse_lazy
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from claims.access.password_links import LASTS, may_be_set, new_token, set_by_link, tokens


class AccountForm(forms.ModelForm):
    """A new account of staff, which nobody can log in to until its owner has set the password."""

    class Meta:
        model = User
        fields = ("username",)
        field_classes = {"username": UsernameField}

    def clean_username(self) -> str:
        name: str = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=name).exists():
            raise forms.ValidationError(self.instance.unique_error_message(User, ["username"]))
        return name

    def save(self, commit: bool = True) -> User:
        self.instance.is_staff = True
        self.instance.set_unusable_password()
        made: User = super().save(commit=commit)
        return made


class SetPasswordView(PasswordResetConfirmView):
    """Where the link leads: Django moves the token into the session, so that no address tells it further."""

    template_name = "admin/factreg/set_password.html"
    title = "Set your password"
    success_url = reverse_lazy("admin:login")
    token_generator = tokens

    def get_user(self, uidb64: str) -> Any:
        user = super().get_user(uidb64)
        return user if user and may_be_set(user) else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # Whoever has the link has not logged in by it.
        around = {"has_permission": False, "is_nav_sidebar_enabled": False, "hours": _hours()}
        context = {**admin.site.each_context(self.request), **around, **super().get_context_data(**kwargs)}
        return context if self.validlink else {**context, "title": "This link is no longer good"}

    def form_valid(self, form: Any) -> Any:
        token = self.request.session.pop(INTERNAL_RESET_SESSION_TOKEN)
        if set_by_link(user=self.user, token=token, password=form.cleaned_data["new_password1"]):
            messages.success(self.request, "Your password is set: log in with it.")
            return HttpResponseRedirect(self.get_success_url())
        self.validlink = False
        return self.render_to_response(self.get_context_data())


class PasswordLinks:
    """For the admin class of accounts: in the place of a password that an administrator types, and knows."""

    admin_site: Any
    opts: Any
    add_form = AccountForm
    add_fieldsets = (
        (
            None,
            {
                "fields": ("username",),
                "description": "Its roles, and a link by which its owner sets the password, follow when it is saved.",
            },
        ),
    )

    def site_urls(self) -> list[Any]:
        """Addresses at the top of the site: see claims/workbench.py."""
        return [path("set-password/<uidb64>/<token>/", SetPasswordView.as_view(), name="set_password")]

    def user_change_password(self, request: Any, id: Any, form_url: str = "") -> Any:  # noqa: A002 - Django's name
        account = self.get_object(request, unquote(id))  # type: ignore[attr-defined]
        if not self.has_change_permission(request, account):  # type: ignore[attr-defined]
            raise PermissionDenied("Your account may not have that password set: ask a superuser.")
        if account is None:
            raise Http404(f"There is no account {id}.")
        if account == request.user:
            return HttpResponseRedirect(reverse("admin:password_change"))
        return _link_page(request, account=account, opts=self.opts)


def _link_page(request: Any, *, account: Any, opts: Any) -> HttpResponseBase:
    """Asks, and shows the link in that one answer: no message carries it into a cookie."""
    title = f"The password of {account}"
    context = {**admin.site.each_context(request), "title": title, "opts": opts, "account": account, "hours": _hours()}
    context["may_be_set"] = may_be_set(account)
    if request.method == "POST" and context["may_be_set"]:
        context["link"] = _link(request, account, new_token(user=account, by=request.user))
        context["until"] = timezone.now() + LASTS
    return TemplateResponse(request, "admin/factreg/password_link.html", context)


def _link(request: Any, account: Any, token: str) -> str:
    """By the workbench's own host, by whatever name the administrator came to it."""
    number = urlsafe_base64_encode(force_bytes(account.pk))
    address = reverse("admin:set_password", args=[number, token])
    if settings.HTTPS:
        return f"{settings.ADMIN_URL or settings.SITE_URL}{address}"
    return str(request.build_absolute_uri(address))


def _hours() -> int:
    return LASTS // timedelta(hours=1)
