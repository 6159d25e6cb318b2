"""The bulk files as others read them: validators of their formats, and programs that are told nothing about them."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import jsonschema
import orjson
import pandas as pd
import pytest
from frictionless import Package
from openapi_spec_validator import OpenAPIV31SpecValidator

from claims.ledger.publish import publish
from claims.public.api.documentation import openapi
from claims.public.bulk.building import build
from claims.public.bulk.contents import WHOLE
from claims.public.columns import COLUMNS
from tests.factories import make_assessment, make_claim, make_event, make_place
from tests.public.schema_org import nodes, wrong_terms

pytestmark = pytest.mark.usefixtures("demo")

NINJS = Path(__file__).parent / "ninjs" / "ninjs-schema_3.1.json"
AWKWARD = 'He said "no",\r\nand; left\tağ Հ ع = \u2028 end'


@pytest.fixture(scope="module")
def built(demo: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo, and records that have what it has not: coordinates, a rating on a scale, awkward texts."""
    directory = tmp_path_factory.mktemp("exports")
    with django_db_blocker.unblock():
        place = make_place(slug="bridge", latitude="-40.1", longitude="45.2", precision_km=5)
        claim = make_claim(
            slug="everything",
            text=AWKWARD,
            event=make_event(place=place),
            figure={"measure": "killed", "low": 3, "as_worded": "=three"},
            statements=[{"quote": "-1+1", "quote_language": "en"}, {"stance": "denies"}],
        )
        make_assessment(claim=claim, rating="3", scale="1 to 5", summary="Their words.", rated="2020-10-01")
        publish(record=claim, by=None)
        build(directory)
    return directory / "current"


def test_package_is_valid_to_frictionless(built: Path) -> None:
    report = Package(str(built / "datapackage.json")).validate()

    assert report.flatten(["name", "type", "note"]) == []
    assert {task.name for task in report.tasks} == {*(resource.name for resource in WHOLE), "proofs"}


def test_ratings_are_in_the_words_of_schema_org(built: Path) -> None:
    feed = orjson.loads((built / "claimreview.jsonld").read_bytes())

    assert wrong_terms(feed) == []
    assert feed["@context"] == "https://schema.org"
    reviews = [node for node in nodes(feed) if node.get("@type") == "ClaimReview"]
    (review,) = (one for one in reviews if one["itemReviewed"]["identifier"] == "everything")
    rating = {"@type": "Rating", "alternateName": "3", "ratingValue": "3", "worstRating": "1", "bestRating": "5"}
    assert (review["reviewRating"], review["reviewBody"]) == (rating, "Their words.")
    assert len(reviews) == len((built / "assessments.jsonl").read_bytes().splitlines())


def test_news_items_are_valid_ninjs(built: Path) -> None:
    validator = jsonschema.Draft202012Validator(
        orjson.loads(NINJS.read_bytes()), format_checker=jsonschema.FormatChecker()
    )

    items = [orjson.loads(line) for line in (built / "claims.ninjs.jsonl").read_bytes().splitlines()]

    assert [error.message for item in items for error in validator.iter_errors(item)] == []
    documents = [orjson.loads(line) for line in (built / "claims.jsonl").read_bytes().splitlines()]
    assert [item["uri"].split("/")[-2] for item in items] == [document["id"] for document in documents]


def test_news_item_names_both_sides(built: Path) -> None:
    items = [orjson.loads(line) for line in (built / "claims.ninjs.jsonl").read_bytes().splitlines()]
    item = next(one for one in items if one["uri"].endswith("/su-25-downing/"))

    for words in (item["headlines"][0]["value"], item["bodies"][0]["value"], item["descriptions"][0]["value"]):
        assert "Claimed by Armenia" in words
        assert "denied by Azerbaijan and Turkey" in words
    assert {one["rel"] for one in item["people"] + item["organisations"]} == {"asserts", "denies"}


@pytest.mark.parametrize("resource", WHOLE, ids=lambda resource: resource.name)
def test_pandas_and_duckdb_read_each_table_without_options(built: Path, resource: Any) -> None:
    documents = [orjson.loads(line) for line in (built / f"{resource.name}.jsonl").read_bytes().splitlines()]
    names = [column.name for column in COLUMNS[resource.type]]
    path = built / resource.name

    frames = {
        "pandas, CSV": pd.read_csv(f"{path}.csv"),
        "pandas, Parquet": pd.read_parquet(f"{path}.parquet"),
        "DuckDB, CSV": duckdb.sql(f"FROM '{path}.csv'").df(),
        "DuckDB, Parquet": duckdb.sql(f"FROM '{path}.parquet'").df(),
    }

    ids = [document["id"] for document in documents]
    assert {name: (list(frame.columns), list(frame["id"])) for name, frame in frames.items()} == dict.fromkeys(
        frames, (names, ids)
    )


def test_awkward_text_comes_back_as_it_is(built: Path) -> None:
    stored = next(
        orjson.loads(line)["text"]
        for line in (built / "claims.jsonl").read_bytes().splitlines()
        if orjson.loads(line)["id"] == "everything"
    )

    for frame in (pd.read_csv(built / "claims.csv"), pd.read_parquet(built / "claims.parquet")):
        assert frame.set_index("id").loc["everything", "text"] == stored
    assert duckdb.sql(f"SELECT text FROM '{built}/claims.csv' WHERE id = 'everything'").fetchall() == [(stored,)]


def test_numbers_stay_numbers_and_texts_are_no_formulas(built: Path) -> None:
    statements = pd.read_csv(built / "statements.csv").set_index("id")
    events = pd.read_csv(built / "events.csv")
    claims = pd.read_csv(built / "claims.csv").set_index("id")

    assert statements.loc["everything.1", "quote"] == "'-1+1"
    assert claims.loc["everything", "figure_as_worded"] == "'=three"
    assert set(events["latitude"].dropna()) >= {-40.1}
    ((latitude,),) = duckdb.sql(f"SELECT min(latitude) FROM '{built}/events.parquet'").fetchall()
    assert latitude == Decimal("-40.1")


def test_description_of_the_api_is_valid() -> None:
    assert [error.message for error in OpenAPIV31SpecValidator(orjson.loads(openapi())).iter_errors()] == []
