"""Accounts: administrators make them and give them roles; only superusers make, or touch, superusers."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User

admin.site.unregister(User)


@admin.register(User)
class AccountAdmin(UserAdmin):
    """What a role may do is in claims.roles; nobody gives more than they have by way of this page."""

    superusers_alone = ("is_superuser", "user_permissions")

    def get_readonly_fields(self, request: Any, obj: Any = None) -> Any:
        kept = super().get_readonly_fields(request, obj)
        return kept if request.user.is_superuser else (*kept, *self.superusers_alone)

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        may = super().has_change_permission(request, obj)
        return may and (obj is None or request.user.is_superuser or not obj.is_superuser)
