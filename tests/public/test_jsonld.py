"""Records as linked data: the terms are schema.org's, every side is there, and nothing is guessed."""

import json
from typing import Any

import pytest

from claims.ledger.published import PublishedRecord
from claims.ledger.takedown import withdraw
from claims.public.jsonld import linked_data, summary
from tests.public.documents import claim_document, other_claim, party, source_document, statement_document, three_sides
from tests.public.registry import publish_dispute, publish_hostile_claim, publish_three_sided_claim
from tests.public.schema_org import nodes, wrong_terms

HERE = "http://127.0.0.1:8000"

pure = pytest.mark.no_database


def of_type(data: dict[str, Any], type_: str) -> list[dict[str, Any]]:
    return [node for node in nodes(data["@graph"]) if node.get("@type") == type_]


@pure
def test_claim_names_who_asserts_it_and_tells_who_denies_it():
    (claim, *_) = linked_data(three_sides())["@graph"]

    assert claim["name"] == "Claimed by Armenia; denied by Azerbaijan and Turkey — Was a jet shot down?"
    assert claim["description"] == "Claimed by Armenia; denied by Azerbaijan and Turkey"
    assert claim["text"] == "A jet was shot down."
    assert claim["author"][0] == {"@id": f"{HERE}/actors/armenia/", "name": "Armenia"}
    assert claim["claimInterpreter"]["name"] == "factreg"
    assert [source["name"] for source in claim["appearance"]] == ["Live blog", "Facebook post"]


@pure
@pytest.mark.parametrize("data", [linked_data(three_sides()), summary(three_sides())])
def test_terms_are_those_of_schema_org(data):
    assert wrong_terms(data) == []


@pure
def test_every_statement_is_told_alike_whatever_its_stance():
    (claim, *_) = linked_data(
        claim_document(statement_document(1, "asserts", "Armenia"), statement_document(2, "denies", "Azerbaijan"))
    )["@graph"]

    asserted, denied = claim["subjectOf"]

    assert asserted == {
        "@type": "CreativeWork",
        "@id": f"{HERE}/claims/a-claim/#statement-1",
        "name": "Armenia asserts it",
        "author": {"@type": "Organization", "@id": f"{HERE}/actors/armenia/", "name": "Armenia"},
        "about": {"@id": f"{HERE}/claims/a-claim/"},
        "isPartOf": {"@id": f"{HERE}/sources/live-blog/"},
    }
    renamed = {"Armenia asserts": "Azerbaijan denies", "/armenia/": "/azerbaijan/", "Armenia": "Azerbaijan"}
    assert _renamed(asserted, {**renamed, "statement-1": "statement-2"}) == denied


def _renamed(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _renamed(one, names) for key, one in value.items()}
    for old, new in names.items():
        value = value.replace(old, new)
    return value


@pure
def test_exchanging_the_parties_exchanges_their_names_and_nothing_else():
    def disputed(first: str, second: str) -> dict[str, Any]:
        label = f"Claimed by {first}; denied by {second}"
        statements = (statement_document(1, "asserts", first), statement_document(2, "denies", second))
        return linked_data(claim_document(*statements, standing={"label": label}))

    def renamed(data: dict[str, Any], first: str, second: str) -> str:
        text = json.dumps(data)
        for name, letter in ((first, "A"), (second, "B")):
            text = text.replace(name, letter).replace(name.lower(), letter)
        return text

    one, other = disputed("Armenia", "Azerbaijan"), disputed("Azerbaijan", "Armenia")

    assert renamed(one, "Armenia", "Azerbaijan") == renamed(other, "Azerbaijan", "Armenia")


@pure
def test_a_spokeswoman_speaks_for_her_party():
    (claim, *_) = linked_data(three_sides())["@graph"]

    spoken = claim["subjectOf"][0]

    assert spoken["author"] == {"@type": "Person", "@id": f"{HERE}/actors/speaker/", "name": "Շուշան Ստեփանյան"}
    assert spoken["sourceOrganization"] == {"@id": f"{HERE}/actors/armenia/", "name": "Armenia"}
    assert spoken["workTranslation"] == {"@type": "CreativeWork", "text": "A Turkish F-16 hit an Armenian Su-25"}


@pure
def test_what_no_longer_stands_says_so():
    (claim, *_) = linked_data(three_sides())["@graph"]

    assert [said["name"] for said in claim["subjectOf"] if "creativeWorkStatus" in said] == [
        "Egypt asserts it as to occurrence, place"
    ]


