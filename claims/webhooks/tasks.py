"""The task that sends, for django-tasks. Endpoints that fail or are slow have a queue, and workers, of their own."""

from __future__ import annotations

from uuid import UUID

from django_tasks import task

from claims.webhooks.delivering import deliver
from claims.webhooks.models import Endpoint

PROMPT, SLOW = "webhooks", "webhooks_slow"


@task(queue_name=PROMPT)
def send_to(endpoint: str) -> int:
    """Send one endpoint what is due; how many messages it took."""
    return deliver(UUID(endpoint))


def queue_for(endpoint: Endpoint) -> str:
    return SLOW if endpoint.slow else PROMPT
