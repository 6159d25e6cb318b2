"""Words of webhooks: states of endpoints and deliveries, and the types of events that an endpoint may ask for."""

from __future__ import annotations

from collections.abc import Sequence

from factreg.choices import DefinedChoices

# The ledger's, as names of events are written; a test holds them to its own lists.
RECORDS = ("publisher", "source", "actor", "event", "claim", "contradiction", "counter_accusation")
ACTIONS = ("published", "updated", "withdrawn", "restored", "quarantined", "merged", "erased", "reformatted")
ALL = "*"


class EndpointState(DefinedChoices):
    """Whether an endpoint is told of anything."""

    ACTIVE = "active", "It is told.", "active"
    DISABLED = "disabled", "It is told nothing; the reason says why. What happens meanwhile waits.", "disabled"
    REMOVED = "removed", "Its owner removed it; it is deleted with all its deliveries.", "removed"


class DeliveryState(DefinedChoices):
    """What became of one event for one endpoint."""

    PENDING = "pending", "To be sent, or to be sent again.", "pending"
    DELIVERED = "delivered", "The endpoint answered with success.", "delivered"
    FAILED = "failed", "Given up after three days.", "failed"


def event_type(record: str, action: str) -> str:
    """The type of an event, as `claim.withdrawn`.

    >>> event_type("counter-accusation", "published")
    'counter_accusation.published'
    """
    return f"{record.replace('-', '_')}.{action}"


def is_pattern(text: str) -> bool:
    """Whether a text names types of events: all, of a record, of an action, or one.

    >>> [is_pattern(text) for text in ("*", "claim.*", "*.withdrawn", "claim.updated", "claim.", "claims.*")]
    [True, True, True, True, False, False]
    """
    record, _, action = text.partition(".")
    return text == ALL or (record in (*RECORDS, ALL) and action in (*ACTIONS, ALL))


def as_like(patterns: Sequence[str]) -> list[str]:
    """The patterns as SQL's LIKE has them."""
    return [pattern.replace("_", r"\_").replace(ALL, "%") for pattern in patterns]
