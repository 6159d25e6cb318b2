"""Reports as the public side stores them."""

from __future__ import annotations

from typing import Any

from claims.inbox.models import Report
from claims.inbox.receiving import new_token, opened, receive
from claims.inbox.tokens import digest_of

# Of a range that is kept for examples.
ADDRESS = "192.0.2.1"


def new_reference() -> str:
    form = opened(new_token())
    assert form is not None
    return form.reference_of({})


def make_report(*, reference: str = "", address: str = ADDRESS, **words: Any) -> Report:
    """A report that came over the public side: on a page of the test registry, unless told."""
    reference = reference or new_reference()
    given = {"kind": "error", "about": "/claims/claim-1/", "text": "The test date is wrong.", **words}
    receive(reference=reference, address=address, **given)
    return Report.objects.get(receipt=digest_of(reference))
