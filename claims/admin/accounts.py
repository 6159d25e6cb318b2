"""Accounts and groups: administrators make them and give them roles; only superusers make, or touch, superusers."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import ManyToManyField
from django.forms import CheckboxSelectMultiple

admin.site.unregister([User, Group])

# In place of the stock pair of lists, which needs scripts and a wide screen, and can't be read aloud.
TO_TICK = {ManyToManyField: {"widget": CheckboxSelectMultiple}}


@admin.register(User)
class AccountAdmin(UserAdmin):
    """What a role may do is in claims.roles; nobody gives more than they have by way of this page."""

    filter_horizontal = ()
    formfield_overrides = TO_TICK
    readonly_fields = ("last_login", "date_joined")
    superusers_alone = ("is_superuser", "user_permissions")

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
