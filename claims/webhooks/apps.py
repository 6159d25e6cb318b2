"""The app of webhooks."""

from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "claims.webhooks"
    label = "webhooks"
    verbose_name = "Webhooks"
