"""The Django application that holds the server's commands and checks."""

from django.apps import AppConfig


class FactregConfig(AppConfig):
    name = "factreg"
