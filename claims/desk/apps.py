"""The app of what editors have open."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "claims.desk"
    label = "desk"
    verbose_name = "Desks"
