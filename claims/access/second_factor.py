"""Second factors: made, confirmed by a code that is good once, replaced by recovery codes, and reset.

The algorithm is TOTP (RFC 6238) as `cryptography` has it, with what every authenticator app knows: SHA-1, six digits,
thirty seconds. Who may try how often is for claims.access.guesses; what a page shows of it, for claims.admin.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import segno
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from claims.access.devices import is_known, remember
from claims.access.guesses import code_budgets, take
from claims.access.models import RecoveryCode, SecondFactor
from claims.access.sessions import end_all
from claims.access.telling import tell
from factreg import limits
from factreg.clients import address_of

DIGITS, STEP = 6, 30
# Clocks differ: the code of the step before and of the one after are right too.
AROUND = 1
RECOVERY_CODES = 10
_SECRET_BYTES, _NONCE_BYTES, _RECOVERY_BYTES, _GROUP = 20, 12, 15, 4
_SALT = "claims.access.second_factor"
# What a session has once its second factor was given: by a code, or not needed by a demo's log-in.
GIVEN, BY_CODE, BY_DEMO = "second_factor", "code", "demo"


# Secrets, as they are kept and as they are shown


def new_secret() -> str:
    """A secret, sealed: so it lies in the database, and until then in the session."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    sealed = _sealers()[0].encrypt(nonce, secrets.token_bytes(_SECRET_BYTES), _SALT.encode())
    return base64.b64encode(nonce + sealed).decode()


def _sealers() -> list[AESGCM]:
    """AES-256-GCM by SECRET_KEY, and by SECRET_KEY_FALLBACKS while it changes."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [AESGCM(salted_hmac(_SALT, "seal", secret=key, algorithm="sha256").digest()) for key in keys]


def _opened(sealed: str) -> bytes | None:
    whole = base64.b64decode(sealed)
    nonce, content = whole[:_NONCE_BYTES], whole[_NONCE_BYTES:]
    for sealer in _sealers():
        with suppress(InvalidTag):
            return sealer.decrypt(nonce, content, _SALT.encode())
    return None


def shown(sealed: str, user: Any) -> dict[str, str]:
    """A secret for an authenticator app: as an address in a QR code, drawn here, and as text to type."""
    secret = _opened(sealed) or b""
    address = _totp(secret).get_provisioning_uri(user.get_username(), urlsplit(settings.SITE_URL).hostname)
    drawn = segno.make(address, error="m", micro=False).svg_inline(
        scale=5, light="#fff", title="QR code for an authenticator app"
    )
    return {"address": address, "drawn": drawn, "text": _grouped(base64.b32encode(secret).decode())}


def _totp(secret: bytes) -> TOTP:
    return TOTP(secret, DIGITS, SHA1(), STEP)  # noqa: S303 - an HMAC, and what the apps know


def _grouped(text: str) -> str:
    return " ".join(text[at : at + _GROUP] for at in range(0, len(text), _GROUP))


# Codes


def step_of(sealed: str, code: str) -> int | None:
    """The step of time whose code this is, if it is one of about now."""
    secret, digits = _opened(sealed), re.sub(r"\s", "", code)
    if secret is None or not re.fullmatch(r"[0-9]{6}", digits, re.ASCII):
        return None
    current, totp = int(limits.now()) // STEP, _totp(secret)
    around = range(current - AROUND, current + AROUND + 1)
    right = [step for step in around if constant_time_compare(totp.generate(step * STEP).decode(), digits)]
    return right[-1] if right else None


def is_right(request: HttpRequest, user: Any, code: str) -> bool:
    """Whether this is a code of the account's second factor; it never is again. Raises TooManyGuesses."""
    name = user.get_username()
    counted = take(code_budgets(name, known=is_known(request, name), address=address_of(request)))
    right = _use(factor_of(user), user, code)
    tell(request, name, shown="code", right=right, account=user.pk)
    if right:
        counted.give_back()
    return right


def _use(factor: SecondFactor | None, user: Any, code: str) -> bool:
    if factor is None:
        return False
    if (step := step_of(factor.sealed, code)) is not None:
        # Of two that send one code at the same time the database lets one through.
        return SecondFactor.objects.filter(pk=factor.pk, last_step__lt=step).update(last_step=step) == 1
    deleted, _ = factor.recovery_codes.filter(digest=_digest(code)).delete()
    if deleted:
        log(user, user, f"Used a recovery code; {factor.recovery_codes.count()} are left.")
    return deleted == 1


def _digest(code: str) -> str:
    return hashlib.sha256(re.sub(r"[^A-Z2-7]", "", code.upper()).encode()).hexdigest()


# State


def factor_of(user: Any) -> SecondFactor | None:
    return SecondFactor.objects.filter(user=user).first()


def is_given(request: HttpRequest) -> bool:
    """Whether this session has shown its second factor, or is a demo's over plain http, which needs none."""
    given = request.session.get(GIVEN)
    return given == BY_CODE or (given == BY_DEMO and bool(settings.DEMO_LOG_INS) and not request.is_secure())


def give(request: HttpRequest, user: Any, *, by: str = BY_CODE) -> None:
    """From here on the session may do what the account may; its key changes with that."""
    request.session.cycle_key()
    request.session[GIVEN] = by
    remember(request, user.get_username())


def demo_is_over(request: HttpRequest) -> None:
    """An account of the demo that has a password of its own needs a second factor as any other."""
    if request.session.get(GIVEN) == BY_DEMO:
        del request.session[GIVEN]


@transaction.atomic
def enrol(*, user: Any, sealed: str, code: str) -> list[str] | None:
    """Have an account use this secret from now on, if the code shows that its owner has it too.

    Its recovery codes come back, to be shown now and never again.
    """
    step = step_of(sealed, code)
    if step is None or SecondFactor.objects.filter(user=user).exists():
        return None
    factor = SecondFactor.objects.create(user=user, sealed=sealed, last_step=step, made_at=timezone.now())
    log(user, user, "Set up a second factor.")
    return _make_recovery_codes(factor)


@transaction.atomic
def renew_recovery_codes(*, user: Any) -> list[str]:
    """New ones in the place of those that are left."""
    factor = SecondFactor.objects.select_for_update().get(user=user)
    factor.recovery_codes.all().delete()
    log(user, user, "Made new recovery codes.")
    return _make_recovery_codes(factor)


def _make_recovery_codes(factor: SecondFactor) -> list[str]:
    codes = [base64.b32encode(secrets.token_bytes(_RECOVERY_BYTES)).decode() for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create(RecoveryCode(factor=factor, digest=_digest(code)) for code in codes)
    return [_grouped(code) for code in codes]


@transaction.atomic
def reset(*, user: Any, by: Any, reason: str) -> bool:
    """Forget an account's second factor and log it out everywhere; at the next log-in it sets up another."""
    deleted, _ = SecondFactor.objects.filter(user=user).delete()
    end_all(user)
    log(user, by, f"Reset the second factor: {reason}")
    return bool(deleted)


def log(user: Any, by: Any, told: str) -> None:
    """Into the history of the account's page in the workbench."""
    LogEntry.objects.log_actions(by.pk, [user], CHANGE, change_message=told, single_object=True)
