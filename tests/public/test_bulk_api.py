"""`/api/v1/exports/`: whole files, parts of them, compressed ones; and none that holds what was taken down since."""

import hashlib
from itertools import pairwise
from pathlib import Path
from typing import Any

import orjson
import pytest
import zstandard
from django.core.files.storage import storages
from django.core.management import call_command
from django.test import Client

from claims.ledger.publish import publish
from claims.ledger.takedown import quarantine, withdraw
from claims.models import Claim
from claims.public.bulk import building, shelf
from claims.public.bulk.building import build
from tests.factories import make_claim
from tests.public.api import body, get, refused

pytestmark = pytest.mark.usefixtures("demo")

FILE = "/api/v1/exports/claims.jsonl"
WORDS = "A sentence that stands in no other claim."


@pytest.fixture
def directory(settings: Any, tmp_path: Path) -> Path:
    settings.EXPORT_DIR = tmp_path
    return tmp_path


@pytest.fixture
def built(directory: Path) -> bytes:
    """What is built holds one claim more than the demo; its JSON Lines."""
    publish(record=make_claim(slug="only-here", text=WORDS), by=None)
    build(directory)
    return (directory / "current" / "claims.jsonl").read_bytes()


def lines(path: Path) -> list[bytes]:
    return path.read_bytes().splitlines()


def test_index_before_anything_is_built(client: Client, directory: Path) -> None:
    index = get(client, "exports/")

    assert (index["position"], index["files"], index["withheld"]) == (None, [], False)
    assert refused(client, "exports/claims.jsonl", status=404)["type"] == "/developers/errors/not-found"


def test_every_file_of_the_index_is_served_as_the_index_says(client: Client, built: bytes) -> None:
    index = get(client, "exports/")

    assert index["position"] == get(client, "claims/")["position"]
    assert index["licence"] is None
    for file in index["files"]:
        for one in (file, *file["compressed"].values()):
            response = client.get(one["url"])
            data = body(response)
            assert (len(data), hashlib.sha256(data).hexdigest()) == (one["bytes"], one["sha256"])
            assert response.headers["ETag"] == f'"{one["sha256"]}"'
            assert response.headers["Content-Length"] == str(one["bytes"])
            assert "Content-Encoding" not in response.headers


def test_every_type_of_the_files_is_in_the_description(client: Client, built: bytes) -> None:
    described = get(client, "schema/")["paths"]["/api/v1/exports/{path}"]["get"]["responses"]["200"]["content"]
    sent = set()
    for file in get(client, "exports/")["files"]:
        for one in (file, *file["compressed"].values()):
            response = client.get(one["url"])
            data, media_type = body(response), response.headers["Content-Type"]
            sent.add(media_type)
            of_json = media_type.partition("+")[-1] == "json" or media_type == "application/json"
            assert described[media_type]["schema"]["type"] == ("object" if of_json else "string")
            assert not of_json or isinstance(orjson.loads(data), dict)

    # Of signed sets there is a text besides.
    assert set(described) == {*sent, "text/plain; charset=utf-8"}


def test_file_says_what_it_is(client: Client, built: bytes) -> None:
    response = client.get(FILE)

    assert body(response) == built
    assert response.headers["Content-Type"] == "application/jsonl"
    assert response.headers["Content-Disposition"] == 'attachment; filename="claims.jsonl"'
    assert response.headers["Ledger-Position"] == str(get(client, "exports/")["position"])
    assert response.headers["Accept-Ranges"] == "bytes"
    assert "must-revalidate" in response.headers["Cache-Control"]
    assert "Content-Range" in response.headers["Access-Control-Expose-Headers"]


