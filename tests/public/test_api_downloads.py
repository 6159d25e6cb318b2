"""Whole lists as JSON Lines and CSV: complete, in order, lossless where they say so, safe to open."""

import csv
import io

import orjson
import pytest
from django.test import Client

from claims.ledger.publish import publish
from claims.ledger.takedown import withdraw
from claims.models import Claim
from claims.public import exports
from claims.public.columns import COLUMNS
from claims.public.resources import RESOURCES
from tests.factories import make_claim
from tests.public.api import body, get, ids, refused

pytestmark = pytest.mark.usefixtures("demo")


def lines(client: Client, path: str) -> list[bytes]:
    return body(client.get(f"/api/v1/{path}")).splitlines()


def table(client: Client, path: str) -> list[dict[str, str]]:
    text = body(client.get(f"/api/v1/{path}")).decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("name", RESOURCES)
def test_json_lines_are_the_documents_in_the_order_of_their_ids(client: Client, name: str) -> None:
    found = lines(client, f"{name}.jsonl")

    listed = client.get(f"/api/v1/{name}/?page_size=200").content
    assert [orjson.loads(line)["id"] for line in found] == sorted(ids(client, f"{name}/?page_size=200"))
    assert all(line in listed for line in found)


def test_download_is_filtered_as_the_list_is(client: Client) -> None:
    query = "denied_by=azerbaijan&said_after=2020-09-01&undated=include"

    found = [orjson.loads(line)["id"] for line in lines(client, f"claims.jsonl?{query}")]

    assert found == sorted(ids(client, f"claims/?{query}"))
    assert [row["id"] for row in table(client, f"claims.csv?{query}")] == found
    assert refused(client, "claims.jsonl?page_size=5")["parameter"] == "page_size"
    assert refused(client, "claims.jsonl?dialect=raw")["parameter"] == "dialect"


def test_download_names_its_position_and_file(client: Client) -> None:
    position = get(client, "claims/")["position"]

    response = client.get("/api/v1/claims.jsonl")

    assert response.headers["Ledger-Position"] == str(position)
    assert response.headers["Content-Disposition"] == f'attachment; filename="claims-{position}.jsonl"'
    assert response.headers["Content-Type"] == "application/jsonl"
    body(response)


def test_download_says_what_it_is_and_which_query_made_it(client: Client) -> None:
    position = get(client, "claims/")["position"]
    query = "denied_by=turkey&kind=attack&denied_by=azerbaijan"
    for path, accept in (("claims.csv", "*/*"), ("claims/", "text/csv")):
        response = client.get(f"/api/v1/{path}?{query}", headers={"Accept": accept})
        body(response)
        name = f"claims-denied_by-azerbaijan-turkey-kind-attack-{position}.csv"
        assert response.headers["Content-Disposition"] == f'attachment; filename="{name}"'
        whole = "http://testserver/api/v1/claims.csv?denied_by=azerbaijan&denied_by=turkey&kind=attack"
        assert response.headers["Link"] == (
            f'<{whole}>; rel="self", <{whole}>; rel="canonical", <http://testserver/about/#licence>; rel="license"'
        )


def test_file_name_is_plain_whatever_is_asked_for(client: Client) -> None:
    response = client.get("/api/v1/claims/su-25-downing/statements.jsonl", {"said_after": "2020-09-22T10:00:00+01:00"})
    body(response)
    name = response.headers["Content-Disposition"]
    assert name.startswith('attachment; filename="su-25-downing-statements-said_after-2020-09-22t10-00-00-01-00-')
    response = client.get("/api/v1/claims.jsonl", {"q": f'"; x="\u0561 {"y" * 250}'})
    body(response)
    assert (
        response.headers["Content-Disposition"]
        == f'attachment; filename="claims-q-x-{"y" * 109}-{position_of(client)}.jsonl"'
    )


def position_of(client: Client) -> int:
    return int(get(client, "claims/?page_size=1")["position"])


