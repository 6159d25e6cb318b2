"""The public side's app: pages, API and exports. It has no tables of its own."""

from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "claims.public"
    label = "public"
    verbose_name = "Public side"
