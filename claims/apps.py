"""The claims application."""

from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "claims"
