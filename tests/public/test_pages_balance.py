"""The balance report: what is counted, in which order, of which state; the same tables as page, CSV and JSON."""

from __future__ import annotations

import csv
from io import StringIO
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from claims.ledger.publish import publish
from claims.ledger.takedown import withdraw
from claims.models import Actor, Claim
from claims.public import balance
from claims.public.pages import balance as page_of_balance
from tests.factories import make_actor, make_claim, make_publisher, make_source

NOTHING = {"total": 0, "rows": []}


def report(client: Client, **query: str) -> dict[str, Any]:
    return client.get("/about/balance.json", query).json()


def published(claim: Claim) -> Claim:
    publish(record=claim, by=None)
    return claim


def of_party(client: Client, actor: Actor) -> dict[str, int]:
    row = next(row for row in report(client)["parties"]["rows"] if row["party"] == actor.slug)
    return {name: count for name, count in row.items() if name not in ("party", "name") and count}


@pytest.fixture
def country() -> dict[str, Any]:
    """A state with its ministry and spokeswoman."""
    state = make_actor(slug="testland", name="Testland")
    ministry = make_actor(speaks_for=state)
    return {"state": state, "ministry": ministry, "spokeswoman": make_actor(speaks_for=ministry)}


def test_empty_registry_has_empty_tables(client: Client) -> None:
    assert report(client) == {
        "position": 0,
        "as_of": None,
        **dict.fromkeys(("countries", "languages", "datelines", "sources", "parties"), NOTHING),
    }


def test_sources_are_counted_by_country_and_language_with_what_they_carry(client: Client) -> None:
    here = make_publisher(country="AM")
    article, post = (
        make_source(publisher=here, language="hy", dateline="Testville"),
        make_source(publisher=here, language="en"),
    )
    unknown = make_source(language="und", title="Post")
    for source, stance in ((article, "asserts"), (article, "denies"), (post, "declines"), (unknown, "denies")):
        published(make_claim(statements=[{"source": source, "stance": stance}]))

    told = report(client)

    zero = {"assertions": 0, "denials": 0, "other_statements": 0}
    assert told["countries"]["rows"] == [
        {
            "country": "AM",
            "name": None,
            "sources": 2,
            "publishers": 1,
            "assertions": 1,
            "denials": 1,
            "other_statements": 1,
        },
        {"country": None, "name": None, "sources": 1, "publishers": 1, **zero, "denials": 1},
    ]
    assert [(row["language"], row["sources"]) for row in told["languages"]["rows"]] == [("hy", 1), ("en", 1), (None, 1)]
    assert [(row["dateline"], row["sources"]) for row in told["datelines"]["rows"]] == [("Testville", 1), (None, 2)]
    assert told["sources"]["rows"][0] == {
        "source": article.slug,
        "name": article.title,
        **zero,
        "assertions": 1,
        "denials": 1,
    }


def test_words_of_those_who_speak_for_a_party_are_the_partys(client: Client, country: dict[str, Any]) -> None:
    source = make_source()
    for actor, stance in ((country["spokeswoman"], "asserts"), (country["ministry"], "denies")):
        published(make_claim(statements=[{"actor": actor, "source": source, "stance": stance}]))

    assert of_party(client, country["state"]) == {"sources": 1, "claims_asserted": 1, "claims_denied": 1}
    assert report(client)["parties"]["total"] == 1


@pytest.mark.parametrize(
    ("parts", "counted"),
    [
        ({"statements": [{"stance": "denies"}]}, {"answered": 1, "denied": 1, "claims_denied": 1, "sources": 1}),
        ({"statements": [{"stance": "declines"}]}, {"answered": 1, "sources": 1}),
        ({"response_searches": [{}]}, {"sought": 1}),
        ({}, {"not_sought": 1}),
    ],
)
def test_acts_claimed_of_a_party_are_answered_sought_or_neither(
    client: Client, country: dict[str, Any], parts: dict[str, Any], counted: dict[str, int]
) -> None:
    by_it = {name: [{"actor": country["spokeswoman"], **row} for row in rows] for name, rows in parts.items()}
    published(
        make_claim(
            about=[(country["ministry"], "agent"), (make_actor(), "affected")],
            statements=[{}, *by_it.get("statements", [])],
            response_searches=by_it.get("response_searches", []),
        )
    )

    assert of_party(client, country["state"]) == {"acts_claimed": 1, **counted}