def test_file_comes_compressed_to_who_takes_it_so(client: Client, built: bytes) -> None:
    response = client.get(FILE, headers={"Accept-Encoding": "gzip, zstd"})

    packed = body(response)
    assert response.headers["Content-Encoding"] == "zstd"
    assert response.headers["ETag"] == f'"{hashlib.sha256(packed).hexdigest()}"'
    assert zstandard.ZstdDecompressor().decompressobj().decompress(packed) == built
    assert body(client.get(f"{FILE}.zst")) == packed
    assert "Accept-Encoding" in response.headers["Vary"]


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=0-9", 0, 9), ("bytes=5-", 5, None), ("bytes=-7", -7, None), ("bytes=3-99999999", 3, None)],
)
def test_part_of_a_file(client: Client, built: bytes, asked: str, first: int, last: int | None) -> None:
    response = client.get(FILE, headers={"Range": asked})

    begin = first if first >= 0 else len(built) + first
    end = len(built) - 1 if last is None else last
    assert response.status_code == 206
    assert response.headers["Content-Range"] == f"bytes {begin}-{end}/{len(built)}"
    assert body(response) == built[begin : end + 1]


@pytest.mark.parametrize("asked", ["bytes=9-3", "bytes=0-1,5-6", "lines=0-9", "bytes=-", "bytes=x-y"])
def test_range_that_is_none_gets_the_whole(client: Client, built: bytes, asked: str) -> None:
    response = client.get(FILE, headers={"Range": asked})

    assert (response.status_code, body(response)) == (200, built)


def test_range_behind_the_end(client: Client, built: bytes) -> None:
    for asked in (f"bytes={len(built)}-", "bytes=-0"):
        response = client.get(FILE, headers={"Range": asked})
        assert (response.status_code, response.headers["Content-Range"]) == (416, f"bytes */{len(built)}")


def test_download_goes_on_only_in_the_file_that_it_began_with(client: Client, built: bytes) -> None:
    tag = client.head(FILE).headers["ETag"]

    goes_on, begins_anew = (
        client.get(FILE, headers={"Range": "bytes=10-", "If-Range": known}) for known in (tag, '"another"')
    )
    assert (goes_on.status_code, body(goes_on)) == (206, built[10:])
    assert (begins_anew.status_code, body(begins_anew)) == (200, built)
    assert client.get(FILE, headers={"If-None-Match": tag}).status_code == 304
    assert client.head(FILE).content == b""


@pytest.mark.parametrize("path", ["none.csv", ".building", "index.html", "1/claims.jsonl", "../current/claims.jsonl"])
def test_nothing_but_what_is_listed_is_served(client: Client, built: bytes, path: str) -> None:
    assert refused(client, f"exports/{path}", status=404)["status"] == 404


def test_parameters_are_refused(client: Client, built: bytes) -> None:
    assert refused(client, "exports/?page_size=5")["parameter"] == "page_size"
    assert refused(client, "exports/claims.jsonl?x=1")["parameter"] == "x"


@pytest.mark.parametrize("take_down", [withdraw, quarantine])
def test_what_is_taken_down_is_in_no_file_from_then_on(client: Client, built: bytes, take_down: Any) -> None:
    assert WORDS.encode() in built

    take_down(record=Claim.objects.get(slug="only-here"), by=None, reason="It names a private person.")

    index = get(client, "exports/")
    assert index["withheld"] is True
    for file in index["files"]:
        for one in (file, *file["compressed"].values()):
            assert client.get(one["url"]).status_code == 503
    response = client.get(FILE, headers={"Range": "bytes=0-9"})
    assert (response.status_code, response.headers["Retry-After"]) == (503, "60")
    assert refused(client, "exports/claims.jsonl", status=503)["type"] == "/developers/errors/withheld"


def test_next_set_is_without_what_was_taken_down(client: Client, built: bytes, directory: Path) -> None:
    withdraw(record=Claim.objects.get(slug="only-here"), by=None, reason="It was a mistake.")
    assert shelf.is_due(directory)

    call_command("export", str(directory), processes=1, verbosity=0)

    assert not shelf.is_due(directory)
    assert WORDS.encode() not in body(client.get(FILE))
    kept = [path for path in (directory / "sets").rglob("*.jsonl") if not path.name.startswith("changes")]
    assert not any(WORDS.encode() in path.read_bytes() for path in kept)


def test_quarantine_reaches_the_changes_that_are_told(built: bytes, directory: Path) -> None:
    publish(record=make_claim(slug="one-more"), by=None)
    build(directory)
    quarantine(record=Claim.objects.get(slug="one-more"), by=None)
    build(directory)

    files = list((directory / "sets").rglob("changes-*.jsonl"))
    assert len(files) == 2
    assert not any(b"one-more" in line and b'"document":{' in line for path in files for line in lines(path))


