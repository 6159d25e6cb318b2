"""What editors have not published, before a whole crawl of the real server under the public role: nothing of it shows.

`CRAWLED` addresses, 50,000 unless told, of a registry with `CRAWLED_CLAIMS` claims beside the demo, and 2,000 tokens.
"""

from __future__ import annotations

import os
from collections import Counter
from contextlib import closing
from http.client import HTTPConnection

import pytest
from django.core.management import call_command

from claims.ledger.publish import publish_many
from claims.models import Claim
from tests.benchmarks.generator import generate
from tests.public.conftest import DEMO
from tests.public.crawling import Answer, Get, crawl, without_what_is_random
from tests.public.hidden import STEM, Canaries, hide, staff, take_down_some
from tests.public.swapping import surfaces
from tests.torture.processes import HOST, serving

CRAWLED = int(os.environ.get("CRAWLED", "50000"))
CLAIMS = int(os.environ.get("CRAWLED_CLAIMS", "150"))
# When it was answered, and how many requests are left.
_OF_THE_MOMENT = ("Date", "RateLimit", "Age")


@pytest.mark.usefixtures("real_role")
def test_drafts_change_no_answer_and_no_word_of_them_is_in_any() -> None:
    canary = Canaries()
    by = staff(canary)
    call_command("load", str(DEMO), publish=True, verbosity=0)
    generate(claims=CLAIMS)
    publish_many(records=Claim.objects.filter(public_state="never").order_by("id"), by=by)
    take_down_some(canary, by=by)

    before = _crawled()
    hide(canary)
    after = _crawled()

    assert len(canary.given) >= 2_000
    assert len(before) + len(after) >= min(CRAWLED, 50_000)
    assert Counter(answer.status // 100 for answer in after.values())[5] == 0
    assert [address for address in before if before[address] != after.get(address)] == []
    tokens = [token.encode() for token in canary.given]
    told = [address for address, answer in after.items() if STEM.encode() in answer.body and "withdrawn" not in address]
    assert [(address, [token for token in tokens if token in after[address].body]) for address in told] == []


def _crawled() -> dict[str, Answer]:
    """By a server that has kept nothing from before."""
    with serving(RATE_LIMIT_ADDRESS="off") as port, closing(HTTPConnection(HOST, port, timeout=60)) as connection:
        return crawl(_asking(connection), surfaces(), most=CRAWLED // 2)


def _asking(connection: HTTPConnection) -> Get:
    def get(address: str) -> Answer:
        connection.request("GET", address)
        response = connection.getresponse()
        headers = {name: value for name, value in response.getheaders() if not name.startswith(_OF_THE_MOMENT)}
        return Answer(response.status, headers, without_what_is_random(response.read()))

    return get
