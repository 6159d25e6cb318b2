"""The signed mark of a form, in the place of a session; and the reference number of what is sent with it.

A form sent twice with the same words has one reference number, so it becomes one report; with others it is another.
"""

from __future__ import annotations

import base64
import json
import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from django.core.signing import BadSignature, TimestampSigner, b62_decode
from django.utils.crypto import salted_hmac

# A form can lie open for a day.
LASTS = timedelta(days=1)

_SIGNER = TimestampSigner(salt="claims.inbox.form")
_GROUPS = 6
_REFERENCE = re.compile(r"(?:[A-Z2-7]{4}-){5}[A-Z2-7]{4}")


@dataclass(frozen=True, slots=True)
class OpenedForm:
    """The form that a token was made for. `age` is in seconds."""

    nonce: str
    age: float

    @property
    def expired(self) -> bool:
        return self.age > LASTS.total_seconds()

    def reference_of(self, words: Mapping[str, str]) -> str:
        """The number of a report with these words: 120 bits, in letters and digits that can't be taken for others.

        There are 24 of them: ABCD-EFGH-...
        """
        sent = json.dumps([self.nonce, sorted(words.items())])
        digest = salted_hmac("claims.inbox.reference", sent, algorithm="sha256").digest()
        return grouped(base64.b32encode(digest[:15]).decode())


def new_token() -> str:
    return _SIGNER.sign(secrets.token_hex(12))


def opened(token: str) -> OpenedForm | None:
    """What the token was made for, however long ago; nothing where we did not make it."""
    try:
        nonce = _SIGNER.unsign(token[:200])
    except BadSignature:
        return None
    made = b62_decode(token.rsplit(":", 2)[1])
    return OpenedForm(nonce, time.time() - made)


def grouped(letters: str) -> str:
    return "-".join(letters[at : at + 4] for at in range(0, 4 * _GROUPS, 4))


def reference_in(text: str) -> str | None:
    """The reference number that somebody typed, in whatever case and grouping; nothing where it can be none."""
    letters = re.sub(r"[\s-]", "", text[:100]).upper()
    reference = grouped(letters)
    return reference if len(letters) == 4 * _GROUPS and _REFERENCE.fullmatch(reference) else None


def digest_of(reference: str) -> str:
    """What is kept of a reference number."""
    return sha256(reference.encode()).hexdigest()
