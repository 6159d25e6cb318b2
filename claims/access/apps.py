"""The app of keys and limits."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "claims.access"
    label = "access"
    verbose_name = "Access by program"
