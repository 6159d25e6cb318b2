"""The examples of claims/public/developers/examples.json: what each field and column holds in the demo, or beside it.

    WRITE_EXAMPLES=1 .venv/bin/python -m pytest tests/public/test_developers_fields.py

writes the file anew. What differs from one publication to the next, times and keys, stands there as always the same.
"""

from __future__ import annotations

import csv
import hashlib
from typing import Any

import orjson
from django.test import Client

from claims.ledger.merge import merge
from claims.ledger.publish import publish
from claims.ledger.takedown import withdraw
from claims.public.resources import RESOURCES
from claims.public.schemas import components
from tests.factories import (
    make_actor,
    make_assessment,
    make_claim,
    make_contradiction,
    make_counter_accusation,
    make_event,
    make_place,
    make_publisher,
    make_response_search,
    make_source,
)

# Those whose documents stand first in each list, as they are the ones that the pages speak of.
FIRST = ("su-25-downing", "su-25-downing.1", "live-blog-2020-09-29", "nagorno-karabakh-2020")
_SAME: dict[str | None, Any] = {
    "uuid": "6f1ed002-ab55-4b0f-8ec0-6a2a4d8f8f5e",
    "date-time": "2026-11-26T09:30:00.000000Z",
    "seq": 132,
    "cause": 131,
    "head": 160,
    "next_after": 132,
    "hash": hashlib.sha256(b"an example").hexdigest(),
}


def examples(client: Client) -> dict[str, dict[str, Any]]:
    """By shape and path, and by table and column; the demo has to be published."""
    _publish_what_the_demo_lacks()
    found: dict[str, dict[str, Any]] = {}
    for resource in RESOURCES.values():
        shape = resource.type.title().replace("-", "")
        for document in _documents(client, resource.name):
            _collect(found, shape, components()[shape], document, ())
        if resource.type not in found:
            _collect_cells(found, client, resource.name)
    changes = client.get("/api/v1/changes/?limit=1000").json()
    for entry in sorted(changes["results"], key=lambda entry: not entry["merged_into"]):
        _collect(found, "Changes", components()["Changes"], {**changes, "results": [entry]}, ())
    return {shape: dict(sorted(known.items())) for shape, known in sorted(found.items())}


def _documents(client: Client, name: str) -> list[Any]:
    lines = b"".join(client.get(f"/api/v1/{name}.jsonl").streaming_content).splitlines()
    return sorted(map(orjson.loads, lines), key=lambda document: document["id"] not in FIRST)


def _collect(found: dict[str, Any], shape: str, schema: Any, value: Any, within: tuple[str, ...]) -> None:
    for name, field in schema.get("properties", {}).items():
        given = value[name]
        if given in (None, [], "", {}):
            continue
        is_list = field.get("type") == "array"
        held = [field["items"]] if is_list else [one for one in field.get("anyOf", ()) if one != {"type": "null"}]
        if len(held) > 1:
            continue  # a document of any kind, each of which is told by itself
        inner = held[0] if held else field
        path = ".".join((*within, name))
        known = found.setdefault(shape, {})
        for one in given if is_list else [given]:
            if "$ref" in inner:
                named = inner["$ref"].rpartition("/")[2]
                _collect(found, named, components()[named], one, ())
            elif isinstance(one, dict):
                _collect(found, shape, inner, one, (*within, f"{name}[]" if is_list else name))
        if not isinstance(given, dict) and not (is_list and isinstance(given[0], dict)):
            known.setdefault(path, _same(name, inner, given))


def _same(name: str, schema: Any, value: Any) -> Any:
    """The value, or what stands for all that are like it where it is another one each time."""
    hashes = ("commitment", "nonce", "stub_commitment", "stub_nonce")
    kind = "hash" if name in hashes else name if name in _SAME else schema.get("format")
    return _SAME.get(kind, value)


def _collect_cells(found: dict[str, Any], client: Client, name: str) -> None:
    text = b"".join(client.get(f"/api/v1/{name}.csv?dialect=raw").streaming_content).decode()
    rows = sorted(csv.DictReader(text.splitlines()), key=lambda row: row["id"] not in FIRST)
    known = found.setdefault(f"{name}.csv", {})
    for row in rows:
        for column, cell in row.items():
            if cell:
                kind = "date-time" if column.endswith("_at") else ""
                known.setdefault(column, _SAME.get(kind, cell))


