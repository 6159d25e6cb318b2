"""The bulk files: all that is public at one position, each what the list is, listed with what it can be checked by."""

import csv
import gzip
import hashlib
import io
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson
import pyarrow.parquet as pq
import pytest
import zstandard
from django.test import Client

from claims.public.bulk.building import build
from claims.public.bulk.contents import WHOLE
from claims.public.bulk.shelf import Set
from claims.public.columns import COLUMNS, SEPARATOR, Kind, cell
from tests.public.api import body, get
from tests.public.test_bulk_docs import proof_example

pytestmark = pytest.mark.usefixtures("demo")

NAMES = [resource.name for resource in WHOLE]


@pytest.fixture(scope="module")
def built(demo: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the demo."""
    directory = tmp_path_factory.mktemp("exports")
    with django_db_blocker.unblock():
        build(directory)
    return directory / "current"


def listed(built: Path) -> dict[str, dict[str, Any]]:
    index = orjson.loads((built / "index.json").read_bytes())
    return {file["path"]: file for file in (*index["files"], *index["changes"])}


def table(built: Path, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((built / name).read_bytes().decode(), newline="")))


def test_there_is_a_file_in_each_format_of_every_list_that_is_whole(built: Path) -> None:
    files = {f"{name}.{suffix}" for name in NAMES for suffix in ("jsonl", "csv", "parquet")}
    files |= {"proofs.csv", "claimreview.jsonld", "claims.ninjs.jsonl", "datapackage.json"}

    assert {"claims", "statements", "contradictions", "actors", "sources", "events"} < set(NAMES)
    assert set(listed(built)) == files
    alone = {"datapackage.json", *(f"{name}.parquet" for name in NAMES)}
    copies = {f"{file}{suffix}" for file in files - alone for suffix in (".gz", ".zst")}
    assert {path.name for path in built.iterdir()} == files | copies | {"index.json"}


@pytest.mark.parametrize("name", NAMES)
def test_files_of_a_list_are_its_downloads(client: Client, built: Path, name: str) -> None:
    assert (built / f"{name}.jsonl").read_bytes() == body(client.get(f"/api/v1/{name}.jsonl"))
    assert (built / f"{name}.csv").read_bytes() == body(client.get(f"/api/v1/{name}.csv"))


def test_index_tells_rows_bytes_and_digests_as_they_are(client: Client, built: Path) -> None:
    index = Set.read(built)

    assert index.position == get(client, "claims/")["position"]
    for file in index.files:
        data = (built / file.path).read_bytes()
        assert (file.bytes, file.sha256) == (len(data), hashlib.sha256(data).hexdigest())
        if file.path.endswith(".jsonl"):
            assert file.rows == data.count(b"\n")
        for encoding, copy in file.compressed.items():
            packed = (built / copy.path).read_bytes()
            assert (copy.bytes, copy.sha256) == (len(packed), hashlib.sha256(packed).hexdigest())
            assert unpacked(encoding, packed) == data
    rows = {file.path: file.rows for file in index.files}
    assert rows["claims.csv"] == rows["claims.parquet"] == rows["claims.ninjs.jsonl"] == len(table(built, "claims.csv"))


def test_parquet_holds_what_the_columns_say_in_types(built: Path) -> None:
    for resource in WHOLE:
        columns = COLUMNS[resource.type]
        documents = map(orjson.loads, (built / f"{resource.name}.jsonl").read_bytes().splitlines())
        found = pq.read_table(built / f"{resource.name}.parquet")

        assert found.column_names == [column.name for column in columns]
        for document, row in zip(documents, found.to_pylist(), strict=True):
            assert {column.name: typed(column.kind, column.read(document)) for column in columns} == {
                name: rfc(value) for name, value in row.items()
            }


def unpacked(encoding: str, packed: bytes) -> bytes:
    if encoding == "gzip":
        return gzip.decompress(packed)
    return zstandard.ZstdDecompressor().decompressobj().decompress(packed)


def typed(kind: Kind, value: Any) -> Any:
    return Decimal(value) if kind is Kind.DECIMAL and value else value


def rfc(value: Any) -> Any:
    return value.strftime("%Y-%m-%dT%H:%M:%S.%fZ") if hasattr(value, "strftime") else value


def test_every_document_of_a_record_is_the_one_that_the_ledger_committed_to(built: Path) -> None:
    proofs = {(row["key"], row["version"]): row for row in table(built, "proofs.csv")}
    records = [resource for resource in WHOLE if resource.type == resource.record_type]

    lines = [line for one in records for line in (built / f"{one.name}.jsonl").read_bytes().splitlines()]

    assert len(proofs) == len(lines)
    for line in lines:
        document = orjson.loads(line)
        proof = proofs[document["key"], str(document["version"])]
        assert hashlib.sha256(bytes.fromhex(proof["nonce"]) + line).hexdigest() == proof["commitment"]
        assert (proof["type"], proof["id"]) == (document["type"], document["id"])


def test_example_of_the_guide_finds_every_document_of_claims_true(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(built)
    result = subprocess.run([sys.executable, "-c", proof_example()], capture_output=True, check=False, text=True)

    assert (result.returncode, result.stderr) == (0, "")


def test_cells_of_several_values_are_joined() -> None:
    assert cell(["a", "b"]) == f"a{SEPARATOR}b"
