"""The Django application that holds the server's commands and checks."""

from django.apps import AppConfig
from django.core.checks import Tags, register

from factreg.checks import public_role_cannot_be_left


class FactregConfig(AppConfig):
    name = "factreg"

    def ready(self) -> None:
        register(public_role_cannot_be_left, Tags.security, deploy=True)
