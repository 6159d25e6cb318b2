"""Accounts and groups: administrators make them and give them roles; only superusers make, or touch, superusers.
And the change of one's own password.
"""

from __future__ import annotations

from itertools import chain
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.forms import AdminPasswordChangeForm
from django.contrib.auth import authenticate
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.contrib.auth.views import PasswordChangeView
from django.db.models import ManyToManyField
from django.forms import CheckboxSelectMultiple
from django.http.response import HttpResponseBase
from django.urls import path, reverse_lazy

from claims.access.second_factor import demo_is_over
from claims.admin import second_factor, sessions
from claims.admin.password_links import PasswordLinks

admin.site.unregister([User, Group])

# In place of the stock pair of lists, which needs scripts and a wide screen, and can't be read aloud.
TO_TICK = {ManyToManyField: {"widget": CheckboxSelectMultiple}}


class OwnPasswordForm(AdminPasswordChangeForm):
    """The old password is looked at by way of authenticate: tries are counted as those of a log-in."""

    def __init__(self, *args: Any, request: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._request = request

    def clean_old_password(self) -> str:
        given: str = self.cleaned_data["old_password"]
        if authenticate(self._request, username=self.user.get_username(), password=given) != self.user:
            raise forms.ValidationError(self.error_messages["password_incorrect"], code="password_incorrect")
        return given


class OwnPasswordView(PasswordChangeView):
    """Django's: it ends the account's other sessions."""

    form_class = OwnPasswordForm
    success_url = reverse_lazy("admin:password_change_done")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "request": self.request}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**admin.site.each_context(self.request), **super().get_context_data(**kwargs)}

    def form_valid(self, form: Any) -> HttpResponseBase:
        changed = super().form_valid(form)
        demo_is_over(self.request)
        return changed


@admin.register(User)
class AccountAdmin(second_factor.ResetViews, sessions.SessionViews, PasswordLinks, UserAdmin):
    """What a role may do is in claims.roles; nobody gives more than they have by way of this page."""

    filter_horizontal = ()
    formfield_overrides = TO_TICK
    change_form_template = "admin/factreg/account.html"
    readonly_fields = ("last_login", "date_joined", "second_factor")
    fieldsets = (*(UserAdmin.fieldsets or ()), ("Second factor", {"fields": ("second_factor",)}))
    superusers_alone = ("is_superuser", "user_permissions")

    def site_urls(self) -> list[Any]:
        """Addresses at the top of the site: see claims/workbench.py."""
        own = path("password_change/", self.admin_site.admin_view(OwnPasswordView.as_view()), name="password_change")
        of_parts = [part.site_urls(self.admin_site) for part in (second_factor, sessions)]
        return [own, *super().site_urls(), *chain.from_iterable(of_parts)]

    def get_readonly_fields(self, request: Any, obj: Any = None) -> Any:
        kept = super().get_readonly_fields(request, obj)
        return kept if request.user.is_superuser else (*kept, *self.superusers_alone)

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        may = super().has_change_permission(request, obj)
        return may and (obj is None or request.user.is_superuser or not obj.is_superuser)


@admin.register(Group)
class RoleAdmin(GroupAdmin):
    """A group and its permissions, to be ticked."""

    filter_horizontal = ()
    formfield_overrides = TO_TICK
