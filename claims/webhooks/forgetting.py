"""What is forgotten of messages that were sent or given up: everything, after 30 days; of the tasks, after one."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from claims.webhooks.models import Delivery
from claims.webhooks.vocabulary import DeliveryState

DELIVERIES_KEPT = timedelta(days=30)
TASKS_KEPT = timedelta(days=1)


def forget_deliveries() -> int:
    """Delete what is old; how many deliveries that were."""
    now = timezone.now()
    DBTaskResult.objects.finished().filter(finished_at__lte=now - TASKS_KEPT).delete()
    done = Delivery.objects.exclude(state=DeliveryState.PENDING).filter(tried_at__lte=now - DELIVERIES_KEPT)
    deleted, _ = done.delete()
    return deleted