def test_download_of_an_earlier_time(client: Client) -> None:
    publish(record=make_claim(slug="withdrawn-later"), by=None)
    known = get(client, "claims/withdrawn-later/")["updated_at"]
    withdraw(record=Claim.objects.get(slug="withdrawn-later"), by=None, reason="It was a mistake.")

    then = [orjson.loads(line)["id"] for line in lines(client, f"claims.jsonl?as_of={known}")]

    assert "withdrawn-later" in then
    assert len(lines(client, "claims.jsonl")) == len(then) - 1


@pytest.mark.parametrize("name", ["claims", "disputes", "statements", "denials"])
def test_csv_has_the_columns_of_the_registry_and_a_row_a_document(client: Client, name: str) -> None:
    rows = table(client, f"{name}.csv")

    assert list(rows[0]) == [column.name for column in COLUMNS[RESOURCES[name].type]]
    assert [row["id"] for row in rows] == sorted(ids(client, f"{name}/?page_size=200"))


def test_csv_tells_of_a_dispute_what_the_document_does(client: Client) -> None:
    row = next(row for row in table(client, "claims.csv") if row["id"] == "su-25-downing")

    assert (row["standing"], row["asserted_by"], row["denied_by"]) == ("disputed", "armenia", "azerbaijan; turkey")
    assert row["statements"] == "3"
    assert row["figure_low"] == ""


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "  =1+1", "\uff1d1+1", '=HYPERLINK("http://evil.example","x")']


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_opens_as_a_formula(client: Client, text: str) -> None:
    publish(record=make_claim(slug="spreadsheet", text=text), by=None)

    safe = next(row for row in table(client, "claims.csv") if row["id"] == "spreadsheet")
    raw = next(row for row in table(client, "claims.csv?dialect=raw") if row["id"] == "spreadsheet")

    stored = get(client, "claims/spreadsheet/")["text"]
    assert (safe["text"], raw["text"]) == (f"'{stored}", stored)


def test_csv_keeps_commas_quotes_and_line_breaks(client: Client) -> None:
    text = 'He said "no",\nand left; ğ Հ ع'
    publish(record=make_claim(slug="awkward", text=text), by=None)

    assert next(row for row in table(client, "claims.csv") if row["id"] == "awkward")["text"] == text


def test_unknown_dialect_is_refused(client: Client) -> None:
    assert refused(client, "claims.csv?dialect=excel")["parameter"] == "dialect"


@pytest.mark.parametrize("suffix", ["jsonl", "csv"])
def test_download_that_breaks_off_can_be_told(client: Client, monkeypatch: pytest.MonkeyPatch, suffix: str) -> None:
    real = exports.copied

    def breaking(*args, **kwargs):  # type: ignore[no-untyped-def]
        position, blocks = real(*args, **kwargs)

        def some():  # type: ignore[no-untyped-def]
            yield next(blocks)[:9_000].rpartition(b"\n")[0]
            raise RuntimeError("the database went away")

        return position, some()

    monkeypatch.setattr(exports, "copied", breaking)
    blocks: list[bytes] = []

    with pytest.raises(RuntimeError, match="went away"):
        blocks.extend(client.get(f"/api/v1/claims.{suffix}").streaming_content)

    sent = b"".join(blocks)
    if suffix == "jsonl":
        with pytest.raises(orjson.JSONDecodeError):
            [orjson.loads(line) for line in sent.splitlines()]
    else:
        with pytest.raises(csv.Error):
            list(csv.reader(io.StringIO(sent.decode(), newline=""), strict=True))


def test_download_uses_as_many_queries_for_ten_rows_as_for_one(client: Client, django_assert_num_queries) -> None:
    for path in ("claims.jsonl?kind=attack", "claims.jsonl", "claims.csv"):
        with django_assert_num_queries(5):
            body(client.get(f"/api/v1/{path}"))