def test_set_before_stays_for_those_who_are_loading_it(client: Client, built: bytes, directory: Path) -> None:
    before = get(client, "exports/")
    publish(record=make_claim(slug="one-more"), by=None)
    build(directory)
    publish(record=make_claim(slug="and-another"), by=None)
    build(directory)

    now = get(client, "exports/")
    assert now["position"] > before["position"]
    assert len(list((directory / "sets").iterdir())) == 2
    assert refused(client, f"exports/{before['set']}/claims.jsonl", status=404)["status"] == 404
    assert b"and-another" in body(client.get(f"/api/v1/exports/{now['set']}/claims.jsonl"))


def test_changes_lead_from_each_set_to_the_next(client: Client, built: bytes, directory: Path) -> None:
    positions = [get(client, "exports/")["position"]]
    for number in range(2):
        publish(record=make_claim(slug=f"another-{number}"), by=None)
        positions.append(build(directory).position)

    changes = get(client, "exports/")["changes"]

    assert [(one["after"], one["upto"]) for one in changes] == list(pairwise(positions))
    for one in changes:
        entries = get(client, f"changes/?after={one['after']}&limit={one['rows']}")["results"]
        assert (entries[0]["seq"], entries[-1]["seq"]) == (one["after"] + 1, one["upto"])
        told = client.get(f"/api/v1/changes/?after={one['after']}&limit={one['rows']}").content
        assert all(line in told for line in body(client.get(one["url"])).splitlines())


def test_set_of_another_ledger_is_withheld_and_built_anew(client: Client, built: bytes, directory: Path) -> None:
    index = directory / "current" / "index.json"
    index.write_text(index.read_text().replace('"at": "20', '"at": "19', 1))

    assert get(client, "exports/")["withheld"] is True
    assert shelf.is_due(directory)


def test_set_is_good_for_a_day(built: bytes, directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(record=make_claim(slug="one-more"), by=None)
    assert not shelf.is_due(directory)

    monkeypatch.setattr(shelf, "DAILY", shelf.DAILY * 0)

    assert shelf.is_due(directory)
    build(directory)
    assert not shelf.is_due(directory)


def test_nothing_is_built_again_while_nothing_changes(built: bytes, directory: Path) -> None:
    before = (directory / "current").resolve()

    build(directory)

    assert (directory / "current").resolve() == before


def test_what_is_taken_down_during_a_build_is_in_no_file(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(record=make_claim(slug="only-here", text=WORDS), by=None)
    steps = building.steps

    def interrupted(work: Any) -> Any:
        for number, step in enumerate(steps(work)):
            if number == 3 and Claim.objects.get(slug="only-here").public_state == "published":
                withdraw(record=Claim.objects.get(slug="only-here"), by=None, reason="It was a mistake.")
            yield step

    monkeypatch.setattr(building, "steps", interrupted)

    found = build(directory)

    assert shelf.may_be_served(found)
    assert not any(WORDS.encode() in path.read_bytes() for path in directory.rglob("*.jsonl"))


def test_files_on_an_object_store(client: Client, settings: Any, directory: Path, tmp_path: Path) -> None:
    place = tmp_path / "store"
    settings.STORAGES = {
        **settings.STORAGES,
        "exports": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(place), "base_url": "https://files.example.org/"},
        },
    }
    publish(record=make_claim(slug="only-here", text=WORDS), by=None)
    found = build(directory)

    response = client.get(FILE)

    address = f"https://files.example.org/{found.name}/claims.jsonl"
    assert (response.status_code, response.headers["Location"]) == (302, address)
    assert {path.name for path in (place / found.name).iterdir()} == {
        path.name for path in (directory / "current").iterdir()
    }
    assert (place / "index.json").read_bytes() == (directory / "current" / "index.json").read_bytes()
    withdraw(record=Claim.objects.get(slug="only-here"), by=None, reason="It was a mistake.")
    assert client.get(FILE).status_code == 503
    build(directory)
    assert not any(WORDS.encode() in path.read_bytes() for path in place.rglob("*.jsonl"))
    assert storages["exports"].listdir("")[0] == [build(directory).name]
