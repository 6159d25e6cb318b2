"""The rules on the annotated demo, and on the pairs that only look like contradictions or that a person must settle."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

import claims
from claims.rules import (
    FigureView,
    FoldFacts,
    Judgement,
    Rival,
    Said,
    Verdict,
    as_of,
    compare_figures,
    folded_into,
    judge,
    label,
    origins,
    standing_assertions,
)
from claims.vocabulary import Basis, ClaimKind, Element, Measure, Population, Quantifier, Stance, StandingValue
from factreg.edtf_dates import parse

pytestmark = pytest.mark.no_database

DEMO = yaml.load((Path(claims.__file__).parent / "data" / "karabakh-2020.yaml").read_text(), yaml.BaseLoader)
PAIRS = yaml.load((Path(__file__).parent / "pairs.yaml").read_text(), yaml.BaseLoader)

CLAIMS = {claim["slug"]: claim for claim in DEMO["claims"]}
SPEAKS_FOR = {actor["slug"]: actor.get("speaks_for") for actor in DEMO["actors"]}
NAMES = {actor["slug"]: actor["name"] for actor in DEMO["actors"]}
PUBLISHED = {source["slug"]: source.get("published") for source in DEMO["sources"]}

READ = "No denial in the sources read (2, the latest of 29 September 2020). No response has been looked for."


def chain(actor: str) -> tuple[str, ...]:
    links = [actor]
    while above := SPEAKS_FOR[links[-1]]:
        links.append(above)
    return tuple(links)


def said_on(slug: str) -> list[Said]:
    return [
        Said(
            id=f"{slug}.{number}",
            chain=chain(row["actor"]),
            stance=Stance(row["stance"]),
            elements=frozenset(Element(element) for element in row.get("elements", [])),
            said=parse(row["said"]) if row.get("said") else None,
            published=parse(PUBLISHED[row["source"]]) if PUBLISHED[row["source"]] else None,
            recorded=number,
        )
        for number, row in enumerate(CLAIMS[slug]["statements"], 1)
    ]


def rivals_of(slug: str) -> list[Rival]:
    pairs = [pair["claims"] for pair in DEMO["contradictions"] if slug in pair["claims"]]
    others = [one if other == slug else other for one, other in pairs]
    labels = ClaimKind.CHARACTERISATION
    return [
        Rival(other, standing_assertions(said_on(other)), labels in (CLAIMS[slug]["kind"], CLAIMS[other]["kind"]))
        for other in others
    ]


@cache
def judged(slug: str) -> Judgement:
    return judge(said_on(slug), rivals_of(slug))


def labelled(slug: str) -> str:
    read = {row["source"] for claim in CLAIMS.values() for row in claim["statements"]}
    latest = as_of(PUBLISHED[source] for source in read)
    return label(judged(slug), names=NAMES, sources_read=len(read), latest_source=latest)


EXPECTED = {
    "su-25-downing": ("disputed", "Claimed by Armenia; denied by Azerbaijan and Turkey"),
    "f-16-flight": ("disputed", "Agent disputed: claimed by Armenia; denied by Azerbaijan and Turkey"),
    "turkey-party-to-conflict": ("disputed", "Claimed by Azerbaijan; contradicted by a claim of Armenia"),
    "foreign-fighters-sent": ("disputed", "Occurrence disputed: claimed by Armenia; denied by Turkey"),
    "foreign-fighters-in-combat": ("disputed", "Agent disputed: claimed by Armenia; denied by Turkey"),
    "dashkesan-shelling": ("disputed", "Claimed by Azerbaijan; denied by Armenia"),
    "arms-through-iran": ("denied", "Denied by Iran; the reports it answers are not on record here"),
}


@pytest.mark.parametrize("slug", CLAIMS)
def test_standing_and_label_of_each_claim(slug: str) -> None:
    asserters = dict.fromkeys(NAMES[chain(row["actor"])[-1]] for row in CLAIMS[slug]["statements"])

    standing, words = EXPECTED.get(slug, ("asserted", f"Claimed by {' and '.join(asserters)}. {READ}"))

    assert (judged(slug).standing, labelled(slug)) == (standing, words)


def test_claims_that_are_named_in_the_requirements() -> None:
    assert judged("foreign-fighters-sent").elements == (Element.OCCURRENCE,)
    assert judged("turkey-party-to-conflict").only_through_contradiction
    assert judged("civilians-killed-azerbaijan-10").standing == StandingValue.ASSERTED
    assert judged("turkey-readiness").asserted_by == ("turkey",)
    assert judged("oil-infrastructure-guard").asserted_by == ("socar",)


@pytest.mark.parametrize("slug", [slug for pair in DEMO["counter_accusations"] for slug in pair["claims"]])
def test_counter_accusation_changes_no_standing(slug: str) -> None:
    assert judged(slug).standing == StandingValue.ASSERTED


def test_list_of_disputes_has_three_entries() -> None:
    facts = {
        slug: FoldFacts(
            id=slug,
            standing=judged(slug).standing,
            rests_on=tuple(claim.get("rests_on", [])),
            rivals=tuple(rival.id for rival in rivals_of(slug) if not rival.characterisation),
            only_through_contradiction=judged(slug).only_through_contradiction,
            first_published=place,
        )
        for place, (slug, claim) in enumerate(CLAIMS.items())
    }

    folds = {slug: folded_into(claim, facts) for slug, claim in facts.items() if claim.disputed}

    assert folds == {
        "su-25-downing": None,
        "f-16-flight": "su-25-downing",
        "turkey-party-to-conflict": "su-25-downing",
        "foreign-fighters-sent": None,
        "foreign-fighters-in-combat": "foreign-fighters-sent",
        "dashkesan-shelling": None,
    }


def test_reports_and_origins_of_all_statements() -> None:
    statements = [
        (row["source"], row.get("primary_source")) for claim in CLAIMS.values() for row in claim["statements"]
    ]

    assert str(origins(statements, {})) == "6 reports, 6 origins"


@pytest.mark.parametrize("pair", DEMO["contradictions"], ids=lambda pair: " / ".join(pair["claims"]))
def test_contradiction_disputes_both_claims(pair: dict[str, Any]) -> None:
    assert [judged(slug).standing for slug in pair["claims"]] == [StandingValue.DISPUTED] * 2


@pytest.mark.parametrize("pair", PAIRS["not_contradictions"], ids=lambda pair: " / ".join(pair["claims"]))
def test_pair_that_is_no_contradiction_is_not_called_one(pair: dict[str, Any]) -> None:
    one, other = pair["claims"]

    if figures := _figures(one, other):
        assert compare_figures(*figures).verdict in (Verdict.COMPATIBLE, Verdict.NOT_COMPARABLE)
    assert other not in [rival.id for rival in rivals_of(one)]


@pytest.mark.parametrize("pair", PAIRS["undecided"], ids=lambda pair: " / ".join(pair["claims"]))
def test_pair_that_a_person_must_settle_is_left_to_one(pair: dict[str, Any]) -> None:
    one, other = pair["claims"]

    if figures := _figures(one, other):
        assert compare_figures(*figures).verdict == Verdict.UNDECIDED
    assert other not in [rival.id for rival in rivals_of(one)]


def test_no_two_figures_of_the_demo_contradict() -> None:
    figures = [figure for slug in CLAIMS if (figure := _figure(slug))]

    verdicts = {compare_figures(one, other).verdict for one in figures for other in figures if one is not other}

    assert verdicts == {Verdict.COMPATIBLE, Verdict.NOT_COMPARABLE, Verdict.UNDECIDED}


def _figures(one: str, other: str) -> tuple[FigureView, FigureView] | None:
    first, second = _figure(one), _figure(other)
    return (first, second) if first and second else None


def _figure(slug: str) -> FigureView | None:
    row = CLAIMS[slug].get("figure")
    if not row:
        return None
    low, high = (int(row[bound]) if bound in row else None for bound in ("low", "high"))
    return FigureView(
        measure=Measure(row["measure"]),
        population=Population(row["population"]),
        side=row.get("side"),
        area=row.get("area"),
        low=low,
        high=high,
        quantifier=Quantifier(row.get("quantifier", "exactly")),
        basis=Basis(row["basis"]),
        counted_from=row.get("counted_from"),
        as_of=row.get("as_of"),
        event=CLAIMS[slug]["event"],
        parties=frozenset(standing_assertions(said_on(slug))),
    )