def test_two_parties_with_the_same_on_record_have_the_same_numbers(client: Client) -> None:
    """Each charges the other with as much: only their order, that of first publication, tells them apart."""
    one, other = make_actor(), make_actor()
    for agent, answers in ((other, one), (one, other)):
        published(
            make_claim(
                about=[(agent, "agent")],
                statements=[{"actor": answers}, {"actor": agent, "stance": "denies"}],
            )
        )

    rows = report(client)["parties"]["rows"]

    assert [row["party"] for row in rows] == [entry.slug for entry in sorted((one, other), key=_first_position)]
    assert [{**row, "party": "", "name": ""} for row in rows] == [{**rows[0], "party": "", "name": ""}] * 2


def _first_position(actor: Actor) -> int:
    return balance.PublishedActor.objects.get(slug=actor.slug).first_seq


def test_what_is_withdrawn_counts_only_as_of_an_earlier_time(client: Client) -> None:
    claim = published(make_claim(statements=[{}]))
    before = balance.PublishedClaim.objects.get().updated_at
    withdraw(record=claim, by=None, reason="A test.")

    assert report(client)["parties"]["rows"] == []
    then = report(client, as_of=before.isoformat())
    assert [row["claims_asserted"] for row in then["parties"]["rows"]] == [1]


def test_page_csv_and_json_have_the_same_numbers(client: Client) -> None:
    published(make_claim(about=[(make_actor(), "agent")], statements=[{}, {"stance": "denies"}]))

    told = report(client)
    table = list(csv.reader(StringIO(client.get("/about/balance.csv").content.decode())))
    page = client.get("/about/balance/")

    measures = [
        [table_name, str(row[key] or ""), row["name"] or "", name, str(count)]
        for table_name, key in (
            *(
                ("countries", "country"),
                ("languages", "language"),
                ("datelines", "dateline"),
                ("sources", "source"),
                ("parties", "party"),
            ),
        )
        for row in told[table_name]["rows"]
        for name, count in row.items()
        if name not in (key, "name")
    ]
    assert table == [["table", "key", "name", "measure", "count"], *measures]
    assert page.content.decode().count("<td>") == len(measures)


def test_report_asks_as_often_however_much_there_is(client: Client, django_assert_num_queries: Any) -> None:
    for _ in range(3):
        published(make_claim(about=[(make_actor(), "agent")], statements=[{}, {"stance": "denies"}]))

    # The ledger's end, a table each, and what begins, sets and ends their transaction.
    with django_assert_num_queries(1 + 5 + 3):
        client.get("/about/balance/")
    with django_assert_num_queries(1):
        client.get("/about/balance/")


def test_only_most_rows_are_shown_and_the_rest_told(client: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(balance, "MOST_ROWS", 1)
    busy = make_source()
    published(make_claim(statements=[{}]))
    published(make_claim(statements=[{"source": busy}, {"source": busy}]))

    told = report(client)["sources"]

    assert (told["total"], [row["source"] for row in told["rows"]]) == (2, [busy.slug])
    assert "1 more row is left out" in client.get("/about/balance/").content.decode()


def test_registry_that_is_not_counted_in_time_says_so(client: Client, monkeypatch: Any) -> None:
    def counts_for_ever(*_: Any) -> list[Any]:
        with connections["public"].cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 1")
            cursor.execute("SELECT pg_sleep(1)")
        return []

    monkeypatch.setattr(page_of_balance, "tables", counts_for_ever)

    answer = client.get("/about/balance/")

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")


def test_malformed_as_of_is_told(client: Client) -> None:
    assert client.get("/about/balance/?as_of=soon").status_code == 400
