"""Which claims of one tree of events are worth comparing: those that share a scope, a rare word or a party's account.

So that a tree of thousands is not compared each with each. What comes of a comparison is for proposals.py to say.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from claims.rules import topics
from claims.rules.charges import OF_ONE_EVENT, OF_ONE_TREE
from claims.rules.views import ClaimView
from claims.vocabulary import ClaimKind

Key = tuple[str, ...]

# Forms of one word begin alike.
_BEGINNING = 5


def worth_comparing(claims: Sequence[ClaimView]) -> Iterator[tuple[int, int]]:
    """The pairs, each once, by the places of their claims.

    Two texts that share a certain part of their words share one of the rarest (the prefix filter of set-similarity
    joins: Chaudhuri, Ganti and Kaushik, "A Primitive Operator for Similarity Joins", ICDE 2006).
    """
    common = Counter(word for claim in claims for word in _beginnings(claim))
    stored: defaultdict[Key, list[int]] = defaultdict(list)
    for place, claim in enumerate(claims):
        rarest = sorted(_beginnings(claim), key=lambda word: (common[word], word))
        words = list(_word_keys(claim, rarest))
        earlier = {other for key in (*words, *_sought(claim)) for other in stored.get(key, ())}
        for other in sorted(earlier):
            yield (other, place)
        for key in (*words, *_offered(claim)):
            stored[key].append(place)


def _beginnings(claim: ClaimView) -> set[str]:
    return {word[:_BEGINNING] for word in claim.wording.frame}


def _word_keys(claim: ClaimView, rarest: Sequence[str]) -> Iterator[Key]:
    yield from (("event", claim.event, word) for word in _prefix(rarest, OF_ONE_EVENT))
    yield from (("tree", word) for word in _prefix(rarest, OF_ONE_TREE))


def _prefix(rarest: Sequence[str], share: float) -> Sequence[str]:
    """The words of which another has to have one to share that part of all."""
    return rarest[: len(rarest) - int(share * len(rarest)) + 1]


def _offered(claim: ClaimView) -> Iterator[Key]:
    """The keys under which others find a claim."""
    if claim.figure:
        yield _scope(claim)
    for party in claim.agents:
        yield from ((account, *key) for account, *key in _accounts(claim, party))


def _sought(claim: ClaimView) -> Iterator[Key]:
    """The keys under which a claim finds others."""
    if claim.figure:
        yield _scope(claim)
    for party in claim.agents:
        yield from ((_ANSWERS[account], *key) for account, *key in _accounts(claim, party))


def _scope(claim: ClaimView) -> Key:
    figure = claim.figure
    assert figure is not None  # noqa: S101 - for the type
    return ("figure", figure.measure, figure.side or "", "" if figure.side else figure.area or "")


_ANSWERS = {
    "takes no part": "acts",
    "acts": "takes no part",
    "aims": "hits",
    "hits": "aims",
    "did not": "did",
    "did": "did not",
    "label": "label",
}


def _accounts(claim: ClaimView, party: str) -> Iterable[Key]:
    """What a claim says of one party's part, as far as another claim may answer it."""
    words = claim.wording
    if claim.kind in (ClaimKind.ATTACK, ClaimKind.INVOLVEMENT):
        negative = claim.kind == ClaimKind.INVOLVEMENT and words.negated and words.has(topics.TAKING_PART)
        yield ("takes no part" if negative else "acts", party)
    if claim.own_account and words.only and words.has(topics.MILITARY):
        yield ("aims", party)
    elif not claim.own_account and words.has(topics.CIVILIAN):
        yield ("hits", party)
    if claim.own_account and words.negated:
        yield ("did not", party, claim.event)
    elif not claim.own_account and not words.negated:
        yield ("did", party, claim.event)
    if claim.kind == ClaimKind.CHARACTERISATION:
        yield ("label", party, claim.event)
