"""The app of the editorial history."""

from django.apps import AppConfig


class HistoryConfig(AppConfig):
    name = "claims.history"
    label = "history"
    verbose_name = "History"