@pure
def test_only_a_named_organisation_reviews():
    (review,) = of_type(linked_data(three_sides()), "ClaimReview")

    assert review == {
        "@type": "ClaimReview",
        "@id": f"{HERE}/claims/a-claim/#assessment-1",
        "url": "https://example.org/check",
        "author": {"@type": "Organization", "@id": f"{HERE}/publishers/checkers/", "name": "Checkers"},
        "claimReviewed": "A jet was shot down.",
        "itemReviewed": {"@id": f"{HERE}/claims/a-claim/"},
        "reviewRating": {"@type": "Rating", "alternateName": "Unproven"},
        "reviewBody": "No wreck has been shown.",
        "datePublished": "2020-11",
    }
    assert of_type(linked_data(claim_document(statement_document(1, "asserts", "A"))), "ClaimReview") == []


@pure
@pytest.mark.parametrize(
    ("rating", "scale", "numbers"),
    [
        ("2", "1 to 5", {"ratingValue": "2", "worstRating": "1", "bestRating": "5"}),
        ("3.5", "0–10 points", {"ratingValue": "3.5", "worstRating": "0", "bestRating": "10"}),  # noqa: RUF001
        ("Mostly false", "1 to 5", {}),
        ("2", "True, Unproven, False", {}),
        ("2", None, {}),
    ],
)
def test_ratings_have_numbers_only_where_their_scale_has(rating, scale, numbers):
    assessment = {**three_sides()["assessments"][0], "rating": rating, "scale": scale}

    (review,) = of_type(linked_data(claim_document(assessments=[assessment])), "ClaimReview")

    assert review["reviewRating"] == {"@type": "Rating", "alternateName": rating, **numbers}


@pure
@pytest.mark.parametrize("published", ["2020-09?", "2020-21", "2020-09-28/2020-09-29", "202X"])
def test_dates_that_are_not_exact_are_left_out(published):
    statement = statement_document(1, "asserts", "A", source=source_document(published=published), said=published)

    (claim, *_) = linked_data(claim_document(statement))["@graph"]

    assert "datePublished" not in claim["appearance"][0]
    assert "dateCreated" not in claim["subjectOf"][0]


@pure
def test_first_appearance_is_told_where_there_is_one_origin_alone():
    origins = [{"id": "live-blog", "title": "Live blog"}, {"id": "post", "title": "Post"}]
    one = linked_data(claim_document(origins={"reports": 2, "origins": origins[:1]}))["@graph"][0]
    two = linked_data(claim_document(origins={"reports": 2, "origins": origins}))["@graph"][0]

    assert one["firstAppearance"] == {"@id": f"{HERE}/sources/live-blog/"}
    assert "firstAppearance" not in two


@pure
def test_a_rival_is_never_named_without_who_asserts_it():
    rival = {**other_claim("rival"), "kind": "contrary", "element": None, "reason": "Why.", "changes_standing": True}

    (claim, *_) = linked_data(claim_document(contradicts=[rival]))["@graph"]

    assert claim["mentions"][0]["name"] == "Claimed by C — The text of rival."
    assert claim["mentions"][0]["description"] == "Why."


@pure
@pytest.mark.parametrize(
    ("kind", "type_"),
    [("state", "Organization"), ("person", "Person"), ("media", "NewsMediaOrganization"), ("anonymous", None)],
)
def test_what_an_actor_is_is_not_guessed(kind, type_):
    actor = {
        "type": "actor",
        "id": "x",
        "name": "X",
        "kind": kind,
        "role": "Minister",
        "aliases": [],
        "part_of": party("Y"),
    }

    data = linked_data(actor)

    node = data["@graph"][0]
    assert node.get("@type") == type_
    assert ("jobTitle" in node, "memberOf" in node) == (kind == "person", kind == "person")
    assert wrong_terms(data) == []


def test_every_record_has_its_data(client):
    publish_three_sided_claim()
    publish_hostile_claim()
    records = PublishedRecord.objects.filter(type__in=["claim", "event", "actor", "source", "publisher"])

    for record in records:
        response = client.get(f"/{record.type}s/{record.slug}.jsonld")

        assert (response.status_code, response["Content-Type"]) == (200, "application/ld+json")
        data = response.json()
        assert data["@graph"][0]["@id"] == f"{HERE}/{record.type}s/{record.slug}/"
        assert wrong_terms(data) == []


def test_data_of_a_withdrawn_claim_is_gone(client):
    claim = publish_dispute()
    before = client.get("/claims/su-25-downing.jsonld")
    claim.refresh_from_db()
    withdraw(record=claim, by=None, reason="Recorded by mistake.")

    after = client.get("/claims/su-25-downing.jsonld", headers={"If-None-Match": before["ETag"]})

    assert (before.status_code, after.status_code) == (200, 410)
