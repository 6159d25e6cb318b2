"""What is asked in the measurements: filtered lists, claims, words. Chosen from what was published."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from urllib.parse import urlencode

from django.db import connection
from django.db.models import Count

from claims.ledger.published import PublishedClaim, PublishedStatement
from tests.benchmarks.database import SEED

_LISTS = 12
_KINDS = ("attack", "casualties", "losses", "involvement")
_WORDS = """
SELECT word, ndoc FROM ts_stat('SELECT search FROM ledger_publishedclaim WHERE to_seq IS NULL')
WHERE word ~ '^[a-z]{4,}$' AND word NOT LIKE 'test%%' AND word NOT IN ('claim', 'question', 'note')
ORDER BY ndoc DESC
"""


@dataclass(frozen=True, slots=True)
class Word:
    """A word and how many claims hold it."""

    text: str
    claims: int


def lists() -> dict[str, list[str]]:
    """Queries of the list: by a kind of claim; by kind and an actor much heard, with those that speak for it."""
    heard = PublishedStatement.objects.filter(to_seq=None).values("actor").annotate(often=Count("*"))
    actors = heard.order_by("-often", "actor").values_list("actor", flat=True)[:_LISTS]
    return {
        "kind": [urlencode({"kind": kind}) for kind in _KINDS],
        "kind and actor": [
            urlencode({"kind": _KINDS[place % len(_KINDS)], "actor": actor}) for place, actor in enumerate(actors)
        ],
    }


def claims() -> list[str]:
    """The public ids of all claims, in an order of chance."""
    slugs = list(PublishedClaim.objects.current().order_by("slug").values_list("slug", flat=True))
    Random(SEED).shuffle(slugs)
    return slugs


def words() -> tuple[Word, Word]:
    """The commonest word of the claims, the test data's own labels apart, and one that a handful of them hold."""
    with connection.cursor() as cursor:
        cursor.execute(_WORDS)
        found = [Word(*row) for row in cursor.fetchall()]
    few = max(3, PublishedClaim.objects.current().count() // 10_000)
    return found[0], next((word for word in found if word.claims <= few), found[-1])
