"""The app of readers' reports."""

from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "claims.inbox"
    label = "inbox"
    verbose_name = "Inbox"
