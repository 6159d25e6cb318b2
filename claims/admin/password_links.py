"""Passwords are set by their owners alone: an administrator makes a link, good once and for a day, and hands it over.

It is that of Django for passwords that were forgotten: a keyed hash of the account's password and last log-in, so that
a change of either ends it. It is kept nowhere.
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
from django.contrib.auth.tokens import default_token_generator
from django.contrib.auth.views import PasswordResetConfirmView
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import path, reverse, reverse_lazy
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from claims.access.second_factor import log

LASTS = timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)


class AccountForm(forms.ModelForm):
    """A new account, which nobody can log in to until its owner has set the password."""

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
        self.instance.set_unusable_password()
        made: User = super().save(commit=commit)
        return made


class SetPasswordView(PasswordResetConfirmView):
    """Where the link leads: Django moves the token into the session, so that no address tells it further."""

    template_name = "admin/factreg/set_password.html"
    title = "Set your password"
    success_url = reverse_lazy("admin:login")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # Whoever has the link has not logged in by it.
        around = {"has_permission": False, "is_nav_sidebar_enabled": False}
        context = {**admin.site.each_context(self.request), **around, **super().get_context_data(**kwargs)}
        return context if self.validlink else {**context, "title": "This link is no longer good"}

    def form_valid(self, form: Any) -> HttpResponse:
        answer = super().form_valid(form)
        log(self.user, self.user, "Set the password by a link.")
        messages.success(self.request, "Your password is set: log in with it.")
        return answer


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
        view = SetPasswordView.as_view()
        return [path("set-password/<uidb64>/<token>/", view, name="set_password")]

    def user_change_password(self, request: Any, id: Any, form_url: str = "") -> Any:  # noqa: A002 - Django's name
        account = self.get_object(request, unquote(id))  # type: ignore[attr-defined]
        if not self.has_change_permission(request, account):  # type: ignore[attr-defined]
            raise PermissionDenied("Your account may not have that password set: ask a superuser.")
        if account is None:
            raise Http404(f"There is no account {id}.")
        return _link_page(request, account=account, opts=self.opts)


def _link_page(request: Any, *, account: Any, opts: Any) -> HttpResponseBase:
    """Asks, and shows the link in that one answer: no message carries it into a cookie, and no cache keeps it."""
    title = f"The password of {account}"
    context = {**admin.site.each_context(request), "title": title, "opts": opts, "account": account}
    if request.method == "POST":
        log(account, request.user, "Made a link by which the password is set.")
        context["link"] = request.build_absolute_uri(_path_for(account))
        context["until"] = timezone.now() + LASTS
    context["hours"] = LASTS // timedelta(hours=1)
    return TemplateResponse(request, "admin/factreg/password_link.html", context)


def _path_for(account: Any) -> str:
    number = urlsafe_base64_encode(force_bytes(account.pk))
    return reverse("admin:set_password", args=[number, default_token_generator.make_token(account)])
