"""Endpoints of webhooks, their deliveries, and the messages that they are sent."""

from __future__ import annotations

from claims.public.describing import Schema, listed, or_null, ref, shape, stored, text, time, whole
from claims.public.schemas.references import identifier

_URL = text("Where messages are sent: http or https, the ports 80 and 443, the public internet.", format="uri")
_TYPES = listed({"type": "string"}, "Which events: `*`, `claim.*`, `*.withdrawn`, `claim.updated`.")
_DESCRIPTION = text("What it is for.")


def webhooks() -> dict[str, Schema]:
    endpoint = {
        "id": text("Random.", format="uuid"),
        "url": _URL,
        "types": _TYPES,
        "description": _DESCRIPTION,
        "state": stored("webhooks.Endpoint.state"),
        "reason": text("Why it is disabled; else empty."),
        "created_at": time("When it was made (UTC)."),
        "position": whole("Up to which position of the ledger messages to it have been made."),
        "failing_since": or_null(time("Since when nothing could be delivered (UTC).")),
    }
    secret = text("What messages are signed with. It is in this answer alone: `whsec_` and base64.")
    delivery = shape(
        "What became of one message.",
        message=text("Its `webhook-id`."),
        seq=whole("Position of the entry that it is about."),
        state=stored("webhooks.Delivery.state"),
        attempts=whole("How often it was tried."),
        tried_at=or_null(time("When it was tried last (UTC).")),
        next_at=or_null(time("When it is tried next (UTC), if it is pending.")),
        status=or_null(whole("The status that the endpoint answered with.")),
        error=text("Why the last attempt failed; else empty."),
    )
    return {
        "WebhookEndpoint": shape("An endpoint.", **endpoint),
        "NewWebhookEndpoint": shape("An endpoint with its secret.", **endpoint, secret=secret),
        "WebhookSecret": shape("A new secret.", secret=secret),
        "WebhookEndpoints": shape("All endpoints.", results=listed(ref("WebhookEndpoint"), "By age.")),
        "WebhookDeliveries": shape("The last 100 messages.", results=listed(delivery, "The newest first.")),
        "WebhookMessage": _message(),
        **_bodies(),
    }


def _bodies() -> dict[str, Schema]:
    """What is sent to make and change endpoints."""
    return {
        "WebhookToMake": _given("A new endpoint.", {"url": _URL, "types": _TYPES, "description": _DESCRIPTION}, "url"),
        "WebhookToChange": _given(
            "What is to change; the rest stays.",
            {
                "url": _URL,
                "types": _TYPES,
                "description": _DESCRIPTION,
                "state": text("`active` sends what waited, too.", enum=["active", "disabled"]),
            },
        ),
        "WebhookToRotate": _given(
            "How the secret is to be changed.",
            {
                "overlap_hours": {
                    "type": "integer",
                    "minimum": 0,
                    "maximum": 168,
                    "default": 24,
                    "description": "For how long the old secret signs as well.",
                }
            },
        ),
        "WebhookToReplay": _given(
            "What is to be sent again.",
            {
                "after": {"type": "integer", "minimum": 0, "description": "After which position of the ledger."},
                "upto": {"type": "integer", "minimum": 1, "description": "Up to which; the last one unless told."},
            },
            "after",
        ),
    }


def _message() -> Schema:
    """The body of a message. `data` holds no text of the record."""
    data = shape(
        "What happened.",
        seq=whole("Position of the entry in the ledger."),
        action=stored("ledger.Entry.action"),
        type=text("Type of the record."),
        id=or_null(identifier()),
        key=text("The record's key.", format="uuid"),
        version=whole("The version that the entry made or was about."),
        cause=or_null(whole("The entry because of which it was made.")),
        merged_into=or_null(identifier("Public id of the record that it was merged into.")),
        url=or_null(text("Where the record is read, or 410 with a stub if it was taken down.", format="uri")),
    )
    return shape(
        "What an endpoint is sent.",
        type=text("`claim.updated`: the record's type and the action."),
        timestamp=time("When it was entered (UTC)."),
        data=data,
    )


def _given(description: str, properties: Schema, *required: str) -> Schema:
    """What a request sends; no other field than these."""
    return {
        "type": "object",
        "description": description,
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }
