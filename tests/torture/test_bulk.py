"""The bulk files at their worst: a build killed at every step of writing, and cells made to be taken for formulas."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from collections.abc import Iterator
from itertools import count, islice, product
from pathlib import Path

import orjson
import pytest

from claims.ledger.publish import publish
from claims.ledger.takedown import withdraw
from claims.models import Claim
from claims.public.bulk.building import build
from claims.public.bulk.outputs import Output
from claims.public.bulk.tables import CSVTable
from claims.public.columns import Column, cell_writers, cells
from claims.public.reading import head
from factreg.embedded import BASE_DIR
from tests.factories import make_claim
from tests.public.killing import killed_everywhere

sys.path.insert(0, str(BASE_DIR / "scripts"))
import find_libreoffice

CELLS, WIDTH = 10_000, 10
COLUMNS = [Column(f"c{number}", lambda document, at=number: document[at], "A cell.") for number in range(WIDTH)]
BEFORE = ["", " ", "   ", "\t", "\n", "\r", "\r\n", *"\u00a0\u3000\u200b\ufeff\u202e\u2003\v\f"]
SIGNS = [*"=+-@\uff1d\uff0b\uff0d\uff20", "==", "=-", "-+", "'=", '"=', '",=', "\n=", ",=", ";=", "|="]
WORDS = [
    *("1+1", "SUM(1;2)", "cmd|' /C calc'!A0", "A1", "1", "NOW()", "1e3", "{1;2}", "1\n=1+1", '"=1+1"', "TRUE()"),
    *('HYPERLINK("http://evil.example","x")', 'WEBSERVICE("http://evil.example")', 'DDE("a";"b";"c")', "(1)"),
    *("$A$1", "-1", "R1C1", "'x'!A1", 'INDIRECT("A1")', "RAND()", "of:=1+1", "1%", "#REF!", "1,=1", '1";=1'),
    *("1\t=1", "\u0661+\u0661", "1/2", "1:2", "A1:B2", "1 2", "«=1»", "0x10", 'INFO("system")', "E1", "PI()"),
    *("CHAR(61)", "A1&B1", '"a"&1', "1=1", "TODAY()", "HOUR(1)"),
]


def hostile() -> Iterator[str]:
    for before, sign, words in product(BEFORE, SIGNS, WORDS):
        yield f"{before}{sign}{words}"


@pytest.fixture(scope="module")
def rows() -> list[list[str]]:
    found = list(islice(dict.fromkeys(hostile()), CELLS))
    assert len(found) == CELLS
    return [found[at : at + WIDTH] for at in range(0, CELLS, WIDTH)]


def test_no_hostile_cell_is_a_formula_to_libreoffice(rows: list[list[str]], tmp_path: Path) -> None:
    output = Output(tmp_path / "hostile.csv")
    table = CSVTable(COLUMNS, output)
    table.add(list(zip(*rows, strict=True)))
    output.close()
    # Without their guard some of them are, or this would prove nothing.
    (tmp_path / "naive.csv").write_text("c0\r\n=1+1\r\n")

    assert formulas(tmp_path / "naive.csv") == 1
    assert formulas(tmp_path / "hostile.csv") == 0


def formulas(path: Path) -> int:
    """How many cells LibreOffice takes for formulas, told nothing of the file but that it is UTF-8."""
    program = find_libreoffice.find()
    if program is None:
        pytest.skip("LibreOffice is not here.")
    command = [
        *(str(program), f"-env:UserInstallation=file://{path.parent}/profile", "--headless"),
        *("--infilter=Text - txt - csv (StarCalc):44,34,76", "--convert-to", "fods"),
        *("--outdir", str(path.parent), str(path)),
    ]
    for _attempt in range(2):
        # The first start makes the profile and asks to be started again, with code 81.
        ended = subprocess.run(
            command, env=find_libreoffice.environment(), check=False, capture_output=True, timeout=600
        )
    assert ended.returncode == 0, ended.stderr
    return path.with_suffix(".fods").read_text().count("table:formula=")


def test_raw_csv_and_json_lines_give_the_bytes_back(rows: list[list[str]]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(cells(cell_writers(COLUMNS, safe=False), row) for row in rows)

    assert list(csv.reader(io.StringIO(text.getvalue(), newline=""))) == rows
    assert [orjson.loads(line) for line in b"\n".join(map(orjson.dumps, rows)).splitlines()] == rows


def test_build_killed_at_every_step_shows_the_old_set_or_the_new_one(real_role: None, tmp_path: Path) -> None:
    gone = publish(record=make_claim(slug="gone-later", statements=[{}]), by=None)
    build(tmp_path / "before")
    publish(record=make_claim(statements=[{}, {"stance": "denies"}]), by=None)
    build(tmp_path / "before")
    withdraw(record=Claim.objects.get(slug="gone-later"), by=None, reason=f"It was a mistake, as {gone.seq} shows.")
    publish(record=make_claim(statements=[{}]), by=None)

    killed, already = killed_everywhere(tmp_path / "before", directory=tmp_path / "built", steps=count(1), new=head())

    assert killed > 200
    assert 0 < already < killed
