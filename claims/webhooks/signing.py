"""Signatures of Standard Webhooks (https://www.standardwebhooks.com): symmetric, `v1`."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable

MARK = "whsec_"


def new_secret() -> str:
    return MARK + base64.b64encode(secrets.token_bytes(32)).decode()


def signature(secret: str, *, message: str, timestamp: int, body: bytes) -> str:
    """HMAC-SHA256 over id, time and body, with full stops between.

    >>> signature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", message="msg_p5jXN8AQM9LWM0D4loKWxJek",
    ...           timestamp=1614265330, body=b'{"test": 2432232314}')
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
    """
    key = base64.b64decode(secret.removeprefix(MARK))
    signed = f"{message}.{timestamp}.".encode() + body
    return f"v1,{base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()}"


def headers(secrets_: Iterable[str], *, message: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The three headers; signed with every secret, so that one can take another's place unnoticed."""
    signed = [signature(secret, message=message, timestamp=timestamp, body=body) for secret in secrets_]
    return {
        "webhook-id": message,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signed),
    }
