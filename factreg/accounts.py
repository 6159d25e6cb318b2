"""Who may do what, asked in one query: Django's own backend asks for a user's permissions and their groups' apart."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission
from django.db.models import Q


class PermissionsAtOnce(ModelBackend):
    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        if not hasattr(user_obj, "_perm_cache"):
            held = Q() if user_obj.is_superuser else Q(user=user_obj) | Q(group__user=user_obj)
            names = Permission.objects.filter(held).order_by().values_list("content_type__app_label", "codename")
            user_obj._perm_cache = {f"{app}.{name}" for app, name in names}
        permissions: set[str] = user_obj._perm_cache
        return permissions
