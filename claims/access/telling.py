"""Lines in the log on each try to get in: what was shown, whether it was right, whose, and from which network.

Names are told by the hash that they are counted by: people type passwords into the field above. Tries beyond the limit
are no lines, or ten thousand of them would fill the log; metrics count them.
"""

from __future__ import annotations

import logging

from django.http import HttpRequest

from claims.access.guesses import hashed_name
from factreg.clients import address_of
from factreg.logs import shortened

logger = logging.getLogger(__name__)


def tell(request: HttpRequest | None, name: str, *, shown: str, right: bool, account: int | None) -> None:
    """`account`: its number, where it is known whose it is."""
    facts = {"shown": shown, "right": right, "name": hashed_name(name), "account": account}
    if request is not None:
        facts["client"] = shortened(address_of(request))
    logger.log(logging.INFO if right else logging.WARNING, "log-in", extra={"facts": facts})
