"""The ledger's app: entries, the head, and the published tables."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "claims.ledger"
    label = "ledger"
    verbose_name = "Ledger"
