"""Guesses at what only the owner of an account knows, counted in the database, so that all workers count together.

A guess is counted before it is looked at and given back if it was right: of any number at once no more than the
limit are looked at. What is guessed, and whether there is such an account, is not known here.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils.crypto import salted_hmac

from claims.access.models import Guess
from factreg import limits
from factreg.clients import network_of
from factreg.limits import Policy

# Of codes, which have six digits, three of which are right at a time: also so many a day.
CODES_A_DAY = Policy("day", 30, 86_400)


def hashed_name(name: str) -> str:
    """What was typed as a name may be a password typed into the wrong field: its hash alone is kept."""
    return salted_hmac("claims.access.guesses", name, algorithm="sha256").hexdigest()[:28]


@dataclass(frozen=True, slots=True)
class Budget:
    """Whose guesses are counted together, and how many of them are looked at in how long a time."""

    who: str
    policies: tuple[Policy, ...]

    @classmethod
    def of(cls, kind: str, name: str, *policies: Policy | None) -> Budget:
        return cls(f"{kind}:{hashed_name(name)}", tuple(policy for policy in policies if policy))


class TooManyGuesses(Exception):
    """As many as are looked at were made; this one was neither counted nor looked at."""

    def __init__(self, wait: timedelta) -> None:
        self.seconds = max(1, math.ceil(wait.total_seconds()))
        super().__init__(f"Too many guesses; again in {self.seconds} seconds.")


@dataclass(slots=True)
class Counted:
    """A guess that was counted, to be given back if it was right."""

    rows: list[int] = field(default_factory=list)

    def give_back(self) -> None:
        Guess.objects.filter(pk__in=self.rows).delete()


def password_budgets(name: str, *, known: bool, address: str | None) -> list[Budget]:
    """For a password: browsers that have logged in to the account before have an allowance of their own.

    So who guesses from elsewhere can't lock out the owner, nor can a neighbour behind the same address.
    """
    if known:
        return [Budget.of("known", name, settings.GUESSES_ACCOUNT)]
    return [Budget.of("name", name, settings.GUESSES_ACCOUNT), *_of_network(address)]


def code_budgets(name: str, *, known: bool, address: str | None) -> list[Budget]:
    """For a code of the second factor, which only those get to try who have the password."""
    kind = "code-known" if known else "code"
    of_account = Budget.of(kind, name, settings.GUESSES_ACCOUNT, settings.GUESSES_ACCOUNT and CODES_A_DAY)
    return [of_account] if known else [of_account, *_of_network(address)]


def _of_network(address: str | None) -> Iterable[Budget]:
    if address:
        yield Budget.of("net", network_of(address), settings.GUESSES_ADDRESS)


def forget_passwords(name: str) -> None:
    """As if none had been tried for this account, by whatever browser; what a network has tried stays counted."""
    Guess.objects.filter(who__in=[Budget.of(kind, name).who for kind in ("known", "name")]).delete()


# Durable: counted inside somebody's transaction, a guess would be forgotten with it.
@transaction.atomic(durable=True)
def take(budgets: Iterable[Budget]) -> Counted:
    """Count one guess in each budget that has a limit. Raises TooManyGuesses if one of them is used up."""
    limited = sorted((budget for budget in budgets if budget.policies), key=lambda budget: budget.who)
    now = datetime.fromtimestamp(limits.now(), UTC)
    # Once before the lock: while an attack goes on, those who are refused do not queue.
    _refuse(limited, now)
    with connection.cursor() as cursor:
        # In one order, so that no two wait for each other.
        for budget in limited:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"guesses {budget.who}"])
    _refuse(limited, now)
    made = Guess.objects.bulk_create(Guess(who=budget.who, at=now) for budget in limited)
    return Counted([guess.pk for guess in made])


def _refuse(limited: Iterable[Budget], now: datetime) -> None:
    waits = [wait for budget in limited for wait in _waits(budget, now)]
    if waits:
        raise TooManyGuesses(max(waits))


def _waits(budget: Budget, now: datetime) -> Iterable[timedelta]:
    """How long until each limit that is reached lets one more in."""
    for policy in budget.policies:
        window = timedelta(seconds=policy.window)
        times = Guess.objects.filter(who=budget.who, at__gt=now - window).order_by("-at").values_list("at", flat=True)
        for oldest in times[policy.quota - 1 : policy.quota]:
            yield oldest + window - now