def _publish_what_the_demo_lacks() -> None:
    """Fields that no record of the demo sets: ratings, searches, coordinates, what was taken back or merged."""
    place = make_place(slug="test-bridge", latitude="40.100000", longitude="45.200000", precision_km=5)
    publisher = make_publisher(slug="test-organisation", name="Test organisation", country="AM")
    outlet = make_publisher(slug="test-outlet", name="Test outlet", homepage="https://example.org/")
    voice = make_actor(
        slug="test-voice", name="Test voice", publisher=outlet, country="AM", aliases=[("Other test voice", "en")]
    )
    body = make_actor(slug="test-body", name="Test body", role="Test office", part_of=voice, speaks_for=voice)
    root = make_source(slug="test-root", title="Test source", publisher=outlet)
    source = make_source(
        slug="test-reprint",
        title="Test reprint",
        publisher=outlet,
        derived_from=root,
        url="https://example.org/report",
        archive_url="https://archive.example.org/report",
        dateline="Testville",
        retrieved_at="2020-09-29T10:00:00Z",
        published="2020-09-29",
    )
    denier = make_actor(slug="test-denier", name="Test denier")
    event = make_event(slug="test-event", title="Reported test event", place=place, occurred="2020-09-28")
    words = {
        "quote": "Test words.",
        "quote_language": "en",
        "quote_wording": "original",
        "quote_translation": "Test words, translated.",
        "passage": "A test passage.",
        "passage_language": "en",
        "passage_wording": "as_relayed",
        "passage_translation": "A test passage, translated.",
        "locator": "paragraph 3",
    }
    taken_back = make_claim(
        slug="test-taken-back",
        event=event,
        text="A test claim that was taken back.",
        question="Was this one taken back?",
        statements=[
            {"actor": body, "source": source, "said": "2020-09-28"},
            {"actor": body, "source": source, "said": "2020-09-29", "stance": "withdraws"},
        ],
    )
    ground = make_claim(
        slug="test-ground",
        event=event,
        text="A test claim on which another rests.",
        question="Is this one, too?",
        statements=[{"actor": body, "source": source}, {"actor": denier, "stance": "denies", "source": source}],
    )
    whole = make_claim(
        slug="test-whole",
        event=event,
        text="A test claim with all that a claim can have.",
        question="Is this a test?",
        note="A public note.",
        occurred="2020-09",
        about=[(body, "agent")],
        rests_on=[ground],
        figure={
            "measure": "killed",
            "population": "military",
            "side": body,
            "area": "Test area",
            "low": 3,
            "high": 5,
            "as_worded": "three to five",
            "basis": "cumulative",
            "counted_from": "2020-09-27",
            "as_of": "2020-09-28",
        },
        statements=[
            {"actor": body, "source": source, "primary_source": root, "said": "2020-09-28", **words},
            {"actor": denier, "stance": "denies", "elements": ["quantity"], "source": source},
        ],
    )
    label = make_claim(
        slug="test-label",
        event=event,
        kind="characterisation",
        text="A test label.",
        statements=[{"actor": denier, "source": source}],
    )
    make_assessment(
        claim=whole,
        organisation=publisher,
        scale="Test scale: true, false",
        summary="Test grounds.",
        rated="2020-10-01",
        url="https://example.org/rating",
    )
    make_response_search(claim=whole, actor=voice, searched_in="Test press releases")
    for claim in (taken_back, ground, whole, label):
        claim.refresh_from_db()
        publish(record=claim, by=None)
    for other in (label, ground):
        publish(record=make_contradiction(first_claim=whole, second_claim=other, element="occurrence"), by=None)
    publish(record=make_counter_accusation(first_claim=whole, second_claim=taken_back), by=None)
    double = make_actor(slug="test-double", name="Test double")
    publish(record=double, by=None, reason="An example of a reason.")
    double.refresh_from_db()
    voice.refresh_from_db()
    merge(record=double, into=voice, by=None, reason="The same, recorded twice.")
    forbidden = make_claim(slug="test-forbidden")
    publish(record=forbidden, by=None)
    withdraw(record=forbidden, by=None, reason="Test order.", legal_basis="Test law, section 1")
