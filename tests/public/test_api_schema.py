"""The schema is valid OpenAPI 3.1 and tells all that there is: what is sent is exactly what it says."""

from typing import Any

import jsonschema
import orjson
import pytest
from django.test import Client
from drf_spectacular.validation import validate_schema

from claims.ledger.publish import publish
from claims.public.api.documentation import openapi
from claims.public.api.including import REFERENCES
from claims.public.columns import COLUMNS
from claims.public.resources import RESOURCES
from tests.factories import make_actor, make_assessment, make_claim, make_event, make_place, make_response_search
from tests.public.api import get

pytestmark = pytest.mark.usefixtures("demo")


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    described: dict[str, Any] = orjson.loads(openapi())
    return described


def strict(schema: Any) -> Any:
    """The same schema, refusing keys that it does not name."""
    if isinstance(schema, dict):
        found = {key: strict(value) for key, value in schema.items()}
        if "properties" in schema and "required" in schema:
            found["additionalProperties"] = False
        return found
    return [strict(one) for one in schema] if isinstance(schema, list) else schema


def check(schema: dict[str, Any], path: str, document: Any) -> None:
    sent = schema["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    whole = {**strict(sent), "components": strict(schema["components"])}
    validator = jsonschema.Draft202012Validator(whole, format_checker=jsonschema.FormatChecker())
    assert [error.message for error in validator.iter_errors(document)] == []


def test_schema_is_valid_openapi_3_1(schema: dict[str, Any]) -> None:
    validate_schema(schema)

    assert schema["openapi"].startswith("3.1")


def test_every_list_and_record_is_what_the_schema_says(client: Client, schema: dict[str, Any]) -> None:
    place = make_place(slug="bridge", latitude="40.1", longitude="45.2", precision_km=5)
    claim = make_claim(
        slug="everything",
        event=make_event(place=place),
        occurred="2020-09",
        about=[(make_actor(aliases=[("Another name", "en")]), "agent")],
        figure={"measure": "killed", "low": 3, "as_worded": "at least three"},
        statements=[{"quote": "yes", "quote_language": "en"}],
    )
    make_assessment(claim=claim)
    make_response_search(claim=claim)
    publish(record=claim, by=None)

    for name in RESOURCES:
        page = get(client, f"{name}/?page_size=200&count=true")
        assert page["results"], name
        check(schema, f"/api/v1/{name}/", page)
        check(schema, f"/api/v1/{name}/{{slug}}/", get(client, f"{name}/{page['results'][0]['id']}/"))
    for path in ("claims/{slug}/statements/", "claims/{slug}/contradictions/", "claims/{slug}/versions/"):
        check(schema, f"/api/v1/{path}", get(client, path.format(slug="su-25-downing")))
    check(schema, "/api/v1/claims/{slug}/versions/{number}/", get(client, "claims/su-25-downing/versions/1/"))
    check(schema, "/api/v1/claims/", get(client, "claims/?include=events,actors,sources,publishers,claims"))
    for part in ("matrix", "figures"):
        check(schema, f"/api/v1/events/{{slug}}/{part}/", get(client, f"events/nagorno-karabakh-2020/{part}/"))
    check(schema, "/api/v1/changes/", get(client, "changes/?limit=1000"))


def test_problem_is_what_the_schema_says(client: Client, schema: dict[str, Any]) -> None:
    validator = jsonschema.Draft202012Validator(strict(schema["components"]["schemas"]["Problem"]))

    for path in ("claims/?x=1", "claims/none/", "claims/?page_size=0"):
        validator.validate(client.get(f"/api/v1/{path}").json())
    validator.validate(client.get("/api/v1/claims/", headers={"Accept": "image/png"}).json())


def test_every_parameter_that_is_taken_is_described(client: Client, schema: dict[str, Any]) -> None:
    for name, resource in RESOURCES.items():
        parameters = {one["name"]: one for one in schema["paths"][f"/api/v1/{name}/"]["get"]["parameters"]}
        taken = {*resource.filters.names(), "as_of", "ordering", "page_size", "cursor", "count", "fields"}
        taken |= {"include"} if REFERENCES[resource.type] else set()
        assert set(parameters) == taken
        assert all(one["description"] for one in parameters.values())


def test_every_field_of_every_document_is_described(schema: dict[str, Any]) -> None:
    def undescribed(of: Any, where: str) -> list[str]:
        found = []
        for name, field in of.get("properties", {}).items():
            if not ("description" in field or "$ref" in field or "anyOf" in field):
                found.append(f"{where}.{name}")
            for inner in (field, field.get("items", {})):
                found += undescribed(inner, f"{where}.{name}")
        return found

    assert [lost for name, one in schema["components"]["schemas"].items() for lost in undescribed(one, name)] == []
    assert all(column.help for columns in COLUMNS.values() for column in columns)


def test_documentation_loads_nothing_from_elsewhere(client: Client) -> None:
    page = client.get("/api/v1/docs/")

    html = page.content.decode()
    assert page.status_code == 200
    assert "//" not in html.replace("<!DOCTYPE html>", "").replace("://testserver", "")
    assert "<style" not in html
    script = client.get("/api/v1/docs/?script=")
    assert script.headers["Content-Type"].startswith("application/javascript")
    assert b"/api/v1/schema/" in script.content
