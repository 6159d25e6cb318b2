"""What editors have not published, before a whole crawl of the real server under the public role: nothing of it shows.

`CRAWLED` addresses, 50,000 unless told, of a registry with `CRAWLED_CLAIMS` claims beside the demo, and 2,000 tokens.
"""

from __future__ import annotations

import os
from collections import Counter
from contextlib import closing
from difflib import unified_diff
from http.client import HTTPConnection
from itertools import islice
from typing import Any

import pytest
from django.core.management import call_command

from claims.ledger.publish import publish_many
from claims.models import Claim
from tests.benchmarks.generator import generate
from tests.public.conftest import DEMO
from tests.public.crawling import Answer, Get, crawl, without_what_is_random
from tests.public.hidden import STEM, Canaries, hide, staff, take_down_some
from tests.public.swapping import surfaces
from tests.torture.processes import HOST, free_port, serving

CRAWLED = int(os.environ.get("CRAWLED", "50000"))
CLAIMS = int(os.environ.get("CRAWLED_CLAIMS", "150"))
# When it was answered, and how many requests are left. In lower case: one server sends names so, another not.
_OF_THE_MOMENT = ("date", "ratelimit", "age")


@pytest.mark.usefixtures("real_role")
def test_drafts_change_no_answer_and_no_word_of_them_is_in_any() -> None:
    canary = Canaries()
    by = staff(canary)
    call_command("load", str(DEMO), publish=True, verbosity=0)
    generate(claims=CLAIMS)
    publish_many(records=Claim.objects.filter(public_state="never").order_by("id"), by=by)
    take_down_some(canary, by=by)

    # Lists say where waiting is done.
    waiting = free_port()
    before = _crawled(stream_port=waiting)
    hide(canary)
    after = _crawled(stream_port=waiting)

    assert len(canary.given) >= 2_000
    assert len(before) + len(after) >= min(CRAWLED, 50_000)
    assert Counter(answer.status // 100 for answer in after.values())[5] == 0
    different = differences(before, after)
    assert different == [], f"{len(different)} differ, {Counter(str(one[3]) for one in different).most_common(5)}"
    tokens = [token.encode() for token in canary.given]
    told = [address for address, answer in after.items() if STEM.encode() in answer.body and "withdrawn" not in address]
    assert [(address, [token for token in tokens if token in after[address].body]) for address in told] == []
    # The figures are what the proof is run for (pytest -s).
    print(f"\n{len(before)} and {len(after)} answers, {len(canary.given)} tokens: all the same, none told")  # noqa: T201


def differences(before: dict[str, Answer], after: dict[str, Answer]) -> list[tuple[Any, ...]]:
    """Where other things are answered: the statuses there, and the headers and first lines that are not the same."""
    found: list[tuple[Any, ...]] = []
    for address, old in before.items():
        if (new := after.get(address)) != old:
            bodies = [str(one and one.body).split("\\n") for one in (old, new)]
            lines = unified_diff(bodies[0], bodies[1], n=0, lineterm="")
            headers = set(old.headers.items()) ^ set(new.headers.items() if new else ())
            found.append((address, old.status, new and new.status, headers, list(islice(lines, 10))))
    return found


def _crawled(*, stream_port: int) -> dict[str, Answer]:
    """By a server that has kept nothing from before."""
    with (
        # django-csp tells its directives in the order of their hashes.
        serving(RATE_LIMIT_ADDRESS="off", PYTHONHASHSEED="0", stream_port=stream_port) as port,
        closing(HTTPConnection(HOST, port, timeout=60)) as connection,
    ):
        return crawl(_asking(connection), surfaces(), most=CRAWLED // 2)


def _asking(connection: HTTPConnection) -> Get:
    def get(address: str) -> Answer:
        # By one name whatever the port: some addresses are told back in full.
        connection.request("GET", address, headers={"Host": HOST})
        response = connection.getresponse()
        sent = ((name.lower(), value) for name, value in response.getheaders())
        headers = {name: value for name, value in sent if not name.startswith(_OF_THE_MOMENT)}
        return Answer(response.status, headers, without_what_is_random(response.read()))

    return get
