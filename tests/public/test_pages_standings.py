"""A standing told in the reader's language: in English it is the stored label, letter by letter."""

import orjson
import pytest
from django.utils.translation import override

from claims.ledger.published import PublishedClaim
from claims.public.pages.standings import standing_words
from claims.rules import judge, label, standing_statements
from claims.rules.statements import in_order
from tests.claims.said import rivals, statements
from tests.claims.test_rules_standing import NAMES, TABLE, Row
from tests.public.documents import Document, claim_document, statement_document
from tests.public.registry import publish_hostile_claim, publish_long_dispute, publish_three_sided_claim


def _parties(slugs: tuple[str, ...]) -> list[Document]:
    return [{"id": slug, "name": NAMES[slug]} for slug in slugs]


def _judged(row: Row) -> Document:
    """A claim's document as composed of a row of the standings' table."""
    said = in_order(statements(row.said))
    stands = standing_statements(said)
    judgement = judge(said, rivals(row.rival))
    return claim_document(
        *(
            statement_document(
                int(one.id),
                one.stance.value,
                one.actor,
                actor={"id": one.actor, "name": one.actor, "role": None, "kind": "state"},
                party={"id": one.party, "name": NAMES[one.party]},
                elements=sorted(one.elements),
                stands=stands[one.id].stands,
            )
            for one in said
        ),
        standing={
            "value": judgement.standing.value,
            "label": label(judgement, names=NAMES, sources_read=2, latest_source="2020-09-29", searched=row.searched),
            "elements": [element.value for element in judgement.elements],
            "asserted_by": _parties(judgement.asserted_by),
            "denied_by": _parties(judgement.denied_by),
            "contradicted_by": _parties(judgement.contradicted_by),
            "withdrawn_by": _parties(judgement.withdrawn_by),
            "differently_characterised_by": _parties(judgement.differently_characterised_by),
        },
        response_searches=[
            {"actor": {"id": name.lower(), "name": name}, "searched_in": None, "searched": date}
            for name, date in row.searched
        ],
    )


@pytest.mark.no_database
@pytest.mark.parametrize("row", TABLE.values(), ids=TABLE)
def test_every_standing_is_worded_as_it_is_stored(row: Row) -> None:
    claim = _judged(row)

    words = standing_words(claim)

    assert (words.language, words.whole) == ("", row.label)


def test_every_published_standing_is_worded_as_it_is_stored(demo: None) -> None:
    for publish in (publish_three_sided_claim, publish_hostile_claim, publish_long_dispute):
        publish()
    documents = PublishedClaim.objects.current().values_list("document", flat=True)

    claims = [orjson.loads(document) for document in documents]

    assert len(claims) > 70
    assert {claim["id"] for claim in claims if standing_words(claim).whole != claim["standing"]["label"]} == set()
    assert {standing_words(claim).language for claim in claims} == {""}


@pytest.mark.no_database
def test_names_keep_their_direction_and_are_escaped() -> None:
    claim = _judged(TABLE["asserted by one party and denied by others"])
    claim["standing"]["asserted_by"][0]["name"] = "<A>"
    claim["standing"]["label"] = "Claimed by <A>; denied by Azerbaijan and Turkey"

    assert standing_words(claim).lede_html == (
        "Claimed by <bdi>&lt;A&gt;</bdi>; denied by <bdi>Azerbaijan</bdi> and <bdi>Turkey</bdi>"
    )


@pytest.mark.no_database
@pytest.mark.parametrize("language", ["en", "ar"])
def test_what_can_not_be_worded_again_stands_as_it_is_stored(language: str) -> None:
    claim = _judged(TABLE["asserted, and nothing else"])
    claim["standing"]["label"] = "Claimed by Turkey. As an older format said <more>."

    with override(language):
        words = standing_words(claim)

    assert (words.language, words.lede, words.rest) == ("en", "Claimed by Turkey", "As an older format said <more>.")
