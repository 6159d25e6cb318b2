"""Lists of disputes: which dispute is told under which. Each row: the claims, the claim; under which it is told."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.rules import FoldFacts, folded_into
from claims.vocabulary import StandingValue

pytestmark = pytest.mark.no_database


def claims(text: str) -> dict[str, FoldFacts]:
    """Claims in the order of first publication: "a disputed; b disputed rests:a; c through-contradiction against:b"."""
    made = {}
    for place, words in enumerate((part.split() for part in text.split(";")), 1):
        slug, how, *ties = words
        tied = {kind: tuple(slugs.split(",")) for kind, _, slugs in (tie.partition(":") for tie in ties)}
        through = how == "through-contradiction"
        standing = StandingValue.DISPUTED if through else StandingValue(how)
        made[slug] = FoldFacts(slug, standing, tied.get("rests", ()), tied.get("against", ()), through, place)
    return made


def near(claim: FoldFacts, all_claims: dict[str, FoldFacts]) -> dict[str, FoldFacts]:
    return {slug: all_claims[slug] for slug in (*claim.rests_on, *claim.rivals) if slug in all_claims}


TABLE = {
    "a dispute stands alone": ("a disputed", "a", None),
    "a claim that is not disputed is folded nowhere": ("a disputed; b asserted rests:a", "b", None),
    "into the disputed claim it rests on": ("a disputed; b disputed rests:a", "b", "a"),
    "not into a claim that is not disputed": ("a asserted; b disputed rests:a", "b", None),
    "into the first disputed of those it rests on": (
        "a denied; b disputed; c disputed; d disputed rests:a,b,c",
        "d",
        "b",
    ),
    "also into one published later": ("b disputed rests:a; a disputed", "b", "a"),
    "disputed only through a contradiction: into the claim that contradicts it": (
        "a disputed against:b; b through-contradiction against:a",
        "b",
        "a",
    ),
    "also if that was published later": (
        "b through-contradiction against:a; a disputed against:b",
        "b",
        "a",
    ),
    "the claim that contradicts it stays": (
        "a disputed against:b; b through-contradiction against:a",
        "a",
        None,
    ),
    "denied as well: it stays": ("a disputed against:b; b disputed against:a", "b", None),
    "not into a rival that is not disputed": ("a asserted; b through-contradiction against:a", "b", None),
    "of two disputed only through each other the first published stays": (
        "a through-contradiction against:b; b through-contradiction against:a",
        "a",
        None,
    ),
    "and the later is folded into it": (
        "a through-contradiction against:b; b through-contradiction against:a",
        "b",
        "a",
    ),
    "what it rests on comes before what contradicts it": (
        "a disputed against:c; b disputed; c through-contradiction rests:b against:a",
        "c",
        "b",
    ),
    "into a claim that is itself folded": (
        "a disputed against:b; b through-contradiction against:a; c disputed rests:b",
        "c",
        "b",
    ),
    "not into itself": ("a disputed rests:a", "a", None),
    "not into a claim that is not public": ("a disputed rests:gone", "a", None),
    "of two that rest on each other the first published stays": ("a disputed rests:b; b disputed rests:a", "a", None),
    "and the other is folded into that": ("a disputed rests:b; b disputed rests:a", "b", "a"),
    "a claim that rests on what contradicts it": (
        "a through-contradiction against:b; b disputed rests:a against:a",
        "a",
        None,
    ),
    "tied to a later one that may lead on: it stays": (
        "a disputed rests:c; b disputed; c disputed rests:b",
        "a",
        None,
    ),
}


@pytest.mark.parametrize(("text", "slug", "expected"), TABLE.values(), ids=TABLE)
def test_folding(text: str, slug: str, expected: str | None) -> None:
    known = claims(text)

    assert folded_into(known[slug], near(known[slug], known)) == expected


def test_who_knows_more_than_the_neighbours_folds_more() -> None:
    known = claims("a disputed rests:c; b disputed; c disputed rests:b")

    assert folded_into(known["a"], known) == "c"


SLUGS = "abcdef"
TIES = st.lists(st.sampled_from(SLUGS), max_size=3, unique=True).map(tuple)


@st.composite
def registry(draw: st.DrawFn) -> dict[str, FoldFacts]:
    """Any claims tied in any way, in circles too."""
    places = draw(st.permutations(range(len(SLUGS))))
    made = {}
    for slug, place in zip(SLUGS, places, strict=True):
        standing = draw(st.sampled_from([StandingValue.DISPUTED] * 3 + [StandingValue.ASSERTED]))
        through = standing == StandingValue.DISPUTED and draw(st.booleans())
        made[slug] = FoldFacts(slug, standing, draw(TIES), draw(TIES), through, place)
    return made


@settings(deadline=None, max_examples=2000)
@given(registry(), st.booleans())
def test_every_fold_ends_in_a_listed_dispute(known: dict[str, FoldFacts], knows_all: bool) -> None:
    folds = {slug: folded_into(facts, known if knows_all else near(facts, known)) for slug, facts in known.items()}

    for slug in known:
        path = [slug]
        while target := folds[path[-1]]:
            assert target not in path, f"{path} leads back to {target}"
            assert known[target].disputed
            path.append(target)
        assert folds[path[-1]] is None


@settings(deadline=None, max_examples=500)
@given(registry())
def test_folding_follows_a_tie(known: dict[str, FoldFacts]) -> None:
    for facts in known.values():
        target = folded_into(facts, known)
        assert (
            target is None or target in facts.rests_on or (facts.only_through_contradiction and target in facts.rivals)
        )
