"""The public log's app: it has no tables, its files are its state."""

from django.apps import AppConfig
from django.core.checks import Tags, register

from claims.log.checks import log_is_signed


class LogConfig(AppConfig):
    name = "claims.log"
    label = "public_log"
    verbose_name = "Public log"

    def ready(self) -> None:
        register(log_is_signed, Tags.security, deploy=True)
