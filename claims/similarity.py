"""Claims that may say the same as a text that is being written, the likest first. What likeness is, rules/ says.

PostgreSQL alone: an index of each claim's terms, asked for the rarest terms of the text.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, Value

from claims.models import Claim, Contradiction, CounterAccusation, DifferentPair, RejectedPair
from claims.rules.terms import Likeness, terms_of
from factreg.records import PublicState

MOST = 8  # shown
CANDIDATES = 2_000  # claims whose terms are compared
OF_THE_EVENT = 300  # of these, the newest of the same event, whatever their words
LEAST = 0.12  # below this, two claims have only common words in common
_SHORTLIST = 60  # of which actors and figures are looked at too
_SAME_EVENT, _SAME_ACTORS, _SAME_FIGURE = 1.2, 1.15, 1.1


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is known of a claim while it is typed."""

    text: str
    question: str = ""
    claim: int | None = None
    event: int | None = None
    actors: frozenset[int] = frozenset()
    numbers: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Similar:
    """A claim like the one that is typed; `joined`: what is on record of the two."""

    claim: Claim
    likeness: float
    joined: Sequence[str] = field(default=())


def similar_to(*, sketch: Sketch, most: int = MOST) -> list[Similar]:
    """The claims most like a sketch, without those that an editor found to be different from it.

    At most five queries, however many claims there are.
    """
    terms = terms_of(sketch.question, sketch.text)
    if not terms and sketch.event is None:
        return []
    ranked = _ranked(sketch, set(terms))
    joined = _joined(sketch.claim) if sketch.claim else {}
    found = [(pk, score) for pk, score in ranked if DifferentPair not in joined.get(pk, ())][:most]
    claims = Claim.objects.select_related("event").in_bulk([pk for pk, _ in found])
    return [
        Similar(claims[pk], score, [str(kind._meta.verbose_name) for kind in joined.get(pk, ())])
        for pk, score in found
        if pk in claims
    ]


def _ranked(sketch: Sketch, terms: set[str]) -> list[tuple[int, float]]:
    frequencies, claims = _frequencies(terms)
    likeness, scored = Likeness(terms, frequencies), []
    for pk, event, its_terms in _candidates(sketch, _rarest(terms, frequencies, claims)):
        score = likeness.of(its_terms)
        if event == sketch.event:
            score *= _SAME_EVENT
        if score >= LEAST:
            scored.append((score, pk))
    shortlist = sorted(scored, reverse=True)[:_SHORTLIST]
    if sketch.actors or sketch.numbers:
        shortlist = _with_what_else_agrees(sketch, shortlist)
    return [(pk, round(min(score, 1.0), 3)) for score, pk in sorted(shortlist, key=lambda one: (-one[0], one[1]))]


def _frequencies(terms: Collection[str]) -> tuple[dict[str, float], float]:
    """The share of claims with each of these terms, as PostgreSQL last counted the commonest; and how many there are.

    Terms that are not among the commonest are rare.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT NULL, greatest(reltuples, 1) FROM pg_class WHERE oid = 'claims_claim'::regclass
            UNION ALL
            SELECT common.term, common.share
            FROM pg_stats AS stats, unnest(
                stats.most_common_elems::text::text[],
                stats.most_common_elem_freqs[1:array_length(stats.most_common_elems::text::text[], 1)]
            ) AS common(term, share)
            WHERE stats.schemaname = current_schema() AND stats.tablename = 'claims_claim'
              AND stats.attname = 'terms' AND common.term = ANY(%s)
            """,
            [list(terms)],
        )
        found = dict(cursor.fetchall())
    return found, found.pop(None)


def _rarest(terms: Iterable[str], frequencies: Mapping[str, float], claims: float) -> list[str]:
    """The terms by which to look: the rarest, as many as are not likely to find too many claims."""
    total, chosen = 0.0, []
    for term in sorted(terms, key=lambda term: (frequencies.get(term, 0.0), term)):
        total += frequencies.get(term, 0.0)
        if chosen and total * claims > CANDIDATES:
            break
        chosen.append(term)
    return chosen


def _candidates(sketch: Sketch, rarest: list[str]) -> list[tuple[int, int, list[str]]]:
    """(claim, event, terms) of claims with a rare term of the sketch, and of the newest of its event."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            (
                SELECT id, event_id, terms FROM claims_claim
                WHERE terms && %(rarest)s AND public_state <> %(merged)s LIMIT %(most)s
            ) UNION (
                SELECT id, event_id, terms FROM claims_claim
                WHERE event_id = %(event)s AND public_state <> %(merged)s ORDER BY id DESC LIMIT %(few)s
            )
            """,
            {
                "rarest": rarest,
                "merged": PublicState.MERGED.value,
                "event": sketch.event,
                "most": CANDIDATES,
                "few": OF_THE_EVENT,
            },
        )
        return [row for row in cursor.fetchall() if row[0] != sketch.claim]


def _with_what_else_agrees(sketch: Sketch, scored: Iterable[tuple[float, int]]) -> list[tuple[float, int]]:
    """The same, the more alike where claims are about the same actors, or count as many."""
    scores = {pk: score for score, pk in scored}
    rows = Claim.objects.filter(pk__in=scores).values_list("pk", "figure__low", "figure__high", "about_set__actor")
    agreeing: dict[int, set[float]] = {}
    for pk, low, high, actor in rows:
        agrees = agreeing.setdefault(pk, set())
        if actor in sketch.actors:
            agrees.add(_SAME_ACTORS)
        if {low, high} & sketch.numbers:
            agrees.add(_SAME_FIGURE)
    for pk, factors in agreeing.items():
        for factor in factors:
            scores[pk] *= factor
    return [(score, pk) for pk, score in scores.items()]


_KINDS: tuple[Any, ...] = (Contradiction, CounterAccusation, RejectedPair, DifferentPair)


def _joined(claim: int) -> dict[int, list[Any]]:
    """What joins the claim to others, by the other: contradictions, and pairs found to be something else."""
    pairs = [
        kind._default_manager.filter(Q(first_claim=claim) | Q(second_claim=claim))
        .order_by()
        .values_list(Value(place), "first_claim", "second_claim")
        for place, kind in enumerate(_KINDS)
    ]
    found: dict[int, list[Any]] = {}
    for place, first, second in pairs[0].union(*pairs[1:], all=True):
        found.setdefault(second if first == claim else first, []).append(_KINDS[place])
    return found


@transaction.atomic
def find_different(*, claim: Claim, other: Claim, by: Any) -> DifferentPair:
    """Remember that two claims are different though alike: neither is shown beside the other again."""
    both = Q(first_claim=claim, second_claim=other) | Q(first_claim=other, second_claim=claim)
    pair = DifferentPair.objects.filter(both).first()
    if pair is None:
        pair = DifferentPair(first_claim=claim, second_claim=other, said_by=by)
        pair.full_clean()
        pair.save()
    return pair
